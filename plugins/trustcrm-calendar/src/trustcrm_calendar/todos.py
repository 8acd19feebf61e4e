"""Follow-ups as to-dos of a calendar of their own: put there, and ticked off here when they are ticked off there.

Nothing is deleted on either side, and to-dos of others are left alone. What a to-do says is taken from whichever side
wrote it last (LAST-MODIFIED), since a follow-up says little and is one person's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

import icalendar

from trustcrm.plugin import CalendarBackend, CalendarObject, Deeds, FollowUp, PluginContext
from trustcrm_calendar.ahead import Ahead, Due
from trustcrm_calendar.engagements import calendar_of
from trustcrm_calendar.lines import Component, NotACalendar, calendar_in, parse

Did = Literal["put there", "changed there", "done here", "opened here", "changed here", "left"]
_LINES = ("SUMMARY", "DUE", "DTSTART", "DURATION", "STATUS", "PERCENT-COMPLETE", "COMPLETED")
_KEPT = timedelta(days=90)
"""How long a to-do that was done before it was ever put there is worth putting there."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """What is to be done about one follow-up; `fields` are its new values here, `ics` the octets to be put there."""

    did: Did
    due: Due
    fields: dict[str, Any] = field(default_factory=dict)
    there: CalendarObject | None = None
    ics: bytes = b""
    why: str = ""


def acts(context: PluginContext, backend: CalendarBackend) -> Iterator[Act]:
    """Yield what is to be done to bring follow-ups and a calendar together."""
    ahead = Ahead(context)
    there = _by_uid(backend)
    for due in ahead.dues():
        kept = there.get(due.uid)
        if kept is None:
            done = due.follow_up.done_on
            if done is None or done >= ahead.today - _KEPT:
                yield Act(did="put there", due=due, ics=calendar_of([due.todo]).octets())
            continue
        try:
            yield from _compared(due, kept, ahead)
        except NotACalendar as error:
            yield Act(did="left", due=due, there=kept, why=str(error))


def carry_out(context: PluginContext, backend: CalendarBackend, act: Act) -> None:
    """Do it. Raises what the office and the calendar raise; nothing of it is done then."""
    if act.fields:
        take(context.do, act.due, act.fields)
    elif act.ics and act.there is not None:
        backend.replace(act.there.href, act.ics, act.there.etag)
    elif act.ics:
        backend.create(act.ics)


def take(do: Deeds, due: Due, fields: Mapping[str, Any]) -> None:
    """Give a follow-up new values, in one change; what is only ticked off is so as a person does it."""
    if fields.keys() == {"done_on"} and fields["done_on"] is not None:
        do.done(due.row, fields["done_on"], version=due.version)
    else:
        do.correct("follow-up", due.row, fields, version=due.version)


def _by_uid(backend: CalendarBackend) -> dict[str, CalendarObject]:
    found = {}
    for kept in backend.get([href for href, _ in backend.list()]):
        try:
            todos = calendar_in(parse(kept.ics)).components("VTODO")
        except NotACalendar:
            continue
        for todo in todos[:1]:
            found[todo.text("UID")] = kept
    return found


def _compared(due: Due, kept: CalendarObject, ahead: Ahead) -> Iterator[Act]:
    calendar = calendar_in(parse(kept.ics))
    todo = todo_in(calendar)
    told = news(due.follow_up, todo, ahead)
    if not told:
        return
    written = max(todo.value("LAST-MODIFIED"), todo.value("DTSTAMP"))
    if written > due.todo.value("LAST-MODIFIED"):
        yield Act(did=_did(told), due=due, fields=told, there=kept)
    else:
        yield Act(did="changed there", due=due, there=kept, ics=overlaid(calendar, due).octets())


def overlaid(calendar: Component, due: Due) -> Component:
    """Return a calendar object whose to-do says what a follow-up says; whatever else it says stays."""
    todo = changed = todo_in(calendar)
    for name in (*_LINES, "LAST-MODIFIED", "DTSTAMP", "SEQUENCE"):
        if todo.lines(name) or due.todo.lines(name):
            changed = changed.with_lines([name], due.todo.lines(name))
    return calendar.with_parts(changed if part is todo else part for part in calendar.parts)


def _did(told: Mapping[str, Any]) -> Did:
    if "done_on" not in told:
        return "changed here"
    return "done here" if told["done_on"] is not None else "opened here"


def todo_in(calendar: Component) -> Component:
    """Return the to-do of a calendar object. Raises `NotACalendar` where it is not a single one."""
    todos = calendar.components("VTODO")
    if len(todos) != 1 or todos[0].lines("RRULE", "RDATE"):
        raise NotACalendar("It is not one single to-do, which a follow-up is.")
    return todos[0]


def news(follow_up: FollowUp, todo: Component, ahead: Ahead) -> dict[str, Any]:
    """Return in which fields a to-do tells something else than a follow-up. Raises `NotACalendar`.

    What was done by a clock that is ahead of the office's was done today.
    """
    zone = ahead.zone
    what, due_on = todo.text("SUMMARY").strip() or follow_up.what, _day(todo, "DUE", zone) or follow_up.due_on
    told = {"what": what, "due_on": due_on}
    found = {name: value for name, value in told.items() if value != getattr(follow_up, name)}
    is_done = todo.value("STATUS").strip().upper() == "COMPLETED" or bool(todo.lines("COMPLETED"))
    if is_done and follow_up.done_on is None:
        done_on = _day(todo, "COMPLETED", zone) or _day(todo, "LAST-MODIFIED", zone) or follow_up.due_on
        found["done_on"] = min(done_on, ahead.today)
    elif not is_done and follow_up.done_on is not None:
        found["done_on"] = None
    return found


def _day(todo: Component, name: str, zone: str) -> date | None:
    """Return the day of a property in a time zone; a day stays the day it is."""
    octets = b"BEGIN:VTODO\r\n" + b"".join(line.raw for line in todo.lines(name)[:1]) + b"\r\nEND:VTODO\r\n"
    try:
        told = cast(Any, icalendar.Todo.from_ical(octets.replace(b"\r\n\r\n", b"\r\n"))).get(name)
    except Exception as error:  # of hostile text the parser raises many kinds
        raise NotACalendar(f"Its {name} cannot be read: {' '.join(str(error).split())[:100]}.") from None
    moment = getattr(told, "dt", None)
    if isinstance(moment, datetime):
        return moment.astimezone(ZoneInfo(zone)).date() if moment.tzinfo is not None else moment.date()
    return moment if isinstance(moment, date) else None
