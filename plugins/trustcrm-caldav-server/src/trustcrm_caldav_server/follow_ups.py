"""The calendar of follow-ups: each is a to-do, which a device may tick off, put off or call something else.

What else a device writes into a to-do, such as alarms and steps of its own, stays there octet for octet. A follow-up
begins and is withdrawn in the office alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from trustcrm.plugin import InvalidValue, PluginContext, Refused, TableAccess
from trustcrm_caldav_server.facts import facts_in
from trustcrm_caldav_server.intake import Took, UidTaken, WrongKind
from trustcrm_caldav_server.kept import Kept, Put
from trustcrm_caldav_server.lineage import Lineage
from trustcrm_caldav_server.passwords import Device
from trustcrm_caldav_server.shelf import Shelf
from trustcrm_calendar.ahead import Ahead, Due
from trustcrm_calendar.engagements import calendar_of
from trustcrm_calendar.lines import Component, NotACalendar, calendar_in, parse
from trustcrm_calendar.todos import news, overlaid, take, todo_in

_PRIVATE = ("PRIVATE", "CONFIDENTIAL")


class FollowUps:
    """Shows follow-ups and takes in what devices say of them; `calendar` is the context of the plugin calendar."""

    def __init__(self, context: PluginContext, calendar: PluginContext, shelf: Shelf) -> None:
        self._context, self._calendar, self._shelf = context, calendar, shelf
        self._lineage = Lineage(shelf)

    def shown(self, kept: Mapping[str, Kept]) -> Iterator[tuple[str, bytes]]:
        """Yield every follow-up as octets by its UID; what is kept stays as it is where it says the same."""
        ahead = Ahead(self._calendar)
        for due in ahead.dues():
            there = kept.get(due.uid)
            yield due.uid, _said(due, there.ics, ahead) if there is not None else calendar_of([due.todo]).octets()

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
        live = self._shelf.at(href)
        live = live if live is not None and not live.gone else None
        named = check(live.etag if live is not None else None)
        if live is not None and live.uid != facts.uid:
            raise UidTaken(live.href)
        due = ahead.due(facts.uid)
        if live is None or due is None:
            raise Refused("A follow-up begins in the office; once it stands there it is here, too.")
        if named is not None:
            ics, _ = self._lineage.merged(device, live, ics, named)
            facts = facts_in(calendar_in(parse(ics)), ahead.zone)
        self._take(device, due, ahead, Put(href=href, ics=ics, facts=facts, source=device.person, over=live))
        return Took(ics, new=False)

    def _take(self, device: Device, due: Due, ahead: Ahead, put: Put) -> None:
        """Keep octets and do in the office what they say, both or neither."""
        todo = todo_in(calendar_in(parse(put.ics)))
        _check(todo)
        told = news(due.follow_up, todo, ahead)
        deeds = self._context.do.in_the_name_of(device.person)

        def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
            self._shelf.write_in(tables, [put])

        try:
            if told:
                take(self._context.tables.along(deeds, write), due, told)
            else:
                deeds.check_role()
                self._shelf.write([put])
        except InvalidValue as error:
            raise Refused(str(error)) from None

    def delete(self, device: Device, live: Kept) -> None:
        """Raise `Refused`: a follow-up that need not be done is withdrawn where it was made."""
        raise Refused("A follow-up is ticked off and never deleted; what need not be done is withdrawn in the office.")


def _said(due: Due, ics: bytes, ahead: Ahead) -> bytes:
    try:
        tree = parse(ics)
        calendar = calendar_in(tree)
        if not news(due.follow_up, todo_in(calendar), ahead):
            return ics
        changed = overlaid(calendar, due)
    except NotACalendar:
        return calendar_of([due.todo]).octets()
    return tree.with_parts(changed if part is calendar else part for part in tree.parts).octets()


def _check(todo: Component) -> None:
    """Raise `Refused` where a to-do says what no follow-up can."""
    if not todo.text("SUMMARY").strip():
        raise Refused("A follow-up says what is to be done, and this one says nothing.")
    if not todo.lines("DUE"):
        raise Refused("A follow-up is due on a day, and this one names none.")
    if todo.value("STATUS").strip().upper() == "CANCELLED":
        raise Refused("A follow-up is open or done; what need not be done is withdrawn in the office.")
    if todo.value("CLASS").strip().upper() in _PRIVATE:
        raise Refused("A follow-up is everybody's in the office, and cannot be kept from them.")
