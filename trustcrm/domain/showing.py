"""How values are told to people: numbers with their thousands parted, measures and money with decimals alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from trustcrm.domain.money import Money

MOST_DECIMALS = 2
"""Numbers of more decimals stand as they are: they are no measures of one kind."""
Value = str | int | float | Decimal | date | bool | None
"""What a cell of a table may hold; nothing at all is an empty cell."""


def shown(value: Value) -> str:
    """Return a cell's value as people read it: "5,000", "2020-02-04", "yes", "" where there is nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float | Decimal):
        plain = f"{Decimal(repr(value)) if isinstance(value, float) else value:,f}"
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return _padded(plain, value.places) if isinstance(value, Money) and (value.coins or "." in plain) else plain
    return value


def shown_alike(values: Sequence[Value], *, coins: bool = False) -> list[str]:
    """Return the values of one column as people read them; what is measured, and what is money, has decimals alike.

    With `coins` money has the decimals of its currency though no amount of this column needs them.
    """
    places = max((_decimals(value) for value in values if isinstance(value, float)), default=0)
    coins = coins or has_coins(values)
    return [_like(value, places if places <= MOST_DECIMALS else 0, coins) for value in values]


def has_coins(values: Iterable[Value]) -> bool:
    """Return whether an amount of money among these has decimals."""
    return any(_decimals(value) for value in values if isinstance(value, Money))


def _like(value: Value, places: int, coins: bool) -> str:
    if isinstance(value, float):
        return _padded(shown(value), places)
    return _padded(shown(value), value.places) if coins and isinstance(value, Money) else shown(value)


def _decimals(value: float | Decimal) -> int:
    return len(shown(value).partition(".")[2])


def _padded(told: str, places: int) -> str:
    """Return a number with so many decimals at least, none of them rounded away."""
    whole, _, decimals = told.partition(".")
    return f"{whole}.{decimals.ljust(places, '0')}" if places else told
