"""The agenda: what is scheduled, in the order of days and wall times, beside what falls due on a day.

A day without an hour is a date and nothing else: it is never converted, so no time zone can shift it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, replace
from datetime import date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from trustcrm.domain.kept import Kept
from trustcrm.domain.nouns import Engagement
from trustcrm.services.desk import Desk, office_of
from trustcrm.store.engine import Connection
from trustcrm.store.queries.agenda import Expected, engagements_between, expected_at
from trustcrm.store.queries.due import agreements_ending, open_follow_ups
from trustcrm.store.queries.rows import titles
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class AgendaEntry:
    """One line of the agenda.

    `on` is the day it is listed under, `starts_on` and `ends_on` (included) its own days, as they were written.
    `starts_at` and `ends_at` are wall times in `time_zone`, None where it lasts all day. `here` is the same beginning
    in the office's zone, where that is another; it is None for whole days, which are the same everywhere.
    """

    on: date
    noun: str
    id: int
    title: str
    kind: str
    state: str = ""
    starts_on: date
    starts_at: time | None = None
    ends_on: date | None = None
    ends_at: time | None = None
    time_zone: str | None = None
    here: datetime | None = None
    side: int | None = None
    with_whom: str = ""
    place: str = ""
    expected: Expected = field(default_factory=Expected)

    @property
    def all_day(self) -> bool:
        """Whether it has no hour."""
        return self.starts_at is None

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.state == "cancelled"


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """What is scheduled from one day to another, both included; `zone` is the office's own."""

    first: date
    last: date
    zone: str
    entries: tuple[AgendaEntry, ...]


def agenda(desk: Desk, first: date | None = None, days: int = 30) -> Agenda:
    """Return what is scheduled on `days` days from `first`, else from today; what began earlier stands on the first.

    Whole days come before hours; what falls due on a day (follow-ups, notice dates, ends of agreements) is a whole
    day.
    """
    start = first or desk.today()
    last = start + timedelta(days=min(max(days, 1) - 1, (date.max - start).days))
    with desk.database.reading() as connection:
        office = office_of(connection)
        due = _falling_due(connection, start, last, cast(int, office.home))
        entries = [*_scheduled(connection, start, last, office.time_zone), *due]
        named = titles(connection, {"side": {one.side for one in entries if one.side is not None}})
    told = [replace(one, with_whom=named.get(("side", one.side), "")) if one.side else one for one in entries]
    ordered = sorted(told, key=lambda one: (one.on, one.starts_at or time.min, not one.all_day, one.noun, one.id))
    return Agenda(first=start, last=last, zone=office.time_zone, entries=tuple(ordered))


def _scheduled(connection: Connection, first: date, last: date, zone: str) -> Iterator[AgendaEntry]:
    found = engagements_between(connection, first, last)
    expected = expected_at(connection, [kept.id for kept in found])
    for kept in found:
        yield replace(entry_of(kept, first, zone), expected=expected.get(kept.id, Expected()))


def entry_of(kept: Kept[Engagement], first: date, zone: str) -> AgendaEntry:
    """Return an engagement's line in an agenda that begins on `first`, in an office of time zone `zone`."""
    told = kept.record
    open_to_all = told.confidentiality != "restricted"
    elsewhere = told.time_zone if told.starts_at is not None and told.time_zone not in (None, zone) else None
    return AgendaEntry(
        on=max(told.starts_on, first), noun="engagement", id=kept.id, title=told.title, kind=told.kind,
        state=told.state, starts_on=told.starts_on, starts_at=told.starts_at, ends_on=told.ends_on,
        ends_at=told.ends_at, time_zone=elsewhere or (zone if told.starts_at is not None else None),
        here=_here(told, elsewhere, zone), side=cast("int | None", told.side),
        place=(told.place or "") if open_to_all else "",
    )  # fmt: skip


def _here(told: Engagement, elsewhere: str | None, zone: str) -> datetime | None:
    if elsewhere is None or told.starts_at is None:
        return None
    wall = datetime.combine(told.starts_on, told.starts_at, ZoneInfo(elsewhere))
    try:
        return wall.astimezone(ZoneInfo(zone))
    except OverflowError:
        return None


def _falling_due(connection: Connection, first: date, last: date, home: int) -> Iterator[AgendaEntry]:
    for kept in open_follow_ups(connection, last, since=first):
        side, due = cast("int | None", kept.record.side), kept.record.due_on
        yield AgendaEntry(
            on=due, noun="follow-up", id=kept.id, title=kept.record.what, kind="due", starts_on=due, side=side
        )
    for ending in agreements_ending(connection, first, last):
        text, side = ending.agreement, ending.other if ending.one == home else ending.one
        for kind, on in (("notice", text.notice_on), ("term ends", text.ends_on)):
            if on is not None and first <= on <= last:
                yield AgendaEntry(
                    on=on, noun="agreement", id=ending.id, title=text.title, kind=kind, starts_on=on, side=side
                )
