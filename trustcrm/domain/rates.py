"""Money of several currencies in one, by the office's own dated rates: what has no rate stays apart, and is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Context, Decimal

from trustcrm.domain.days import in_order
from trustcrm.domain.nouns.money import Rate
from trustcrm.errors import InvalidValue
from trustcrm.text import visible

_WIDE = Context(prec=60)
"""Arithmetic that keeps every digit of an amount times a rate."""


def require_currency(code: str) -> None:
    """Raise `InvalidValue` for what is no code of ISO 4217 by its form."""
    if not re.fullmatch("[A-Z]{3}", code):
        raise InvalidValue(f"{visible(code)!r} is no currency; use ISO 4217's letters, such as EUR.")


def check_rate(rate: Rate, today: date) -> None:
    """Raise `InvalidValue` for a rate that cannot be."""
    require_currency(rate.currency)
    require_currency(rate.into)
    if rate.currency == rate.into:
        raise InvalidValue(f"{rate.currency} is always one {rate.into}; give two currencies.")
    if not (rate.worth.is_finite() and rate.worth > 0):
        raise InvalidValue(f"One {rate.currency} cannot be worth {rate.worth} {rate.into}; give more than nothing.")
    in_order(rate.since, rate.until, "The rate")


def worth(rates: Sequence[Rate], currency: str, into: str, day: date) -> Decimal | None:
    """Return what one unit of a currency is worth in another on a day; None where no rate holds that the office gave.

    Of several that hold on the day the one that began last counts, and of those the last in `rates`. No rate is turned
    round, nor reached by way of a third currency: nobody gave those.
    """
    if currency == into:
        return Decimal(1)
    found: Rate | None = None
    for rate in rates:
        holds = rate.since <= day and (rate.until is None or day <= rate.until)
        if holds and (rate.currency, rate.into) == (currency, into) and (found is None or rate.since >= found.since):
            found = rate
    return None if found is None else found.worth


def in_one_currency(
    amounts: Iterable[tuple[date, str, Decimal]], into: str, rates: Sequence[Rate]
) -> tuple[Decimal, Mapping[str, Decimal]]:
    """Return the sum in one currency, each amount by the rate of its day, and by currency what has no rate.

    Every digit is kept; whoever shows the sum rounds it.
    """
    total, without = Decimal(0), dict[str, Decimal]()
    for day, currency, amount in amounts:
        rate = worth(rates, currency, into, day)
        if rate is None:
            without[currency] = _WIDE.add(without.get(currency, Decimal(0)), amount)
        else:
            total = _WIDE.add(total, _WIDE.multiply(amount, rate))
    return total, without
