"""The pages' blocks: what a page shows being typed and answered, and the office it is typed in.

In a ```console block each line that begins with `$` is run and what follows is its answer, where `...` stands for
anything; a command with no answer shown must only succeed. A comment before a block may say `file: NAME` (the block is
that file) or `exit: N` (its last command ends so); at a page's head, `office: demo`, `fresh` or `none`.
"""

from __future__ import annotations

import re
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import click
from click.testing import CliRunner, Result

from trustcrm.cli.app import main

ROOT = Path(__file__).resolve().parents[1]
PINNED = "2020-06-30"
"""What a fresh office takes for today, so that answers stay the same."""

BLOCK = re.compile(
    r"(?:^<!-- (?P<word>file|exit): (?P<value>.+?) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page; `file` names the file it is, `exit_code` how its last command ends."""

    language: str
    text: str
    file: str = ""
    exit_code: int = 0

    def write(self, folder: Path) -> None:
        """Write the file that the block is, in `folder` or in one within it."""
        path = folder / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text, encoding="utf-8")


@dataclass
class Command:
    """One command of a block: its lines as typed, how it ends, and the answer shown, line by line."""

    typed: list[str]
    exit_code: int = 0
    answer: list[str] = field(default_factory=list)

    @property
    def line(self) -> str:
        """The command on one line, without its `$`."""
        return " ".join(line.removeprefix("$ ").removesuffix("\\").strip() for line in self.typed)

    @property
    def shown(self) -> str:
        """The answer as one text."""
        return "\n".join(self.answer)


def pages() -> list[Path]:
    """Return every page whose blocks are run."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def office_of(page: str) -> str:
    """Return which office a page is typed in: none, fresh or demo."""
    found = re.search(r"^<!-- office: (\w+) -->$", page, re.MULTILINE)
    return found[1] if found else "none"


def blocks_of(page: str) -> Iterator[Block]:
    """Yield the blocks of a page in order."""
    for found in BLOCK.finditer(page):
        yield block_of(found)


def block_of(found: re.Match[str]) -> Block:
    """Return the block that `BLOCK` found."""
    said = {found["word"]: found["value"]} if found["word"] else {}
    return Block(found["language"], found["text"], said.get("file", ""), int(said.get("exit", 0)))


def commands_of(block: Block) -> list[Command]:
    """Return the commands of a block with the answers shown."""
    commands: list[Command] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            commands.append(Command([line]))
        elif commands[-1].typed[-1].endswith("\\") and not commands[-1].answer:
            commands[-1].typed.append(line)
        else:
            commands[-1].answer.append(line)
    commands[-1].exit_code = block.exit_code
    return commands


def says(shown: str, answer: str) -> bool:
    """Return whether an answer is the one shown, in which `...` stands for anything."""
    pattern = ".*".join(re.escape(part) for part in trimmed(shown).split("..."))
    return re.fullmatch(pattern, trimmed(answer), re.DOTALL) is not None


def trimmed(text: str) -> str:
    """Return a text without space at the ends of its lines and around it."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def run(command: Command) -> Result:
    """Run a command in this process. Raises `ValueError` where it is not one of ours."""
    program, *arguments = shlex.split(command.line)
    if program != "trustcrm":
        raise ValueError(f"`{command.line}` cannot be run here; write it in a block of another kind, such as sh.")
    return CliRunner().invoke(_whole, arguments, catch_exceptions=False)


def make_office(kind: str, path: Path) -> None:
    """Make the office a page asks for in a new file; none where it asks for none."""
    if kind == "demo":
        _done(["--as", "Ana", "demo", "--no-tui", "--into", str(path)])
    elif kind == "fresh":
        _done(["--db", str(path), "--as", "Ana", "init", "--home", "Los Angeles, US"])
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE office SET pinned_day = ?", (PINNED,))


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def _whole(ctx: click.Context, arguments: tuple[str, ...]) -> None:
    ctx.exit(main(list(arguments)))


def _done(arguments: list[str]) -> None:
    made = CliRunner().invoke(_whole, arguments, catch_exceptions=False)
    if made.exit_code:
        raise RuntimeError(made.output)
