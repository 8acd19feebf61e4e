"""Invitations, their taking back, and answers, as calendar objects that pass between people (RFC 5546).

Here alone somebody is named. What is built goes into the outbox and nowhere else. Each guest is sent an object that
names them and whoever invites: the list of guests is nobody's but ours, unless that is wanted otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from trustcrm.plugin import InvalidValue
from trustcrm_calendar.canonical import units
from trustcrm_calendar.engagements import calendar_of
from trustcrm_calendar.lines import Component, Line, calendar_in, parse, written

Method = Literal["REQUEST", "CANCEL", "REPLY"]
ANSWERS: Mapping[str, str] = {"accepted": "ACCEPTED", "tentative": "TENTATIVE", "declined": "DECLINED"}
"""What can be answered to an invitation, and its PARTSTAT."""
RESCHEDULED = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE")
"""What, where it changes, makes every answer given before void: SEQUENCE grows, and guests are asked again."""
_ADDRESS = re.compile(r"[^\s@<>,;:\"\\]{1,64}@[^\s@<>,;:\"\\]{1,255}")
_NAMED = ("ATTENDEE", "ORGANIZER")


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """Whom an invitation names: address in small letters, name, whether they chair, and what they last answered."""

    address: str
    name: str = ""
    chairs: bool = False
    partstat: str = "NEEDS-ACTION"


def address_of(told: str) -> str:
    """Return a mail address in small letters, "mailto:" left out. Raises `InvalidValue` where it is none."""
    bare = re.sub("^mailto:", "", told.strip(), flags=re.IGNORECASE).lower()
    if not _ADDRESS.fullmatch(bare):
        raise InvalidValue(f"{told[:80]!r} is no mail address; write it as protocol@city.example.")
    return bare


def request(event: Component, by: Somebody, guests: Sequence[Somebody], sequence: int, at: datetime) -> bytes:
    """Return the invitation of guests to an event, in which nobody else is named."""
    return _passed("REQUEST", event, [organizer(by), *map(attendee, guests)], sequence, at)


def cancellation(event: Component, by: Somebody, guest: Somebody, sequence: int, at: datetime) -> bytes:
    """Return the word that an event is off, or that a guest is no longer expected at it."""
    off = event.with_lines(["STATUS"], [written("STATUS", "CANCELLED")])
    return _passed("CANCEL", off, [organizer(by), attendee(guest)], sequence, at)


def reply(invitation: Component, guest: Somebody, at: datetime) -> bytes:
    """Return the answer of one guest to an invitation that was received: whom it is from, what it is, and no more."""
    told = [line for line in invitation.lines() if line.name in _ANSWERED]
    event = Component("VEVENT", (), written("BEGIN", "VEVENT"), written("END", "VEVENT"))
    answered = event.with_parts([*told, attendee(guest), written("DTSTAMP", _stamp(at))])
    return calendar_of([answered], [written("METHOD", "REPLY")]).octets()


_ANSWERED = ("UID", "RECURRENCE-ID", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "ORGANIZER", "SUMMARY")


def organizer(by: Somebody) -> Line:
    """Return the line that names who invites."""
    return written("ORGANIZER", f"mailto:{by.address}", {"CN": by.name} if by.name else {})


def attendee(guest: Somebody) -> Line:
    """Return the line that names a guest; one who answered is not asked again."""
    params = {
        **({"CN": guest.name} if guest.name else {}),
        "ROLE": "CHAIR" if guest.chairs else "REQ-PARTICIPANT",
        "PARTSTAT": guest.partstat,
        **({"RSVP": "TRUE"} if guest.partstat == "NEEDS-ACTION" else {}),
    }
    return written("ATTENDEE", f"mailto:{guest.address}", params)


def same(one: bytes, other: bytes) -> bool:
    """Return whether two objects say the same, whenever they were written."""
    told, again = (event_of_one(ics) for ics in (one, other))
    return units(told) == units(again) and told.value("SEQUENCE") == again.value("SEQUENCE")


def differing(one: bytes, other: bytes) -> list[str]:
    """Return the names of properties of an event in which two objects differ, nobody's name among them."""
    told, again = (units(event_of_one(ics)) for ics in (one, other))
    names = {unit.name for unit in {*told, *again} if told.get(unit) != again.get(unit)}
    return sorted(name for name in names if name and name not in _NAMED)


def is_rescheduled(one: bytes, other: bytes) -> bool:
    """Return whether two objects are at different times."""
    told, again = (event_of_one(ics).lines(*RESCHEDULED) for ics in (one, other))
    return sorted(line.text for line in told) != sorted(line.text for line in again)


def event_of_one(ics: bytes) -> Component:
    """Return the event of an object that has one. Raises `NotACalendar`, or `InvalidValue` where there is none."""
    events = calendar_in(parse(ics)).components("VEVENT")
    if not events:
        raise InvalidValue("There is no event in it; an invitation is about one.")
    return events[0]


def _passed(method: Method, event: Component, named: Sequence[Line], sequence: int, at: datetime) -> bytes:
    lines = {"SEQUENCE": written("SEQUENCE", str(sequence)), "DTSTAMP": written("DTSTAMP", _stamp(at))}
    for name, line in lines.items():
        event = event.with_lines([name], [line])
    whole = event.with_parts([*event.parts, *named])
    return calendar_of([whole], [written("METHOD", method)]).octets()


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
