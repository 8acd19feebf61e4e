"""What days of a record may not be (ahead of today, the last before the first), and how a beginning is told."""

from __future__ import annotations

from datetime import date

from trustcrm.errors import InvalidValue


def not_ahead(day: date, today: date, what: str) -> None:
    """Raise `InvalidValue` for a day that lies ahead; `what` begins the sentence, as in "A signing"."""
    if day > today:
        raise InvalidValue(
            f"{what} on {day.isoformat()} lies ahead of today, {today.isoformat()}; what is planned is an engagement."
        )


def in_order(first: date | None, last: date | None, what: str) -> None:
    """Raise `InvalidValue` where something would end before it begins."""
    if first is not None and last is not None and last < first:
        raise InvalidValue(f"{what} would end on {last.isoformat()}, before it begins on {first.isoformat()}.")


def year_or_day(day: date) -> str:
    """Return the day that a tie began as people say it; January 1st stands for a year of which no more is known."""
    return str(day.year) if (day.month, day.day) == (1, 1) else day.isoformat()
