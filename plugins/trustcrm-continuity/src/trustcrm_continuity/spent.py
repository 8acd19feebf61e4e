"""All that a tie cost in a stretch of days: hours in contacts and besides, money given and spent, by currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import cast

from trustcrm.plugin import Account, PluginContext, Tie, alphabetical
from trustcrm_continuity.costs import HOURS, Cost, costs_if_any

WIDE = Context(prec=60)
"""Arithmetic that keeps every digit of a sum of money."""


@dataclass(frozen=True, kw_only=True)
class Gift:
    """Money of ours that arrived with a side: dues, a grant; the step that says so."""

    step: int
    contribution: int
    on: date
    amount: Decimal
    currency: str
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What the tie with one side cost.

    `in_contacts` are minutes of those contacts that say how long they lasted; `untimed` is how many do not.
    """

    side: int
    name: str
    ties: tuple[int, ...] = ()
    in_contacts: int = 0
    contacts: int = 0
    untimed: int = 0
    costs: tuple[Cost, ...] = ()
    gifts: tuple[Gift, ...] = ()

    @property
    def besides(self) -> int:
        """Minutes beside contacts."""
        return sum(one.minutes or 0 for one in self.costs)

    @property
    def minutes(self) -> int:
        """All minutes."""
        return self.in_contacts + self.besides

    @property
    def amounts(self) -> list[tuple[date, str, Decimal]]:
        """Every amount of money with its day and currency."""
        spent = [(one.on, one.currency, one.amount) for one in self.costs if one.amount is not None and one.currency]
        return [*spent, *((one.on, one.currency, one.amount) for one in self.gifts)]

    @property
    def money(self) -> Mapping[str, Decimal]:
        """Money by currency; currencies are never added to each other."""
        found: dict[str, Decimal] = {}
        for _, currency, amount in self.amounts:
            found[currency] = WIDE.add(found.get(currency, Decimal(0)), amount)
        return dict(sorted(found.items()))

    @property
    def against_caps(self) -> dict[str, Decimal]:
        """What caps are held against: hours, and money by currency."""
        return {HOURS: Decimal(self.minutes) / 60, **self.money}


def spent(context: PluginContext, first: date, last: date, side: int | None = None) -> list[Spent]:
    """Return what every tie of ours cost from one day to another, by name, or that with one side."""
    home = context.ask.home().side
    tally = context.ask.tally(first, last, side=side)
    own: dict[int, list[Cost]] = defaultdict(list)
    for cost in costs_if_any(context, first, last, side):
        own[cost.side].append(cost)
    given = _given(context.ask.ledger(str(side) if side is not None else None, since=first).accounts, home, first, last)
    tied = _tied(context, home, side)
    wanted = {*tied, *own, *given} if side is None else {side}
    found = []
    for one in wanted:
        counted = [line for line in tally.counted if line.them == one]
        contacts = sum(line.interactions for line in counted)
        found.append(
            Spent(
                side=one, name=tied[one][0] if one in tied else _name(context, one),
                ties=tied[one][1] if one in tied else (),
                in_contacts=sum(line.minutes for line in counted), contacts=contacts,
                untimed=contacts - sum(line.timed for line in counted), costs=tuple(own[one]),
                gifts=tuple(given.get(one, ())),
            )
        )  # fmt: skip
    return sorted(found, key=lambda each: (alphabetical(each.name), each.side))


def _tied(context: PluginContext, home: int, wanted: int | None) -> dict[int, tuple[str, tuple[int, ...]]]:
    """Return the name of each side that a tie joins with our city, or of one, and those ties, the oldest first."""
    found: dict[int, tuple[str, tuple[int, ...]]] = {}
    for row in reversed(context.ask.page("tie", between=str(home if wanted is None else wanted)).rows):
        tie = cast(Tie, row.kept.record)
        if home not in (tie.one, tie.other):
            continue
        other = "one" if tie.other == home else "other"
        side = cast(int, getattr(tie, other))
        before = found[side][1] if side in found else ()
        found[side] = (row.referred[other], (*before, row.kept.id))
    return found


def _name(context: PluginContext, side: int) -> str:
    return context.ask.card(side).name


def _given(accounts: Sequence[Account], home: int, first: date, last: date) -> dict[int, list[Gift]]:
    found: dict[int, list[Gift]] = defaultdict(list)
    for account in accounts:
        if account.giver == home and account.contribution.kind == "money" and account.contribution.unit:
            found[account.receiver] += _arrived(account, first, last)
    return {side: gifts for side, gifts in found.items() if gifts}


def _arrived(account: Account, first: date, last: date) -> Iterator[Gift]:
    for kept in account.steps:
        step = kept.record
        if step.state == "received" and step.quantity is not None and first <= step.on <= last:
            yield Gift(
                step=kept.id, contribution=account.id, on=step.on, amount=step.quantity,
                currency=(account.contribution.unit or "").upper(),
                source=step.source or account.contribution.source or "",
            )  # fmt: skip


def this_year(day: date) -> tuple[date, date]:
    """Return the first day of a day's year and the day itself."""
    return day.replace(month=1, day=1), day
