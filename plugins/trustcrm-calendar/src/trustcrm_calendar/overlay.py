"""Putting what an engagement says over an event, touching no line of what it says already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trustcrm_calendar.ahead import Standing
from trustcrm_calendar.engagements import calendar_of
from trustcrm_calendar.lines import Component, written
from trustcrm_calendar.merge import with_zones
from trustcrm_calendar.reading import GROUPS, Fields, event_in, fields_of, is_series

_LINES: Mapping[str, tuple[str, ...]] = {
    "when": ("DTSTART", "DTEND", "DURATION"),
    "title": ("SUMMARY",),
    "place": ("LOCATION",),
    "words": ("DESCRIPTION", "X-ALT-DESC"),
    "state": ("STATUS",),
}
_RESCHEDULED = ("when", "state")


def fields_here(standing: Standing, zone: str) -> Fields:
    """Return what an engagement says as a calendar would have it: what a calendar cannot hold makes no difference."""
    return fields_of(calendar_of([standing.event]), zone)


def differing(one: Fields, other: Fields) -> list[str]:
    """Return which groups of fields differ."""
    return [group for group, names in GROUPS.items() if any(one[name] != other[name] for name in names)]


def changed_here(calendar: Component, standing: Standing, told: Fields, zone: str) -> list[str]:
    """Return which groups of fields an engagement says otherwise than a calendar object, of which `told` is read.

    When a series meets, and whether, only the calendar says: its engagement stands for the next meeting alone.
    """
    groups = differing(fields_here(standing, zone), told)
    return [one for one in groups if one not in ("when", "state")] if is_series(calendar) else groups


def overlaid(calendar: Component, standing: Standing, groups: Iterable[str]) -> Component:
    """Return a calendar object whose event says what an engagement says of these groups of fields.

    SEQUENCE grows where the event was moved, called off or is on again (RFC 5546, 2.1.4). Raises `Unreadable`.
    """
    event, ours = event_in(calendar, series=True), standing.event
    groups = list(groups)
    if not groups:
        return calendar
    changed = event
    for group in groups:
        changed = changed.with_lines(_LINES[group], ours.lines(*_LINES[group]))
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        changed = changed.with_lines([name], ours.lines(name))
    if any(group in _RESCHEDULED for group in groups):
        changed = changed.with_lines(["SEQUENCE"], [written("SEQUENCE", str(_sequence(event) + 1))])
    whole = calendar.with_parts(changed if part is event else part for part in calendar.parts)
    return with_zones(whole, calendar_of([ours]))


def _sequence(event: Component) -> int:
    told = event.value("SEQUENCE").strip()
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0
