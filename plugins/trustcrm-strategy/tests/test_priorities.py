"""Priorities hold for their days, and no more than all of the time with a side is given away."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import Ambiguous, Interaction, InvalidValue, NotFound, PluginContext, Refused, Tie
from trustcrm_strategy.priorities import Share, add, correct, priorities, priority, tie_to, untie
from trustcrm_strategy.spent import UNASSIGNED, _parts, hours, spent
from trustcrm_strategy.ties import the_tie

FIRST, LATER = date(2030, 1, 1), date(2030, 4, 1)


def _call(context: PluginContext, city: str, on: date, minutes: int | None) -> None:
    us, them = context.ask.home().side, context.ask.found("city", city)
    context.do.add(Interaction(kind="call", giver=us, receiver=them, on=on, minutes=minutes), again=True)


def test_time_follows_the_shares_of_each_day_and_the_rest_is_unassigned(context: PluginContext) -> None:
    health, youth = add(context, "Health", FIRST), add(context, "Youth", FIRST)
    milan = the_tie(context, "Milan")
    tie_to(context, str(health), milan, 60)
    tie_to(context, str(health), milan, 20, LATER)
    tie_to(context, str(youth), milan, 70, LATER)
    for on, minutes in ((FIRST, 100), (LATER, 10), (date(2029, 12, 31), 7), (LATER, None)):
        _call(context, "Milan", on, minutes)
    _call(context, "Seoul", LATER, 30)
    went = spent(context, priorities(context), date(2029, 7, 1), context.clock.today())
    assert went.by_priority == {health: Fraction(62), youth: Fraction(7), UNASSIGNED: Fraction(40 + 1 + 7 + 30)}
    assert went.shares == {health: 42, youth: 5, UNASSIGNED: 53}
    assert (went.interactions, went.untimed, hours(went.total)) == (5, 1, "2:27")
    assert [part for _, part in went.sides_of(UNASSIGNED)] == [48, 30]


def test_whole_minutes_by_side_sum_to_those_of_their_priority(context: PluginContext) -> None:
    health = add(context, "Health", FIRST)
    for city in ("Milan", "Seoul"):
        tie_to(context, str(health), the_tie(context, city), 50)
        _call(context, city, LATER, 1)
    went = spent(context, priorities(context), FIRST, context.clock.today())
    for row in (health, UNASSIGNED):
        assert [part for _, part in went.sides_of(row)] == [Fraction(1, 2)] * 2
        assert [part for _, part in went.whole_sides_of(row)] == [1, 0]
        assert went.whole_minutes[row] == 1
    assert went.whole_sides_of(health + 1) == []


def test_without_any_time_there_are_no_shares(context: PluginContext) -> None:
    add(context, "Health", FIRST)
    went = spent(context, priorities(context), FIRST, context.clock.today())
    assert not went.total
    assert went.shares == {}
    assert went.by_priority == {UNASSIGNED: Fraction(0)}


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 2), st.integers(1, 100)), max_size=9))
def test_an_hour_is_divided_without_rest_whatever_the_shares(told: list[tuple[int, int, int]]) -> None:
    shares = [
        Share(id=place, priority=one, tie=tie, percent=percent, from_on=FIRST, to_on=None)
        for place, (one, tie, percent) in enumerate(told)
    ]
    parts = _parts(shares, LATER)
    assert sum(parts.values()) == 1
    assert min(parts.values()) >= 0
    assert _parts([], LATER) == {UNASSIGNED: 1}


def test_no_more_than_all_of_the_time_with_a_side_is_given_away(context: PluginContext) -> None:
    health, youth, milan = add(context, "Health", FIRST), add(context, "Youth", FIRST), the_tie(context, "Milan")
    tie_to(context, "Health", milan, 60)
    with pytest.raises(Refused, match="On 2030-04-01 110 % of the time with Milan"):
        tie_to(context, "Youth", milan, 50, LATER)
    assert priority(context, "Youth").shares == ()
    context.do.add(Tie(one=context.ask.home().side, other=milan.them, kind="project"))
    context.do.correct("city", context.ask.found("city", "Seoul"), {"country": "KR"})
    assert the_tie(context, "seoul, KR") == the_tie(context, "Seoul (KR)") == the_tie(context, "Seoul")
    with pytest.raises(Ambiguous, match="2 ties are with Milan"):
        the_tie(context, "Milan")
    project = the_tie(context, "3")
    with pytest.raises(Refused, match="given away"):
        tie_to(context, str(youth), project, 41)
    tie_to(context, str(youth), project, 40)
    for percent in (0, 101):
        with pytest.raises(InvalidValue, match="no share"):
            tie_to(context, str(health), milan, percent)


def test_a_new_share_ends_the_one_before_and_a_mistake_is_forgotten(context: PluginContext) -> None:
    add(context, "Health", FIRST)
    milan = the_tie(context, "Milan")
    tie_to(context, "health", milan, 60)
    tie_to(context, "HEALTH", milan, 30, LATER)
    assert [(one.percent, one.from_on, one.to_on) for one in priority(context, "1").shares] == [
        (60, FIRST, date(2030, 3, 31)), (30, LATER, None),
    ]  # fmt: skip
    untie(context, "Health", milan.tie, date(2030, 5, 1))
    assert priority(context, "1").shares[-1].to_on == date(2030, 5, 1)
    untie(context, "Health", milan.tie, None)
    assert priority(context, "1").shares == ()
    with pytest.raises(NotFound, match="does not serve Health"):
        untie(context, "Health", milan.tie, None)


def test_a_share_lies_within_the_days_of_its_priority(context: PluginContext) -> None:
    add(context, "Health", FIRST)
    milan = the_tie(context, "Milan")
    with pytest.raises(InvalidValue, match="give days within"):
        tie_to(context, "Health", milan, 10, date(2029, 12, 31))
    tie_to(context, "Health", milan, 10, LATER)
    with pytest.raises(Refused, match="those days leave out"):
        correct(context, "Health", {"to_on": date(2030, 3, 1)})
    correct(context, "Health", {"to_on": date(2030, 6, 1)})
    assert priority(context, "Health").shares[0].to_on == date(2030, 6, 1)
    with pytest.raises(InvalidValue, match="give days within"):
        tie_to(context, "Health", milan, 20, LATER, date(2030, 7, 1))
    with pytest.raises(InvalidValue, match="comes before the first"):
        correct(context, "Health", {"to_on": date(2029, 1, 1)})


def test_two_priorities_are_never_called_alike(context: PluginContext) -> None:
    add(context, "Youth abroad", FIRST)
    with pytest.raises(Refused, match="Youth abroad is a priority already, number 1"):
        add(context, "YOUTH ABROAD", FIRST)
    with pytest.raises(InvalidValue, match="no number"):
        add(context, "7", FIRST)
    add(context, "Health", FIRST)
    with pytest.raises(Refused, match="already"):
        correct(context, "Health", {"name": "youth abroad"})
