"""Correcting a record on the screen: one field at a time, undone by one key, and never over a colleague unseen."""

from __future__ import annotations

from typing import Any

from trustcrm.plugin import PluginContext


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
        await seat.press("5", "e")
        seat.row = seat.app.lists.subject.id
        await _stand_on(seat, "title")
        await seat.press("enter", "space")
        await seat.type("and mine")
        context.do.correct("agreement", seat.row, {"title": "Theirs, kept first"})
        await seat.press("enter")
        text = " ".join(seat.text().split())
        assert "[Somebody was faster]" in text
        assert "now Theirs" in text
        assert _record(context, "agreement", seat.row).title == "Theirs, kept first"
        await seat.press("enter")
        assert "Kept yours" in seat.text()

    seat = show(act, (200, 60))
    assert _record(context, "agreement", seat.row).title.endswith("and mine")


def test_a_record_that_is_wrong_is_withdrawn_and_comes_back(show: Any, context: PluginContext) -> None:
    before = context.ask.count("agreement")

    async def act(seat: Any) -> None:
        await seat.press("5", "x")
        assert context.ask.count("agreement") == before - 1
        await seat.press("u")

    show(act)
    assert context.ask.count("agreement") == before
