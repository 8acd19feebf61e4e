"""The office's own threshold and its own dated rates; a rate that nobody here gave is never used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal

from sqlalchemy import insert, select

from trustcrm.plugin import DatabaseUnusable, InvalidValue, PluginContext, Refused
from trustcrm_protocol.gifts import require_amount
from trustcrm_protocol.tables import RATE, THRESHOLD


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """What a donor may give in a year, in one currency, since a day, and which rule says so."""

    amount: Decimal
    currency: str
    from_on: date
    source: str


@dataclass(frozen=True, kw_only=True)
class Rate:
    """What one unit of `currency` is worth in `into`, from one day to another, and where the office has it from."""

    currency: str
    into: str
    rate: Decimal
    from_on: date
    to_on: date
    source: str


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """All that the office gave, in the order it did; of several that hold on a day the latest given counts."""

    thresholds: Sequence[Threshold] = ()
    rates: Sequence[Rate] = ()

    def threshold_on(self, day: date) -> Threshold | None:
        """Return the threshold that holds on a day, None where there is none."""
        holding = [one for one in self.thresholds if one.from_on <= day]
        return max(enumerate(holding), key=lambda pair: (pair[1].from_on, pair[0]))[1] if holding else None

    def rate(self, currency: str, into: str, day: date) -> Decimal | None:
        """Return what one unit is worth on a day: 1 in its own currency, None where the office gave no rate."""
        if currency == into:
            return Decimal(1)
        given = [
            one for one in self.rates
            if (one.currency, one.into) == (currency, into) and one.from_on <= day <= one.to_on
        ]  # fmt: skip
        return given[-1].rate if given else None


def tariff(context: PluginContext) -> Tariff:
    """Return what the office gave; nothing before the tables are made."""
    try:
        with context.tables.reading() as tables:
            thresholds = tables.execute(select(THRESHOLD).order_by(THRESHOLD.c.id)).mappings().all()
            rates = tables.execute(select(RATE).order_by(RATE.c.id)).mappings().all()
    except (DatabaseUnusable, Refused):
        return Tariff()
    return Tariff(
        thresholds=[
            Threshold(
                amount=Decimal(row["amount"]), currency=row["currency"], from_on=row["from_on"], source=row["source"]
            )
            for row in thresholds
        ],
        rates=[
            Rate(
                currency=row["currency"], into=row["into"], rate=Decimal(row["rate"]), from_on=row["from_on"],
                to_on=row["to_on"], source=row["source"],
            )
            for row in rates
        ],
    )  # fmt: skip


def set_threshold(context: PluginContext, told: Threshold) -> None:
    """Keep what a donor may give in a year from a day on. Raises `InvalidValue` for an amount below nought."""
    require_amount("A threshold", told.amount)
    values = {
        "amount": str(told.amount), "currency": told.currency, "from_on": told.from_on, "source": told.source,
    }  # fmt: skip
    with context.tables.writing() as tables:
        tables.execute(insert(THRESHOLD), values)


def give_rate(context: PluginContext, told: Rate) -> None:
    """Keep a rate of the office's own. Raises `InvalidValue` where it is none."""
    require_amount("A rate", told.rate)
    if not told.rate or told.currency == told.into:
        raise InvalidValue("A rate is above nought and leads from one currency into another.")
    if told.to_on < told.from_on:
        raise InvalidValue(f"The rate would end on {told.to_on.isoformat()}, before it begins.")
    values = {
        "currency": told.currency, "into": told.into, "rate": str(told.rate), "from_on": told.from_on,
        "to_on": told.to_on, "source": told.source, "login": context.do.login,
        "at": context.clock.now().astimezone(UTC).replace(tzinfo=None),
    }  # fmt: skip
    with context.tables.writing() as tables:
        tables.execute(insert(RATE), values)
