"""The board's sums are those of the contributions, whatever happened in which order; and what it says of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustcrm.plugin import Account, Contribution, Kept, Need, Step
from trustcrm_crisis.board import STATES, Line, as_of, lines_of
from trustcrm_crisis.windows import Crisis

DAY = date(2020, 6, 30)
CRISIS = Crisis(id=1, name="Flood", starts_on=DAY - timedelta(days=100), ends_on=None)
US = 1

QUANTITIES = st.none() | st.integers(1, 10**23).map(lambda thousandths: Decimal(thousandths).scaleb(-3))
STEPS = st.lists(st.tuples(st.sampled_from(STATES), st.integers(-5, 300), QUANTITIES), max_size=6)
PAIRS = st.sampled_from([(2, 1), (3, 1), (1, 2), (3, 2)])
UNITS = st.sampled_from(["masks", "kits", None])
CONTRIBUTIONS = st.lists(st.tuples(PAIRS, UNITS, st.sampled_from([None, 1, 2, 9]), STEPS), max_size=8)


def need(row: int, **told: Any) -> Kept[Need]:
    return Kept(id=row, record=Need(what=f"need {row}", window=1, **told))


NEEDS = (need(1, unit="masks", quantity=Decimal(500)), need(2, side=2, unit="kits"))


def account(row: int, pair: tuple[int, int], unit: str | None, answers: int | None, steps: list[Any]) -> Account:
    record = Contribution(what=f"gift {row}", giver=pair[0], receiver=pair[1], unit=unit, need=answers)
    ordered = sorted(steps, key=lambda step: -step[1])
    kept = tuple(
        Kept(id=100 * row + place, record=Step(contribution=row, state=state, on=_ago(ago), quantity=quantity))
        for place, (state, ago, quantity) in enumerate(ordered)
    )
    return Account(id=row, contribution=record, steps=kept)


def _ago(days: int) -> date:
    return DAY - timedelta(days=days)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a busy machine says nothing of the board
@given(told=CONTRIBUTIONS, seed=st.integers(0, 99))
def test_sums_on_the_board_are_the_sums_of_the_contributions_in_any_order(told: list[Any], seed: int) -> None:
    accounts = [account(row, *one) for row, one in enumerate(told, 1)]
    shuffled = Random(seed).sample(accounts, len(accounts))
    for lines in (_lines(accounts), _lines(shuffled)):
        for state in STATES:
            assert _told(lines, state) == _counted(accounts, state)
    assert [(line.what, dict(line.sums)) for line in _lines(accounts) if line.need is not None] == [
        (line.what, dict(line.sums)) for line in _lines(shuffled) if line.need is not None
    ]


def _lines(accounts: list[Account]) -> tuple[Line, ...]:
    return lines_of(NEEDS, as_of(accounts, DAY), CRISIS, US)


def _told(lines: tuple[Line, ...], state: str) -> dict[tuple[str, int], Fraction]:
    found: dict[tuple[str, int], Fraction] = {}
    for line in lines:
        key = line.unit, line.need.id if line.need is not None else 0
        if state in line.sums:
            found[key] = found.get(key, Fraction(0)) + Fraction(line.sums[state])
    return found


def _counted(accounts: list[Account], state: str) -> dict[tuple[str, int], Fraction]:
    """Count the steps themselves: of what answers a need, and of what came to us in the days of the crisis."""
    found: dict[tuple[str, int], Fraction] = {}
    for one in accounts:
        steps = [kept.record for kept in one.steps if kept.record.on <= DAY]
        answers = one.contribution.need
        in_its_days = any(step.on >= CRISIS.starts_on for step in steps)
        if answers not in (1, 2) and not (answers is None and one.receiver == US and in_its_days):
            continue
        for step in steps:
            if step.state == state and step.quantity is not None:
                key = one.contribution.unit or "", int(answers or 0)
                found[key] = found.get(key, Fraction(0)) + Fraction(step.quantity)
    return found


def test_a_line_says_what_is_lacking_and_what_came_beyond_it_and_a_pledge_is_neither() -> None:
    def told(*steps: tuple[str, int, str]) -> str:
        one = account(1, (2, 1), "masks", 1, [(state, ago, Decimal(much)) for state, ago, much in steps])
        return _lines([one])[0].in_words

    assert told(("pledged", 9, "500")) == "500 still lacking"
    assert told(("pledged", 9, "500"), ("in transit", 8, "500")) == "500 still lacking"
    assert told(("pledged", 9, "500"), ("received", 8, "200.5")) == "299.5 still lacking"
    assert told(("received", 8, "200"), ("received", 7, "300")) == "all of it received"
    assert told(("received", 8, "700")) == "200 more than needed"
    assert told(("received", -1, "500")) == "500 still lacking"


def test_another_unit_is_a_line_of_its_own_and_is_never_held_against_the_need() -> None:
    accounts = [account(1, (2, 1), "kits", 1, [("received", 3, Decimal(900))])]
    own, other = (line for line in _lines(accounts) if line.need is not None and line.need.id == 1)
    assert (own.unit, own.sums, own.lacking) == ("masks", {}, Decimal(500))
    assert (other.unit, other.wanted, other.lacking, other.received) == ("kits", None, None, Decimal(900))
