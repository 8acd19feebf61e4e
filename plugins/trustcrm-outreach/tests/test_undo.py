"""What people typed into this plugin's tables is taken back by `undo`, step by step, as all of the office is."""

from __future__ import annotations

from typing import Any

from tests.undone_step_by_step import rows_of, undone_step_by_step

Office = Any
"""The office of `conftest.py`."""


TEXT = ("notice", "text", "Heat", "--language", "en", "--subject", "Heat", "--words")


def test_audiences_notices_texts_and_wishes_are_taken_back_step_by_step(office: Office) -> None:
    undone_step_by_step(office, "outreach", [
        ("audience", "add", "Japan", "--country", "JP"),
        ("notice", "rule", "add", "Heat", "--words", "Drink water", "--source", "order 7"),
        ("notice", "add", "Heat", "--audience", "Japan", "--topic", "Heat"),
        (*TEXT, "Stay in the shade."),
        (*TEXT, "Stay at home."),
        ("notice", "check", "Heat", "--language", "en", "--by", "Ben"),
        ("outreach", "opt-out", "add", "kobayashi@japan.example", "--words", "on the telephone"),
        ("audience", "retire", "Japan"),
        ("outreach", "ask", "Which mask?", "--from", "Consulate General of Japan", "--by", "2020-03-09"),
    ])  # fmt: skip


def test_what_was_released_cannot_be_called_back_nor_what_it_rests_on(office: Office) -> None:
    office.notice("Heat")
    office.run("notice", "release", "Heat", "--yes")
    before = rows_of(office, "outreach")
    released, checked = (one["change"] for one in office.told("history", "--limit", "2"))
    said = office.refused("undo")
    assert said.startswith(
        f"Change {released}, release: version 1 of notice 1, Heat, has gone out and cannot be called"
    )
    assert "Kept" in office.run("undo", str(checked))
    assert rows_of(office, "outreach") == before
