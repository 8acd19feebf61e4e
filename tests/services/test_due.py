"""What needs somebody is found, what is due now first, and a partner never owes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.domain.nouns import (
    Agreement,
    City,
    Colleague,
    Contribution,
    Custody,
    FollowUp,
    Interaction,
    Organisation,
    Post,
    Record,
    Step,
    Tie,
    Window,
)
from trustcrm.domain.yearly import next_yearly
from trustcrm.services.desk import Desk
from trustcrm.services.due import Due, due
from trustcrm.services.record import correct, record, withdraw

TODAY = date(2020, 6, 30)


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


def add(desk: Desk, told: Record) -> int:
    return record(desk, "add", told.noun, told).ids[0]


def kinds(found: list[Due]) -> list[str]:
    return [one.kind for one in found]


@pytest.fixture
def tie(desk: Desk, home: int, milan: int) -> int:
    """Return our tie with Milan, contact being due every 60 days, called 10 days ago."""
    row = add(desk, Tie(one=home, other=milan, cadence_days=60))
    add(desk, Interaction(kind="call", giver=home, receiver=milan, on=days(-10)))
    return row


def give(desk: Desk, giver: int, receiver: int, *steps: tuple[str, int, int | None], due_in: int | None = None) -> int:
    row = add(desk, Contribution(what="masks", giver=giver, receiver=receiver, unit="masks"))
    for state, on, quantity in steps:
        amount = None if quantity is None else Decimal(quantity)
        promised = days(due_in) if due_in is not None and state in ("pledged", "asked") else None
        add(desk, Step(contribution=row, state=state, on=days(on), quantity=amount, due_on=promised))
    return row


def test_nothing_waits_in_a_new_office(desk: Desk) -> None:
    assert due(desk) == []


def test_our_thanks_come_first_and_say_for_what(desk: Desk, home: int, milan: int) -> None:
    add(desk, FollowUp(what="call back", due_on=days(-300)))
    give(desk, milan, home, ("received", -3, 5000))
    found = due(desk)
    assert kinds(found) == ["thanks", "follow-up"]
    assert found[0].reason == "we owe thanks: 5,000 masks, received on 2020-06-27"
    assert found[0].name == "Milan (IT)"


def test_what_is_due_now_comes_before_what_is_late_for_years_and_before_what_is_ahead(
    desk: Desk, home: int, milan: int
) -> None:
    for what, on in (("next week", 7), ("today", 0), ("last month", -30), ("two years ago", -730), ("long ago", -9000)):
        add(desk, FollowUp(what=what, due_on=days(on)))
    give(desk, milan, home, ("received", -36 * 365, 5000))
    give(desk, milan, home, ("received", -20, 5000))
    assert [one.reason.partition(",")[0] for one in due(desk)] == [
        "we owe thanks: 5", "last month", "today", "we owe thanks: 5", "two years ago", "long ago", "next week",
    ]  # fmt: skip
    assert [one.days_late(TODAY) for one in due(desk) if one.kind == "thanks"] == [20, 36 * 365]


def test_thanks_given_and_thanks_due_to_us_are_not_named(desk: Desk, home: int, milan: int) -> None:
    give(desk, milan, home, ("received", -3, 5000), ("acknowledged", -2, None))
    give(desk, home, milan, ("received", -3, 5000))
    assert due(desk) == []


def test_a_promise_of_ours_is_owed_and_one_of_theirs_is_hoped_for(desk: Desk, home: int, milan: int) -> None:
    give(desk, home, milan, ("pledged", -30, 500), due_in=-5)
    give(desk, milan, home, ("pledged", -30, 50_000), ("received", -9, 30_000), ("acknowledged", -8, None), due_in=-4)
    ours, theirs = due(desk)
    assert (ours.kind, ours.reason) == ("promise", "we owe 500 masks, pledged for 2020-06-25")
    assert theirs.kind == "hope"
    assert theirs.reason == "hoped for: 50,000 masks, pledged for 2020-06-26, 30,000 of 50,000 received"


def test_no_reason_says_that_a_partner_owes(desk: Desk, home: int, milan: int, tie: int) -> None:
    for steps in ([("pledged", -9, 5)], [("pledged", -9, 5), ("received", -8, 3)]):
        give(desk, milan, home, *steps, due_in=-1)
    reasons = [one.reason for one in due(desk)]
    assert reasons
    assert not any("they owe" in reason or "owed" in reason for reason in reasons)


def test_a_promise_of_ours_and_an_ask_nobody_answered_are_named_before_their_day(
    desk: Desk, home: int, milan: int
) -> None:
    give(desk, home, milan, ("pledged", -30, 500), due_in=5)
    give(desk, home, milan, ("asked", -3, 200), due_in=0)
    give(desk, home, milan, ("asked", -3, 300), ("declined", -1, None), due_in=2)
    give(desk, home, milan, ("asked", -3, 400), due_in=31)
    give(desk, milan, home, ("pledged", -30, 900), due_in=5)
    assert [(one.kind, one.reason) for one in due(desk)] == [
        ("ask", "asked of us: 200 masks, for 2020-06-30, and not answered yet"),
        ("promise", "we owe 500 masks, pledged for 2020-07-05"),
    ]
    assert [one.kind for one in due(desk, 0)] == ["ask"]


def test_a_promise_that_was_kept_waits_for_nobody(desk: Desk, home: int, milan: int) -> None:
    give(desk, home, milan, ("pledged", -30, 500), ("received", -9, 500), due_in=-5)
    assert due(desk) == []


def test_follow_ups_are_named_until_they_are_done(desk: Desk, milan: int) -> None:
    late = add(desk, FollowUp(what="send the plan", due_on=days(-1), side=milan))
    add(desk, FollowUp(what="ask again", due_on=TODAY))
    add(desk, FollowUp(what="write", due_on=days(3)))
    add(desk, FollowUp(what="much later", due_on=days(31)))
    assert [one.reason for one in due(desk)] == [
        "send the plan, 1 day overdue", "ask again, due today", "write, due in 3 days",
    ]  # fmt: skip
    correct(desk, "follow-up", late, {"done_on": TODAY})
    assert len(due(desk)) == 2


def test_a_tie_is_named_once_its_cadence_has_passed(desk: Desk, home: int, milan: int, tie: int) -> None:
    assert due(desk) == []
    correct(desk, "tie", tie, {"cadence_days": 9})
    (found,) = due(desk)
    assert (found.kind, found.on) == ("contact", days(-1))
    assert found.reason == "last two-way contact on 2020-06-20, 1 day beyond the cadence of 9"


def test_a_crisis_and_a_pause_stop_the_cadence(desk: Desk, tie: int) -> None:
    correct(desk, "tie", tie, {"cadence_days": 5})
    window = add(desk, Window(name="Covid", kind="crisis", starts_on=days(-100), ends_on=days(-5)))
    assert due(desk) == []
    withdraw(desk, "window", window)
    add(desk, Window(name="Holidays", kind="pause", starts_on=days(-8)))
    assert due(desk) == []


def test_a_mail_one_way_is_no_contact(desk: Desk, home: int, milan: int) -> None:
    add(desk, Tie(one=home, other=milan, cadence_days=60, since=date(1981, 1, 1)))
    add(desk, Interaction(kind="email", giver=home, receiver=milan, on=days(-1), direction="one-way"))
    assert [one.reason for one in due(desk)] == ["no two-way contact is on record"]


@pytest.mark.parametrize("state", ["hibernating", "ended", "exploring"])
def test_only_active_ties_have_a_cadence_to_keep(desk: Desk, tie: int, state: str) -> None:
    correct(desk, "tie", tie, {"cadence_days": 1, "state": state, "why": "no money"})
    assert due(desk) == []


def test_ties_between_others_ask_nothing_of_us(desk: Desk, milan: int) -> None:
    seoul = add(desk, City(name="Seoul", country="KR"))
    add(desk, Tie(one=milan, other=seoul, since=date(1990, 1, 1)))
    assert due(desk) == []


def test_agreements_are_seen_six_times_further_ahead(desk: Desk, tie: int) -> None:
    add(desk, Agreement(title="Memorandum", tie=tie, notice_on=days(100), ends_on=days(180)))
    add(desk, Agreement(title="Later", tie=tie, ends_on=days(181)))
    assert [(one.kind, one.on) for one in due(desk)] == [("notice", days(100)), ("term", days(180))]
    assert due(desk, days=16) == []


def test_an_agreement_that_ended_is_named_until_one_renews_it(desk: Desk, tie: int) -> None:
    old = add(desk, Agreement(title="Memorandum", tie=tie, signed_on=date(2010, 1, 1), ends_on=days(-20)))
    (found,) = due(desk)
    assert found.reason == "Memorandum ended on 2020-06-10 and nothing renews it"
    add(desk, Agreement(title="Memorandum II", tie=tie, signed_on=days(-1), renews=old))
    assert due(desk) == []


def test_a_national_day_is_named_once_for_a_consulate(desk: Desk) -> None:
    consulate = add(desk, Organisation(name="Consulate General of Canada", kind="consulate"))
    for title in ("Consul General", "Consul"):
        add(desk, Post(title=title, side=consulate, national_day="07-01"))
    (found,) = due(desk)
    assert (found.kind, found.on, found.reason) == (
        "national day",
        days(1),
        "their national day, in 1 day (Consul General)",
    )


def test_ties_left_with_somebody_gone_are_handed_over(desk: Desk, tie: int) -> None:
    ben = add(desk, Colleague(name="Ben", to_on=days(-4)))
    custody = add(desk, Custody(tie=tie, colleague=ben, from_on=date(2015, 1, 1)))
    (found,) = due(desk)
    assert found.reason == "Ben left on 2020-06-26 and still has this tie; hand it over"
    correct(desk, "custody", custody, {"to_on": days(-4)})
    assert due(desk) == []


def test_any_number_of_days_can_be_asked_for(desk: Desk, tie: int) -> None:
    assert due(desk, days=0) == []
    assert due(desk, days=36_600) == []


@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)), st.dates(date(2000, 1, 1), date(2000, 12, 31)))
def test_a_yearly_day_is_never_past_and_within_a_year(day: date, yearly: date) -> None:
    found = next_yearly(f"{yearly:%m-%d}", day)
    assert day <= found <= day + timedelta(days=366)
    assert (found.month, found.day) in ((yearly.month, yearly.day), (2, 28))
