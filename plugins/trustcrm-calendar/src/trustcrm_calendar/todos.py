"""Follow-ups and promises as to-dos of a calendar of their own, and to-dos of others as follow-ups.

What is ticked off there is done here. Nothing is deleted on either side. What a follow-up says is taken from whichever
side wrote it last (LAST-MODIFIED), since it says little and is one person's; what was promised, and by when, the office
alone says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

from trustcrm.plugin import CalendarBackend, CalendarObject, Deeds, FollowUp, PluginContext
from trustcrm_calendar.ahead import Ahead, Due
from trustcrm_calendar.becoming import todo_out
from trustcrm_calendar.engagements import Task, calendar_of
from trustcrm_calendar.lines import Component, NotACalendar, calendar_in, parse
from trustcrm_calendar.plan import whole
from trustcrm_calendar.taken import Taken, TakenIn

Did = Literal[
    "put there", "changed there", "called off there", "done here", "opened here", "changed here", "taken in", "agreed",
    "left",
]  # fmt: skip
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "what": ("SUMMARY",),
    "due_on": ("DUE", "DTSTART", "DURATION"),
    "done_on": ("STATUS", "PERCENT-COMPLETE", "COMPLETED"),
}
"""What is written over as one, by what it tells."""
_KEPT_PROMISE = "kept"
"""What is noted of a promise of which both sides say that it was kept."""
_KEPT = timedelta(days=90)
"""How long a to-do that was done before it was ever put there is worth putting there."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """What is to be done about one to-do.

    `due` is what it is here, None where it is nothing yet; `fields` are new values here, `ics` the octets to be put
    there, `there` what is kept there.
    """

    did: Did
    uid: str
    what: str
    due: Due | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    there: CalendarObject | None = None
    ics: bytes = b""
    why: str = ""


def noted_of(context: PluginContext, name: str) -> tuple[TakenIn, Taken]:
    """Return what is noted of a calendar's to-dos that came from there, and of promises that were kept."""
    return TakenIn(context, name, todos=True), Taken(context.keys, "promise", name)


class ToDos:
    """Brings what is to be done and one calendar together; nothing is done twice that was undone here since."""

    def __init__(self, context: PluginContext, name: str, backend: CalendarBackend) -> None:
        self._context, self._backend = context, backend
        self._ahead = Ahead(context)
        self.count = 0
        """How many to-dos the calendar lists, once `acts` has looked."""
        self._came, self._agreed = noted_of(context, name)

    def acts(self) -> Iterator[Act]:
        """Yield what is to be done to bring both together."""
        ahead, there = self._ahead, _by_uid(self._backend)
        self.count = len(there)
        kept_before = self._agreed.among(dict.fromkeys(there, _KEPT_PROMISE))
        for due in ahead.dues():
            kept = there.pop(due.uid, None)
            if kept is not None:
                yield from _compared(due, kept, ahead, kept_before=due.uid in kept_before)
            elif _is_worth_putting(due.task, ahead.today):
                ics = calendar_of([due.todo]).octets()
                yield Act(did="put there", uid=due.uid, what=due.task.what, due=due, ics=ics)
        came = self._came.among({uid: kept.etag for uid, kept in there.items()})
        known = ahead.todo_uids()
        for uid, kept in there.items():
            yield from _new(uid, kept, ahead, known, undone=uid in came)

    def carry_out(self, do: Deeds, act: Act) -> None:
        """Do it and note what both then agree on. Raises what office and calendar raise; nothing of it is done then."""
        etag = act.there.etag if act.there is not None else ""
        if act.due is None and act.fields:
            along = self._context.tables.along(do, lambda tables, _: self._came.note(tables, {act.uid: etag}))
            along.add(FollowUp(**act.fields, uid=act.uid), again=True)
            return
        if act.due is not None and act.fields:
            take(do, act.due, act.fields)
        elif act.ics and act.there is not None:
            etag = self._backend.replace(act.there.href, act.ics, etag)
        elif act.ics:
            self._backend.create(act.ics)
        if act.due is not None and act.due.is_promise:
            is_kept = act.due.task.done_on is not None or "done_on" in act.fields
            self._agreed.note(act.uid, _KEPT_PROMISE if is_kept else "")
        elif act.did != "left" and not act.uid.endswith(self._ahead.mark):
            self._came.agree(act.uid, etag)


def take(do: Deeds, due: Due, fields: Mapping[str, Any]) -> None:
    """Do here what a to-do says, in one change; what is only ticked off is so as a person does it."""
    if due.is_promise:
        do.receive(due.row, fields["done_on"])
    elif fields.keys() == {"done_on"} and fields["done_on"] is not None:
        do.done(due.row, fields["done_on"], version=due.version)
    else:
        do.correct("follow-up", due.row, fields, version=due.version)


def taken_of(due: Due, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what counts here of all that a to-do says otherwise: of a promise only that it was kept."""
    if not due.is_promise:
        return dict(told)
    return {"done_on": told["done_on"]} if told.get("done_on") is not None else {}


def _is_worth_putting(task: Task, today: date) -> bool:
    return not task.is_off and (task.done_on is None or task.done_on >= today - _KEPT)


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


def _compared(due: Due, kept: CalendarObject, ahead: Ahead, *, kept_before: bool) -> Iterator[Act]:
    """Yield what is to be done about a to-do that is here and there.

    A promise that both knew as `kept_before` and is open here was opened here: it is not ticked off there anew.
    """
    act = Act(did="left", uid=due.uid, what=due.task.what, due=due, there=kept)
    try:
        calendar = calendar_in(parse(kept.ics))
        todo = todo_in(calendar)
        told = news(due.task, todo, ahead)
    except NotACalendar as error:
        yield replace(act, why=str(error))
        return
    older = max(todo.value("LAST-MODIFIED"), todo.value("DTSTAMP")) <= due.todo.value("LAST-MODIFIED")
    is_off_there = _status(todo) == "CANCELLED"
    fields = taken_of(due, told)
    if due.task.is_off:
        if not is_off_there and not todo.lines("COMPLETED"):
            yield replace(act, did="called off there", ics=whole(kept.ics, overlaid(calendar, due, ("done_on",))))
    elif is_off_there and due.task.done_on is None:
        if older:
            yield replace(act, did="changed there", ics=whole(kept.ics, overlaid(calendar, due, {*told, "done_on"})))
        else:
            yield replace(act, why="It was called off there; what need not be done is withdrawn here.")
    elif fields and not kept_before and (due.is_promise or not older):
        yield replace(act, did=_did(fields), fields=fields)
    elif told:
        yield replace(act, did="changed there", ics=whole(kept.ics, overlaid(calendar, due, told)))
    elif due.is_promise and kept_before != (due.task.done_on is not None):
        yield replace(act, did="agreed")


def _new(uid: str, kept: CalendarObject, ahead: Ahead, known: Collection[str], *, undone: bool) -> Iterator[Act]:
    """Yield what is to be done about a to-do that is there alone; what stays as it is for good goes without saying."""
    act = Act(did="left", uid=uid, what="a to-do", there=kept)
    try:
        todo = todo_in(calendar_in(parse(kept.ics)))
        if (left := todo_out(todo, known, ahead.mark)) is None:
            fields = fields_of(todo, ahead)
            why = "It was taken in before, and that was undone here." if undone else ""
            told = {} if undone else fields
            yield replace(act, did="left" if undone else "taken in", what=fields["what"], fields=told, why=why)
        elif not left.lasting:
            yield replace(act, what=todo.text("SUMMARY").strip() or act.what, why=left.why)
    except NotACalendar as error:
        yield replace(act, why=str(error))


def fields_of(todo: Component, ahead: Ahead) -> dict[str, Any]:
    """Return what a to-do of others says in the fields of a follow-up. Raises `NotACalendar`."""
    due_on = _day(todo, "DUE", ahead.zone)
    if due_on is None:
        raise NotACalendar("It names no day by which it is to be done.")
    return {"what": todo.text("SUMMARY").strip(), "due_on": due_on}


def overlaid(calendar: Component, due: Due, groups: Collection[str]) -> Component:
    """Return a calendar object whose to-do says of these groups what stands here; whatever else it says stays."""
    todo = changed = todo_in(calendar)
    names = [name for group in groups for name in _GROUPS[group]]
    for name in (*names, "LAST-MODIFIED", "DTSTAMP", "SEQUENCE"):
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


def news(task: Task, todo: Component, ahead: Ahead) -> dict[str, Any]:
    """Return in which fields a to-do tells something else than what is to be done here. Raises `NotACalendar`.

    What was done by a clock that is ahead of the office's was done today.
    """
    zone = ahead.zone
    told = {"what": todo.text("SUMMARY").strip() or task.what, "due_on": _day(todo, "DUE", zone) or task.due_on}
    found: dict[str, Any] = {name: value for name, value in told.items() if value != getattr(task, name)}
    is_done = _status(todo) == "COMPLETED" or bool(todo.lines("COMPLETED"))
    if is_done and task.done_on is None:
        done_on = _day(todo, "COMPLETED", zone) or _day(todo, "LAST-MODIFIED", zone) or task.due_on
        found["done_on"] = min(done_on, ahead.today)
    elif not is_done and task.done_on is not None:
        found["done_on"] = None
    return found


def _status(todo: Component) -> str:
    return todo.value("STATUS").strip().upper()


def _day(todo: Component, name: str, zone: str) -> date | None:
    """Return the day of a property in a time zone; a day stays the day it is."""
    import icalendar

    octets = b"BEGIN:VTODO\r\n" + b"".join(line.raw for line in todo.lines(name)[:1]) + b"\r\nEND:VTODO\r\n"
    try:
        told = cast(Any, icalendar.Todo.from_ical(octets.replace(b"\r\n\r\n", b"\r\n"))).get(name)
    except Exception as error:  # of hostile text the parser raises many kinds
        raise NotACalendar(f"Its {name} cannot be read: {' '.join(str(error).split())[:100]}.") from None
    moment = getattr(told, "dt", None)
    if isinstance(moment, datetime):
        return moment.astimezone(ZoneInfo(zone)).date() if moment.tzinfo is not None else moment.date()
    return moment if isinstance(moment, date) else None
