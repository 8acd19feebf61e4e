"""The ledger: what was asked, promised, received and thanked for, both ways; a pledge never counts as a deed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from functools import cached_property, reduce
from typing import cast

from trustcrm.domain.kept import Kept
from trustcrm.domain.nouns import Contribution, Step
from trustcrm.domain.nouns.dealings import STEP_STATES
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.find import find
from trustcrm.services.garbage import collecting_seldom
from trustcrm.store.engine import Connection
from trustcrm.store.queries.ledger import (
    contributions_among,
    contributions_by_a_day,
    contributions_from,
    contributions_of,
    contributions_to_see_to,
    steps_of,
)
from trustcrm.store.queries.rows import titles
from trustcrm.text import measured, number
from trustcrm.values import dataclass

PROMISES = ("pledged", "committed")
"""States that are a promise; not yet a deed."""
ENDS = ("declined", "lapsed")
"""States after which nothing more is hoped for."""

_WIDE = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Arithmetic that rounds nothing; Python's own stops at 28 digits."""

SAYS_AGAIN = "Step {step} of that day says the same; log this only where it is one more."
SAID_ALREADY = "Step {step} of that day says the same; if this is it once more, `trustcrm undo` takes it back."
"""What is said of a step that was told twice."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """One contribution with its steps, in the order they took place."""

    id: int
    contribution: Contribution
    steps: tuple[Kept[Step], ...]

    @property
    def giver(self) -> int:
        """The id of the side that gives, or is asked to."""
        return cast(int, self.contribution.giver)

    @property
    def receiver(self) -> int:
        """The id of the side that receives, or asks."""
        return cast(int, self.contribution.receiver)

    @cached_property
    def quantities(self) -> Mapping[str, Decimal | None]:
        """How much each state reached, from its own steps alone; None where it was reached but never counted."""
        reached: dict[str, list[Decimal]] = {}
        for kept in self.steps:
            counted = reached.setdefault(kept.record.state, [])
            if kept.record.quantity is not None:
                counted.append(kept.record.quantity)
        return {
            state: exact_sum(reached[state]) if reached[state] else None for state in STEP_STATES if state in reached
        }

    def step_saying(self, state: str, on: date, quantity: Decimal | None) -> int | None:
        """Return the step that says this already, as where two colleagues tell of one arrival; None for no quantity."""
        told = (state, on, quantity)
        same = (kept for kept in self.steps if (kept.record.state, kept.record.on, kept.record.quantity) == told)
        return next((kept.id for kept in same), None) if quantity is not None else None

    @property
    def state(self) -> str:
        """The state of the latest step, "" where there is none."""
        return self.steps[-1].record.state if self.steps else ""

    @property
    def last_on(self) -> date | None:
        """The day of the latest step."""
        return self.steps[-1].record.on if self.steps else None

    @property
    def promised(self) -> tuple[str, Decimal] | None:
        """The larger of what was pledged and what was committed, and which of the two it is."""
        return self._largest(PROMISES)

    @property
    def expected(self) -> tuple[str, Decimal] | None:
        """What the received is held against: the promised, else the offered, else the asked."""
        return self.promised or self._largest(("offered",)) or self._largest(("asked",))

    def _largest(self, states: Iterable[str]) -> tuple[str, Decimal] | None:
        counted = [(state, quantity) for state in states if (quantity := self.quantities.get(state)) is not None]
        return max(counted, key=lambda pair: pair[1]) if counted else None

    @property
    def was_promised(self) -> bool:
        """Whether anything was pledged or committed, counted or not."""
        return any(kept.record.state in PROMISES for kept in self.steps)

    @property
    def is_received(self) -> bool:
        """Whether anything arrived."""
        return any(kept.record.state == "received" for kept in self.steps)

    @property
    def is_partial(self) -> bool:
        """Whether less arrived than was promised."""
        arrived, promised = self.quantities.get("received"), self.promised
        return arrived is not None and promised is not None and arrived < promised[1]

    @property
    def awaits_thanks(self) -> bool:
        """Whether something arrived for which no thanks were given since."""
        arrived = [place for place, kept in enumerate(self.steps) if kept.record.state == "received"]
        later = self.steps[arrived[-1] :] if arrived else ()
        return bool(arrived) and all(kept.record.state != "acknowledged" for kept in later)

    @property
    def is_open(self) -> bool:
        """Whether anything is still to come of it: the rest of a promise, a deed, or thanks."""
        if self.state in ENDS or not self.steps:
            return False
        if not self.is_received:
            return self.state != "acknowledged"
        return self.awaits_thanks or self.is_partial

    def thing(self, *states: str) -> str:
        """Return what it is about, with how much of it reached the first of `states` that was counted.

        Less than was hoped for before is told as a part of it: "4,000 of 10,000 masks".
        """
        reached = ((state, self.quantities.get(state)) for state in states)
        return self._so_much(*next(((state, one) for state, one in reached if one is not None), ("", None)))

    def thing_at(self, step: Step) -> str:
        """Return what one of its steps is about, with how much of it that step alone is of: "4,000 of 10,000 masks"."""
        return self._so_much(step.state, step.quantity)

    @property
    def rest(self) -> str:
        """What it is about, with how much of what was promised, or hoped for, is to come: "6,000 of 10,000 masks"."""
        promised, arrived = self.promised, self.quantities.get("received")
        if promised is None or arrived is None or not self.is_partial:
            return self.thing(self.expected[0] if self.expected is not None else "")
        return self._so_much("received", _WIDE.subtract(promised[1], arrived))

    def _so_much(self, state: str, quantity: Decimal | None) -> str:
        """Return so much of it: of what was promised, or for a promise, of what was asked."""
        if state in (*PROMISES, "offered"):
            whole = self.quantities.get("asked")
        else:
            whole = self.expected[1] if self.expected is not None and state != "asked" else None
        return measured(self.contribution.what, quantity, self.contribution.unit, whole)

    @property
    def due_on(self) -> date | None:
        """By when the latest promise, offer or ask that named a day is due; None once all of it has come."""
        if not self.is_open or (self.is_received and not self.is_partial):
            return None
        return self.day_named

    @property
    def day_named(self) -> date | None:
        """The day that the latest promise, offer or ask named which named any, whatever has come since."""
        named = [kept.record.due_on for kept in self.steps if kept.record.due_on is not None]
        return named[-1] if named else None

    @property
    def in_words(self) -> str:
        """How the received stands to the promised, offered or asked, "" where neither can be counted."""
        arrived, expected = self.quantities.get("received"), self.expected
        if arrived is None or expected is None:
            return ""
        state, quantity = expected
        if arrived < quantity:
            return f"{number(arrived)} of {number(quantity)} received"
        if arrived > quantity:
            return f"{number(arrived - quantity)} more than {state}"
        return f"all that was {state} was received"


@dataclass(frozen=True, kw_only=True)
class Total:
    """What one side gave another of one kind, counted in one unit: each state by itself, never added to another.

    `uncounted` says how many contributions reached a state without a quantity.
    """

    giver: int
    receiver: int
    kind: str
    unit: str
    quantities: Mapping[str, Decimal]
    uncounted: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Accounts with their totals; `home` is our own city, `names` the sides by id."""

    home: int
    names: Mapping[int, str]
    accounts: tuple[Account, ...]

    @cached_property
    def totals(self) -> tuple[Total, ...]:
        """What its accounts come to."""
        return totals_of(self.accounts)

    def direction(self, giver: int, receiver: int) -> str:
        """Return from whom to whom, in words; our own city is "us"."""
        return f"from {self._called(giver)} to {self._called(receiver)}"

    def _called(self, side: int) -> str:
        return "us" if side == self.home else self.names[side]


def ledger(
    desk: Desk, side: str | None = None, *, open_only: bool = False, window: int | None = None,
    since: date | None = None,
) -> Ledger:  # fmt: skip
    """Return the ledger of the office, or of one city or organisation by name or number.

    With `window`, what belongs to a crisis: by the need it answers, else as it was told, else by its days, of several
    crises to the one that was on record first. Of a pause it is all that moved in its days. With `since` it is that of
    which a step fell on this day or later.

    Raises `NotFound` or `Ambiguous` where the name says nobody or several.
    """
    with collecting_seldom(), desk.database.reading() as connection:
        home = home_of(connection)
        accounts = accounts_of(connection, find(connection, "side", side) if side else None, window, since)
        chosen = tuple(account for account in accounts if not open_only or account.is_open)
        ids = {account.giver for account in chosen} | {account.receiver for account in chosen} | {home}
        found = titles(connection, {"side": ids})
    names = {side: found.get(("side", side), f"side {side}") for side in ids}
    return Ledger(home=home, names=names, accounts=chosen)


def accounts_of(
    connection: Connection, side: int | None = None, window: int | None = None, since: date | None = None
) -> list[Account]:
    """Return the account of every contribution that stands, or of those of one side, of a window, or that moved."""
    return _with_steps(connection, contributions_of(connection, side, window, since))


def told_already(desk: Desk, contribution: int, step: Step) -> str:
    """Return in a sentence that a contribution has a step which says just this, "" where it has none."""
    with desk.database.reading() as connection:
        (account,) = accounts_among(connection, [contribution]) or (None,)
    same = account.step_saying(step.state, step.on, step.quantity) if account is not None else None
    return SAID_ALREADY.format(step=same) if same is not None else ""


def accounts_to_see_to(connection: Connection, side: int) -> list[Account]:
    """Return the accounts of a side of which thanks may be owed, or of which a day was named: all that may be due."""
    return _with_steps(connection, contributions_to_see_to(connection, side))


def accounts_among(connection: Connection, contributions: Collection[int]) -> list[Account]:
    """Return the account of each of these contributions that stands, by id."""
    return _with_steps(connection, contributions_among(connection, contributions))


def accounts_from(connection: Connection, giver: int, receiver: int) -> list[Account]:
    """Return the account of every contribution of one side to another."""
    return _with_steps(connection, contributions_from(connection, giver, receiver))


def accounts_by_a_day(connection: Connection) -> list[Account]:
    """Return the account of every contribution that stands and was promised, offered or asked for by a day."""
    return _with_steps(connection, contributions_by_a_day(connection))


def _with_steps(connection: Connection, kept: list[Kept[Contribution]]) -> list[Account]:
    steps = steps_of(connection, [one.id for one in kept])
    return [Account(id=one.id, contribution=one.record, steps=tuple(steps.get(one.id, ()))) for one in kept]


def totals_of(accounts: Iterable[Account]) -> tuple[Total, ...]:
    """Return the totals by giver, receiver, kind and unit; a state's total has only that state's own steps in it."""
    groups: dict[tuple[int, int, str, str], list[Account]] = {}
    for account in accounts:
        contribution = account.contribution
        key = (account.giver, account.receiver, contribution.kind, contribution.unit or "")
        groups.setdefault(key, []).append(account)
    return tuple(_total(key, members) for key, members in sorted(groups.items()))


def _total(key: tuple[int, int, str, str], members: list[Account]) -> Total:
    quantities: dict[str, Decimal] = {}
    uncounted: dict[str, int] = {}
    for state in STEP_STATES:
        reached = [account.quantities[state] for account in members if state in account.quantities]
        counted = [quantity for quantity in reached if quantity is not None]
        if counted:
            quantities[state] = exact_sum(counted)
        if len(counted) < len(reached):
            uncounted[state] = len(reached) - len(counted)
    giver, receiver, kind, unit = key
    return Total(giver=giver, receiver=receiver, kind=kind, unit=unit, quantities=quantities, uncounted=uncounted)


def promise_state(account: Account) -> str:
    """Return by which state something was promised, the firmest there is."""
    return next(state for state in reversed(PROMISES) if state in account.quantities)


def exact_sum(quantities: Iterable[Decimal]) -> Decimal:
    """Return the sum with every digit kept, whatever the quantities' number, size and order."""
    return reduce(_WIDE.add, quantities, Decimal(0))
