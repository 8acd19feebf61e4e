"""The days a report is about: from one to another, both included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from trustcrm.plugin import InvalidValue


@dataclass(frozen=True)
class Period:
    """Two days and all between them."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first.isoformat()} to {self.last.isoformat()}"


def period_of(settings: Mapping[str, str], day: date) -> Period:
    """Return the days from `from` to `to`, else the year that ends on `day`, beyond which nothing is told.

    Raises `InvalidValue` where a setting is no day, or the first lies behind the last.
    """
    last = min(day_of(settings, "to") or day, day)
    first = day_of(settings, "from") or year_before(last) + timedelta(days=1)
    if first > last:
        raise InvalidValue(f"The days run from {first} to {last}, which is backwards; give an earlier 'from'.")
    return Period(first, last)


def year_before(day: date) -> date:
    """Return the same day of the year before; 28 February for the 29th."""
    return date(max(1, day.year - 1), day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def day_of(settings: Mapping[str, str], name: str) -> date | None:
    """Return the day that a setting names, None where it is empty. Raises `InvalidValue` for no day."""
    text = settings[name].strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValue(f"The setting {name!r} is a day such as 2020-06-30; {text!r} is not that.") from None
