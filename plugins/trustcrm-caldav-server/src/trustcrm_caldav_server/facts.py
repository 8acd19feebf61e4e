"""Reading of an object what a query asks for: which component it is, and between which instants it lies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

import icalendar

from trustcrm.plugin import InvalidValue
from trustcrm_caldav_server.kept import FAR, Facts
from trustcrm_calendar.becoming import is_private
from trustcrm_calendar.lines import Component, Line, NotACalendar, Part, calendar_in, parse, written
from trustcrm_calendar.zones import zone_of

KINDS = ("VEVENT", "VTODO", "VJOURNAL")
"""The components that an object can be of."""
REPEATING = ("RRULE", "RDATE", "EXRULE")
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")
_LENGTH = re.compile(r"\+?P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400
_HOURS = ("DTSTART", "DTEND", "DUE")
_ASIDE = ("X-", "ATTENDEE", "ATTACH", "COMMENT", "ORGANIZER")
END_OF = {"VEVENT": "DTEND", "VTODO": "DUE", "VJOURNAL": "DTEND"}
"""What tells when each component ends."""
_STEPS = {"DAILY": _DAY + 7200, "WEEKLY": 7 * _DAY + 7200, "MONTHLY": 31 * _DAY + 7200}
"""How far apart two repetitions are at the most; clocks may change in between."""


def facts_of(ics: bytes, zone: str) -> Facts:
    """Return what is known of an object in an office whose zone it is. Raises `NotACalendar`."""
    return facts_in(calendar_in(parse(ics)), zone)


def facts_in(calendar: Component, zone: str) -> Facts:
    """Return what is known of an object; floating hours and days are those of the office's zone.

    Raises `NotACalendar` where it is not one calendar with one UID and one kind of component.
    """
    if calendar.lines("METHOD"):
        raise NotACalendar("It has a METHOD: it is a message about an event, and not the event.")
    parts = [one for one in calendar.components() if one.name != "VTIMEZONE"]
    kinds = {one.name for one in parts}
    uids = {one.text("UID") for one in parts}
    if len(kinds) != 1 or not kinds <= set(KINDS):
        raise NotACalendar("It holds not one kind of component: events, to-dos or journal entries.")
    if len(uids) != 1 or not min(uids):
        raise NotACalendar("It holds not one UID but " + ("none." if not any(uids) else f"{len(uids)}."))
    if sum(not one.lines("RECURRENCE-ID") for one in parts) > 1:
        raise NotACalendar("It holds the same event twice.")
    spans = [_span(one, _Reader(calendar, zone)) for one in parts]
    return Facts(
        uid=uids.pop(), kind=kinds.pop(), first=min(first for first, _ in spans), last=max(last for _, last in spans),
        repeats=any(one.lines(*REPEATING) for one in parts) or len(parts) > 1, pace=_pace(parts),
        private=any(is_private(one) for one in parts),
    )  # fmt: skip


def slimmed(calendar: Component) -> Component:
    """Return a calendar without what no engagement holds, nor definitions of zones that are known by their names.

    Whatever reads an engagement from it reads the same, in half the time.
    """
    parts: list[Part] = []
    for part in calendar.parts:
        if isinstance(part, Line) or part.name not in ("VEVENT", "VTIMEZONE"):
            parts.append(part)
        elif part.name == "VEVENT":
            parts.append(part.with_parts(line for line in part.lines() if not line.name.startswith(_ASIDE)))
        elif not _is_known(part.value("TZID")):
            parts.append(part)
    return calendar.with_parts(parts)


def without_known_zones(calendar: Component) -> Component:
    """Return a calendar without definitions of zones that are known by their names."""
    return calendar.with_parts(
        part for part in calendar.parts
        if isinstance(part, Line) or part.name != "VTIMEZONE" or not _is_known(part.value("TZID"))
    )  # fmt: skip


@lru_cache(maxsize=1000)
def _is_known(key: str) -> bool:
    try:
        zone_of(key)
    except InvalidValue:
        return False
    return True


def in_utc(component: Component, calendar: Component, zone: str) -> Component | None:
    """Return a component whose hours are told in UTC, None where they are of a zone that is not known by its name."""
    reader = _Reader(calendar, zone)
    for line in component.lines(*_HOURS):
        if not line.param("TZID"):
            continue
        instant = reader.instant(line.value, line.param("TZID")) if _is_known(line.param("TZID")) else None
        if instant is None:
            return None
        told = [_in_utc(line.name, instant)]
        if line.name == "DTSTART" and any(lasts := lasts_for(component)):
            try:
                told.append(_in_utc(END_OF[component.name], reader.after(component, instant, *lasts)))
            except OverflowError:
                return None
        component = component.with_lines([line.name, "DURATION"][: len(told)], told)
    return component


def _in_utc(name: str, instant: int) -> Line:
    return written(name, f"{_EPOCH + timedelta(seconds=instant):%Y%m%dT%H%M%SZ}")


def span_of(component: Component, calendar: Component, zone: str) -> tuple[int, int]:
    """Return between which instants one component lies, in seconds of UTC."""
    return _span(component, _Reader(calendar, zone))


def _span(component: Component, reader: _Reader) -> tuple[int, int]:
    begins, ends = reader.moment(component, "DTSTART"), reader.moment(component, "DTEND", "DUE")
    lasts = lasts_for(component)
    if begins is None and ends is None:
        return (-FAR, FAR)
    first = begins if begins is not None else ends
    assert first is not None
    last = ends if ends is not None else reader.after(component, first, *lasts)
    if ends is None and not any(lasts) and "T" not in component.value("DTSTART").upper():
        last = first + _DAY
    if component.lines(*REPEATING):
        return (-FAR if component.lines("RDATE") else first, max(last, _until(component, reader, last - first)))
    return (first, max(first, last))


def _until(component: Component, reader: _Reader, length: int) -> int:
    """Return when the last repetition has ended, as far as the rule tells it by a day."""
    rules = component.lines("RRULE")
    if len(rules) != 1 or component.lines("RDATE"):
        return FAR
    found = re.search(r"(?:^|;)UNTIL=([0-9TZ]+)", rules[0].value.upper())
    until = reader.instant(found[1], "") if found else _counted(component, reader)
    return until + _DAY + max(length, 0) if until is not None else FAR


def _counted(component: Component, reader: _Reader) -> int | None:
    """Return when the last repetition of a plain rule begins that says how many there are, None for any other."""
    found = re.search(r"(?:^|;)COUNT=([1-9]\d{0,4})(?:;|$)", component.value("RRULE").upper())
    begins = reader.moment(component, "DTSTART")
    if found is None or begins is None or not _pace([component]):
        return None
    frequency = re.search(r"FREQ=([A-Z]+)", component.value("RRULE").upper())
    interval = re.search(r"INTERVAL=(\d+)", component.value("RRULE").upper())
    steps = (int(found[1]) - 1) * (int(interval[1]) if interval else 1)
    if frequency is None or frequency[1] != "MONTHLY":
        return begins + steps * (_DAY if frequency and frequency[1] == "DAILY" else 7 * _DAY)
    day = _EPOCH + timedelta(seconds=begins)
    months = day.year * 12 + day.month - 1 + steps
    return begins + (date(min(months // 12, 9999), months % 12 + 1, 1) - date(day.year, day.month, 1)).days * _DAY


def _pace(parts: Sequence[Component]) -> int:
    """Return within how many seconds what repeats by a plain rule comes once at least, 0 where that is not plain."""
    if len(parts) != 1 or parts[0].lines("RDATE", "EXDATE", "EXRULE") or len(parts[0].lines("RRULE")) != 1:
        return 0
    told = dict(part.partition("=")[::2] for part in parts[0].value("RRULE").strip().upper().split(";"))
    step = _STEPS.get(told.pop("FREQ", ""), 0)
    told.pop("WKST", None), told.pop("UNTIL", None)
    interval, counted = told.pop("INTERVAL", "1"), told.pop("COUNT", "")
    plain = not told or (step == _STEPS["WEEKLY"] and set(told) == {"BYDAY"} and not counted)
    begins = _MOMENT.fullmatch(parts[0].value("DTSTART").strip().upper())
    late = step == _STEPS["MONTHLY"] and (begins is None or int(begins[3]) > 28)
    return step * int(interval) if plain and not late and re.fullmatch(r"[1-9]\d{0,2}", interval) else 0


def lasts_for(component: Component) -> tuple[int, int]:
    """Return for how many days a component says that it lasts, and for how many seconds more; 0 where it says its end.

    A day is as long as clocks make it: a day after noon is noon (RFC 5545, 3.3.6).
    """
    found = _LENGTH.fullmatch(component.value("DURATION").strip().upper())
    if found is None or component.lines("DTEND", "DUE"):
        return 0, 0
    weeks, days, hours, minutes, seconds = (int(one or 0) for one in found.groups())
    return weeks * 7 + days, hours * 3600 + minutes * 60 + seconds


class _Reader:
    """Reads instants of one calendar; what its lines do not tell plainly the library reads by the zones it brings."""

    def __init__(self, calendar: Component, zone: str) -> None:
        self._calendar, self._zone = calendar, zone

    def moment(self, component: Component, *names: str) -> int | None:
        """Return the instant of the first property of these names, None where there is none or it is none."""
        line = next(iter(component.lines(*names)), None)
        if line is None:
            return None
        key = line.param("TZID")
        try:
            return self.instant(line.value, key)
        except InvalidValue:
            return self._by_library(component, line)

    def after(self, component: Component, begins: int, days: int, seconds: int) -> int:
        """Return the instant so many days, by the clock of its zone, and seconds after a component begins."""
        line = next(iter(component.lines("DTSTART")), None)
        found = _MOMENT.fullmatch(line.value.strip().upper()) if days and line is not None else None
        if line is not None and found is not None and not found[7]:
            with suppress(ValueError, OverflowError, InvalidValue):
                wall = datetime(*(int(found[place] or 0) for place in range(1, 7)))  # type: ignore[arg-type]
                then = self.instant(f"{wall + timedelta(days=days):%Y%m%dT%H%M%S}", line.param("TZID"))
                if then is not None:
                    return then + seconds
        return begins + days * _DAY + seconds

    def instant(self, told: str, key: str) -> int | None:
        """Return what a value stands for; raise `InvalidValue` for a zone that nobody knows."""
        found = _MOMENT.fullmatch(told.strip().upper())
        if found is None:
            return None
        zone: tzinfo = UTC if found[7] else zone_of(key or self._zone)
        try:
            year, month, day, hour, minute, second = (int(found[place] or 0) for place in range(1, 7))
            return seconds_of(datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone), self._zone)
        except (ValueError, OverflowError):
            return None

    def _by_library(self, component: Component, line: Line) -> int | None:
        zones = b"".join(one.octets() for one in self._calendar.components("VTIMEZONE"))
        event = b"BEGIN:VEVENT\r\nDTSTART" + line.raw[len(line.name) :].rstrip(b"\r\n") + b"\r\nEND:VEVENT\r\n"
        try:
            read = icalendar.Calendar.from_ical(b"BEGIN:VCALENDAR\r\n" + zones + event + b"END:VCALENDAR\r\n")
            started: Any = read.walk("VEVENT")[0]["DTSTART"]
            return seconds_of(started.dt, self._zone)
        except Exception:  # of hostile text the parser raised OSError and AttributeError, too
            return self.instant(line.value, "")


def seconds_of(moment: Any, zone: str) -> int:
    """Return a day or an hour as seconds of UTC; one that names no zone is the office's own."""
    if not isinstance(moment, datetime):
        day: date = moment
        moment = datetime(day.year, day.month, day.day)
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=zone_of(zone))
    return int((aware - _EPOCH) / timedelta(seconds=1))


def spans(parts: Iterable[tuple[int, int]], first: int, last: int) -> bool:
    """Return whether any span lies within two instants, as RFC 4791 (9.9) has it."""
    return any(
        (begins < last and ends > first) or (begins == ends and first <= begins < last) for begins, ends in parts
    )
