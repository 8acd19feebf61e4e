"""Offers of strangers: a card each, with checks that nobody can skip before an offer becomes a commitment.

Until then it is no contribution, so nothing of it stands in the ledger or on the board. Every check is kept with who
made it, when, and on what evidence; the latest of each counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select, update

from trustcrm.plugin import (
    Contribution,
    DatabaseUnusable,
    InvalidValue,
    Mention,
    NotFound,
    Organisation,
    PluginContext,
    Refused,
    Step,
    TableAccess,
    counted,
)
from trustcrm_crisis.tables import CHECK, LEAD

CHECKS = ("identity", "certificate", "sample", "price", "payment terms")
"""What is checked of a supplier nobody here knows, each before anything is committed."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A check that somebody made: whether it was passed, who made it, when (UTC), and what it rests on."""

    name: str
    passed: bool
    login: str
    at: datetime
    words: str


@dataclass(frozen=True, kw_only=True)
class Lead:
    """The offer of a stranger; `contribution` is what it became, `dropped_on` when it was let go, and `why`."""

    id: int
    supplier: int
    window: int
    need: int | None
    what: str
    unit: str | None
    quantity: Decimal | None
    price: Decimal | None
    currency: str | None
    terms: str | None
    contact: str | None
    offered_on: date
    contribution: int | None
    dropped_on: date | None
    why: str | None
    checks: tuple[Checked, ...] = ()

    def latest(self, name: str) -> Checked | None:
        """Return the latest check of a name, None where nobody made it."""
        return next((one for one in reversed(self.checks) if one.name == name), None)

    @property
    def open_checks(self) -> tuple[str, ...]:
        """The checks that nobody made yet, or that were not passed."""
        return tuple(name for name in CHECKS if (one := self.latest(name)) is None or not one.passed)

    @property
    def state(self) -> str:
        """Where it stands: "committed", "dropped", "checked", or how many checks are open."""
        if self.contribution is not None:
            return "committed"
        if self.dropped_on is not None:
            return "dropped"
        failed = [name for name in CHECKS if (one := self.latest(name)) is not None and not one.passed]
        if failed:
            return f"failed: {', '.join(failed)}"
        return f"{counted(len(self.open_checks), 'check')} open" if self.open_checks else "checked"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a stranger says they have."""

    supplier: str
    what: str
    unit: str | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    currency: str | None = None
    terms: str | None = None
    contact: str | None = None
    need: int | None = None


def leads(context: PluginContext, window: int | None = None) -> list[Lead]:
    """Return the leads of a crisis, or of all, in the order they came in."""
    chosen = select(LEAD).order_by(LEAD.c.id)
    if window is not None:
        chosen = chosen.where(LEAD.c.window_id == window)
    with context.tables.reading() as tables:
        return _with_checks(tables, tables.execute(chosen).mappings().all())


def leads_if_any(context: PluginContext, window: int) -> list[Lead]:
    """Return the leads of a crisis; none where the plugin's tables are not made yet, as before an upgrade."""
    try:
        return leads(context, window)
    except (DatabaseUnusable, Refused):
        return []


def lead(context: PluginContext, row: int) -> Lead:
    """Return one lead. Raises `NotFound`."""
    with context.tables.reading() as tables:
        return _one(tables, row)


def take_in(context: PluginContext, window: int, offer: Offer) -> int:
    """Write down a stranger's offer, the supplier as a company among the organisations; return the lead's number."""
    if offer.quantity is not None and offer.unit is None:
        raise InvalidValue(f"{offer.quantity} of what? Give the unit that is offered with --unit.")
    if (offer.price is None) != (offer.currency is None):
        raise InvalidValue("A price needs its currency, and a currency its price; give --price and --currency.")
    values = {
        "window_id": window, "need_id": offer.need, "what": offer.what, "unit": offer.unit, "terms": offer.terms,
        "quantity": _text(offer.quantity), "price": _text(offer.price), "currency": offer.currency,
        "contact": offer.contact, "offered_on": context.clock.today(),
    }  # fmt: skip
    made: list[int] = []

    def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        made.append(_insert(tables, values | {"supplier_id": rows["organisation"][0]}))

    try:
        known = context.ask.found("organisation", offer.supplier)
    except NotFound:
        context.tables.along(context.do, write).add(Organisation(name=offer.supplier, kind="company"))
        return made[0]
    with context.tables.writing() as tables:
        return _insert(tables, values | {"supplier_id": known})


def check(context: PluginContext, row: int, name: str, words: str, *, passed: bool) -> Lead:
    """Keep that somebody checked something of a lead, and on what evidence. Raises `NotFound`, `Refused`."""
    if not words.strip():
        raise InvalidValue("A check needs its evidence: what was looked at, and where it can be seen again.")
    said = f"crisis lead {row}: {name} {'passed' if passed else 'failed'}"
    with context.tables.writing("check", said) as tables:
        _still_open(_one(tables, row))
        values = {
            "lead_id": row, "name": name, "passed": passed, "login": context.do.login,
            "at": context.clock.now().astimezone(UTC).replace(tzinfo=None), "words": words.strip(),
        }  # fmt: skip
        tables.execute(insert(CHECK), values)
        return _one(tables, row)


def commit(context: PluginContext, row: int) -> int:
    """Make a checked lead a contribution that is committed, and return its number.

    Raises `Refused` while any check is open or failed; that is looked at once more in the transaction that commits.
    """
    found = lead(context, row)
    _require_checked(found)

    def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        _require_checked(_one(tables, row))
        values = {"contribution_id": rows["contribution"][0]}
        tables.execute(update(LEAD).where(LEAD.c.id == row).values(values))

    record = Contribution(
        what=found.what, giver=found.supplier, receiver=context.ask.home().side, unit=found.unit, need=found.need,
        carried_by="business", value=found.price, value_currency=found.currency,
        value_method="offer" if found.price is not None else None, value_on=found.offered_on if found.price else None,
        words=found.terms, source=f"lead {row}",
    )  # fmt: skip
    itself = Mention(noun="contribution", name="@0")
    steps = (
        Step(contribution=itself, state="offered", on=found.offered_on, quantity=found.quantity),
        Step(contribution=itself, state="committed", on=context.clock.today(), quantity=found.quantity),
    )
    return context.tables.along(context.do, write).add(record, *steps, again=True).ids[0]


def drop(context: PluginContext, row: int, why: str) -> None:
    """Let a lead go, and keep why. Raises `NotFound`, `Refused`."""
    with context.tables.writing("drop", f"crisis lead {row}: {why}") as tables:
        _still_open(_one(tables, row))
        values = {"dropped_on": context.clock.today(), "why": why}
        tables.execute(update(LEAD).where(LEAD.c.id == row).values(values))


def _require_checked(found: Lead) -> None:
    _still_open(found)
    if found.open_checks:
        raise Refused(
            f"Lead {found.id} cannot be committed: {', '.join(found.open_checks)} not passed yet; "
            f"`trustcrm crisis leads check {found.id} CHECK --evidence WORDS` keeps each."
        )


def _still_open(found: Lead) -> None:
    if found.contribution is not None:
        raise Refused(f"Lead {found.id} is contribution {found.contribution} already.")
    if found.dropped_on is not None:
        raise Refused(f"Lead {found.id} was dropped on {found.dropped_on.isoformat()}: {found.why}.")


def _one(tables: TableAccess, row: int) -> Lead:
    found = _with_checks(tables, tables.execute(select(LEAD).where(LEAD.c.id == row)).mappings().all())
    if not found:
        raise NotFound(f"There is no lead {row}; `trustcrm crisis leads list` lists those there are.")
    return found[0]


def _with_checks(tables: TableAccess, rows: Sequence[Any]) -> list[Lead]:
    wanted = [row["id"] for row in rows]
    found: dict[int, list[Checked]] = {row: [] for row in wanted}
    for each in tables.execute(select(CHECK).order_by(CHECK.c.id)).mappings():
        if each["lead_id"] in found:
            found[each["lead_id"]].append(
                Checked(
                    name=each["name"], passed=bool(each["passed"]), login=each["login"], words=each["words"],
                    at=each["at"].replace(tzinfo=UTC),
                )
            )  # fmt: skip
    return [
        Lead(
            id=row["id"], supplier=row["supplier_id"], window=row["window_id"], need=row["need_id"], what=row["what"],
            unit=row["unit"], quantity=_number(row["quantity"]), price=_number(row["price"]),
            currency=row["currency"], terms=row["terms"], contact=row["contact"], offered_on=row["offered_on"],
            contribution=row["contribution_id"], dropped_on=row["dropped_on"], why=row["why"],
            checks=tuple(found[row["id"]]),
        )
        for row in rows
    ]  # fmt: skip


def _insert(tables: TableAccess, values: Mapping[str, Any]) -> int:
    key: Any = tables.execute(insert(LEAD), values).inserted_primary_key
    return int(key[0])


def _text(quantity: Decimal | None) -> str | None:
    return None if quantity is None else str(quantity)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
