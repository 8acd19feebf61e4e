"""What calendar programs do not agree on: four engines were asked about thirty odd cases, and agreed on seventeen.

Whatever this room finds is legal, and shown by some program at another hour, on another day, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from trustcrm.plugin import InvalidValue
from trustcrm_calendar.lines import Component, Line
from trustcrm_calendar.zones import wall_is_plain, zone_of

_WALL = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)")
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T.*)?", re.DOTALL)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_TIMED = ("DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "RDATE", "EXDATE")
_KINDS = ("VEVENT", "VTODO", "VJOURNAL")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that programs read differently: the line of the file, the property, and what to write instead."""

    line: int
    name: str
    sentence: str


def faults(tree: Component) -> Iterator[Fault]:
    """Yield what is not portable in a file, in the order of its lines."""
    start = 1
    for part in tree.parts:
        if isinstance(part, Component) and part.name == "VCALENDAR":
            yield from _of_calendar(part, start)
        start += _height(part)


def _of_calendar(calendar: Component, start: int) -> Iterator[Fault]:
    zones = {zone.value("TZID") for zone in calendar.components("VTIMEZONE")}
    start += calendar.begin.raw.count(b"\n")
    for part in calendar.parts:
        if isinstance(part, Component) and part.name in _KINDS:
            yield from sorted(_of_event(part, start, zones), key=lambda fault: fault.line)
        elif isinstance(part, Component) and part.name == "VTIMEZONE":
            yield from _of_zone(part, start)
        start += _height(part)


def _of_event(event: Component, start: int, zones: set[str]) -> Iterator[Fault]:
    begins = next(iter(event.lines("DTSTART")), None)
    repeats = bool(event.lines("RRULE"))
    for number, line in _numbered(event, start):
        for sentence in _of_line(line, begins, zones, repeats=repeats):
            yield Fault(line=number, name=line.name, sentence=sentence)


def _of_line(line: Line, begins: Line | None, zones: set[str], *, repeats: bool) -> Iterator[str]:
    timed = begins is not None and "T" in begins.value
    if line.name in _TIMED:
        yield from _of_moment(line, zones)
    if line.name == "EXDATE" and timed and "T" not in line.value:
        yield "A day is left out of a series that is told in hours; some programs show it still. Name the hour."
    if line.name == "RDATE" and repeats:
        yield "A date is added to a rule; one engine then drops the rule. Make it an event of its own."
    if line.name == "RDATE" and (line.param("VALUE").upper() == "PERIOD" or "/" in line.value):
        yield "A period is added; two engines cannot read it. Make it an event of its own."
    if line.name == "RECURRENCE-ID" and line.param("RANGE").upper() == "THISANDFUTURE":
        yield "This and all that follow are changed; two engines change one only. End the series and begin another."
    if line.name == "DURATION" and timed and re.fullmatch(r"[+-]?P\d+[WD]", line.value.strip().upper()):
        yield "It lasts for days where clocks may change; engines find three different ends. Say DTEND instead."
    if line.name == "RRULE" and begins is not None:
        yield from _of_rule(_parts(line.value), begins)


def _of_moment(line: Line, zones: set[str]) -> Iterator[str]:
    key = line.param("TZID")
    if not key:
        return
    if key not in zones:
        yield f"The zone {key[:60]!r} is not defined in the file; some programs take the hour for UTC or their own."
    try:
        zone = zone_of(key)
        walls = [datetime(*map(int, found.groups())) for found in _WALL.finditer(line.value)]  # type: ignore[arg-type]
    except (InvalidValue, ValueError):
        return
    if any(not wall_is_plain(wall, zone) for wall in walls):
        yield "Clocks skip or repeat this hour; engines put it an hour apart. Tell it in UTC."


def _of_rule(rule: dict[str, str], begins: Line) -> Iterator[str]:
    until = rule.get("UNTIL", "")
    if begins.param("TZID") and until and not until.endswith("Z"):
        yield "The rule ends at a local hour; two engines then show one meeting more. Tell UNTIL in UTC."
    if "BYWEEKNO" in rule:
        yield "The rule counts weeks of the year; one engine is a week off. Name months and weekdays."
    if rule.get("FREQ") in ("SECONDLY", "MINUTELY"):
        yield "It repeats more often than hourly; hardly any program shows that."
    day = _day(begins.value)
    if day is None:
        return
    if rule.get("FREQ") == "YEARLY" and (day.month, day.day) == (2, 29) and "BYMONTHDAY" not in rule:
        yield "It repeats on 29 February; engines skip years or take 28 February or 1 March. Choose another day."
    if not _fits(day, rule):
        yield "The first day does not follow the rule; engines count it or not. Begin on a day of the rule."


def _fits(day: date, rule: dict[str, str]) -> bool:
    """Return whether a day is one of a rule, as far as the rule names days, days of the month and months."""
    months = _numbers(rule.get("BYMONTH", ""))
    days = _numbers(rule.get("BYMONTHDAY", ""))
    last = (date(day.year + day.month // 12, day.month % 12 + 1, 1) - date.resolution).day if day.year < 9999 else 31
    named = [one.lstrip("+-0123456789") for one in rule.get("BYDAY", "").split(",") if one]
    return (
        (not months or day.month in months)
        and (not days or day.day in days or day.day - last - 1 in days)
        and (not named or _WEEKDAYS[day.weekday()] in named)
    )


def _numbers(told: str) -> list[int]:
    return [int(one) for one in told.split(",") if re.fullmatch(r"[+-]?\d{1,3}", one)]


def _day(value: str) -> date | None:
    found = _DATE.fullmatch(value.strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _parts(value: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in value.upper().split(";"))
    return {name.strip(): told.strip() for name, _, told in pairs}


def _of_zone(zone: Component, start: int) -> Iterator[Fault]:
    start += zone.begin.raw.count(b"\n")
    for part in zone.parts:
        if isinstance(part, Component):
            for number, line in _numbered(part, start):
                if line.name == "RDATE" and "," in line.value:
                    sentence = (
                        "The zone lists its changes on one line; some programs read the first alone, others none."
                    )
                    yield Fault(line=number, name="RDATE", sentence=sentence)
        start += _height(part)


def _numbered(component: Component, start: int) -> Iterator[tuple[int, Line]]:
    """Yield the component's own lines with their numbers; `start` is that of its first."""
    start += component.begin.raw.count(b"\n")
    for part in component.parts:
        if isinstance(part, Line):
            yield start, part
        start += _height(part)


def _height(part: Line | Component) -> int:
    return part.raw.count(b"\n") if isinstance(part, Line) else part.octets().count(b"\n")
