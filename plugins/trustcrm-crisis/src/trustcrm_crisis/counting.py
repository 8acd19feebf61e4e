"""How much of what: a thing as a person's words tell it, or words and flags together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trustcrm.plugin import ToldThing, WrongUsage, thing_in
from trustcrm_crisis.board import number


def counted(
    what: Sequence[str], quantity: Decimal | None, unit: str | None, by_on: date | None = None,
    today: date | None = None,
) -> ToldThing:  # fmt: skip
    """Return a thing as its words and flags tell it; what one word names is counted in that word.

    With `today` the words may tell the day by which it is hoped for too.
    """
    thing = thing_in(" ".join(what), today)
    if thing.quantity is not None and quantity is not None:
        raise WrongUsage(f"How much is told twice, as {number(thing.quantity)} and by --quantity; tell it once.")
    if thing.by_on is not None and by_on is not None:
        raise WrongUsage(f"By when is told twice, as {thing.by_on.isoformat()} and by --by; tell it once.")
    quantity = thing.quantity if quantity is None else quantity
    named = thing.what if quantity is not None and len(thing.what.split()) == 1 else None
    return replace(thing, quantity=quantity, unit=unit or thing.unit or named, by_on=by_on or thing.by_on)
