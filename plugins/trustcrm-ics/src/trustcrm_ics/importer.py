"""The importer `ics`: the meetings of a calendar, those held and those ahead."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import cast

import icalendar
from icalendar.parser import unescape_backslash

from trustcrm.plugin import Draft, PluginContext, Rejected, Source, UnreadableSource
from trustcrm_ics.drafts import drafts
from trustcrm_ics.encoding import in_utf8, opened
from trustcrm_ics.entries import BEGIN, Calendar, CutShort, Entry, entries
from trustcrm_ics.event import Event, NoEvent, event_of
from trustcrm_ics.here import Here
from trustcrm_ics.revision import Revision
from trustcrm_ics.rule import check_rule
from trustcrm_ics.series import meetings
from trustcrm_ics.zones import named, renamed

_ANSWERS = frozenset(("REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"))
_SHOWN = frozenset(
    ("UID", "SUMMARY", "DTSTART", "DTEND", "RRULE", "RECURRENCE-ID", "LOCATION", "STATUS", "ORGANIZER", "ATTENDEE")
)
_TEXTS = frozenset(("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "TRANSP", "CLASS"))
_MOST_SHOWN = 2_000
_SAYS_NOTHING = Calendar()


class CalendarImporter:
    """Reads calendar files; `icalendar` parses each entry and `recurring-ical-events` repeats what repeats.

    The file is gone through twice: a meeting of a series that was moved may stand anywhere in it, and so may the time
    zones. Between the two only those are held, and a few octets for every entry.
    """

    def __init__(self, context: PluginContext, wanted: Callable[[Revision], bool] = lambda revision: True) -> None:
        self._context = context
        self._wanted = wanted

    def read(self, source: Source) -> Iterator[Draft | Rejected]:
        """Yield the drafts of each meeting.

        Raises `UnreadableSource` where the file does not begin with a calendar, `WrongUsage` for a setting that cannot
        be, or where nobody says which city is ours.
        """
        if not self.sniff(source.head(), source.name):
            raise UnreadableSource(f"{source.name} is no calendar; it must begin with {BEGIN}.")
        here = Here(self._context, source)
        _ = (
            here.home,
            here.today,
            here.since,
            here.until,
            here.keeps_unknown,
        )  # what cannot be is said before anything is read
        return _pieces(source, here, _looked_through(source, here), self._wanted)

    def sniff(self, head: bytes, name: str) -> float:
        """Return how likely a file is a calendar: it begins with one."""
        return 0.95 if in_utf8(head).decode("utf-8-sig", "replace").lstrip().upper().startswith(BEGIN) else 0.0


@dataclass
class _Seen:
    """What a first look through a file found.

    `newest` tells of each UID the line of its latest revision, by the hash of the UID; `changed` holds the entries that
    stand for single meetings of a series, by the UID.
    """

    calendars: dict[int, Calendar] = field(default_factory=dict)
    newest: dict[int, tuple[int, str, int]] = field(default_factory=dict)
    changed: dict[str, list[Entry]] = field(default_factory=dict)

    def calendar_of(self, entry: Entry) -> Calendar:
        """Return what the calendar of an entry says of all its entries."""
        return self.calendars.get(entry.calendar, _SAYS_NOTHING)

    def is_newest(self, entry: Entry) -> bool:
        """Return whether no later revision of an entry stands in the file."""
        return not entry.uid or self.newest[hash(entry.uid)] == entry.order


def _looked_through(source: Source, here: Here) -> _Seen:
    seen = _Seen()
    with opened(source) as file:
        try:
            for entry in _known_by(here, entries(file, seen.calendars)):
                if _is_one_of_series(entry):
                    entry.drop("RRULE", "RDATE", "EXDATE")  # one meeting of a series is no series
                    seen.changed.setdefault(entry.uid, []).append(entry)
                elif entry.whole and entry.uid:
                    mark = hash(entry.uid)
                    seen.newest[mark] = max(seen.newest.get(mark, (0, "", 0)), entry.order)
        except CutShort:
            pass
    return seen


def _pieces(
    source: Source, here: Here, seen: _Seen, wanted: Callable[[Revision], bool]
) -> Iterator[Draft | Rejected]:  # fmt: skip
    told: set[int] = set()
    with opened(source) as file:
        try:
            for entry in _known_by(here, entries(file)):
                if _is_one_of_series(entry):
                    continue
                if not entry.whole or not seen.is_newest(entry) or wanted(_revision(entry, seen)):
                    yield from _once(told, _of_entry(entry, here, seen))
                else:
                    seen.changed.pop(entry.uid, None)
        except CutShort:
            yield Rejected(where="its end", reason="The file ends before its calendar does; it was cut short.")
    for alone in seen.changed.values():
        for entry in alone:
            if wanted(_revision(entry, seen, alone=True)):
                yield from _once(told, _of_one(entry, here, seen))


def _known_by(here: Here, found: Iterator[Entry]) -> Iterator[Entry]:
    """Yield entries, without their UIDs where these are others each time and know nothing again."""
    for entry in found:
        if here.uids_change:
            entry.drop("UID")
        yield entry


def _is_one_of_series(entry: Entry) -> bool:
    return entry.whole and bool(entry.uid) and entry.has("RECURRENCE-ID")


def _revision(entry: Entry, seen: _Seen, *, alone: bool = False) -> Revision:
    """Return which state of a meeting an entry tells, together with those of its meetings that were moved."""
    group = [entry, *(() if alone else seen.changed.get(entry.uid, ()))]
    calendar = seen.calendar_of(entry)
    said = repr((calendar.method, calendar.zone, sorted(calendar.zones.items()), [one.properties for one in group]))
    starts = next((line for name, line in entry.properties if name == "DTSTART"), "")
    return Revision(
        uid=entry.uid, instance=next(iter(entry.values("RECURRENCE-ID")), "") if alone else "",
        sequence=max(one.sequence for one in group), stamp=max(one.stamp for one in group),
        digest=hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(), line=entry.line,
        floating="T" in starts.rpartition(":")[2] and not re.search(r";TZID=|[zZ]\s*$", starts),
        repeats=len(group) > 1 or entry.has("RRULE", "RDATE"),
    )  # fmt: skip


def _once(told: set[int], pieces: Iterator[Draft | Rejected]) -> Iterator[Draft | Rejected]:
    """Yield pieces, a draft whose key came before as a rejected one."""
    for piece in pieces:
        if isinstance(piece, Draft):
            mark = hash(piece.key)
            if mark in told:
                if piece.key.startswith("engagement"):
                    yield Rejected(where=piece.where, reason="The meeting stands in the file twice.", raw=piece.raw)
                continue
            told.add(mark)
        yield piece


def _of_entry(entry: Entry, here: Here, seen: _Seen) -> Iterator[Draft | Rejected]:
    where, raw = f"line {entry.line}", _shown(entry)
    if not entry.whole:
        yield Rejected(where=where, reason="The entry has no end; it was cut short or is far too long.", raw=raw)
    elif not seen.is_newest(entry):
        newer = seen.newest[hash(entry.uid)][2]
        yield Rejected(where=where, reason=f"The meeting stands in the file twice, as of now at line {newer}.", raw=raw)
    elif entry.has("RRULE", "RDATE") or entry.uid in seen.changed:
        yield from _of_series(entry, here, seen)
    else:
        yield from _of_one(entry, here, seen)


def _of_one(entry: Entry, here: Here, seen: _Seen) -> Iterator[Draft | Rejected]:
    where, raw = f"line {entry.line}", _shown(entry)
    try:
        event = _in_calendar(event_of(_parsed(entry, seen), _zone(entry, seen)), entry, seen)
    except NoEvent as problem:
        yield Rejected(where=where, reason=str(problem), raw=raw)
        return
    yield from drafts(event, here, where, raw)


def _of_series(entry: Entry, here: Here, seen: _Seen) -> Iterator[Draft | Rejected]:
    where, raw = f"line {entry.line}", _shown(entry)
    try:
        components = [_parsed(entry, seen)]
        event_of(components[0])
        for rule in entry.values("RRULE"):
            check_rule(rule)
    except NoEvent as problem:
        yield Rejected(where=where, reason=str(problem), raw=raw)
        return
    for one in seen.changed.pop(entry.uid, ()):
        try:
            component = _parsed(one, seen)
            event_of(component)
            components.append(component)
        except NoEvent as problem:
            yield Rejected(where=f"line {one.line}", reason=str(problem), raw=_shown(one))
    try:
        for event in meetings(components, here.since, here.until, _zone(entry, seen)):
            day = event.starts.strftime("%Y-%m-%d")
            yield from drafts(_in_calendar(event, entry, seen), here, f"{where}, {day}", raw)
    except NoEvent as problem:
        yield Rejected(where=where, reason=str(problem), raw=raw)


def _parsed(entry: Entry, seen: _Seen) -> icalendar.Event:
    """Return an entry as its parser reads it, by itself. Raises `NoEvent` where it cannot be read.

    Texts without parameters are only unescaped: the parser goes through each of their letters, of which an agenda has
    thousands.
    """
    lines, texts = ["BEGIN:VEVENT"], []
    try:
        for name, line in entry.properties:
            begins, _, value = line.partition(":")
            if name in _TEXTS and len(begins) == len(name):
                texts.append((name, value))
            else:
                lines.append(renamed(line, seen.calendar_of(entry).zones))
        component = cast(icalendar.Event, icalendar.Event.from_ical("\r\n".join([*lines, "END:VEVENT", ""])))
        for name, value in texts:
            component.setdefault(name, icalendar.vText(unescape_backslash(value)))
        return component
    except NoEvent:
        raise
    except Exception as error:  # the parser raises many kinds, and those of conversions
        said = str(error).strip().splitlines()
        raise NoEvent(f"The entry cannot be read: {said[0][:120] if said else type(error).__name__}.") from None


def _in_calendar(event: Event, entry: Entry, seen: _Seen) -> Event:
    """Return an event as its calendar means it: one that calls off, or that only answers an invitation."""
    method = seen.calendar_of(entry).method
    if method in _ANSWERS:
        raise NoEvent("The entry only answers an invitation; bring in the invitation, or the calendar itself.")
    return replace(event, state="cancelled") if method == "CANCEL" else event


def _zone(entry: Entry, seen: _Seen) -> str:
    """Return the zone in which a calendar shows moments that it tells in UTC, "" where it does not say."""
    return named(seen.calendar_of(entry).zone)


def _shown(entry: Entry) -> dict[str, str]:
    """Return what stood there, by property, for a person to look at."""
    shown: dict[str, str] = {}
    for name, line in entry.properties:
        if name in _SHOWN:
            text = line.partition(":")[2].strip()
            shown[name] = f"{shown[name]}; {text}" if name in shown else text
    return {name: text[:_MOST_SHOWN] for name, text in shown.items()}
