"""The needs board: what is needed, and how far each contribution to it came, state by state and unit by unit.

Each state is summed from its own steps alone. Nothing is ever added across states, so a pledge never counts as
received, nor across units.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from functools import cached_property, reduce
from typing import cast

from trustcrm.plugin import Account, Kept, Need, PluginContext
from trustcrm_crisis.windows import Crisis

STATES = (
    "asked", "offered", "pledged", "committed", "in transit", "received", "inspected", "distributed", "acknowledged",
    "declined", "lapsed",
)  # fmt: skip
"""How far a contribution can come, in order."""
TOLD = {"in transit": "moving", "acknowledged": "thanked"}
"""States that people call otherwise."""
PROMISED = ("pledged", "committed")
OVER = ("declined", "lapsed")

_WIDE = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Arithmetic that rounds nothing; Python's own stops at 28 digits."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One need in one unit, with what answers it; `need` is None for what came, or was asked for, without a need.

    `side` is who needs it. `wanted` is how much, None where nobody counted or where this is another unit than the
    need's own.
    """

    need: Kept[Need] | None
    what: str
    unit: str
    side: int
    kind: str = ""
    wanted: Decimal | None = None
    by_on: date | None = None
    accounts: tuple[Account, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Whether somebody said that it is met or given up."""
        return self.need is not None and self.need.record.closed_on is not None

    @cached_property
    def sums(self) -> Mapping[str, Decimal]:
        """How much reached each state, of what was counted."""
        found = {}
        for state in STATES:
            counted = [one.quantities[state] for one in self.accounts if one.quantities.get(state) is not None]
            if counted:
                found[state] = exact_sum(cast(Sequence[Decimal], counted))
        return found

    @cached_property
    def uncounted(self) -> Mapping[str, int]:
        """How many contributions reached each state without a quantity."""
        reached = {
            state: sum(state in one.quantities and one.quantities[state] is None for one in self.accounts)
            for state in STATES
        }
        return {state: count for state, count in reached.items() if count}

    @property
    def received(self) -> Decimal:
        """How much arrived."""
        return self.sums.get("received", Decimal(0))

    @property
    def lacking(self) -> Decimal | None:
        """How much of what is needed has not arrived, below 0 where more came; None where nobody said how much."""
        return None if self.wanted is None else _WIDE.subtract(self.wanted, self.received)

    @property
    def in_words(self) -> str:
        """How what arrived stands to what is needed, "" where that cannot be said."""
        lacking = self.lacking
        if lacking is None:
            return ""
        if lacking > 0:
            return f"{number(lacking)} still lacking"
        return f"{number(-lacking)} more than needed" if lacking < 0 else "all of it received"


@dataclass(frozen=True, kw_only=True)
class Board:
    """The lines of a crisis as of a day; `home` is our own city, `names` the sides by id."""

    crisis: Crisis
    day: date
    home: int
    names: Mapping[int, str]
    lines: tuple[Line, ...]

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Every contribution on it."""
        return tuple(account for line in self.lines for account in line.accounts)


def board_of(context: PluginContext, crisis: Crisis, day: date, side: int | None = None) -> Board:
    """Return the board as things stood on a day; with `side` only what that side gives or receives of it."""
    ledger = context.ask.ledger(None if side is None else str(side), window=crisis.id)
    rows = reversed(context.ask.page("need", {"window": str(crisis.id)}).rows)
    needs = [cast("Kept[Need]", row.kept) for row in rows]
    accounts = as_of(ledger.accounts, day)
    others = {cast(int, need.record.side) for need in needs if need.record.side is not None} - set(ledger.names)
    names = dict(ledger.names) | {side: context.ask.mention("side", side).name for side in others}
    names.setdefault(ledger.home, context.ask.home().name)
    lines = lines_of(needs, accounts, crisis, ledger.home)
    return Board(crisis=crisis, day=day, home=ledger.home, names=names, lines=lines)


def lines_of(needs: Sequence[Kept[Need]], accounts: Sequence[Account], crisis: Crisis, home: int) -> tuple[Line, ...]:
    """Return a line for each need and unit, those still open first, then what is ours of it without one."""
    answering: dict[int, list[Account]] = {need.id: [] for need in needs}
    rest: list[Account] = []
    for account in accounts:
        need = cast("int | None", account.contribution.need)
        if need in answering:
            answering[need].append(account)
        elif need is None and account.receiver == home and _is_of(account, crisis):
            rest.append(account)
    told = [line for need in needs for line in _lines_of_need(need, answering[need.id], home)]
    told.sort(key=lambda line: (line.is_closed, line.side != home, line.by_on or date.max))
    return (*told, *_without_need(rest, home))


def _is_of(account: Account, crisis: Crisis) -> bool:
    """Return whether it belongs to a crisis by then: as it was told, or by its days."""
    return account.contribution.window == crisis.id or any(crisis.is_on(kept.record.on) for kept in account.steps)


def _lines_of_need(need: Kept[Need], accounts: Sequence[Account], home: int) -> list[Line]:
    record = need.record
    side = home if record.side is None else cast(int, record.side)
    own = record.unit or ""
    found = []
    for unit in (own, *sorted({one.contribution.unit or "" for one in accounts} - {own})):
        alike = tuple(one for one in accounts if (one.contribution.unit or "") == unit)
        line = Line(need=need, what=record.what, unit=unit, side=side, by_on=record.by_on, accounts=alike)
        found.append(replace(line, wanted=record.quantity) if unit == own else line)
    return found


def _without_need(accounts: Iterable[Account], home: int) -> list[Line]:
    groups: dict[tuple[str, str], list[Account]] = {}
    for account in accounts:
        groups.setdefault((account.contribution.kind, account.contribution.unit or ""), []).append(account)
    found = []
    for (kind, unit), alike in sorted(groups.items()):
        what = alike[0].contribution.what if len(alike) == 1 else unit or kind
        found.append(Line(need=None, what=what, unit=unit, kind=kind, side=home, accounts=tuple(alike)))
    return found


def as_of(accounts: Iterable[Account], day: date) -> list[Account]:
    """Return the accounts as they stood on a day: with the steps until then, and none without one."""
    found = []
    for account in accounts:
        steps = tuple(kept for kept in account.steps if kept.record.on <= day)
        if steps:
            found.append(account if len(steps) == len(account.steps) else replace(account, steps=steps))
    return found


def exact_sum(quantities: Iterable[Decimal]) -> Decimal:
    """Return a sum with every digit kept."""
    return reduce(_WIDE.add, quantities, Decimal(0))


def number(quantity: Decimal) -> str:
    """Return a quantity as people read it: "5,000", "2.5"."""
    plain = f"{quantity:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
