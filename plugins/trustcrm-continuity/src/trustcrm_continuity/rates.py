"""The office's own dated rates between currencies: without one, two currencies are never added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from sqlalchemy import delete, insert, select

from trustcrm.plugin import DatabaseUnusable, InvalidValue, PluginContext, Refused
from trustcrm_continuity.tables import RATE

WIDE = Context(prec=60)
"""Arithmetic that keeps every digit of an amount times a rate."""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One unit of `currency` was `rate` of `into` from a day on, by the word of `source`."""

    id: int
    currency: str
    into: str
    on: date
    rate: Decimal
    source: str


def set_rate(context: PluginContext, currency: str, into: str, rate: Decimal, on: date, source: str) -> None:
    """Keep a rate, in place of another of the same day."""
    if currency == into:
        raise InvalidValue(f"{currency} is always one {into}; give two currencies.")
    if not source.strip():
        raise InvalidValue("A rate needs its source: say with --source who published it.")
    values = {
        "currency": currency, "into": into, "on": on, "rate": f"{rate:f}", "source": source,
        "login": context.do.login,
    }  # fmt: skip
    with context.tables.writing() as tables:
        same = (RATE.c.currency == currency, RATE.c.into == into, RATE.c.on == on)
        tables.execute(delete(RATE).where(*same))
        tables.execute(insert(RATE), values)


def rates(context: PluginContext) -> list[Rate]:
    """Return every rate, by currencies and day; none where the tables are not made yet."""
    try:
        with context.tables.reading() as tables:
            rows = tables.execute(select(RATE).order_by(RATE.c.currency, RATE.c.into, RATE.c.on)).all()
    except (DatabaseUnusable, Refused):  # not made yet, or of no plugin that is installed
        return []
    return [
        Rate(id=row.id, currency=row.currency, into=row.into, on=row.on, rate=Decimal(row.rate), source=row.source)
        for row in rows
    ]


def in_currency(
    amounts: Sequence[tuple[date, str, Decimal]], into: str, known: Sequence[Rate]
) -> tuple[Decimal, Mapping[str, Decimal]]:
    """Return a sum in one currency, each amount by the newest rate of its day, and what no rate is known for."""
    total, without = Decimal(0), dict[str, Decimal]()
    for on, currency, amount in amounts:
        rate = Decimal(1) if currency == into else _rate(known, currency, into, on)
        if rate is None:
            without[currency] = WIDE.add(without.get(currency, Decimal(0)), amount)
        else:
            total = WIDE.add(total, WIDE.multiply(amount, rate))
    return total, without


def _rate(known: Sequence[Rate], currency: str, into: str, on: date) -> Decimal | None:
    fitting = [one for one in known if (one.currency, one.into) == (currency, into) and one.on <= on]
    return max(fitting, key=lambda one: one.on).rate if fitting else None
