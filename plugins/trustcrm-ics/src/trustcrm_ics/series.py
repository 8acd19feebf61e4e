"""The meetings of a repeated entry, one by one and never without end.

`recurring-ical-events` works them out, a year at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]

from trustcrm_ics.event import Event, NoEvent, event_of

MOST = 1_000
"""How many meetings of one series are told at most."""


def meetings(components: Sequence[icalendar.Event], first: date | None, last: date, zone: str = "") -> Iterator[Event]:
    """Yield the meetings of a series from the day `first`, or its beginning, up to `last`, each with its `instance`.

    `components` are the entry that repeats and those that stand for single meetings of it. Raises `NoEvent` where they
    cannot be worked out, and after `MOST` meetings.
    """
    whole = icalendar.Calendar()
    for component in components:
        whole.add_component(component)
    try:
        query = recurring_ical_events.of(whole)
    except Exception as problem:  # the library raises its own kinds, and dateutil's and those of conversions
        raise NoEvent(f"The entry's repetition cannot be worked out: {_said(problem)}.") from None
    shifts = dict(map(_shift, filter(_is_for_all_after, components)))
    told: set[date | datetime] = set()
    begin = max(first or date.min, min(event_of(component).day for component in components))
    while begin <= last:
        end = min(last, begin + timedelta(days=365))
        try:
            found = query.between(begin, end + timedelta(days=1))
        except Exception as problem:
            raise NoEvent(f"The entry's repetition cannot be worked out: {_said(problem)}.") from None
        for event in sorted((event_of(one, zone) for one in found), key=_order):
            if event.day > last:
                continue
            instance = _instant(event.instance or event.starts)
            if instance in shifts:  # each of them bears the RECURRENCE-ID of the first
                instance = _instant(event.starts - shifts[instance])
            if instance not in told:
                if len(told) == MOST:
                    raise NoEvent(f"The series has more than {MOST:,} meetings; the first {MOST:,} of them are told.")
                told.add(instance)
                yield replace(event, instance=instance)
        begin = end + timedelta(days=1)


def _is_for_all_after(component: icalendar.Event) -> bool:
    """Return whether a component stands for one meeting of a series and all after it."""
    which = component.get("RECURRENCE-ID")
    return str(getattr(which, "params", {}).get("RANGE", "")).upper() == "THISANDFUTURE"


def _shift(component: icalendar.Event) -> tuple[date | datetime, timedelta]:
    """Return which meeting such a component stands for, and by how much it and all after it were moved."""
    event = event_of(component)
    which, starts = event.instance, event.starts
    if isinstance(which, datetime) and isinstance(starts, datetime):
        which = (
            which.astimezone(starts.tzinfo) if which.tzinfo and starts.tzinfo else which.replace(tzinfo=starts.tzinfo)
        )
    elif which is None or isinstance(which, datetime) or isinstance(starts, datetime):
        raise NoEvent("The entry stands for meetings told in days and is told in hours, or the other way round.")
    return _instant(which), starts - which


def _instant(moment: date | datetime) -> date | datetime:
    """Return the same moment in UTC, however it was written; a day or a wall time stays."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo else moment


def _order(event: Event) -> str:
    return event.starts.isoformat()


def _said(problem: Exception) -> str:
    said = str(problem).strip().splitlines()
    return said[0][:120] if said else type(problem).__name__
