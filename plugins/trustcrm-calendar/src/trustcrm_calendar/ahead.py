"""What of the office's records goes into calendars, read by whoever is at work and as that person may read it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, partial
from typing import cast
from uuid import UUID

from trustcrm.plugin import Agreement, Engagement, FollowUp, Listed, Moments, NotFound, PluginContext, Promise
from trustcrm_calendar.canonical import DERIVED
from trustcrm_calendar.engagements import Stamps, Task, dates_of, event_of, lines_of, todo_of
from trustcrm_calendar.lines import Component, Line
from trustcrm_calendar.uids import Uids, instance_of

WHAT = ("engagements", "agreements", "follow-ups")
"""What can be put into a calendar."""
RESTRICTED = "restricted"
PROMISED = "contribution"
"""The noun of what is promised."""


@dataclass(frozen=True)
class Standing:
    """An engagement as it stands: its row, how often it was corrected, its UID, and the event it is in a calendar.

    `zone` is the office's own. Of nearly every event only the digest is asked for; when it was written is then not
    looked up in the journal, nor is it made.
    """

    row: int
    version: int
    engagement: Engagement
    uid: str
    zone: str
    stamps: Callable[[], Stamps]

    @cached_property
    def event(self) -> Component:
        """The event it is in a calendar."""
        return event_of(self.engagement, self.uid, self.stamps(), self.zone)

    @cached_property
    def said(self) -> str:
        """A digest of all that the event says; it stays as long as the engagement does."""
        return said_by(self.engagement, self.uid, self.zone)


@dataclass(frozen=True)
class Told:
    """An engagement that may go into a calendar: its row, how often it was corrected, its UID, when it was written."""

    row: int
    version: int
    engagement: Engagement
    uid: str
    stamps: Stamps

    def event(self, zone: str) -> Component:
        """Return it as an event of an office in a time zone."""
        return event_of(self.engagement, self.uid, self.stamps, zone)


@dataclass(frozen=True)
class Due:
    """Something to be done by a day: a follow-up, or what was promised, which is a contribution's.

    `row` and `version` say which record that is and how often it was corrected, `todo` what it is in a calendar.
    """

    noun: str
    row: int
    version: int
    task: Task
    uid: str
    todo: Component

    @property
    def is_promise(self) -> bool:
        """Whether it was promised: then the office alone says what and by when."""
        return self.noun == PROMISED


@dataclass(frozen=True)
class Dated:
    """A date of an agreement: which agreement's, its UID, the day, and the event it is in a calendar."""

    row: int
    uid: str
    on: date
    event: Component

    @property
    def title(self) -> str:
        """What it is called."""
        return self.event.text("SUMMARY")

    @property
    def said(self) -> str:
        """A digest of all that the event says; it stays as long as the agreement does."""
        return said_of(self.event)


class Ahead:
    """Reads what stands ahead; `held_back` counts the restricted engagements, which never go into a calendar."""

    def __init__(self, context: PluginContext) -> None:
        self._context = context
        self._moments: dict[str, Mapping[int, Moments]] = {}
        self.held_back = 0

    def components(self, what: Sequence[str], first: date | None = None) -> Iterator[Component]:
        """Yield every component asked for, by noun and row; with `first` nothing that is over before that day."""
        if "engagements" in what:
            yield from (one.event for one in self.engagements() if first is None or _last(one.engagement) >= first)
        if "agreements" in what:
            yield from self._agreements(first)
        if "follow-ups" in what:
            yield from self._todos(first)

    def rows(self) -> list[Listed]:
        """Return every engagement, withdrawn and restricted ones too, oldest row first, to be asked about at once."""
        return list(reversed(self._context.ask.page("engagement", withdrawn=True).rows))

    def engagements(
        self, agreed: Mapping[int, str] | None = None, rows: Sequence[Listed] | None = None
    ) -> Iterator[Standing]:  # fmt: skip
        """Yield the engagements that may go into a calendar, oldest row first; `rows` are all, where they are known.

        One that a calendar has under a UID keeps that, whatever others come to share it: `agreed` tells it by row.
        """
        for listed, record, uid in self._known_by(agreed, rows):
            stamps = partial(self._stamps, "engagement", listed)
            yield Standing(listed.kept.id, listed.kept.version, record, uid, self.zone, stamps)

    def told(self, agreed: Mapping[int, str] | None = None) -> Iterator[Told]:
        """Yield the same as `engagements`, with when each was written."""
        for listed, record, uid in self._known_by(agreed):
            yield Told(listed.kept.id, listed.kept.version, record, uid, self._stamps("engagement", listed))

    def _known_by(
        self, agreed: Mapping[int, str] | None, rows: Sequence[Listed] | None = None
    ) -> Iterator[tuple[Listed, Engagement, str]]:  # fmt: skip
        """Yield the engagements that may go into a calendar, each with its UID."""
        rows = [one for one in rows if not one.kept.withdrawn] if rows is not None else self._rows("engagement")
        records = [cast("Engagement", one.kept.record) for one in rows]
        uids = Uids(self._instance, [record.uid for record in records])
        secret = self._context.ask.restricted("engagement", [one.kept.id for one in rows])
        self.held_back = len(secret)
        for listed, record in zip(rows, records, strict=True):
            if (row := listed.kept.id) not in secret:
                uid = (agreed or {}).get(row) or uids.of("engagement", row, record.uid)
                yield listed, record, uid

    def told_of(self, rows: Mapping[int, Collection[str]]) -> dict[int, Told] | None:
        """Return those of some rows that may go into a calendar, by row, each told with the UIDs that it had.

        None where other rows have one of these UIDs, too: then the UIDs of those may have changed with them.
        """
        found: dict[int, Told] = {}
        own, moments = Uids(self._instance), self._context.ask.moments("engagement", rows)
        for row, uids in rows.items():
            try:
                listed = self._context.ask.one("engagement", row)
            except NotFound:
                listed = None
            record = cast("Engagement", listed.kept.record) if listed is not None else None
            if self._shared({*uids, record.uid} if record is not None else uids, row):
                return None
            if listed is None or record is None or listed.kept.withdrawn or self.is_restricted(row, record):
                continue
            uid = record.uid or own.own("engagement", row)
            found[row] = Told(row, listed.kept.version, record, uid, _stamps(moments.get(row), listed))
        return found

    def is_restricted(self, row: int, engagement: Engagement) -> bool:
        """Return whether only who is cleared may read an engagement: by its own word, or by what it became."""
        if engagement.confidentiality == RESTRICTED or engagement.interaction is None:
            return engagement.confidentiality == RESTRICTED
        return bool(self._context.ask.restricted("engagement", [row]))

    def _shared(self, uids: Iterable[str | None], row: int) -> bool:
        pages = (self._context.ask.page("engagement", {"uid": uid}, limit=2).rows for uid in uids if uid)
        return any(listed.kept.id != row for page in pages for listed in page)

    def uids(self, rows: Sequence[Listed] | None = None) -> frozenset[str]:
        """Return every UID that is known here of any engagement, also of what is withdrawn or restricted.

        `rows` are all engagements, where they are known.
        """
        rows = rows if rows is not None else self.rows()
        own = Uids(self._instance)
        told = {cast("Engagement", one.kept.record).uid for one in rows}
        return frozenset(uid for uid in told if uid) | {own.own("engagement", one.kept.id) for one in rows}

    @property
    def mark(self) -> str:
        """What every UID that this office made ends with."""
        return Uids(self._instance).mark

    @property
    def today(self) -> date:
        """The office's own day."""
        return self._context.clock.today()

    @cached_property
    def zone(self) -> str:
        """The office's own time zone."""
        return self._context.ask.home().time_zone

    def dates(self) -> Iterator[Dated]:
        """Yield the dates of every agreement that is not withdrawn, oldest row first."""
        uids = Uids(self._instance)
        for listed in self._rows("agreement"):
            agreement, row = cast("Agreement", listed.kept.record), listed.kept.id
            named = (uids.own("agreement", row, "notice"), uids.own("agreement", row, "end"))
            for event in dates_of(agreement, named, self._stamps("agreement", listed)):
                day = date.fromisoformat(event.value("DTSTART"))
                yield Dated(row, event.text("UID"), day, event)

    def _agreements(self, first: date | None) -> Iterator[Component]:
        yield from (one.event for one in self.dates() if first is None or one.on >= first)

    def dues(self) -> Iterator[Due]:
        """Yield every follow-up and every promise with a day, oldest rows first; what need not be done is off."""
        yield from self._follow_ups()
        yield from self._promises()

    def due(self, uid: str) -> Due | None:
        """Return what is to be done under a UID, None where nothing has it or it need not be done any more."""
        return next((one for one in self.dues() if one.uid == uid and not one.task.is_off), None)

    def todo_uids(self) -> frozenset[str]:
        """Return every UID that a follow-up came with, also of what is withdrawn or restricted."""
        rows = self._context.ask.page("follow-up", withdrawn=True).rows
        return frozenset(uid for one in rows if (uid := cast("FollowUp", one.kept.record).uid))

    def _follow_ups(self) -> Iterator[Due]:
        rows = list(reversed(self._context.ask.page("follow-up", withdrawn=True).rows))
        secret = self._context.ask.restricted("follow-up", [one.kept.id for one in rows])
        rows = [one for one in rows if one.kept.id not in secret]
        records = [cast("FollowUp", one.kept.record) for one in rows]
        uids = Uids(self._instance, [record.uid for record in records])
        for listed, told in zip(rows, records, strict=True):
            row, version = listed.kept.id, listed.kept.version
            task = Task(what=told.what, due_on=told.due_on, done_on=told.done_on, is_off=listed.kept.withdrawn)
            uid = uids.of("follow-up", row, told.uid)
            yield Due("follow-up", row, version, task, uid, todo_of(task, uid, self._stamps("follow-up", listed)))

    def _promises(self) -> Iterator[Due]:
        """Yield the promises that are not restricted; each is as new as its newest step."""
        told = [one for one in self._context.ask.promises() if one.confidentiality != RESTRICTED]
        began = self._context.ask.moments(PROMISED, [one.contribution for one in told]) if told else {}
        went_on = self._context.ask.moments("step", [row for one in told for row in one.steps]) if told else {}
        uids = Uids(self._instance)
        for one in told:
            row = one.contribution
            task = Task(what=_promised(one), due_on=one.due_on, done_on=one.kept_on, is_off=one.is_off)
            written = [at for at in (began.get(row), *map(went_on.get, one.steps)) if at is not None]
            first = min((at.first for at in written), default=_BEFORE)
            stamps = Stamps(first=first, last=max((at.last for at in written), default=first), corrections=0)
            uid = uids.own(PROMISED, row, "promise")
            yield Due(PROMISED, row, 1, task, uid, todo_of(task, uid, stamps))

    def _todos(self, first: date | None) -> Iterator[Component]:
        for one in self.dues():
            done_on = one.task.done_on
            if not one.task.is_off and (first is None or done_on is None or done_on >= first):
                yield one.todo

    def _rows(self, noun: str) -> list[Listed]:
        return list(reversed(self._context.ask.page(noun).rows))

    @cached_property
    def _instance(self) -> UUID:
        return instance_of(self._context.keys)

    def _stamps(self, noun: str, listed: Listed) -> Stamps:
        if noun not in self._moments:
            self._moments[noun] = self._context.ask.moments(noun)
        return _stamps(self._moments[noun].get(listed.kept.id), listed)


_BEFORE = datetime(1970, 1, 1, tzinfo=UTC)


def _stamps(told: Moments | None, listed: Listed) -> Stamps:
    first, last = (told.first, told.last) if told is not None else (_BEFORE, _BEFORE)
    return Stamps(first=first, last=last, corrections=listed.kept.version - 1)


def _promised(promise: Promise) -> str:
    """Return what was promised in words: a partner never owes."""
    whose = f"We owe {promise.name}" if promise.ours else f"Hoped for from {promise.name}"
    came = f" ({promise.in_words})" if promise.in_words and promise.kept_on is None else ""
    return f"{whose}: {promise.what}{came}"


def said_of(event: Component) -> str:
    """Return a digest of all that an event says, when it was written aside."""
    return _digest(line for line in event.lines() if line.name not in DERIVED)


def said_by(engagement: Engagement, uid: str, zone: str) -> str:
    """Return the same of the event that an engagement is in a calendar, without making that."""
    return _digest(lines_of(engagement, uid, zone))


def _digest(lines: Iterable[Line]) -> str:
    return hashlib.sha256(b"".join(line.raw for line in lines)).hexdigest()


def _last(engagement: Engagement) -> date:
    return engagement.ends_on or engagement.starts_on
