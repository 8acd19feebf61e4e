"""Text from data reaches the screen by one way only, on which nothing acts."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from trustcrm_tui.ink import cell, ink, joined, wrapped

SOURCES = sorted((Path(__file__).parents[1] / "src").rglob("*.py"))
MARKUP = {"from_markup", "from_text", "from_rich_text", "Static", "Label", "notify", "RichLog", "Markdown", "Text"}
"""What reads markup, or draws whatever string it is given."""


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            yield (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")), node


def test_only_one_module_makes_content() -> None:
    made = {path.name for path in SOURCES for name, _ in _calls(ast.parse(path.read_text())) if name == "Content"}
    assert made == {"ink.py"}


def test_nothing_that_reads_markup_is_called() -> None:
    found = [(path.name, name) for path in SOURCES for name, _ in _calls(ast.parse(path.read_text())) if name in MARKUP]
    assert found == []


def test_no_widget_draws_a_string_by_itself() -> None:
    """A widget's `render` would be read as markup where it returned text; all of ours draw strips."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            assert not (isinstance(node, ast.FunctionDef) and node.name == "render"), path.name
            titled = isinstance(node, ast.Attribute) and node.attr in ("border_title", "border_subtitle", "tooltip")
            assert not titled, path.name


@given(st.text())
def test_whatever_is_written_is_shown_and_nothing_of_it_acts(text: str) -> None:
    shown = ink(text, "strong").plain
    assert all(character.isprintable() or unicodedata.category(character) == "Zs" for character in shown)
    assert len(shown) >= len(text.replace("\r\n", "\n"))
    kept = [character for character in text if character.isprintable()]
    assert all(character in shown for character in kept)


@given(st.text(), st.integers(0, 80), st.booleans())
def test_a_cell_is_exactly_as_wide_as_asked_for(text: str, width: int, right: bool) -> None:
    assert cell(ink(text), width, right=right).cell_length == width


@given(st.lists(st.text(max_size=60), max_size=4), st.integers(8, 60))
def test_broken_lines_fit_and_lose_no_letter(texts: list[str], width: int) -> None:
    line = joined(*(ink(text) for text in texts))
    broken = wrapped([line], width, 2)
    assert all(part.cell_length <= width for part in broken)
    assert "".join("".join(part.plain.split()) for part in broken) == "".join(line.plain.split())
