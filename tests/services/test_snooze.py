"""What is due can be put aside until a day, for the one occasion, and nothing else about it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from trustcrm.clock import PinnedClock
from trustcrm.domain.nouns import (
    Agreement,
    City,
    Contribution,
    FollowUp,
    Interaction,
    Record,
    Snooze,
    Step,
    Tie,
    Window,
)
from trustcrm.errors import InvalidValue, Refused
from trustcrm.services.browse import page
from trustcrm.services.desk import Desk
from trustcrm.services.due import due
from trustcrm.services.merge import merge
from trustcrm.services.record import correct, record, withdraw
from trustcrm.services.snooze import day_ahead, snooze
from trustcrm.services.undo import undo

TODAY = date(2020, 6, 30)
FRIDAY = date(2020, 7, 3)


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


def add(desk: Desk, told: Record) -> int:
    return record(desk, "add", told.noun, told).ids[0]


def on_day(desk: Desk, day: date) -> Desk:
    return replace(desk, clock=PinnedClock(day))


def told(desk: Desk, *, snoozed: bool = False) -> list[tuple[str, str, int, date | None]]:
    return [(one.kind, one.noun, one.id, one.snoozed_until) for one in due(desk, snoozed=snoozed)]


@pytest.fixture
def tie(desk: Desk, home: int, milan: int) -> int:
    """Return our tie with Milan, whose cadence of 60 days is over since ten."""
    row = add(desk, Tie(one=home, other=milan, cadence_days=60))
    add(desk, Interaction(kind="call", giver=home, receiver=milan, on=days(-70)))
    return row


@pytest.fixture
def gift(desk: Desk, home: int, milan: int) -> int:
    """Return a gift from Milan that nobody thanked for."""
    row = add(desk, Contribution(what="masks", giver=milan, receiver=home, unit="masks"))
    add(desk, Step(contribution=row, state="received", on=days(-3)))
    return row


def test_what_is_put_aside_is_left_out_until_its_day_and_due_again_on_it(desk: Desk, tie: int) -> None:
    snooze(desk, "tie", tie, FRIDAY)
    assert told(desk) == []
    assert told(on_day(desk, FRIDAY - timedelta(1))) == []
    assert told(on_day(desk, FRIDAY)) == [("contact", "tie", tie, None)]


def test_who_asks_for_what_was_put_aside_sees_it_with_its_day_among_the_rest(desk: Desk, tie: int, gift: int) -> None:
    snooze(desk, "tie", tie, FRIDAY)
    assert told(desk, snoozed=True) == [("thanks", "contribution", gift, None), ("contact", "tie", tie, FRIDAY)]


def test_a_follow_up_put_aside_keeps_the_day_it_is_due(desk: Desk) -> None:
    row = add(desk, FollowUp(what="write", due_on=days(2)))
    snooze(desk, "follow-up", row, FRIDAY)
    assert told(desk) == []
    assert [one.kept.record.due_on for one in page(desk, "follow-up", {}).rows] == [days(2)]  # type: ignore[attr-defined]
    correct(desk, "follow-up", row, {"due_on": days(1)})
    assert told(desk) == [("follow-up", "follow-up", row, None)]


def test_a_new_contact_makes_a_snooze_moot(desk: Desk, home: int, milan: int, tie: int) -> None:
    snooze(desk, "tie", tie, days(300))
    add(desk, Interaction(kind="call", giver=home, receiver=milan, on=TODAY))
    assert told(desk) == []
    assert told(on_day(desk, days(61))) == [("contact", "tie", tie, None)]


def test_a_tie_that_never_had_contact_is_put_aside_until_it_has(desk: Desk, home: int, milan: int) -> None:
    row = add(desk, Tie(one=home, other=milan, cadence_days=60))
    snooze(desk, "tie", row, days(300))
    assert told(on_day(desk, days(9))) == []
    add(desk, Interaction(kind="call", giver=home, receiver=milan, on=days(-61)))
    assert told(desk) == [("contact", "tie", row, None)]


def test_a_pause_that_begins_meanwhile_does_not_bring_it_back(desk: Desk, tie: int) -> None:
    snooze(desk, "tie", tie, days(20))
    add(desk, Window(name="Recess", kind="pause", starts_on=TODAY, ends_on=days(15)))
    assert told(on_day(desk, days(10))) == []


def test_thanks_for_another_receipt_are_due_all_the_same(desk: Desk, gift: int) -> None:
    snooze(desk, "contribution", gift, FRIDAY)
    assert told(desk) == []
    add(desk, Step(contribution=gift, state="received", on=TODAY))
    assert told(desk) == [("thanks", "contribution", gift, None)]


def test_of_two_reasons_one_alone_or_both_are_put_aside(desk: Desk, tie: int) -> None:
    row = add(desk, Agreement(title="Twinning", tie=tie, notice_on=days(5), ends_on=days(9)))
    (only,) = snooze(desk, "agreement", row, FRIDAY, kind="notice")
    assert [one for one in told(desk) if one[1] == "agreement"] == [("term", "agreement", row, None)]
    both = snooze(desk, "agreement", row, days(4))
    assert only in both
    assert len(both) == 2
    assert [one[3] for one in told(desk, snoozed=True) if one[1] == "agreement"] == [days(4), days(4)]


def test_putting_aside_again_moves_the_day_and_keeps_the_words(desk: Desk, gift: int) -> None:
    first = snooze(desk, "contribution", gift, FRIDAY, words="after the fair")
    assert snooze(desk, "contribution", gift, days(9)) == first
    (kept,) = page(desk, "snooze", {}).rows
    assert (kept.kept.record.until, kept.kept.record.words) == (days(9), "after the fair")  # type: ignore[attr-defined]


def test_a_snooze_is_one_change_that_is_taken_back(desk: Desk, gift: int) -> None:
    before = told(desk)
    snooze(desk, "contribution", gift, FRIDAY)
    snooze(desk, "contribution", gift, days(9), kind="thanks")
    undo(desk)
    assert told(desk, snoozed=True) == [("thanks", "contribution", gift, FRIDAY)]
    undo(desk)
    assert told(desk) == before
    assert page(desk, "snooze", {}).rows == []


def test_a_withdrawn_snooze_holds_nothing_back(desk: Desk, gift: int) -> None:
    (row,) = snooze(desk, "contribution", gift, FRIDAY)
    withdraw(desk, "snooze", row)
    assert told(desk) == [("thanks", "contribution", gift, None)]


def test_what_is_not_due_cannot_be_put_aside(desk: Desk, milan: int, gift: int) -> None:
    for noun, row, kind in (("city", milan, ""), ("contribution", gift, "promise"), ("contribution", 99, "")):
        with pytest.raises(Refused, match=r"is not due.*so there is nothing to put aside"):
            snooze(desk, noun, row, FRIDAY, kind=kind)
    assert page(desk, "snooze", {}).rows == []


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(1)])
def test_a_day_that_is_not_ahead_is_refused(desk: Desk, gift: int, day: date) -> None:
    with pytest.raises(InvalidValue, match="is not ahead of today, 2020-06-30"):
        snooze(desk, "contribution", gift, day)


def test_a_snooze_is_about_something_that_can_be_due(desk: Desk, milan: int) -> None:
    with pytest.raises(InvalidValue, match="'city' is no"):
        add(desk, Snooze(kind="thanks", about_noun="city", about_row=milan, until=FRIDAY))
    with pytest.raises(InvalidValue, match="there is no contribution 99"):
        add(desk, Snooze(kind="thanks", about_noun="contribution", about_row=99, until=FRIDAY))


def test_a_snooze_moves_to_the_tie_that_stays_when_two_sides_become_one(desk: Desk, home: int, milan: int) -> None:
    other = add(desk, City(name="Milano", country="IT", region="Lombardy"))
    stays = add(desk, Tie(one=home, other=milan, cadence_days=60))
    goes = add(desk, Tie(one=home, other=other, cadence_days=60))
    snooze(desk, "tie", goes, FRIDAY)
    merge(desk, "city", milan, other)
    assert told(desk, snoozed=True) == [("contact", "tie", stays, FRIDAY)]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("friday", FRIDAY), ("Fri", FRIDAY),
        ("tomorrow", days(1)), ("3 apr", date(2021, 4, 3)), ("in 2 weeks", days(14)),
        ("2020-07-14", date(2020, 7, 14)), ("next week", date(2020, 7, 6)), ("3 avril", date(2021, 4, 3)),
    ],
)  # fmt: skip
def test_a_day_is_read_as_the_log_reads_it(desk: Desk, words: str, meant: date) -> None:
    assert day_ahead(desk, words) == meant


@pytest.mark.parametrize("words", ["", "later", "3/4", "friday or monday", "call friday", "2020-02-30"])
def test_words_that_say_no_day_or_several_are_refused(desk: Desk, words: str) -> None:
    with pytest.raises(InvalidValue, match="does not say one day"):
        day_ahead(desk, words)
