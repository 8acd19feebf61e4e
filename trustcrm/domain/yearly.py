"""Days that come every year: national days and anniversaries."""

from __future__ import annotations

from datetime import date


def next_yearly(month_day: str, day: date) -> date:
    """Return the next day, from `day` on, that is MM-DD; February 29th is kept on the 28th in common years."""
    for year in (day.year, day.year + 1):
        try:
            on = date.fromisoformat(f"{year:04d}-{month_day}")
        except ValueError:
            on = date(year, 2, 28)
        if on >= day:
            return on
    return day
