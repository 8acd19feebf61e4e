"""When something that repeats takes place: by a library, within bounds that no rule gets around."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]

from trustcrm_caldav_server.facts import (
    END_OF,
    KINDS,
    REPEATING,
    in_utc,
    lasts_for,
    seconds_of,
    span_of,
    spans,
    without_known_zones,
)
from trustcrm_calendar.lines import Component, Line, calendar_in, parse, written

MOST = 1_000
"""So many occurrences of one object are told at the most."""
LONGEST = 5 * 366 * 86_400
"""So many seconds from the beginning of a range occurrences are told for at the most."""
_MOST_STEPS = 20_000
_EARLIEST, _LATEST = -62_135_596_800, 253_402_300_799
"""The first and the last second of the years that a date can tell, 1 to 9999."""
_SECONDS = {"YEARLY": 86_400 * 365, "MONTHLY": 86_400 * 28, "WEEKLY": 86_400 * 7, "DAILY": 86_400, "HOURLY": 3_600}

_WORDS = frozenset(
    ("SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "COMMENT", "CONTACT", "URL", "ATTACH", "ATTENDEE", "ORGANIZER")
)

_LENGTHENED = 7_200
"""By so many seconds clocks may change, so that what the library takes to be over before a range may reach into it."""
_LASTS = "X-TRUSTCRM-LASTS"
"""Under this name a component is given to the library with the days and seconds that it lasts for."""


class Unbounded(ValueError):
    """A rule that would take too long to follow into the range."""


@dataclass(frozen=True)
class Occurrence:
    """One occurrence, between which instants in seconds of UTC it lies, as the library has it."""

    first: int
    last: int
    component: Any


def takes_place(calendar: Component, first: int, last: int, zone: str) -> bool:
    """Return whether an object has an occurrence between two instants; one that is not followed may have one."""
    parts = [part if isinstance(part, Line) or part.name not in KINDS else _timed(part) for part in calendar.parts]
    try:
        told = occurrences(calendar.with_parts(parts), first, last, zone)
    except Unbounded:
        return True
    return spans([(one.first, one.last) for one in told], first, last)


def _timed(component: Component) -> Component:
    """Return a component without what says nothing about when it is, which is most of it."""
    return component.with_parts(
        line for line in component.lines() if line.name not in _WORDS and not line.name.startswith("X-")
    )


def occurrences(calendar: Component, first: int, last: int, zone: str) -> list[Occurrence]:
    """Return the occurrences of an object between two instants or just before, in their order, as many as are told.

    Raises `Unbounded` for a rule that is not followed; whatever else is wrong with one, too.
    """
    for one in calendar.components(*KINDS):
        check_steps(one, calendar, last, zone)
    bounds = (max(first - _LENGTHENED, _EARLIEST), min(last, first + LONGEST))
    begin, end = (datetime.fromtimestamp(moment, UTC) for moment in bounds)
    try:
        read: Any = icalendar.Calendar.from_ical(_noted(without_known_zones(calendar)).octets())
        told = recurring_ical_events.of(read, components=list(KINDS)).between(begin, end)
        found = [_occurrence(one, zone) for one in islice(told, MOST)]
    except Unbounded:
        raise
    except Exception as error:  # of hostile text both libraries raise almost anything
        raise Unbounded(str(error)) from None
    return sorted(found, key=lambda one: (one.first, one.last))


def check_steps(component: Component, calendar: Component, last: int, zone: str) -> None:
    """Raise `Unbounded` where following the rules from their beginning takes more steps than are taken."""
    begins, _ = span_of(component, calendar, zone)
    for line in component.lines("RRULE", "EXRULE"):
        found = re.search(r"(?:^|;)FREQ=([A-Z]+)", line.value.upper())
        interval = re.search(r"(?:^|;)INTERVAL=([0-9]{1,6})", line.value.upper())
        step = _SECONDS.get(found[1] if found else "", 1) * max(1, int(interval[1]) if interval else 1)
        if (last - begins) // step > _MOST_STEPS:
            raise Unbounded("The rule repeats too often, for too long.")


def _noted(calendar: Component) -> Component:
    """Return an object of which each component that lasts for so long says so by a name that the library leaves."""
    return calendar.with_parts(
        part.with_parts([*part.parts, written(_LASTS, "{}/{}".format(*lasts_for(part)))])
        if isinstance(part, Component) and part.name in KINDS and any(lasts_for(part)) else part
        for part in calendar.parts
    )  # fmt: skip


def _ended(component: Any) -> None:
    """Let an occurrence end as its length says: days by the clock, hours as they pass; the library counts all alike."""
    told = component.pop(_LASTS, None)
    start = getattr(component.get("DTSTART"), "dt", None)
    if told is None or not isinstance(start, datetime) or start.tzinfo is None:
        return
    days, seconds = map(int, str(told).split("/"))
    ends = END_OF[component.name]
    for name in ("DURATION", ends):
        component.pop(name, None)
    component.add(ends, (start + timedelta(days=days)).astimezone(UTC) + timedelta(seconds=seconds))


def _occurrence(component: Any, zone: str) -> Occurrence:
    _ended(component)
    start = component.get("DTSTART") or component.get("DUE")
    end = component.get("DTEND") or component.get("DUE")
    first = seconds_of(start.dt, zone)
    last = seconds_of(end.dt, zone) if end is not None else first
    if end is None and not isinstance(start.dt, datetime):
        last = first + 86_400
    return Occurrence(first, max(first, last), component)


def expanded(ics: bytes, first: int, last: int, zone: str) -> bytes:
    """Return an object with each occurrence as a component of its own, in UTC, as RFC 4791 (9.6.5) has it.

    One whose rule is not followed is returned as it is.
    """
    calendar = calendar_in(parse(ics))
    repeats = any(one.lines(*REPEATING, "RECURRENCE-ID") for one in calendar.components(*KINDS))
    single = [] if repeats else [in_utc(one, calendar, zone) for one in calendar.components(*KINDS)]
    if single and all(single):
        return calendar.with_parts([*calendar.lines(), *(one for one in single if one is not None)]).octets()
    try:
        found = occurrences(calendar, first, last, zone)
    except Unbounded:
        return ics
    lines = [b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//TrustCRM//trustcrm-caldav-server//EN\r\n"]
    lines += [
        _in_utc(one.component, repeats) for one in found
        if one.first < last and (one.last > first or one.first >= first)
    ]  # fmt: skip
    return b"".join([*lines, b"END:VCALENDAR\r\n"])


def _in_utc(component: Any, repeats: bool) -> bytes:
    told = component.copy(recursive=True)
    if repeats and "RECURRENCE-ID" not in told and "DTSTART" in told:
        told.add("RECURRENCE-ID", told["DTSTART"].dt)
    if not repeats:
        told.pop("RECURRENCE-ID", None)  # the library adds one to whatever it is asked about
    for name in ("RRULE", "RDATE", "EXDATE", "EXRULE"):
        told.pop(name, None)
    for name in ("DTSTART", "DTEND", "DUE", "RECURRENCE-ID"):
        kept = told.get(name)
        moment = getattr(kept, "dt", None)
        if isinstance(moment, datetime) and moment.tzinfo is not None:
            told.pop(name)
            told.add(name, moment.astimezone(UTC))
    octets: bytes = told.to_ical()
    return octets


def window(first: int | None, last: int | None) -> tuple[int, int]:
    """Return a range with both ends: one that is open is as long as occurrences are told for."""
    if first is None:
        first = max(last - LONGEST, _EARLIEST) if last is not None else 0
    return first, last if last is not None else min(first + LONGEST, _LATEST)
