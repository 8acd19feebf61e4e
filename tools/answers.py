"""Write the pages' answers anew where they are no longer true: `python -m tools.answers [PAGE…]`.

An answer without `...` is replaced by the real one; one with `...` is named, for a person to look at. Read the
difference before you commit it: an answer that changed is a promise that changed.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from unittest.mock import patch

from tools.blocks import BLOCK, ROOT, Command, block_of, commands_of, make_office, office_of, pages, run, says, trimmed


def main(arguments: list[str]) -> int:
    """Write the given pages, or all; return how many answers a person must look at."""
    left = 0
    for page in [Path(name).resolve() for name in arguments] or pages():
        text = page.read_text(encoding="utf-8")
        with _settled(office_of(text)) as folder:
            talk: list[str] = []
            written = BLOCK.sub(lambda found, folder=folder, talk=talk: _block(found, folder, talk), text)  # type: ignore[misc]
        if written != text:
            page.write_text(written, encoding="utf-8")
            print(f"{page.relative_to(ROOT)} was written anew.")
        for line in talk:
            print(f"{page.relative_to(ROOT)}: {line}")
        left += len(talk)
    return left


@contextmanager
def _settled(office: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own = {
            "TRUSTCRM_DB": folder / "office.db",
            "XDG_CONFIG_HOME": folder / "config",
            "XDG_DATA_HOME": folder / "data",
        }
        environ = {key: str(value) for key, value in own.items()} | {"TRUSTCRM_ACTOR": "Ana"}
        with patch.dict(os.environ, environ), chdir(folder):
            make_office(office, folder / "office.db")
            yield folder


def _block(found: re.Match[str], folder: Path, talk: list[str]) -> str:
    block = block_of(found)
    if block.file:
        block.write(folder)
    if block.language != "console" or block.file:
        return found[0]
    lines = [line for command in commands_of(block) for line in _command(command, talk)]
    return found[0].replace(block.text, "\n".join(lines) + "\n")


def _command(command: Command, talk: list[str]) -> list[str]:
    done = run(command)
    if done.exit_code != command.exit_code:
        talk.append(f"`{command.line}` ends with {done.exit_code}: {trimmed(done.output)}")
    if not command.shown.strip() or says(command.shown, done.output):
        return [*command.typed, *command.answer]
    if "..." in command.shown:
        talk.append(f"the answer to `{command.line}` is another now:\n{trimmed(done.output)}")
        return [*command.typed, *command.answer]
    return [*command.typed, *trimmed(done.output).splitlines()]


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
