"""Reading an event of a calendar as what an engagement can hold of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from trustcrm_calendar.lines import Component
from trustcrm_calendar.moments import span_in
from trustcrm_calendar.series import LONGEST_GAP, REPEATS, NoSeries, is_endless_or_counted, meetings

if TYPE_CHECKING:
    import icalendar

WHEN = ("starts_on", "starts_at", "ends_on", "ends_at", "time_zone")
"""The fields of an engagement that are one: when it is."""
GROUPS: Mapping[str, tuple[str, ...]] = {
    "when": WHEN,
    "title": ("title",),
    "place": ("place",),
    "words": ("words",),
    "state": ("state",),
}
"""What is compared and taken over as one, with the fields it is made of."""
_STATES = {"CANCELLED": "cancelled", "TENTATIVE": "planned"}
_DAY = timedelta(days=1)
_EXCEPTIONS = ("RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID")
_AHEAD = 2
"""From so many days ahead on it is beyond doubt, whatever the zones, that a meeting is not over."""

Fields = dict[str, Any]


class Unreadable(ValueError):
    """An event that an engagement cannot hold; the message is a plain sentence."""


def event_in(calendar: Component, *, series: bool = False) -> Component:
    """Return the one event of a calendar object. Raises `Unreadable` where it holds something else, or repeats.

    With `series` one that repeats is returned without those that stand for single meetings of it.
    """
    events = calendar.components("VEVENT")
    if not events or calendar.components("VTODO", "VJOURNAL"):
        raise Unreadable("It is not one single event.")
    if not series and is_series(calendar):
        raise Unreadable("It repeats, and an engagement is a single one.")
    whole = [event for event in events if not event.lines("RECURRENCE-ID")]
    if len(whole) != 1:
        raise Unreadable(
            "It is not one single event." if whole else "It is some meetings of a series without the series."
        )
    return whole[0]


def is_series(calendar: Component) -> bool:
    """Return whether the event of a calendar object repeats."""
    return any(event.lines(*REPEATS, "RECURRENCE-ID") for event in calendar.components("VEVENT"))


Begin = tuple[date, time | None]
"""When a meeting begins: its day, and its wall time where it has one."""


def fields_of(calendar: Component, zone: str, today: date | None = None, but: Collection[Begin] = ()) -> Fields:
    """Return what the one event of a calendar object says, in the fields of an engagement of an office in `zone`.

    With `today` one that repeats is told by the next of its meetings that is not over and is not left out by `but`, or
    by its first where there is none. Raises `Unreadable`.
    """
    event = event_in(calendar, series=today is not None)
    try:
        when = next_when(calendar, zone, today, but) if today is not None and is_series(calendar) else None
        when = when or _when_of(calendar, event, zone)
    except NoSeries as error:
        raise Unreadable(str(error)) from None
    except Unreadable:
        raise
    except Exception as error:  # of hostile text the parser raised OSError and AttributeError, too
        raise Unreadable(f"It cannot be read: {' '.join(str(error).split())[:200]}.") from None
    if when is None:
        raise Unreadable("It does not say when it begins.")
    status = event.value("STATUS").strip().upper()
    return {
        **when,
        "title": event.text("SUMMARY").strip() or "meeting",
        "place": event.text("LOCATION").strip() or None,
        "words": event.text("DESCRIPTION").strip() or None,
        "state": _STATES.get(status, "confirmed"),
    }


def next_when(calendar: Component, zone: str, first: date, but: Collection[Begin] = ()) -> Fields | None:
    """Return when the next meeting of a series is that ends on `first` or later, None where there is none.

    One that begins at a moment of `but` is left out. Raises `Unreadable`.
    """
    opening = _opening(calendar, zone)
    ahead = (opening["starts_on"] - first).days if opening is not None else 0
    if opening is not None and ahead > LONGEST_GAP + _AHEAD:
        return None
    left_out = opening is None or (opening["starts_on"], opening["starts_at"]) in but
    if not left_out and _AHEAD <= ahead <= LONGEST_GAP - _AHEAD:
        return opening
    try:
        told = (_when_told(one, zone) for one in meetings(_read(calendar), first))
        return next((one for one in told if one and (one["starts_on"], one["starts_at"]) not in but), None)
    except NoSeries as error:
        raise Unreadable(str(error)) from None


def _opening(calendar: Component, zone: str) -> Fields | None:
    """Return when the first meeting of a series is, where that is told plainly: by the series itself, and no exception.

    Where it lies ahead no rule need be followed, which takes twenty times as long.
    """
    events = calendar.components("VEVENT")
    if len(events) != 1 or events[0].lines(*_EXCEPTIONS) or events[0].value("STATUS").strip().upper() == "CANCELLED":
        return None
    rules, span = [line.value for line in events[0].lines("RRULE")], span_in(events[0])
    if len(rules) != 1 or span is None or not is_endless_or_counted(rules[0]):
        return None
    starts, until = span
    if isinstance(until, timedelta) and until % _DAY and not isinstance(starts, datetime):
        return None
    ends = _after(starts, until) if isinstance(until, timedelta) else until
    return _when(starts, ends, zone) if _by_one_clock(starts, ends) else None


def _by_one_clock(starts: date | datetime, ends: date | datetime | None) -> bool:
    """Return whether no clock is changed while a meeting lasts, nor where it begins."""
    hours = [one for one in (starts, ends) if isinstance(one, datetime)]
    return len({one.replace(fold=fold).utcoffset() for one in hours for fold in (0, 1)}) <= 1


def meets_on(calendar: Component, zone: str, when: Fields) -> bool:
    """Return whether a series has a meeting at just that time. Raises `Unreadable`."""
    wanted = {name: when[name] for name in WHEN}
    try:
        return any(_when_told(one, zone) == wanted for one in meetings(_read(calendar), when["starts_on"], days=3))
    except NoSeries as error:
        raise Unreadable(str(error)) from None


def _read(calendar: Component) -> list[icalendar.Event]:
    """Return the events of a calendar object as the parser reads them, with the zones that they need."""
    whole = b"BEGIN:VCALENDAR\r\n" + b"".join(
        one.octets() for one in calendar.components("VTIMEZONE", "VEVENT")
    ) + b"END:VCALENDAR\r\n"  # fmt: skip
    return _events_in(whole)


def _events_in(ics: bytes) -> list[icalendar.Event]:
    import icalendar

    return cast("list[icalendar.Event]", icalendar.Calendar.from_ical(ics).walk("VEVENT"))


def _when_of(calendar: Component, event: Component, zone: str) -> Fields | None:
    """Return when an event is, None where it does not say when it begins."""
    plain = span_in(event)
    if plain is not None:
        starts, until = plain
        return _when(starts, _after(starts, until) if isinstance(until, timedelta) else until, zone)
    zones = b"".join(one.octets() for one in calendar.components("VTIMEZONE"))
    whole = b"BEGIN:VCALENDAR\r\n" + zones + event.octets() + b"END:VCALENDAR\r\n"
    (read,) = _events_in(whole)
    return _when_told(read, zone)


def _when_told(read: icalendar.Event, zone: str) -> Fields | None:
    starts = _moment(read, "DTSTART")
    return _when(starts, _end(read), zone) if starts is not None else None


def _when(starts: date | datetime, ends: date | datetime | None, zone: str) -> Fields:
    if not isinstance(starts, datetime):
        last = ends - _DAY if ends is not None and not isinstance(ends, datetime) and ends > starts else starts
        return dict(zip(WHEN, (starts, None, last if last > starts else None, None, None), strict=True))
    key = getattr(starts.tzinfo, "key", None)
    key = None if key == "UTC" else key  # a moment in UTC, or in a zone without a name, is shown in the office's own
    home = ZoneInfo(key or zone)
    first = starts.astimezone(home) if starts.tzinfo is not None else starts
    last_on: date | None = None
    last_at: time | None = None
    if isinstance(ends, datetime) and (ends.tzinfo is None) == (starts.tzinfo is None) and ends > starts:
        end = ends.astimezone(home) if ends.tzinfo is not None else ends
        last_on, last_at = end.date() if end.date() != first.date() else None, end.time().replace(fold=0)
    at = first.time().replace(fold=0)
    return dict(zip(WHEN, (first.date(), at, last_on, last_at, None if key in (None, zone) else key), strict=True))


def _end(read: Any) -> date | datetime | None:
    ends = _moment(read, "DTEND")
    if ends is not None:
        return ends
    lasts = getattr(read.get("DURATION"), "dt", None)
    starts = _moment(read, "DTSTART")
    return _after(starts, lasts) if isinstance(lasts, timedelta) and starts is not None else None


def _after(starts: date | datetime, lasts: timedelta) -> date | datetime:
    if isinstance(starts, datetime) and starts.tzinfo is not None and lasts % _DAY:
        return (starts.astimezone(UTC) + lasts).astimezone(starts.tzinfo)
    return starts + lasts


def _moment(read: Any, name: str) -> date | datetime | None:
    told = getattr(read.get(name), "dt", None)
    return told if isinstance(told, date) else None
