"""Taking a calendar file apart, entry by entry, without what an office does not keep.

Each entry is later handed to the parser by itself, so that a broken one hides no other and memory holds one at a time.
Alarms, attachments and properties that only one program knows are left out before that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from trustcrm_ics.encoding import Lines
from trustcrm_ics.zones import named

BEGIN = "BEGIN:VCALENDAR"
LONGEST = 1_000_000
"""Most characters of an entry; a long agenda has a few thousand."""

_AT_ONCE = 65_536
_PROPERTY = re.compile(r"([A-Za-z0-9-]+)\s*[;:]")
_STAMP = re.compile(r"DTSTAMP[^:]*:\s*(\d{8}T\d{6}Z)\s*", re.IGNORECASE)
_OF_ENTRY = frozenset(
    (
        "UID", "RECURRENCE-ID", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "SUMMARY",
        "DESCRIPTION", "LOCATION", "STATUS", "TRANSP", "CLASS", "ORGANIZER", "ATTENDEE",
    )
)  # fmt: skip
_OF_CALENDAR = frozenset(("METHOD", "X-WR-TIMEZONE"))


@dataclass(slots=True)
class Calendar:
    """What a calendar says of all its entries: its method, its zone, and those zones it defines that only it knows."""

    method: str = ""
    zone: str = ""
    zones: dict[str, str] = field(default_factory=dict)


@dataclass
class Entry:
    """One VEVENT of a file, its properties as name and unfolded line.

    `line` is its first in the file, `calendar` the number of its calendar, `whole` says that its end was found.
    `stamp` is when it was written, as a DTSTAMP in UTC, "" where it does not say.
    """

    line: int
    calendar: int
    properties: list[tuple[str, str]] = field(default_factory=list)
    whole: bool = False
    size: int = 0
    stamp: str = ""

    def values(self, name: str) -> list[str]:
        """Return what stands behind each property called `name`."""
        return [line.partition(":")[2].strip() for one, line in self.properties if one == name]

    def has(self, *names: str) -> bool:
        """Return whether there is a property of one of these names."""
        return any(name in names for name, _ in self.properties)

    def drop(self, *names: str) -> None:
        """Leave out the properties of these names."""
        self.properties = [(name, line) for name, line in self.properties if name not in names]

    @cached_property
    def uid(self) -> str:
        """The UID as it stands."""
        return next(iter(self.values("UID")), "")

    @property
    def order(self) -> tuple[int, str, int]:
        """What decides which of two entries of one meeting is newer: SEQUENCE, then DTSTAMP, then its place."""
        return self.sequence, self.stamp, self.line

    @cached_property
    def sequence(self) -> int:
        """How often the entry was revised."""
        told = next(iter(self.values("SEQUENCE")), "")
        return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0


@dataclass
class _Open:
    """Where the reader stands: the entry and the zone that were begun, and what was begun within them."""

    entry: Entry | None = None
    zone: list[str] | None = None
    inner: list[str] = field(default_factory=list)


class CutShort(Exception):
    """The file ends before its calendar does."""


def entries(file: Lines, calendars: dict[int, Calendar] | None = None) -> Iterator[Entry]:
    """Yield the entries of a file in their order, and note in `calendars` what each calendar says, by its number.

    Calendars that say nothing are not noted. Raises `CutShort` at the end of a file that ends within a calendar.
    """
    calendars = {} if calendars is None else calendars
    at, number, is_open = _Open(), 0, False
    for line, text in _unfolded(file):
        word = text.strip().upper()
        if word == BEGIN:
            if at.entry is not None:
                yield at.entry
            at, number, is_open = _Open(), number + 1, True
        elif word == "END:VCALENDAR":
            if at.entry is not None:
                yield at.entry
            at, is_open = _Open(), False
        elif word == "BEGIN:VEVENT":
            if at.entry is not None:
                yield at.entry
            at = _Open(entry=Entry(line=line, calendar=number))
        elif word == "END:VEVENT" and at.entry is not None:
            at.entry.whole = at.entry.size <= LONGEST
            yield at.entry
            at = _Open()
        elif at.entry is not None:
            _take(at.entry, at.inner, text, word)
        elif at.zone is not None or word == "BEGIN:VTIMEZONE":
            _take_zone(at, calendars, number, text, word)
        elif is_open and (name := _name(text)) in _OF_CALENDAR:
            _note(calendars, number, name, text.partition(":")[2].strip())
    if at.entry is not None:
        yield at.entry
    if is_open:
        raise CutShort


def _take(entry: Entry, inner: list[str], text: str, word: str) -> None:
    """Take a line of an entry, unless it belongs to something within it, an alarm say."""
    if word.startswith("BEGIN:"):
        inner.append(word[6:])
    elif word.startswith("END:") and inner:
        inner.pop()
    elif not inner and (found := _STAMP.fullmatch(text)):
        entry.stamp = found[1].upper()
    elif not inner and (name := _name(text)) in _OF_ENTRY and not _is_empty(name, text):
        entry.size += len(text)
        if entry.size <= LONGEST:  # Exchange writes rules with blanks: "MO, TU"
            entry.properties.append((name, text.replace(" ", "") if name == "RRULE" else text))


def _is_empty(name: str, text: str) -> bool:
    """Return whether a line tells nothing, as an EXDATE without days; a text may end with a colon of its own."""
    return text.endswith(":") and (name in ("EXDATE", "RDATE") or text.index(":") == len(text) - 1)


def _take_zone(at: _Open, calendars: dict[int, Calendar], number: int, text: str, word: str) -> None:
    at.zone = [] if at.zone is None else at.zone
    if len(at.zone) < _AT_ONCE // 64:
        at.zone.append(text)
    if word == "END:VTIMEZONE":
        name = next((line.partition(":")[2].strip() for line in at.zone if _name(line) == "TZID"), "")
        name = name.strip('"')
        if not named(name):
            calendars.setdefault(number, Calendar()).zones[name] = "\r\n".join(at.zone) + "\r\n"
        at.zone = None


def _note(calendars: dict[int, Calendar], number: int, name: str, value: str) -> None:
    if name == "METHOD" and value.upper() != "PUBLISH":
        calendars.setdefault(number, Calendar()).method = value.upper()
    elif name == "X-WR-TIMEZONE":
        calendars.setdefault(number, Calendar()).zone = value


def _name(line: str) -> str:
    match = _PROPERTY.match(line)
    return match[1].upper() if match else ""


def _unfolded(file: Lines) -> Iterator[tuple[int, str]]:
    """Yield each content line with the number it begins at; unfolded as octets, since a fold may part a character."""
    number, begun, size = 0, 0, 0
    held: list[bytes] = []
    is_new = True
    while content := file.readline(_AT_ONCE):
        number += 1 if is_new else 0
        is_fold = is_new and content[:1] in (b" ", b"\t")
        if is_new and not is_fold:
            if begun:
                yield begun, _text(b"".join(held))
            begun, size, held = number, 0, []
        size += len(content)
        if size <= LONGEST + _AT_ONCE:
            held.append((content[1:] if is_fold else content).rstrip(b"\r\n"))
        is_new = content.endswith(b"\n")
    if begun:
        yield begun, _text(b"".join(held))


def _text(content: bytes) -> str:
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
