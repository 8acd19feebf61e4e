"""Who gave what: contributions as they stood on a day, told in words, summed unit by unit, as rows and as bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Context, Decimal
from functools import reduce

from trustcrm.plugin import Account, Bar, Bars, Citation

STATES = (
    "asked", "offered", "pledged", "committed", "in transit", "received", "inspected", "distributed", "acknowledged",
    "declined", "lapsed",
)  # fmt: skip
"""How far a contribution can come, in order."""
TOLD = {"acknowledged": "thanked"}
"""States that people call otherwise."""
PROMISED = ("offered", "pledged", "committed")
"""How far it came before anything moved."""

_WIDE = Context(prec=4_000)
"""Arithmetic that keeps every digit; Python's own stops at 28."""


def as_of(accounts: Iterable[Account], day: date) -> list[Account]:
    """Return the accounts as they stood on a day: with the steps until then, and none without one."""
    found = []
    for account in accounts:
        steps = tuple(kept for kept in account.steps if kept.record.on <= day)
        if steps:
            found.append(account if len(steps) == len(account.steps) else replace(account, steps=steps))
    return found


def cites(account: Account, *states: str) -> tuple[Citation, ...]:
    """Return the steps of an account, or those of some states alone, each with where it is known from."""
    own = account.contribution.source or ""
    return tuple(
        Citation("step", kept.id, kept.record.source or own)
        for kept in account.steps
        if not states or kept.record.state in states
    )


def day_of(account: Account, *states: str) -> date | None:
    """Return the last day on which a step of one of `states` was taken."""
    return max((kept.record.on for kept in account.steps if kept.record.state in states), default=None)


def total(accounts: Iterable[Account], state: str) -> Decimal:
    """Return how much reached a state, to the last digit."""
    counted = (account.quantities.get(state) for account in accounts)
    return exactly(one for one in counted if one is not None)


def units(accounts: Iterable[Account]) -> list[tuple[str, str]]:
    """Return the kinds and units there are; what differs in either is never summed."""
    return sorted({(account.contribution.kind, account.contribution.unit or "") for account in accounts})


def bars(accounts: Sequence[Account], home: int, us: str) -> Bars | None:
    """Return what arrived, both ways, unit by unit; None where nothing that was counted did."""
    drawn = []
    for kind, unit in units(accounts):
        alike = [one for one in accounts if (one.contribution.kind, one.contribution.unit or "") == (kind, unit)]
        ours, theirs = ([one for one in alike if (one.giver == home) is given] for given in (True, False))
        given, got = total(ours, "received"), total(theirs, "received")
        if given or got:
            rest_on = tuple(cited for one in alike for cited in cites(one, "received"))
            drawn.append(Bar(kind, given, got, unit, rest_on))
    return Bars(tuple(drawn), f"{us} gave", f"{us} received", "What arrived") if drawn else None


def exactly(quantities: Iterable[Decimal]) -> Decimal:
    """Return a sum to the last digit."""
    return reduce(_WIDE.add, quantities, Decimal(0))
