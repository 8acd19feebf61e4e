"""Every page does what it says: its files are written, its commands run in order, its Python runs.

In a ```console block each line that begins with `$` is run and what follows is its answer, where `...` stands for
anything; a command with no answer shown must only succeed. A comment before a block may say `file: NAME` (the block is
that file) or `exit: N` (its last command ends so); at a page's head, `office: demo`, `fresh` or `none`.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

Settle = Callable[[str], tuple[Path, Callable[[list[str]], Result]]]

_BLOCK = re.compile(
    r"(?:^<!-- (?P<word>file|exit): (?P<value>.+?) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    language: str
    text: str
    file: str = ""
    exit_code: int = 0


@dataclass
class Command:
    line: str
    exit_code: int = 0
    answer: list[str] = field(default_factory=list)


def blocks_of(page: str) -> Iterator[Block]:
    for found in _BLOCK.finditer(page):
        said = {found["word"]: found["value"]} if found["word"] else {}
        yield Block(found["language"], found["text"], said.get("file", ""), int(said.get("exit", 0)))


def commands_of(block: Block) -> list[Command]:
    commands: list[Command] = []
    for line in block.text.replace("\\\n", " ").splitlines():
        if line.startswith("$ "):
            commands.append(Command(line[2:]))
        else:
            commands[-1].answer.append(line)
    commands[-1].exit_code = block.exit_code
    return commands


def says(shown: str, answer: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in _trimmed(shown).split("..."))
    return re.fullmatch(pattern, _trimmed(answer), re.DOTALL) is not None


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def office_of(page: str) -> str:
    found = re.search(r"^<!-- office: (\w+) -->$", page, re.MULTILINE)
    return found[1] if found else "none"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_page_does_what_it_says(page: Path, settle: Settle) -> None:
    text = page.read_text(encoding="utf-8")
    folder, say = settle(office_of(text))
    namespace: dict[str, Any] = {"__name__": "page"}
    for block in blocks_of(text):
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            exec(compile(block.text, str(page), "exec", dont_inherit=True), namespace)
        elif block.language == "console":
            for command in commands_of(block):
                run(command, say)


def run(command: Command, say: Callable[[list[str]], Result]) -> None:
    program, *arguments = shlex.split(command.line)
    assert program == "trustcrm", (
        f"`{command.line}` cannot be run here; write it in a block of its own kind, such as sh"
    )
    done = say(arguments)
    shown = "\n".join(command.answer)
    assert done.exit_code == command.exit_code, f"$ {command.line}\n{done.output}"
    assert not shown.strip() or says(shown, done.output), f"$ {command.line}\n{done.output}"


def test_an_ellipsis_stands_for_anything_and_nothing_else_does() -> None:
    assert says("Logged ... (change 3).\n...", "Logged a call (change 3).\nUndo takes it back.\n")
    assert not says("Logged a call.", "Logged a visit.")
