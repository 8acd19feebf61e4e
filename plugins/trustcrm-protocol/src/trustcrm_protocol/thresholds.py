"""The office's own threshold: what a donor may give in a year before somebody must look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import insert, select

from trustcrm.plugin import PluginContext
from trustcrm_protocol.gifts import require_amount
from trustcrm_protocol.tables import THRESHOLD


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """What a donor may give in a year, in one currency, since a day, and which rule says so."""

    amount: Decimal
    currency: str
    from_on: date
    source: str


def thresholds(context: PluginContext) -> list[Threshold]:
    """Return every threshold the office set, in the order it did."""
    with context.tables.reading() as tables:
        rows = tables.execute(select(THRESHOLD).order_by(THRESHOLD.c.id)).mappings().all()
    return [
        Threshold(
            amount=Decimal(row["amount"]), currency=row["currency"], from_on=row["from_on"], source=row["source"]
        )
        for row in rows
    ]  # fmt: skip


def threshold_of(found: Sequence[Threshold], year: int) -> Threshold | None:
    """Return the threshold of a year, which is that of its last day; None where there is none.

    Of several that begin on one day the last set counts.
    """
    holding = [one for one in found if one.from_on <= date(year, 12, 31)]
    return max(enumerate(holding), key=lambda pair: (pair[1].from_on, pair[0]))[1] if holding else None


def set_threshold(context: PluginContext, told: Threshold) -> None:
    """Keep what a donor may give in a year from a day on. Raises `InvalidValue` for an amount below nought."""
    require_amount("A threshold", told.amount)
    values = {
        "amount": str(told.amount), "currency": told.currency, "from_on": told.from_on, "source": told.source,
    }  # fmt: skip
    with context.tables.writing() as tables:
        tables.execute(insert(THRESHOLD), values)
