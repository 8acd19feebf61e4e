"""What makes an hour one at which people can meet: that nothing else takes it, and that their own clocks allow it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

AWAKE = (time(7), time(21))
"""From when to when people can be asked to meet, as their own clocks show it."""


def is_taken(starts: datetime, ends: datetime, busy: Iterable[tuple[datetime, datetime]]) -> bool:
    """Return whether one of the stretches that are taken overlaps another; what only touches it does not."""
    return any(starts < until and since < ends for since, until in busy)


def minutes_outside(starts: datetime, ends: datetime, opens: time, closes: time) -> int:
    """Return by how many minutes the worse end of a meeting lies before the first or after the last hour of its day."""
    first, last = (datetime.combine(starts.date(), hour, starts.tzinfo) for hour in (opens, closes))
    return max(0, _minutes(first - starts), _minutes(ends - last))


def _minutes(lasts: timedelta) -> int:
    return int(lasts.total_seconds() // 60)
