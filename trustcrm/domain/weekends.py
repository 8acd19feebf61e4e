"""Which days of the week are free, country by country."""

from __future__ import annotations

from collections.abc import Mapping

_WEEKENDS: Mapping[tuple[int, ...], frozenset[str]] = {
    (3, 4): frozenset(("AF",)),
    (4,): frozenset(("IR",)),
    (4, 5): frozenset(["BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "OM", "QA", "SA", "SD", "SY", "YE"]),
    (6,): frozenset(("IN", "UG")),
}
"""Weekdays (Monday is 0) that are free elsewhere than on Saturday and Sunday: CLDR 46, supplemental weekData."""
_USUAL = (5, 6)


def weekend_of(country: str) -> tuple[int, ...]:
    """Return the weekdays that are free in a country, Monday being 0; the usual ones where that is not known."""
    return next((days for days, countries in _WEEKENDS.items() if country in countries), _USUAL)
