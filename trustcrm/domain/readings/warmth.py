"""Warmth: how recent the last two-way contact is, measured against the tie's own cadence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal

from trustcrm.errors import InvalidValue

WarmthWord = Literal["warm", "cooling", "cold"]


def warmth(last_contact: date | None, day: date, cadence_days: float, paused_days: int = 0) -> float | None:
    """Return 2^(-d/cadence), in [0, 1], d being the days since the last two-way contact less the paused ones.

    1 on the day of contact, a half after one cadence; None where there never was a contact by `day`. Raises
    `InvalidValue` for a cadence that is not above 0.
    """
    if cadence_days <= 0:
        raise InvalidValue(f"A cadence of {cadence_days:g} days cannot be met; choose one above 0.")
    if last_contact is None or last_contact > day:
        return None
    silent = max(0, (day - last_contact).days - paused_days)
    return float(2.0 ** (-silent / cadence_days))


def warmth_word(value: float) -> WarmthWord:
    """Return warmth in a word: warm within one cadence, cooling within two, then cold."""
    if value >= 0.5:
        return "warm"
    return "cooling" if value >= 0.25 else "cold"


def paused_days_within(pauses: Iterable[tuple[date, date | None]], since: date, day: date) -> int:
    """Return how many days after `since`, up to and with `day`, lie in a pause; overlapping pauses count once.

    A pause runs from its first to its last day, both included, or is still on where the last is None.
    """
    counted = 0
    reached = since
    for first, last in sorted(pauses, key=lambda pause: pause[0]):
        begin = max(first, reached + timedelta(days=1))
        end = day if last is None else min(last, day)
        if begin <= end:
            counted += (end - begin).days + 1
            reached = end
    return counted


def silent_beyond(
    last_contact: date, days: int, pauses: Sequence[tuple[date, date | None]], today: date
) -> date | None:
    """Return the first day on which more than `days` days without contact have passed, paused ones not counted.

    A pause whose end nobody knows is taken to end today. None where that day is beyond the calendar.
    """
    known = [(first, today if last is None else last) for first, last in pauses if last is not None or first <= today]
    try:
        reached = last_contact + timedelta(days=days + 1)
        while True:
            later = last_contact + timedelta(days=days + 1 + paused_days_within(known, last_contact, reached))
            if later == reached:
                return reached
            reached = later
    except OverflowError:
        return None
