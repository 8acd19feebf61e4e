"""What people here spent on a tie: hours beside its contacts, and money; and the most that a year may cost.

Hours in contacts stand with the contacts, and money that we gave stands in the ledger; neither is kept here again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import delete, insert, select, update

from trustcrm.plugin import DatabaseUnusable, InvalidValue, Money, NotFound, PluginContext, Refused, amount_in, shown
from trustcrm_continuity.tables import CAP, COST

PURPOSES = ("travel", "hospitality", "interpreting", "printing", "shipping", "fees", "other")
"""What money is spent on; dues and grants are money that we give, and stand in the ledger."""
HOURS = "hours"
MOST = Decimal(10) ** 12
"""No office spends more on a tie."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What was spent on the tie with a side on a day: `minutes`, or an `amount` of a `currency`."""

    side: int
    on: date
    purpose: str
    words: str
    minutes: int | None = None
    amount: Decimal | None = None
    currency: str | None = None
    interaction: int | None = None
    id: int = 0
    login: str = ""


def add(context: PluginContext, cost: Cost) -> int:
    """Keep a cost and return its number. Raises `InvalidValue` where it cannot be."""
    if cost.on > context.clock.today():
        raise InvalidValue(f"{cost.on.isoformat()} lies ahead; what is not spent yet is no cost.")
    if cost.minutes is not None and not 1 <= cost.minutes <= 100_000:
        raise InvalidValue(f"{cost.minutes / 60:g} hours cannot be; give more than 0.")
    values = {
        "side_id": cost.side, "interaction_id": cost.interaction, "on": cost.on, "purpose": cost.purpose,
        "minutes": cost.minutes, "amount": None if cost.amount is None else f"{cost.amount:f}",
        "currency": cost.currency, "words": cost.words, "login": context.do.login,
    }  # fmt: skip
    with context.tables.writing() as tables:
        return int(tables.execute(insert(COST).returning(COST.c.id), values).scalar_one())


def drop(context: PluginContext, row: int) -> None:
    """Take a cost out of every sum; it stays as dropped. Raises `NotFound`, or `Refused` where it was dropped."""
    today = context.clock.today()
    with context.tables.writing() as tables:
        found = tables.execute(select(COST.c.dropped_on).where(COST.c.id == row)).first()
        if found is None:
            raise NotFound(f"There is no cost {row}; `trustcrm cost list` shows those there are.")
        if found.dropped_on is not None:
            raise Refused(f"Cost {row} was dropped on {found.dropped_on.isoformat()} already.")
        tables.execute(update(COST).where(COST.c.id == row).values(dropped_on=today))


def costs(context: PluginContext, first: date, last: date, side: int | None = None) -> list[Cost]:
    """Return what was spent from one day to another, on every tie or on one, by day."""
    chosen = select(COST).where(COST.c.dropped_on.is_(None), COST.c.on.between(first, last))
    if side is not None:
        chosen = chosen.where(COST.c.side_id == side)
    with context.tables.reading() as tables:
        return [
            Cost(
                id=row.id, side=row.side_id, interaction=row.interaction_id, on=row.on, purpose=row.purpose,
                minutes=row.minutes, amount=None if row.amount is None else Decimal(row.amount),
                currency=row.currency, words=row.words, login=row.login,
            )
            for row in tables.execute(chosen.order_by(COST.c.on, COST.c.id))
        ]  # fmt: skip


def costs_if_any(context: PluginContext, first: date, last: date, side: int | None = None) -> list[Cost]:
    """Return what `costs` does, nothing where the tables are not made yet: what is looked at must not fail for that."""
    try:
        return costs(context, first, last, side)
    except (DatabaseUnusable, Refused):  # not made yet, or of no plugin that is installed
        return []


def set_cap(context: PluginContext, side: int, of: str, most: Decimal | None) -> None:
    """Say the most that a year may cost with a side, in hours or in a currency; None takes the cap away."""
    with context.tables.writing() as tables:
        tables.execute(delete(CAP).where(CAP.c.side_id == side, CAP.c.of == of))
        if most is not None:
            values = {"side_id": side, "of": of, "most": f"{most:f}", "login": context.do.login}
            tables.execute(insert(CAP), values)


def caps(context: PluginContext) -> dict[tuple[int, str], Decimal]:
    """Return every cap by side and what it is of; none where the tables are not made yet."""
    try:
        with context.tables.reading() as tables:
            rows = tables.execute(select(CAP).order_by(CAP.c.side_id, CAP.c.of)).all()
    except (DatabaseUnusable, Refused):  # not made yet, or of no plugin that is installed
        return {}
    return {(row.side_id, row.of): Decimal(row.most) for row in rows}


def amount_of(words: str) -> Decimal:
    """Return an amount told as 1200, 1,200 or 0.75. Raises `InvalidValue` unless it is above 0."""
    found = amount_in(words)
    if found is None:
        raise InvalidValue(f"{words!r} is no amount; write it as 1200 or 0.75.")
    if not 0 < found <= MOST or found != found.quantize(Decimal("0.000001")):
        raise InvalidValue(f"{words} cannot be; give an amount above 0 with at most six digits after the point.")
    return found


def currency_of(words: str) -> str:
    """Return an ISO 4217 code in capitals. Raises `InvalidValue` unless it is three letters."""
    code = words.strip().upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise InvalidValue(f"{words!r} is no currency; give its three letters, as in EUR.")
    return code


def over(spent: Mapping[str, Decimal], side: int, known: Mapping[tuple[int, str], Decimal]) -> list[str]:
    """Return in words each cap of a side that is passed by what was spent, by hours and by currency."""
    found = []
    for (capped, of), most in known.items():
        used = spent.get(of, Decimal(0))
        if capped == side and used > most:
            told, beyond = (plain(round(one, 2)) for one in (used, used - most))
            found.append(f"{told} {of} spent, {beyond} above the {plain(most)} of a year")
    return found


def money_told(amount: Decimal, currency: str) -> str:
    """Return an amount of money with its currency's decimals where it has any: "1,200", "1,240.50"."""
    return shown(Money(amount, currency))


def plain(amount: Decimal) -> str:
    """Return an amount with no digit that says nothing: "1,200", "2.5"."""
    told = f"{amount:,f}"
    return told.rstrip("0").rstrip(".") if "." in told else told
