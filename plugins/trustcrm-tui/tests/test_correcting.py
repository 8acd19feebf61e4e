"""Correcting a record on the screen: one field at a time, undone by one key, and never over a colleague unseen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from trustcrm.plugin import PluginContext


async def _retitle_after(seat: Any, context: PluginContext, theirs: Mapping[str, str]) -> None:
    """Give an agreement another title, which a colleague has corrected while it was typed."""
    await seat.press("5", "e")
    seat.row = seat.app.lists.subject.id
    await _stand_on(seat, "title")
    await seat.press("enter", "space")
    await seat.type("and mine")
    context.do.correct("agreement", seat.row, theirs)
    await seat.press("enter")


async def _stand_on(seat: Any, field: str) -> None:
    while seat.app.listing.row.field.name != field:
        await seat.press("down")


def _record(context: PluginContext, noun: str, row: int) -> Any:
    return context.ask.one(noun, row).kept.record


def test_a_field_is_corrected_and_taken_back(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await seat.press("5", "e")
        seat.row = seat.app.lists.subject.id
        await _stand_on(seat, "resolution")
        await seat.press("enter")
        await seat.type("CF 20-1")
        await seat.press("enter")
        assert "Corrected resolution" in seat.text()
        assert "CF 20-1" in seat.text()
        assert _record(context, "agreement", seat.row).resolution == "CF 20-1"
        await seat.press("u")

    seat = show(act)
    assert _record(context, "agreement", seat.row).resolution is None


def test_what_cannot_be_is_said_and_nothing_is_changed(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await seat.press("5", "e")
        seat.row = seat.app.lists.subject.id
        seat.before = _record(context, "agreement", seat.row)
        await _stand_on(seat, "ends_on")
        await seat.press("enter")
        await seat.type("x")
        await seat.press("enter")
        assert "is no day" in seat.text()

    seat = show(act)
    assert _record(context, "agreement", seat.row) == seat.before


def test_a_colleague_who_was_faster_is_shown_and_not_overwritten(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await _retitle_after(seat, context, {"title": "Theirs, kept first"})
        text = " ".join(seat.text().split())
        assert "[Somebody was faster]" in text
        assert "now Theirs" in text
        assert _record(context, "agreement", seat.row).title == "Theirs, kept first"
        await seat.press("enter")
        assert "Kept yours" in seat.text()

    seat = show(act, (200, 60))
    assert _record(context, "agreement", seat.row).title.endswith("and mine")


@pytest.mark.parametrize(("arrow", "said"), [("left", "Kept yours"), ("right", "Theirs stands")])
def test_an_arrow_takes_the_version_it_points_to_and_only_of_what_both_changed(
    show: Any, context: PluginContext, arrow: str, said: str
) -> None:
    theirs = {"title": "Theirs, kept first", "resolution": "CF 20-2"}

    async def act(seat: Any) -> None:
        await _retitle_after(seat, context, theirs)
        assert "← Ours  → Theirs" in seat.text()
        title = next(line for line in seat.text().split("\n") if "now Theirs" in line)
        assert title.index("yours ") < title.index("now Theirs")
        while seat.app.listing.row.name != "resolution":
            await seat.press("down")
        await seat.press(arrow)
        assert "Only they changed resolution" in seat.text()
        while seat.app.listing.row.name != "title":
            await seat.press("up")
        await seat.press(arrow)
        assert said in seat.text()
        assert "[Somebody was faster]" not in seat.text()
        assert "CF 20-2" in seat.text()  # the record below is read anew

    seat = show(act, (200, 60))
    kept = _record(context, "agreement", seat.row)
    assert (kept.title.endswith("and mine"), kept.resolution) == (arrow == "left", "CF 20-2")


def test_two_versions_that_begin_alike_are_told_apart_in_a_narrow_window(show: Any, context: PluginContext) -> None:
    theirs = "Letter of intent on stipends with Kaunas (invented, run out) theirs"

    async def act(seat: Any) -> None:
        await _retitle_after(seat, context, {"title": theirs})
        both = next(line for line in seat.text().split("\n") if "now Letter" in line)
        assert re.search(r"yours Letter.* and m… now Letter.* theirs$", both)

    show(act, (80, 24))


def test_a_record_that_is_wrong_is_withdrawn_and_comes_back(show: Any, context: PluginContext) -> None:
    before = context.ask.count("agreement")

    async def act(seat: Any) -> None:
        await seat.press("5", "x")
        assert context.ask.count("agreement") == before - 1
        assert "Withdrew agreement Letter of intent on stipends with Kaunas" in seat.text()
        await seat.press("u")

    show(act)
    assert context.ask.count("agreement") == before


def test_a_line_that_only_tells_of_a_side_withdraws_no_tie(show: Any, context: PluginContext) -> None:
    before = context.ask.count("tie")

    async def act(seat: Any) -> None:
        await seat.press("8", "end", "x")
        assert "Nothing was withdrawn: this line only tells of" in seat.text()

    show(act)
    assert context.ask.count("tie") == before
