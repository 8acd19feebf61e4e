"""Memberships in networks: dues year by year, and what came back for them.

A membership is core's tie of kind network. Dues are a contribution of money that we give the network, committed by a
day and received once paid, so that unpaid ones are a promise of ours in the ledger and in `trustcrm due`. What a
network does for us, its services, are contributions to us. Currencies are never added together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from sqlalchemy import delete, insert, select

from trustcrm.plugin import (
    Account,
    Citation,
    Contribution,
    InvalidValue,
    Mention,
    NotFound,
    PluginContext,
    Refused,
    Step,
    TableAccess,
    Tie,
    alphabetical,
)
from trustcrm_networks_and_lessons.convenings import Convening, born_at, convenings
from trustcrm_networks_and_lessons.lessons import Lesson, as_of, lessons
from trustcrm_networks_and_lessons.tables import DUES

UNDERWAY = ("offered", "pledged", "committed", "in transit", "received")


@dataclass(frozen=True, kw_only=True)
class Dues:
    """What a membership cost in a year; `amount` is what was committed, None where nobody wrote it down."""

    tie: int
    year: int
    account: Account

    @property
    def currency(self) -> str:
        """The ISO 4217 code of its amounts."""
        return self.account.contribution.unit or ""

    @property
    def amount(self) -> Decimal | None:
        """What is due for the year."""
        return self.account.quantities.get("committed")

    @property
    def paid(self) -> Decimal:
        """What was paid of it."""
        return self.account.quantities.get("received") or Decimal(0)

    @property
    def open(self) -> Decimal:
        """What is still to be paid."""
        return max(Decimal(0), (self.amount or Decimal(0)) - self.paid)

    @property
    def due_on(self) -> date | None:
        """By when it is to be paid; None once it was."""
        return self.account.due_on

    @property
    def standing(self) -> str:
        """Paid, unpaid, or how much of it was paid."""
        if not self.open:
            return "paid"
        return "part paid" if self.paid else "unpaid"

    @property
    def cites(self) -> tuple[Citation, ...]:
        """The steps its amounts come from."""
        own = self.account.contribution.source or ""
        return tuple(Citation("step", one.id, one.record.source or own) for one in self.account.steps)


@dataclass(frozen=True, kw_only=True)
class CameBack:
    """What a network did for us within some days: contributions and lessons, each in one list alone, and convenings."""

    asks: tuple[Account, ...] = ()
    offers: tuple[Account, ...] = ()
    services: tuple[Account, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    convenings: tuple[Convening, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether nothing at all is on record."""
        return not (self.asks or self.offers or self.services or self.lessons or self.convenings)


@dataclass(frozen=True, kw_only=True)
class Membership:
    """A tie of ours to a network, with its dues by year and what came back within the days that were asked for."""

    tie: int
    network: int
    name: str
    state: str
    since: date | None
    dues: tuple[Dues, ...]
    came_back: CameBack


def dues(context: PluginContext, day: date | None = None) -> list[Dues]:
    """Return the dues of every membership as they stood on a day, by membership and year."""
    with context.tables.reading() as tables:
        rows = tables.execute(select(DUES).order_by(DUES.c.tie_id, DUES.c.year)).mappings().all()
    if not rows:
        return []
    accounts = context.ask.accounts([row["contribution_id"] for row in rows])
    until = day or context.clock.today()
    found = [
        Dues(tie=row["tie_id"], year=row["year"], account=as_of(accounts[row["contribution_id"]], until))
        for row in rows if row["contribution_id"] in accounts
    ]  # fmt: skip
    return [one for one in found if one.account.steps]


def memberships(context: PluginContext, year: int | None = None, day: date | None = None) -> list[Membership]:
    """Return our memberships by the network's name; with `year`, that year's dues and what came back in it."""
    home, until = context.ask.home().side, day or context.clock.today()
    listed = context.ask.page("tie", {"kind": "network"}).rows
    ties = [(row.kept.id, cast(Tie, row.kept.record), row.referred) for row in listed]
    ours = [(row, tie, names) for row, tie, names in ties if home in (tie.one, tie.other)]
    due, taught = dues(context, until), lessons(context, until)
    told = _Told(lessons=taught, year=year, until=until)
    found = []
    for row, tie, names in ours:
        end = "other" if tie.one == home else "one"
        network = cast(int, getattr(tie, end))
        found.append(
            Membership(
                tie=row, network=network, name=names[end], state=tie.state, since=tie.since,
                dues=tuple(one for one in due if one.tie == row and year in (None, one.year)),
                came_back=_came_back(context, network, home, told),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (alphabetical(one.name), one.tie))


@dataclass(frozen=True, kw_only=True)
class _Told:
    lessons: Sequence[Lesson]
    year: int | None
    until: date

    def within(self, on: date) -> bool:
        return on <= self.until and self.year in (None, on.year)


def _came_back(context: PluginContext, network: int, home: int, told: _Told) -> CameBack:
    met = [one for one in convenings(context, f"#{network}") if one.interaction is not None and told.within(one.on)]
    born = {account.id: account for one in met for account in born_at(context, one)}
    taught = [one for one in told.lessons if (one.account.giver == network or one.id in born) and _in_time(one, told)]
    apart = {one.id for one in told.lessons}
    theirs = {one.id: one for one in context.ask.ledger(f"#{network}").accounts if one.giver == network}
    ours = [
        as_of(account, told.until) for row, account in sorted({**theirs, **born}.items())
        if account.receiver == home and row not in apart
    ]  # fmt: skip
    services = [one for one in ours if _reached(one, ("received",), told)]
    offers = [one for one in ours if one not in services and _reached(one, UNDERWAY, told)]
    asks = [one for one in ours if one not in services and one not in offers and _reached(one, ("asked",), told)]
    return CameBack(
        asks=tuple(asks), offers=tuple(offers), services=tuple(services), lessons=tuple(taught), convenings=tuple(met)
    )


def _reached(account: Account, states: Iterable[str], told: _Told) -> bool:
    return any(one.record.state in states and told.within(one.record.on) for one in account.steps)


def _in_time(one: Lesson, told: _Told) -> bool:
    return any(told.within(kept.record.on) for kept in one.account.steps)


def membership(context: PluginContext, words: str) -> tuple[int, int, str]:
    """Return tie, side and name of the network that we are a member of. Raises `NotFound`, `Ambiguous`."""
    network, home = context.ask.found("side", words), context.ask.home().side
    for listed in context.ask.page("tie", {"kind": "network"}, between=f"#{network}").rows:
        tie = cast(Tie, listed.kept.record)
        if {tie.one, tie.other} == {home, network}:
            return listed.kept.id, network, listed.referred["other" if tie.one == home else "one"]
    raise NotFound(f"We are no member of {words}; `trustcrm tie add --kind network` makes a membership.")


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What a network asks for a year: how much, in which currency, by when, and where that is known from."""

    year: int
    amount: Decimal
    currency: str
    on: date
    due_on: date | None = None
    source: str | None = None


def owe(context: PluginContext, words: str, bill: Bill) -> int:
    """Keep the dues of a membership for a year; return the contribution. Raises `Refused` where they stand already."""
    tie, network, name = membership(context, words)
    if not (
        len(bill.currency) == 3 and bill.currency.isascii() and bill.currency.isalpha() and bill.currency.isupper()
    ):
        raise InvalidValue(f"{bill.currency!r} is no currency; use ISO 4217's letters, such as EUR.")
    _refuse_second(context, tie, name, bill.year)
    record = Contribution(
        what=f"Dues of {name} for {bill.year}", giver=context.ask.home().side, receiver=network, kind="money",
        unit=bill.currency, source=bill.source,
    )  # fmt: skip
    step = Step(
        contribution=Mention(noun="contribution", name="@0"), state="committed", on=bill.on, quantity=bill.amount,
        due_on=bill.due_on, source=bill.source,
    )  # fmt: skip

    def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        _write(tables, tie, bill.year, rows["contribution"][0])

    return context.tables.along(context.do, write).add(record, step, again=True).ids[0]


def take_as_dues(context: PluginContext, words: str, year: int, contribution: int) -> None:
    """Say that a contribution which stands already is the dues of a year. Raises `NotFound`, `Refused`."""
    tie, network, name = membership(context, words)
    record = cast(Contribution, context.ask.one("contribution", contribution).kept.record)
    if (record.giver, record.receiver, record.kind) != (context.ask.home().side, network, "money"):
        raise Refused(f"Contribution {contribution} is no money that we gave {name}.")
    _refuse_second(context, tie, name, year)
    with context.tables.writing() as tables:
        _write(tables, tie, year, contribution)


def _refuse_second(context: PluginContext, tie: int, name: str, year: int) -> None:
    for one in dues(context):
        if (one.tie, one.year) == (tie, year):
            raise Refused(
                f"The dues of {name} for {year} stand already, as contribution {one.account.id}; correct them there."
            )


def _write(tables: TableAccess, tie: int, year: int, contribution: int) -> None:
    """Put a contribution in place of one that was withdrawn, if any."""
    tables.execute(delete(DUES).where(DUES.c.tie_id == tie, DUES.c.year == year))
    tables.execute(insert(DUES), {"tie_id": tie, "year": year, "contribution_id": contribution})


def pay(context: PluginContext, words: str, year: int, on: date, amount: Decimal | None = None) -> Dues:
    """Keep that dues were paid, all that is open where no amount is given; return them as they stand then."""
    tie, _, name = membership(context, words)
    one = _dues_of(context, tie, name, year)
    if not one.open:
        raise Refused(f"The dues of {name} for {year} are paid already.")
    if amount is not None and amount > one.open:
        raise Refused(f"Only {one.open:f} {one.currency} of the dues of {name} for {year} are open.")
    context.do.add_step(Step(contribution=one.account.id, state="received", on=on, quantity=amount or one.open))
    return _dues_of(context, tie, name, year)


def _dues_of(context: PluginContext, tie: int, name: str, year: int) -> Dues:
    for one in dues(context):
        if (one.tie, one.year) == (tie, year):
            return one
    raise NotFound(f"No dues of {name} for {year} are on record; `trustcrm membership dues` keeps them.")


@dataclass(frozen=True, kw_only=True)
class Service:
    """What a network did for us: `thanks` is how it was thanked for at once, if it was."""

    what: str
    on: date
    kind: str = "expertise"
    unit: str | None = None
    quantity: Decimal | None = None
    thanks: str | None = None
    source: str | None = None


def use(context: PluginContext, words: str, service: Service) -> int:
    """Keep a service of a network that we used; return the contribution."""
    _, network, _ = membership(context, words)
    record = Contribution(
        what=service.what, giver=network, receiver=context.ask.home().side, kind=service.kind, unit=service.unit,
        source=service.source,
    )  # fmt: skip
    itself = Mention(noun="contribution", name="@0")
    steps = [Step(contribution=itself, state="received", on=service.on, quantity=service.quantity)]
    if service.thanks is not None:
        steps.append(Step(contribution=itself, state="acknowledged", on=service.on, words=service.thanks))
    return context.do.add(record, *steps, again=True).ids[0]
