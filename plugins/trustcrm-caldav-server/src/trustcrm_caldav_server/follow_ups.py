"""The calendar of what is to be done: follow-ups and promises as to-dos, and what else devices keep beside them.

A new to-do with a day becomes a follow-up, in the name of the device's person. What no follow-up can be stays a to-do
of this calendar, octet for octet, as do the alarms and steps that a device writes into any. Of a promise the office
says what and by when, and a device that it was kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from trustcrm.plugin import Deeds, FollowUp, InvalidValue, PluginContext, Refused, TableAccess
from trustcrm_caldav_server.facts import facts_in
from trustcrm_caldav_server.kept import Facts, Gone, Kept, Put
from trustcrm_caldav_server.lineage import Lineage
from trustcrm_caldav_server.passwords import Device, Passwords
from trustcrm_caldav_server.shelf import Shelf
from trustcrm_caldav_server.taking import Took, WrongKind, check_deletions, check_uid
from trustcrm_calendar.ahead import PROMISED, Ahead, Due
from trustcrm_calendar.becoming import is_private, todo_out
from trustcrm_calendar.engagements import calendar_of
from trustcrm_calendar.lines import Component, NotACalendar, calendar_in, parse
from trustcrm_calendar.plan import whole
from trustcrm_calendar.todos import fields_of, news, overlaid, take, taken_of, todo_in

SHOWN = ("follow-up", PROMISED, "step", "city", "organisation")
"""The nouns of which something is shown here."""
OURS = 1
"""The version of an object that stands for a record of the office; one that stands for none has 0."""


class FollowUps:
    """Shows what is to be done and takes in what devices say; `calendar` is the context of the plugin calendar."""

    def __init__(self, context: PluginContext, calendar: PluginContext, shelf: Shelf) -> None:
        self._context, self._calendar, self._shelf = context, calendar, shelf
        self._passwords = Passwords(context.tables, context.clock)
        self._lineage = Lineage(shelf)

    def shown(self, kept: Mapping[str, Kept]) -> Iterator[tuple[str, bytes]]:
        """Yield every to-do as octets by its UID; what is kept stays as it is where it says the same."""
        ahead, seen = Ahead(self._calendar), set()
        for due in ahead.dues():
            if not due.task.is_off:
                seen.add(due.uid)
                there = kept.get(due.uid)
                yield due.uid, _said(due, there.ics, ahead) if there is not None else calendar_of([due.todo]).octets()
        for uid, there in kept.items():
            if uid not in seen and _is_beside(there, ahead):
                yield uid, there.ics

    def saw(self, device: Device, kept: Kept) -> None:
        """Remember which version of a to-do was given to a device."""
        self._lineage.saw(device, kept)

    def put(
        self, device: Device, href: str, ics: bytes,
        check: Callable[[str | None], Sequence[str] | None] = lambda etag: None,
    ) -> Took:  # fmt: skip
        """Keep the octets of a to-do, and do in the office what they say. Raises as `Intake.put` does."""
        ahead = Ahead(self._calendar)
        facts = facts_in(calendar_in(parse(ics)), ahead.zone)
        if facts.kind != "VTODO":
            raise WrongKind("This calendar holds to-dos alone.")
        around = self._shelf.around(href, facts.uid)
        there = around.at if around.at is not None and not around.at.gone else None
        live = there if there is not None and there.shown_to(device.person) else None
        named = check(live.etag if live is not None else None)
        check_uid(facts.uid, there, around.of, device.person)
        if live is not None and named is not None:
            ics, _ = self._lineage.merged(device, live, ics, named)
            facts = facts_in(calendar_in(parse(ics)), ahead.zone)
        put = Put(href=href, ics=ics, facts=facts, source=device.person, over=live or around.at)
        due = ahead.due(facts.uid)
        put = self._begin(device, put, ahead) if due is None else self._take(device, put, due, ahead)
        return Took(put.ics, new=live is None)

    def _begin(self, device: Device, put: Put, ahead: Ahead) -> Put:
        """Let a to-do become a follow-up where it can be one, else keep it beside them, a private one for its owner."""
        deeds = self._context.do.in_the_name_of(device.person)
        follow_up = self._follow_up(put, ahead)
        if follow_up is not None:
            ours = replace(put, version=OURS)
            try:
                self._along(deeds, ours).add(follow_up, again=True)
            except InvalidValue:
                pass
            else:
                return ours
        deeds.check_role()
        aside = replace(put, owner=device.person if put.facts.private else "")
        self._shelf.write([aside])
        return aside

    def _follow_up(self, put: Put, ahead: Ahead) -> FollowUp | None:
        try:
            todo = todo_in(calendar_in(parse(put.ics)))
            if put.facts.repeats or todo_out(todo, ahead.todo_uids(), ahead.mark) is not None:
                return None
            return FollowUp(**fields_of(todo, ahead), uid=put.facts.uid)
        except NotACalendar:
            return None

    def _take(self, device: Device, put: Put, due: Due, ahead: Ahead) -> Put:
        """Keep octets and do in the office what they say, both or neither; what only the office says is put right."""
        calendar = calendar_in(parse(put.ics))
        todo = todo_in(calendar)
        _check(todo)
        told = news(due.task, todo, ahead)
        fields = taken_of(due, told)
        put = replace(put, version=OURS)
        if told and not fields:
            put = _over(put, whole(put.ics, overlaid(calendar, due, told)), ahead)
        deeds = self._context.do.in_the_name_of(device.person)
        try:
            if fields:
                take(self._along(deeds, put), due, fields)
            else:
                deeds.check_role()
                self._shelf.write([put])
        except InvalidValue as error:
            raise Refused(str(error)) from None
        return put

    def _along(self, deeds: Deeds, put: Put) -> Deeds:
        """Return deeds that keep octets with what they write."""

        def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
            self._shelf.write_in(tables, [put])

        return self._context.tables.along(deeds, write)

    def delete(self, device: Device, live: Kept) -> None:
        """Take a to-do away that is none of the office's.

        Raises `Refused` for one that is: what need not be done is withdrawn there. Raises `TooManyDeletions`.
        """
        if not _is_beside(live, Ahead(self._calendar)):
            raise Refused(
                "A follow-up is ticked off and never deleted; what need not be done is withdrawn in the office."
            )
        check_deletions(self._shelf, self._passwords, device)
        self._context.do.in_the_name_of(device.person).check_role()
        self._shelf.write(gone=[Gone(kept=live, by=device.id)])


def _is_beside(kept: Kept, ahead: Ahead) -> bool:
    """Return whether an object stands for no record of the office, nor for one that was withdrawn since."""
    return kept.version < OURS and not kept.uid.endswith(ahead.mark)


def _over(put: Put, ics: bytes, ahead: Ahead) -> Put:
    facts: Facts = facts_in(calendar_in(parse(ics)), ahead.zone)
    return replace(put, ics=ics, facts=facts)


def _said(due: Due, ics: bytes, ahead: Ahead) -> bytes:
    try:
        calendar = calendar_in(parse(ics))
        told = news(due.task, todo_in(calendar), ahead)
        return whole(ics, overlaid(calendar, due, told)) if told else ics
    except NotACalendar:
        return calendar_of([due.todo]).octets()


def _check(todo: Component) -> None:
    """Raise `Refused` where a to-do says what no follow-up can."""
    if not todo.text("SUMMARY").strip():
        raise Refused("A follow-up says what is to be done, and this one says nothing.")
    if not todo.lines("DUE"):
        raise Refused("A follow-up is due on a day, and this one names none.")
    if todo.value("STATUS").strip().upper() == "CANCELLED":
        raise Refused("A follow-up is open or done; what need not be done is withdrawn in the office.")
    if is_private(todo):
        raise Refused("A follow-up is everybody's in the office, and cannot be kept from them.")
