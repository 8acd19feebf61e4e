"""What a value report is made of, asked of the office before a word is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from trustcrm.plugin import Citation, Kept, Signal, Step, fold
from trustcrm_report.given import as_of, exactly
from trustcrm_report.standing import stood, ties_of
from trustcrm_report.value.categories import CATEGORIES, categories_of
from trustcrm_report.value.period import Period

if TYPE_CHECKING:
    from trustcrm.plugin import Account, Glance, Home, PluginContext, Tally

PROMISED = ("pledged", "committed", "in transit")
MEASURED = frozenset(
    ("invoice", "receipt", "bill", "bank transfer", "bank statement", "cheque", "check", "contract", "grant letter")
)
"""How something was valued where that is no estimate; whatever else stands there is one."""


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One contribution of which something arrived within the days, with the steps by which it did."""

    account: Account
    arrivals: tuple[Kept[Step], ...]
    categories: frozenset[str]
    first_here: bool
    secret_steps: frozenset[int] = frozenset()

    @property
    def quantity(self) -> Decimal | None:
        """How much arrived within the days; None where nobody counted."""
        counted = [kept.record.quantity for kept in self.arrivals if kept.record.quantity is not None]
        return exactly(counted) if counted else None

    @property
    def thing(self) -> tuple[str, str]:
        """Its kind and its unit; what differs in either is never summed."""
        return self.account.contribution.kind, self.account.contribution.unit or ""

    @property
    def is_restricted(self) -> bool:
        """Whether it is counted and not named."""
        return self.account.contribution.confidentiality == "restricted"

    @property
    def is_valued(self) -> bool:
        """Whether somebody said what it is worth, and it began to arrive within the days, so that it counts once."""
        return self.account.contribution.value is not None and self.first_here

    @property
    def is_estimate(self) -> bool:
        """Whether its value is an estimate: all that was not taken from a document is."""
        return fold(self.account.contribution.value_method or "") not in MEASURED

    @property
    def cites(self) -> tuple[Citation, ...]:
        """The steps by which it arrived that are not restricted, by what they belong to either."""
        own, secret = self.account.contribution.source or "", self.secret_steps
        return tuple(
            Citation("step", kept.id, kept.record.source or own) for kept in self.arrivals if kept.id not in secret
        )


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What there is to tell of a period."""

    home: Home
    period: Period
    ties: Sequence[Glance]
    tally: Tally
    names: dict[int, str]
    deeds: Sequence[Deed]
    promised: Sequence[Account]
    signals: Sequence[Kept[Signal]]
    secret_steps: frozenset[int]
    secret_signals: Collection[int]

    @cached_property
    def received(self) -> list[Deed]:
        """What arrived here."""
        return [one for one in self.deeds if one.account.receiver == self.home.side]

    @cached_property
    def given(self) -> list[Deed]:
        """What arrived at others from us."""
        return [one for one in self.deeds if one.account.giver == self.home.side]

    @cached_property
    def contacts(self) -> dict[int, int]:
        """How many interactions there were with each other side."""
        found: dict[int, int] = {}
        for one in self.tally.counted:
            found[one.them] = found.get(one.them, 0) + one.interactions
        return found

    @property
    def minutes(self) -> int:
        """How long all contacts lasted that say so."""
        return sum(one.minutes for one in self.tally.counted)

    @property
    def timed(self) -> int:
        """How many contacts say how long they lasted."""
        return sum(one.timed for one in self.tally.counted)

    @property
    def restricted_contacts(self) -> int:
        """How many contacts are counted and not named."""
        return sum(one.restricted for one in self.tally.counted)


def gathered(context: PluginContext, period: Period) -> Gathered:
    """Ask the office for all of it."""
    ask, home = context.ask, context.ask.home()
    ledger = ask.ledger()
    ours = [one for one in ledger.accounts if home.side in (one.giver, one.receiver) and one.giver != one.receiver]
    accounts = as_of(ours, period.last)
    ties = ties_of(context, home.side)
    standing = [one for one in ask.overview(period.last) if stood(ties[one.tie], period.last)]
    tags, signals = _tags(context), list(_signals(context, home.side, period))
    steps = [kept.id for account in accounts for kept in account.steps]
    secret = frozenset(ask.restricted("step", steps))
    return Gathered(
        home=home,
        period=period,
        ties=standing,
        tally=ask.tally(period.first, period.last, CATEGORIES),
        names=dict(ledger.names) | {one.them: one.name for one in standing},
        deeds=list(_deeds(accounts, period, tags, secret)),
        promised=[one for one in accounts if one.receiver == home.side and _is_promised(one)],
        signals=signals,
        secret_steps=secret,
        secret_signals=ask.restricted("signal", [kept.id for kept in signals]),
    )


def _deeds(
    accounts: Iterable[Account], period: Period, tags: dict[int, list[str]], secret: frozenset[int]
) -> Iterator[Deed]:
    for account in accounts:
        came = [kept for kept in account.steps if kept.record.state == "received"]
        here = tuple(kept for kept in came if kept.record.on in period)
        if here:
            yield Deed(
                account=account, arrivals=here, categories=categories_of(tags.get(account.id, ())),
                first_here=came[0].record.on in period, secret_steps=secret,
            )  # fmt: skip


def _is_promised(account: Account) -> bool:
    """Return whether something was promised that has not begun to arrive, or of which a rest is to come."""
    said = any(state in account.quantities for state in PROMISED)
    return said and account.is_open and (not account.is_received or account.is_partial)


def _tags(context: PluginContext) -> dict[int, list[str]]:
    """Return the tags of contributions by their id."""
    found: dict[int, list[str]] = {}
    for row in context.ask.page("tag", {"about_noun": "contribution"}).rows:
        tag = cast(Any, row.kept.record)
        found.setdefault(tag.about_row, []).append(tag.name)
    return found


def _signals(context: PluginContext, home: int, period: Period) -> Iterator[Kept[Signal]]:
    for row in context.ask.page("signal", between=str(home)).rows:
        kept = cast("Kept[Signal]", row.kept)
        if kept.record.receiver == home and kept.record.on in period:
            yield kept


def by_thing(deeds: Iterable[Deed]) -> dict[tuple[str, str], list[Deed]]:
    """Return deeds by their kind and unit, the things in order."""
    found: dict[tuple[str, str], list[Deed]] = {}
    for one in deeds:
        found.setdefault(one.thing, []).append(one)
    return dict(sorted(found.items()))


def arrived(deeds: Collection[Deed]) -> Decimal | None:
    """Return how much of one thing arrived; None where nobody counted any of it."""
    counted = [one.quantity for one in deeds if one.quantity is not None]
    return exactly(counted) if counted else None


def cites_of(deeds: Iterable[Deed]) -> tuple[Citation, ...]:
    """Return the steps of all deeds that may be named."""
    return tuple(cited for one in deeds for cited in one.cites)
