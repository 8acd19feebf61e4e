"""Every page does what it says: its files are written, its commands run in order, its Python runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools.blocks import ROOT, Block, blocks_of, commands_of, office_of, pages, run, says


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_the_page_does_what_it_says(page: Path, settle: Callable[[str], Path]) -> None:
    text = page.read_text(encoding="utf-8")
    folder = settle(office_of(text))
    namespace: dict[str, Any] = {"__name__": "page"}
    for block in blocks_of(text):
        if block.file:
            block.write(folder)
        elif block.language == "python":
            exec(compile(block.text, str(page), "exec", dont_inherit=True), namespace)
        elif block.language == "console":
            answers(block)


def answers(block: Block) -> None:
    for command in commands_of(block):
        done = run(command)
        assert done.exit_code == command.exit_code, f"$ {command.line}\n{done.output}"
        assert not command.shown.strip() or says(command.shown, done.output), (
            f"$ {command.line}\n{done.output}\n`uv run python -m tools.answers` writes the pages' answers anew"
        )


def test_an_ellipsis_stands_for_anything_and_nothing_else_does() -> None:
    assert says("Logged ... (change 3).\n...", "Logged a call (change 3).\nUndo takes it back.\n")
    assert not says("Logged a call.", "Logged a visit.")


def test_a_command_may_go_on_in_the_next_line() -> None:
    (command,) = commands_of(Block("console", "$ trustcrm log \\\n    'a call' --yes\nLogged.\n", exit_code=1))
    assert (command.line, command.shown, command.exit_code) == ("trustcrm log 'a call' --yes", "Logged.", 1)


def test_a_program_of_another_is_never_run() -> None:
    (command,) = commands_of(Block("console", "$ rm -rf .\n"))
    with pytest.raises(ValueError, match="cannot be run here"):
        run(command)
