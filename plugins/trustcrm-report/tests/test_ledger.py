"""The ledger on paper: every number is the sum of its own steps, whatever the order, and a pledge is never received."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import (
    Account,
    Bars,
    Contribution,
    Document,
    InvalidValue,
    Kept,
    Ledger,
    Paragraph,
    Step,
    Subject,
    Table,
)
from trustcrm_report.ledger import ledger

Desk = Any
"""The office of `conftest.py`."""

DAY = date(2030, 6, 30)
NAMES = {1: "Homeville", 2: "Wuxi", 3: "Genoa"}
STATES = ("asked", "offered", "pledged", "committed", "in transit", "received", "acknowledged", "declined", "lapsed")


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def test_nothing_is_told_as_nothing(desk: Desk) -> None:
    for noun in ("office", "city"):
        (block,) = desk.report("ledger", noun=noun).blocks
        assert isinstance(block, Paragraph)
        assert block.words[0].text == "Nothing stands in the ledger here."


def test_each_row_counts_each_state_by_itself_and_names_its_steps(desk: Desk) -> None:
    desk.gift("masks", desk.them, ("pledged", "2030-03-03", 6000), ("received", "2030-04-01", 4000))
    desk.gift("masks too", desk.them, ("received", "2030-04-02", 50))
    rows, totals = tables(desk.report("ledger"))
    assert rows.title == "From Wuxi (CN) to Homeville (US)"
    assert [column.title for column in rows.columns] == ["what", "unit", "pledged", "received", "now", "in words"]
    assert rows.rows[0].cells == ("masks", "masks", 6000, 4000, "received", "4,000 of 6,000 received")
    assert [str(cited) for cited in rows.rows[0].cites] == ["step 1", "step 2"]
    assert rows.rows[0].cites[0].words == "a letter"
    assert [row.cells for row in totals.rows] == [("goods", "masks", 6000, 4050)]


def test_what_was_never_counted_says_so(desk: Desk) -> None:
    desk.gift("help", desk.them, ("received", "2030-03-03", None), unit=None)
    (rows,) = tables(desk.report("ledger"))
    assert rows.rows[0].cells == ("help", None, None, "received", "received: not counted")


def test_open_keeps_to_what_something_is_to_come_of(desk: Desk) -> None:
    steps = (("received", "2030-03-03", 5), ("acknowledged", "2030-03-04", 5))
    desk.gift("closed", desk.them, *steps)
    desk.gift("open", desk.them, ("pledged", "2030-03-03", 5))
    (rows,) = tables(desk.report("ledger", open="yes"))
    assert [row.cells[0] for row in rows.rows] == ["open"]
    with pytest.raises(InvalidValue, match="'open' is yes or no"):
        desk.report("ledger", open="maybe")


def _account(row: int, giver: int, receiver: int, unit: str, steps: list[tuple[str, int, Decimal | None]]) -> Account:
    contribution = Contribution(what=f"gift {row}", giver=giver, receiver=receiver, unit=unit)
    kept = tuple(
        Kept(
            id=100 * row + place,
            record=Step(contribution=row, state=state, on=DAY - timedelta(days=ago), quantity=quantity),
        )
        for place, (state, ago, quantity) in enumerate(sorted(steps, key=lambda step: -step[1]))
    )
    return Account(id=row, contribution=contribution, steps=kept)


def test_a_day_that_has_gone_by_is_told_as_gone_by() -> None:
    step = Step(contribution=1, state="pledged", on=DAY - timedelta(days=9), quantity=Decimal(5), due_on=DAY)
    gift = Contribution(what="gift", giver=2, receiver=1, unit="masks")
    accounts = (Account(id=1, contribution=gift, steps=(Kept(id=1, record=step),)),)
    found = Ledger(home=1, names=NAMES, accounts=accounts)
    for later, told in ((0, "due 2030-06-30"), (1, "due 2030-06-30, which has gone by")):
        (rows,) = tables(
            ledger(found, Subject(noun="city", id=2, name="Wuxi", day=DAY + timedelta(days=later)), {"open": "no"})
        )
        assert rows.rows[0].cells[-1] == told


QUANTITIES = st.none() | st.decimals(0, 10**30, places=3)
STEPS = st.lists(st.tuples(st.sampled_from(STATES), st.integers(-5, 400), QUANTITIES), max_size=6)
PAIRS = st.sampled_from([(1, 2), (2, 1), (3, 1), (2, 3)])
ACCOUNTS = st.lists(st.tuples(PAIRS, st.sampled_from(["masks", "EUR"]), STEPS), max_size=8)


@given(told=ACCOUNTS)
def test_every_total_is_the_exact_sum_of_the_steps_until_the_day(
    told: list[tuple[tuple[int, int], str, list[tuple[str, int, Decimal | None]]]],
) -> None:
    accounts = tuple(_account(row, *pair, unit, steps) for row, (pair, unit, steps) in enumerate(told, 1))
    found = Ledger(home=1, names=NAMES, accounts=accounts)
    document = ledger(found, Subject(noun="office", id=1, name="us", day=DAY), {"open": "no"})
    cited = {cite.id for cite in document.citations()}
    steps = [(account, kept) for account in accounts for kept in account.steps if kept.record.on <= DAY]
    assert cited == {kept.id for _, kept in steps}
    bars = [bar for block in document.blocks if isinstance(block, Bars) for bar in block.bars]
    for given_by_us, drawn in ((True, [bar.given for bar in bars]), (False, [bar.got for bar in bars])):
        ours = [
            kept.record.quantity or Decimal(0)
            for one, kept in steps
            if kept.record.state == "received" and 1 in (one.giver, one.receiver) and (one.giver == 1) is given_by_us
        ]
        assert _exact(drawn) == _exact(ours)
    received = {
        row.cells[0]: row.cells[[column.title for column in table.columns].index("received")]
        for table in tables(document)
        if table.columns[0].title == "what" and "received" in [column.title for column in table.columns]
        for row in table.rows
    }
    for account in accounts:
        own = [kept.record.quantity for one, kept in steps if one is account and kept.record.state == "received"]
        counted = [quantity for quantity in own if quantity is not None]
        assert received.get(f"gift {account.id}") == (_exact(counted) if counted else None)


def _exact(quantities: Iterable[Any]) -> Fraction:
    """Return a sum that knows no rounding."""
    return sum((Fraction(quantity) for quantity in quantities), Fraction(0))
