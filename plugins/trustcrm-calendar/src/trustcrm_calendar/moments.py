"""Days and hours that a line tells plainly, as nearly all do: read in a fiftieth of the time that the parser takes.

Whatever is told otherwise is the parser's to read; a property test holds that both say the same.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from trustcrm.plugin import InvalidValue
from trustcrm_calendar.lines import Component, Line
from trustcrm_calendar.zones import zone_of

_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_HOUR = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})(Z?)")
_TOLD = {"VALUE", "TZID"}
_LASTS = re.compile(r"P(?:[0-9]{1,4}[WD]|T[0-9]{1,4}[HM])")

Moment = date | datetime
Span = tuple[Moment, Moment | timedelta | None]
"""When something begins, and when it ends or how long it lasts, None where neither is told."""


def span_in(event: Component) -> Span | None:
    """Return when an event is, where its lines tell that plainly; None leaves it to the parser."""
    starts, ends, lasts = (event.lines(name) for name in ("DTSTART", "DTEND", "DURATION"))
    if len(starts) != 1 or len(ends) + len(lasts) > 1:
        return None
    begins = moment_in(starts[0])
    if begins is None or not (ends or lasts):
        return (begins, None) if begins is not None else None
    until = moment_in(ends[0]) if ends else _length_in(lasts[0])
    return (begins, until) if until is not None else None


def moment_in(line: Line) -> Moment | None:
    """Return the day or the hour of a line that tells it plainly: in UTC, by an IANA key, or in no zone."""
    kind, key = line.param("VALUE"), line.param("TZID")
    if line.params.keys() - _TOLD:
        return None
    try:
        if kind == "DATE":
            day = None if key else _DAY.fullmatch(line.value)
            return date(*map(int, day.groups())) if day else None
        hour = _HOUR.fullmatch(line.value) if kind in ("", "DATE-TIME") else None
        if hour is None or (key and hour[7]):
            return None
        zone = UTC if hour[7] else zone_of(key) if key else None
        year, month, on, at, minute, second = map(int, hour.groups()[:6])
        return datetime(year, month, on, at, minute, second, tzinfo=zone)
    except (ValueError, InvalidValue):
        return None


def _length_in(line: Line) -> timedelta | None:
    if line.params or not _LASTS.fullmatch(line.value):
        return None
    import icalendar

    lasts: timedelta = icalendar.vDuration.from_ical(line.value)  # type: ignore[no-untyped-call]
    return lasts
