"""What a calendar object says, whatever way it is written: the units that are compared and merged.

Order of lines, folding, order of parameters, escapes, parts of a rule, and the zones' definitions are left aside; so is
what only says that something was written (DTSTAMP, LAST-MODIFIED, CREATED, SEQUENCE).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trustcrm_calendar.lines import Component, Line, unescaped

DERIVED = frozenset(("DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE"))
"""What follows from other changes."""
_ASIDE = frozenset(("PRODID", "VERSION", "CALSCALE", "METHOD", ""))
_WHEN = ("DTSTART", "DTEND", "DURATION", "DUE", "RRULE")
_PROGRESS = ("STATUS", "PERCENT-COMPLETE", "COMPLETED")
_TOGETHER: Mapping[str, str] = {
    **dict.fromkeys(_WHEN, "DTSTART"),
    **dict.fromkeys(_PROGRESS, "STATUS"),
    **dict.fromkeys(("DESCRIPTION", "X-ALT-DESC"), "DESCRIPTION"),
}
SETS = frozenset(("CATEGORIES", "EXDATE", "RDATE"))
"""Properties whose lines make one set, of which each member is kept or left by itself."""
_TEXTS = frozenset(
    ("SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "RESOURCES", "CATEGORIES", "TZID", "UID")
)
_WORDS = frozenset(("STATUS", "CLASS", "TRANSP", "ACTION"))
_DURATION = re.compile(r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_DEFAULT_TYPES = frozenset(("DATE-TIME", "TEXT", "DURATION", "RECUR", "CAL-ADDRESS"))
_SENDING = frozenset(("SCHEDULE-AGENT", "SCHEDULE-STATUS", "SCHEDULE-FORCE-SEND"))
"""Parameters that say who delivers an invitation and how that went, and nothing of the event (RFC 6638, 7)."""
_ALARM_NAMES = ("UID", "X-EVOLUTION-ALARM-UID", "X-WR-ALARMUID", "X-MOZ-ALARMUID")


Path = tuple[tuple[str, ...], ...]
"""Where a component lies: for each step down its name and what tells it from its like."""
TOP: Path = (("VCALENDAR",),)
"""Where a calendar itself lies."""


@dataclass(frozen=True)
class Unit:
    """What is compared and merged as one: where it lies, and which properties it is; "" is that the component is."""

    path: Path
    name: str
    key: str = ""

    @property
    def properties(self) -> tuple[str, ...]:
        """The names of the properties that belong to it."""
        return tuple(one for one, unit in _TOGETHER.items() if unit == self.name) or (self.name,)

    def __str__(self) -> str:
        within = " ".join(one for step in self.path[1:] for one in step if one)
        return " ".join(one for one in (within, self.name, self.key) if one)


def units(calendar: Component) -> dict[Unit, Any]:
    """Return every unit of a VCALENDAR with its value; two calendars of equal units say the same."""
    return dict(_units(calendar, TOP))


def _units(component: Component, path: Path) -> Iterator[tuple[Unit, Any]]:
    yield Unit(path, ""), True
    grouped: dict[Unit, list[Any]] = {}
    for line in component.lines():
        if line.name not in _ASIDE | DERIVED:
            grouped.setdefault(unit_of(line, path), []).append(line)
    for unit, lines in grouped.items():
        yield unit, members(lines) if unit.name in SETS else tuple(sorted(map(value_of, lines)))
    for within, further in paths(component, path):
        if further.name != "VTIMEZONE":
            yield from _units(further, within)


def unit_of(line: Line, path: Path) -> Unit:
    """Return the unit that a line belongs to."""
    if line.name == "ATTENDEE":
        return Unit(path, "ATTENDEE", line.value.strip().lower())
    return Unit(path, _TOGETHER.get(line.name, line.name))


def paths(component: Component, path: Path) -> Iterator[tuple[Path, Component]]:
    """Yield the components within one, each with where it lies; of several that are alike each has its number."""
    seen: dict[tuple[str, ...], int] = {}
    for one in component.components():
        key = (one.name, *_told_apart(one))
        seen[key] = seen.get(key, 0) + 1
        yield (*path, key if seen[key] == 1 else (*key, str(seen[key]))), one


def _told_apart(component: Component) -> tuple[str, ...]:
    if component.name == "VTIMEZONE":
        return (component.value("TZID"),)
    if component.name == "VALARM":
        own = next((value for name in _ALARM_NAMES if (value := component.value(name))), "")
        return (own or f"{component.value('ACTION').upper()} {_duration(component.value('TRIGGER'))}",)
    instance = next(iter(component.lines("RECURRENCE-ID")), None)
    return (component.value("UID"), f"{instance.param('TZID')} {instance.value}".strip() if instance else "")


def members(lines: list[Line]) -> frozenset[Any]:
    """Return the members of a set that stands on one line or several; each with the parameters of its line."""
    found = set()
    for line in lines:
        kept = tuple(sorted((key, value) for key, value in line.params.items()))
        for value in re.findall(r"(?:[^,\\]|\\.)+", line.value, re.DOTALL):
            found.add((kept, unescaped(value).strip() if line.name == "CATEGORIES" else value.strip()))
    return frozenset(found)


def value_of(line: Line) -> tuple[Any, ...]:
    """Return a line as it is compared: name, parameters in order, value without what says nothing."""
    params = {
        key: value for key, value in line.params.items()
        if key not in _SENDING and not (key == "VALUE" and _is_default(value))
    }  # fmt: skip
    return line.name, tuple(sorted(params.items())), _plain(line.name, line.value)


def _is_default(value: tuple[str, ...]) -> bool:
    return len(value) == 1 and value[0].upper() in _DEFAULT_TYPES


def _plain(name: str, value: str) -> str:
    if name in _TEXTS:
        return unescaped(value)
    if name in _WORDS:
        return value.strip().upper()
    if name in ("RRULE", "EXRULE"):
        return ";".join(sorted(part.strip().upper() for part in value.split(";") if part.strip()))
    if name in ("DURATION", "TRIGGER"):
        return _duration(value)
    return _place(value) if name == "GEO" else value


def _duration(value: str) -> str:
    """Return a duration in days and seconds; a day and 24 hours are two things where clocks change."""
    found = _DURATION.fullmatch(value.strip().upper()) if len(value) < 60 else None
    if found is None or value.strip().upper() in ("P", "PT", "+P", "-P"):
        return value
    weeks, days, hours, minutes, seconds = (int(one or 0) for one in found.groups()[1:])
    days, seconds = days + 7 * weeks, seconds + 60 * minutes + 3600 * hours
    sign = "-" if found[1] == "-" and (days or seconds) else ""
    return f"{sign}P{days}DT{seconds}S"


def _place(value: str) -> str:
    try:
        return ";".join(f"{float(one):.5f}" for one in value.split(";"))
    except ValueError:
        return value
