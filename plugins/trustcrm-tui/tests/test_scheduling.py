from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from trustcrm.plugin import PluginContext
from trustcrm_tui.asking import until
from trustcrm_tui.scheduling import slot_in

TUESDAY = date(2020, 6, 30)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("f", date(2020, 7, 3)), ("fri", date(2020, 7, 3)), ("next fri", date(2020, 7, 3)), ("t", date(2020, 7, 1)),
        ("tue", date(2020, 7, 7)), ("th", date(2020, 7, 2)), ("w", date(2020, 7, 7)), ("wed", date(2020, 7, 1)),
        ("10", date(2020, 7, 10)), ("2020-08-01", date(2020, 8, 1)), ("soon", None), ("", None),
        ("14 jul", date(2020, 7, 14)), ("july 1", date(2020, 7, 1)), ("3 apr", date(2021, 4, 3)), ("31 feb", None),
        ("nxt wensday", date(2020, 7, 1)), ("fryday", date(2020, 7, 3)), ("in 10 days", date(2020, 7, 10)),
    ],
)  # fmt: skip
def test_a_few_letters_are_a_day(words: str, day: date | None) -> None:
    assert until(words, TUESDAY) == day


def test_words_are_a_day_an_hour_a_length_a_kind_and_what_for() -> None:
    slot = slot_in("fri 14:30 c 20m the renewal", TUESDAY)
    assert slot is not None
    assert (slot.on, slot.at, slot.ends, slot.kind, slot.words) == (
        date(2020, 7, 3), time(14, 30), time(14, 50), "call", "the renewal"
    )  # fmt: skip
    assert slot_in("nothing said", TUESDAY) is None


@pytest.mark.parametrize(
    ("text", "on", "at", "words"),
    [
        ("c with Milan today 4pm", TUESDAY, time(16), "with Milan"),
        ("14 jul 9:30am v the renewal", date(2020, 7, 14), time(9, 30), "the renewal"),
        ("call Tom thursday", date(2020, 7, 2), None, "Tom"),
        ("Call Beirut thu 2 jul 10:00", date(2020, 7, 2), time(10), "Beirut"),
        ("thu 9 jul 10:00 letters", date(2020, 7, 9), time(10), "letters"),
        ("tomorrow 12am night shift", date(2020, 7, 1), time(0), "night shift"),
    ],
)
def test_the_day_of_a_slot_stands_anywhere(text: str, on: date, at: time | None, words: str) -> None:
    slot = slot_in(text, TUESDAY)
    assert slot is not None
    assert (slot.on, slot.at, slot.words) == (on, at, words)


def test_a_day_that_no_month_has_is_not_so_many_days_from_now() -> None:
    assert slot_in("31 jun 10:00 c", TUESDAY) is None


def test_a_proposed_slot_is_two_keys_and_stands_in_the_agenda(show: Any, context: PluginContext) -> None:
    before = context.ask.count("engagement")

    async def act(seat: Any) -> None:
        await seat.press("2", "down")
        before = seat.pressed
        await seat.press("s", "enter")
        assert "Call with Athens (GR), Wed 1 Jul 2020 09:00, stands in the agenda." in seat.text()
        assert seat.pressed == before + 2

    show(act)
    assert context.ask.count("engagement") == before + 1
    planned: Any = context.ask.page("engagement", limit=1).rows[0].kept.record
    assert (planned.kind, planned.starts_at) == ("call", time(9, 0))  # 19:00 in Athens: no working hour is common
    assert planned.side is not None


def test_a_new_meeting_of_the_agenda_begins_empty_and_takes_its_side_from_its_words(
    show: Any, context: PluginContext
) -> None:
    async def act(seat: Any) -> None:
        await seat.press("4", "n")
        await seat.type("call with Milan today 4pm")
        await seat.press("enter")
        assert "stands in the agenda" in seat.text()

    show(act)
    planned: Any = context.ask.page("engagement", limit=1).rows[0].kept.record
    assert (planned.title, planned.starts_at, planned.side) == (
        "Call with Milan", time(16), context.ask.found("side", "Milan")
    )  # fmt: skip


def test_what_a_meeting_is_about_may_stand_behind_whom_it_is_with(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await seat.press("4", "n")
        await seat.type("call with milan tomorrow 9:30 about pumps")
        await seat.press("enter")
        await seat.press("n")
        await seat.type("tomorrow 10:00 with Nowhere about pumps")
        await seat.press("enter")
        assert "called 'Nowhere';" in seat.text()

    show(act)
    planned: Any = context.ask.page("engagement", limit=1).rows[0].kept.record
    assert (planned.title, planned.side) == ("Call with milan about pumps", context.ask.found("side", "Milan"))


def test_a_meeting_with_nobody_is_asked_about_before_it_is_kept(show: Any, context: PluginContext) -> None:
    before = context.ask.count("engagement")

    async def act(seat: Any) -> None:
        await seat.press("4", "n")
        await seat.type("tomorrow 10:00 m")
        assert "It names nobody" in seat.text()
        await seat.press("enter")
        assert "With whom is it?" in seat.text()
        assert context.ask.count("engagement") == before
        await seat.press("enter")
        assert "stands in the agenda" in seat.text()

    show(act)
    assert context.ask.count("engagement") == before + 1


def test_a_slot_without_a_day_is_asked_for_again(show: Any, context: PluginContext) -> None:
    before = context.ask.count("engagement")

    async def act(seat: Any) -> None:
        await seat.press("s")
        await seat.press(*["backspace"] * 40)
        await seat.type("whenever")
        await seat.press("enter")
        assert "The words tell no day" in seat.text()

    show(act)
    assert context.ask.count("engagement") == before


def test_a_card_is_copied_and_says_where(show: Any, tmp_path: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("enter", "c")
        assert "Copied" in seat.text()

    show(act)
    clip = next(tmp_path.rglob("clip.txt"))
    assert "Honorary Consulate of Luxembourg" in clip.read_text()
    assert clip.stat().st_mode & 0o077 == 0
