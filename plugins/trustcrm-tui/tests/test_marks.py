"""Marking rows, and acting on all of them at once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from trustcrm.plugin import PluginContext
from trustcrm_tui.folders import folder_of
from trustcrm_tui.marks import MOST, Marks, here
from trustcrm_tui.rows import WINDOW, Held, Windows
from trustcrm_tui.sheets.sheet import Subject


def test_marks_stay_where_their_row_is_out_of_sight_and_go_with_a_row_that_is_gone() -> None:
    marks = Marks()
    marks.add((key, Subject(id=key)) for key in range(5))
    marks.turn(2, Subject(id=2))
    assert 2 not in marks
    assert len(marks) == 4
    assert marks.hidden(Held([0, 1], key=int)) == 2
    marks.prune(Windows(lambda *_: None))
    assert len(marks) == 4
    marks.prune(Held([0, 1, 9], key=int))
    assert [one.id for one in marks.subjects] == [0, 1]


def test_no_more_are_marked_than_may_be() -> None:
    marks = Marks()
    marks.add((key, Subject()) for key in range(2 * MOST))
    marks.turn(-1, Subject())
    assert len(marks) == MOST


def test_one_contact_with_each_marked_is_one_batch_that_one_key_takes_back(show: Any, context: PluginContext) -> None:
    before = context.ask.count("interaction")
    counts = []

    async def act(seat: Any) -> None:
        await seat.press("2", "space", "space", "space")
        text = seat.text()
        assert "3 marked: l Log  b Brief  t Tell  z Snooze  Esc unmarks" in text
        assert text.count("[x]") == 3
        await seat.press("l")
        assert "Log with each of 3" in seat.text()
        await seat.type("c 5m the new desk")
        assert "The same with" in seat.text()
        await seat.press("enter")
        assert "Logged with 3" in seat.text()
        assert "[x]" not in seat.text()
        counts.append(context.ask.count("interaction"))
        await seat.press("u")
        assert "and 2 more done with it" in seat.text()

    show(act)
    assert counts == [before + 3]
    assert context.ask.count("interaction") == before


def test_words_that_name_somebody_are_not_logged_with_all(show: Any, context: PluginContext) -> None:
    before = context.ask.history(1)[0].change.id

    async def act(seat: Any) -> None:
        await seat.press("2", "space", "space", "l")
        await seat.type("call with Milan")
        await seat.press("enter")
        assert "they must fit each of them" in seat.text()

    show(act)
    assert context.ask.history(1)[0].change.id == before


def test_all_of_a_kind_are_marked_and_put_off_at_once(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await seat.press("f", "c", "V")
        seat.count = len(seat.app.lists.page.marks)
        assert seat.count == len(seat.app.listing.rows.rows) > 4
        await seat.press("z", "w", "enter")
        assert f"Put off {seat.count} until" in seat.text()

    seat = show(act)
    due = context.ask.due(snoozed=True)
    assert sum(one.snoozed_until is not None for one in due) == seat.count


def test_the_briefings_of_all_marked_are_one_paper(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await seat.press("2", "space", "space", "b")
        assert seat.text().count("Briefing: ") > 1
        await seat.press("enter")
        assert "Wrote" in seat.text()

    show(act, (120, 60))
    written = [file.name for file in folder_of(context).glob("*.html")]
    assert len(written) == 1
    assert "and-1-more" in written[0]


def test_marks_survive_a_filter_scrolling_and_a_fresh_reading_until_esc(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("2", "space", "end", "space", "R", "f", "s")
        assert "2 marked" in seat.text()
        await seat.press("escape")
        assert "marked" not in seat.text()
        assert "only sister" in seat.text()

    show(act)


def test_of_a_list_read_in_windows_those_are_marked_that_are_here() -> None:
    windows = Windows(lambda *_: None, total=10_000)
    windows.take(0, [SimpleNamespace(kept=SimpleNamespace(id=number)) for number in range(WINDOW)])
    windows.take(7, [SimpleNamespace(kept=SimpleNamespace(id=number)) for number in range(5_000, 5_000 + WINDOW)])
    assert [windows.key(row) for row in here(windows)] == list(range(WINDOW))


def test_marking_all_says_how_many_it_could_not(show: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trustcrm_tui.marks.MOST", 5)

    async def act(seat: Any) -> None:
        await seat.press("2", "V")
        text = " ".join(seat.text().split())
        assert f"Marked 5 of {len(seat.app.listing.rows.rows)}; space marks others" in text

    show(act)
