"""Bringing in a file from the screen of imports: its path is completed, refusals leave it there, `u` takes it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from trustcrm.errors import WrongUsage
from trustcrm.plugin import PluginContext
from trustcrm_tui.bringing import completions, wanted_of

PEOPLE = "Name,Position,City\nKatrin Müller,Head of protocol,Hamburg\nTotal,1,\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of people, with a column nobody knows and a row of sums."""
    path = tmp_path / "my contacts.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def _people(context: PluginContext) -> list[str]:
    return [found.title for found in context.ask.search("Katrin", noun="person")]


def test_a_file_is_brought_in_reviewed_and_taken_back_without_leaving(
    show: Any, context: PluginContext, table: Path
) -> None:
    async def act(seat: Any) -> None:
        await seat.press("6", "n")
        await seat.type(f'"{table}"')
        await seat.press("enter")
        assert "its columns fit noun=organisation or person" in seat.text()
        await seat.type(" noun=person")
        await seat.press("enter")
        assert "ignore=rest" in seat.text()
        await seat.type(" ignore=rest")
        await seat.press("enter")
        assert "[Batch" in seat.text()
        assert "1 could not be read" in seat.text()
        assert _people(context) == ["Katrin Müller"]
        await seat.press("u")

    show(act)
    assert _people(context) == []


def test_what_is_read_only_brings_nothing_in(show: Any, context: PluginContext, table: Path) -> None:
    async def act(seat: Any) -> None:
        await seat.press("6", "n")
        assert "Bring in a file" not in seat.text()

    show(act, read_only=True)


def test_tab_completes_a_path_as_far_as_all_files_agree(show: Any, tmp_path: Path) -> None:
    tmp_path /= "papers"
    tmp_path.mkdir()
    for name in ("contacts-2025.csv", "contacts-2026.csv", ".hidden"):
        (tmp_path / name).touch()
    (tmp_path / "old").mkdir()
    contacts = [f"{tmp_path}/contacts-2025.csv", f"{tmp_path}/contacts-2026.csv"]
    assert completions(f"{tmp_path}/") == [*contacts, f"{tmp_path}/old/"]
    assert completions(f"{tmp_path}/.h") == [f"{tmp_path}/.hidden"]
    assert completions(f'"{tmp_path}/o') == [f'"{tmp_path}/old/']
    assert completions(f"{tmp_path}/nothing/") == ()

    async def act(seat: Any) -> None:
        await seat.press("6", "n")
        await seat.type(f"{tmp_path}/c")
        assert "contacts-2025.csv  contacts-2026.csv" in seat.text()
        await seat.press("tab")
        assert seat.app.bar.words.value == f"{tmp_path}/contacts-202"

    show(act)


@pytest.mark.parametrize(
    ("typed", "path", "settings"),
    [
        ("a.csv noun=person --ignore=rest", "a.csv", {"noun": "person", "ignore": "rest"}),
        ("'my table.csv' dates='%d %m'", "my table.csv", {"dates": "%d %m"}),
        ("file:///tmp/my%20table.csv", "/tmp/my table.csv", {}),
    ],
)
def test_a_line_names_a_file_and_settings(typed: str, path: str, settings: dict[str, str]) -> None:
    wanted = wanted_of(typed)
    assert (str(wanted.path), wanted.importer, wanted.settings) == (path, "auto", settings)


def test_a_path_with_spaces_that_is_there_needs_no_quotation_marks(table: Path) -> None:
    assert wanted_of(str(table)).path == table
    assert wanted_of(f"'{table}' format=vcard").importer == "vcard"


@pytest.mark.parametrize("typed", ["a.csv person", "'a.csv"])
def test_words_that_are_no_setting_are_refused(typed: str) -> None:
    with pytest.raises(WrongUsage, match="quotation"):
        wanted_of(typed)
