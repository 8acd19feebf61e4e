"""What stands ahead as calendar objects: engagements and agreements' dates are events, follow-ups and promises to-dos.

Nobody is named in them: no ATTENDEE, no ORGANIZER, no METHOD leaves this room. What says that something was written
(DTSTAMP, LAST-MODIFIED, SEQUENCE) is taken from the office's journal, so that the same records are the same octets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from trustcrm.plugin import Agreement, Engagement
from trustcrm_calendar.lines import Component, Line, Part, escaped, written
from trustcrm_calendar.zones import vtimezone, wall_is_plain, zone_of

PRODID = "-//TrustCRM//trustcrm-calendar//EN"

_STATUS = {"planned": "TENTATIVE", "confirmed": "CONFIRMED", "held": "CONFIRMED", "cancelled": "CANCELLED"}
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Stamps:
    """What the journal says of a record: when it was first and last written, in UTC, and how often it was corrected."""

    first: datetime
    last: datetime
    corrections: int


def event_of(engagement: Engagement, uid: str, stamps: Stamps, zone: str) -> Component:
    """Return an engagement as a VEVENT; `zone` is the office's own, in which its times are where it names none."""
    named, *lines = lines_of(engagement, uid, zone)
    return _component("VEVENT", [named, *_stamped(stamps), *lines])


def lines_of(engagement: Engagement, uid: str, zone: str) -> list[Line]:
    """Return the lines of that VEVENT but those that tell when it was written, the UID first."""
    return [
        written("UID", escaped(uid)),
        *when(engagement, zone),
        *texts(engagement),
        written("STATUS", _STATUS[engagement.state]),
        written("CATEGORIES", escaped(engagement.kind)),
    ]


def when(engagement: Engagement, zone: str) -> list[Line]:
    """Return when an engagement is: whole days as days, hours as wall times of its zone.

    A wall time that clocks skip or repeat is told in UTC, since programs do not agree on it.
    """
    begins = engagement.starts_on
    if engagement.starts_at is None:
        after = (engagement.ends_on or begins) + _DAY if begins < date.max else begins
        return [written("DTSTART", f"{begins:%Y%m%d}", {"VALUE": "DATE"}),
                written("DTEND", f"{after:%Y%m%d}", {"VALUE": "DATE"})]  # fmt: skip
    key = engagement.time_zone or zone
    starts = datetime.combine(begins, engagement.starts_at)
    lines = [_moment("DTSTART", starts, key)]
    ends = _end(engagement)
    return [*lines, _moment("DTEND", ends, key)] if ends is not None and ends > starts else lines


def texts(engagement: Engagement) -> list[Line]:
    """Return what an engagement is called, where it is and what it is for."""
    told = (("SUMMARY", engagement.title), ("LOCATION", engagement.place), ("DESCRIPTION", engagement.words))
    return [written(name, escaped(text)) for name, text in told if text]


def _end(engagement: Engagement) -> datetime | None:
    if engagement.ends_at is not None:
        return datetime.combine(engagement.ends_on or engagement.starts_on, engagement.ends_at)
    if engagement.ends_on is None or engagement.ends_on == engagement.starts_on:
        return None
    return datetime.combine(engagement.ends_on + _DAY, time())


def _moment(name: str, wall: datetime, key: str) -> Line:
    zone = zone_of(key)
    if key == "UTC" or not wall_is_plain(wall, zone):
        return written(name, f"{wall.replace(tzinfo=zone).astimezone(UTC):%Y%m%dT%H%M%SZ}")
    return written(name, f"{wall:%Y%m%dT%H%M%S}", {"TZID": key})


def dates_of(agreement: Agreement, uids: tuple[str, str], stamps: Stamps) -> Iterator[Component]:
    """Yield the days of an agreement as events of a whole day that take up no time: notice, and the end of its term."""
    told = (
        (uids[0], agreement.notice_on, f"Last day to give notice or renew: {agreement.title}"),
        (uids[1], agreement.ends_on, f"Term ends: {agreement.title}"),
    )
    for uid, on, summary in told:
        if on is not None and on < date.max:
            yield _component("VEVENT", [
                *_head(uid, stamps),
                written("DTSTART", f"{on:%Y%m%d}", {"VALUE": "DATE"}),
                written("DTEND", f"{on + _DAY:%Y%m%d}", {"VALUE": "DATE"}),
                written("SUMMARY", escaped(summary)),
                written("TRANSP", "TRANSPARENT"),
                written("CATEGORIES", "agreement"),
            ])  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something to be done by a day: `done_on` is when it was, `is_off` says that it need not be done any more."""

    what: str
    due_on: date
    done_on: date | None = None
    is_off: bool = False


def todo_of(task: Task, uid: str, stamps: Stamps) -> Component:
    """Return what is to be done as a VTODO."""
    lines = [
        *_head(uid, stamps),
        written("DUE", f"{task.due_on:%Y%m%d}", {"VALUE": "DATE"}),
        written("SUMMARY", escaped(task.what)),
    ]
    if task.done_on is None:
        return _component("VTODO", [*lines, written("STATUS", "CANCELLED" if task.is_off else "NEEDS-ACTION")])
    done = (
        written("STATUS", "COMPLETED"),
        written("PERCENT-COMPLETE", "100"),
        written("COMPLETED", f"{task.done_on:%Y%m%d}T120000Z"),
    )
    return _component("VTODO", [*lines, *done])


def calendar_of(components: Sequence[Component], further: Sequence[Line] = ()) -> Component:
    """Return a calendar that holds components, and the zones that they use, each right in the years they lie in."""
    years: dict[str, list[int]] = {}
    for component in components:
        for line in component.lines():
            if zone := line.param("TZID"):
                years.setdefault(zone, []).append(int(line.value[:4]))
    zones = [vtimezone(key, min(found), max(found)) for key, found in sorted(years.items())]
    head = (written("VERSION", "2.0"), written("PRODID", PRODID), written("CALSCALE", "GREGORIAN"), *further)
    parts: tuple[Part, ...] = (*head, *zones, *components)
    return Component("VCALENDAR", parts, written("BEGIN", "VCALENDAR"), written("END", "VCALENDAR"))


def _head(uid: str, stamps: Stamps) -> list[Line]:
    return [written("UID", escaped(uid)), *_stamped(stamps)]


def _stamped(stamps: Stamps) -> list[Line]:
    return [
        written("DTSTAMP", _stamp(stamps.last)),
        written("CREATED", _stamp(stamps.first)),
        written("LAST-MODIFIED", _stamp(stamps.last)),
        written("SEQUENCE", str(stamps.corrections)),
    ]


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _component(name: str, lines: Sequence[Line]) -> Component:
    return Component(name, tuple(lines), written("BEGIN", name), written("END", name))
