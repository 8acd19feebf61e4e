"""One VEVENT as plain values: what a meeting is called, when it is, who comes. No parser's type leaves this module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import icalendar
from icalendar.prop import vBroken

State = Literal["confirmed", "planned", "cancelled"]

_STATES: dict[str, State] = {"CANCELLED": "cancelled", "TENTATIVE": "planned"}
_ROLES = {"CHAIR": "chair"}
_NOBODY = frozenset(("ROOM", "RESOURCE", "GROUP"))
_ABSENT = frozenset(("DECLINED", "DELEGATED"))


class NoEvent(ValueError):
    """A VEVENT that says too little, or what cannot be, to be a meeting; the message is a plain sentence."""


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody invited: the name where one is told, the mail address in small letters, and as what."""

    name: str = ""
    address: str = ""
    role: str | None = None


@dataclass(frozen=True, kw_only=True)
class Event:
    """A meeting as its calendar tells it.

    `starts` and `ends` are dates where it lasts all day, `ends` then being the day after the last; moments in a zone
    where the calendar tells one; wall times without a zone where they are the reader's own. `ends` is None where no end
    is told. `instance` is the RECURRENCE-ID of one meeting of a series. `takes_time` is false of what only stands in
    the calendar, a holiday say. Whoever declined is no guest.
    """

    uid: str
    instance: date | datetime | None
    title: str
    starts: date | datetime
    ends: date | datetime | None
    words: str | None
    place: str | None
    state: State
    is_private: bool
    takes_time: bool
    guests: tuple[Guest, ...]

    @property
    def all_day(self) -> bool:
        """Whether it is told in days, not in hours."""
        return not isinstance(self.starts, datetime)

    @property
    def day(self) -> date:
        """The day on which it begins, where it is told."""
        return self.starts.date() if isinstance(self.starts, datetime) else self.starts

    @property
    def zone(self) -> str | None:
        """The IANA key of the zone its times are told in, None where it has none."""
        zone = self.starts.tzinfo if isinstance(self.starts, datetime) else None
        return getattr(zone, "key", None)

    @property
    def minutes(self) -> int | None:
        """How long it lasts, None where no end is told or it is told in days."""
        if isinstance(self.starts, datetime) and isinstance(self.ends, datetime):
            if self.starts.tzinfo is None:
                return (self.ends - self.starts) // timedelta(minutes=1)
            return (self.ends.astimezone(UTC) - self.starts.astimezone(UTC)) // timedelta(minutes=1)
        return None


def event_of(component: icalendar.Event, zone: str = "") -> Event:
    """Return what a parsed VEVENT says; moments told in UTC are shown in `zone` where one is given.

    Raises `NoEvent` where it does not say when it is, or says so in a way that cannot be.
    """
    starts = _moment(component, "DTSTART", zone)
    if starts is None:
        raise NoEvent("The entry does not say in a readable way when it begins.")
    ends = _end(component, starts, zone)
    status = _text(component, "STATUS").upper()
    return Event(
        uid=_text(component, "UID"),
        instance=_moment(component, "RECURRENCE-ID"),
        title=_text(component, "SUMMARY") or "meeting",
        starts=starts,
        ends=ends,
        words=_text(component, "DESCRIPTION") or None,
        place=_text(component, "LOCATION") or None,
        state=_STATES.get(status, "confirmed"),
        is_private=_text(component, "CLASS").upper() not in ("", "PUBLIC"),
        takes_time=_text(component, "TRANSP").upper() != "TRANSPARENT",
        guests=tuple(_guests(component)),
    )


def _end(component: icalendar.Event, starts: date | datetime, zone: str) -> date | datetime | None:
    ends = _moment(component, "DTEND", zone)
    if ends is None:
        lasts = getattr(_first(component, "DURATION"), "dt", None)
        try:
            ends = _after(starts, lasts) if isinstance(lasts, timedelta) else None
        except OverflowError:
            raise NoEvent("The entry lasts longer than there are days.") from None
    if ends is None or isinstance(ends, datetime) is not isinstance(starts, datetime):
        return None
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        if starts.tzinfo is None or ends.tzinfo is None:
            ends = ends.replace(tzinfo=starts.tzinfo)
        ends = ends.astimezone(starts.tzinfo) if starts.tzinfo else ends
    if ends < starts:
        raise NoEvent("The entry would end before it begins.")
    return ends


def _after(starts: date | datetime, lasts: timedelta) -> date | datetime:
    """Return when something is over: days pass on the calendar, hours on the clock, whatever summer time does."""
    if not isinstance(starts, datetime) or starts.tzinfo is None or lasts % timedelta(days=1) == timedelta():
        return starts + lasts
    return (starts.astimezone(UTC) + lasts).astimezone(starts.tzinfo)


def _moment(component: icalendar.Event, name: str, zone: str = "") -> date | datetime | None:
    told = getattr(_first(component, name), "dt", None)
    if not isinstance(told, date):
        return None
    if isinstance(told, datetime) and told.tzinfo is not None:
        key = getattr(told.tzinfo, "key", "")
        try:
            if zone and (key == "UTC" or told.tzinfo is UTC):
                return told.astimezone(ZoneInfo(zone))
            return told if key else told.astimezone(ZoneInfo("UTC"))
        except OverflowError:
            return None
    return told


def _first(component: icalendar.Event, name: str) -> Any:
    return next(iter(_all(component, name)), None)


def _text(component: icalendar.Event, name: str) -> str:
    value = _first(component, name)
    return str(value).replace("\r\n", "\n").strip() if value is not None else ""


def _guests(component: icalendar.Event) -> Iterator[Guest]:
    """Yield whoever comes or organises it, each once; without rooms, lists of people and those who declined."""
    attendees, organisers = _all(component, "ATTENDEE"), _all(component, "ORGANIZER")[:1]
    by = _person(organisers[0]) if organisers else ("", "")
    if not any(_person(one)[0] == by[0] for one in attendees if by[0]):
        attendees += organisers
    seen: set[tuple[str, str]] = set()
    for one in attendees:
        address, name = _person(one)
        told = {key: str(one.params.get(key, "")).upper() for key in ("CUTYPE", "PARTSTAT", "ROLE")}
        absent = told["CUTYPE"] in _NOBODY or told["PARTSTAT"] in _ABSENT or told["ROLE"] == "NON-PARTICIPANT"
        if absent or not (address or name) or (address, name) in seen:
            continue
        seen.add((address, name))
        organises = by in ((address, name), (address, ""))
        yield Guest(name=name, address=address, role="organiser" if organises else _ROLES.get(told["ROLE"]))


def _all(component: icalendar.Event, name: str) -> list[Any]:
    """Return the values of a property, those left out that could not be read."""
    value = component.get(name)
    values = value if isinstance(value, list) else [] if value is None else [value]
    return [one for one in values if not isinstance(one, vBroken)]


def _person(value: Any) -> tuple[str, str]:
    """Return the mail address and the name; a name that only repeats the address is none."""
    text = str(value).strip()
    address = text[7:].strip().lower() if text.lower().startswith("mailto:") else ""
    name = str(value.params.get("CN", "")).strip().strip('"').strip()
    return address, "" if "@" in name or name.lower() == address else name
