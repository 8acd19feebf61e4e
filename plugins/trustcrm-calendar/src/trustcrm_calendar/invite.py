"""Working out who is to be told what about an engagement, and putting that into the outbox as drafts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import cast

from trustcrm.plugin import ConfigError, InvalidValue, Person, PluginContext, Refused, Seat
from trustcrm_calendar.ahead import Ahead, Told
from trustcrm_calendar.invitations import (
    Method,
    Somebody,
    address_of,
    cancellation,
    differing,
    event_of_one,
    is_rescheduled,
    request,
    same,
)
from trustcrm_calendar.lines import Component
from trustcrm_calendar.outbox import Kept, Message, Outbox
from trustcrm_calendar.received import Received
from trustcrm_calendar.settings import CalendarSettings


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody expected at an engagement: who, and their address, "" where none is known or it cannot be one."""

    person: int
    name: str
    address: str
    chairs: bool


def sender(context: PluginContext) -> Somebody:
    """Return in whose name the office invites and answers. Raises `ConfigError` where the configuration tells none."""
    told = context.config if isinstance(context.config, CalendarSettings) else CalendarSettings()
    if not told.address:
        example = 'address = "protocol@city.example"'
        raise ConfigError(f"It is not known in whose name to invite; put {example} under [plugins.calendar].")
    try:
        return Somebody(address=address_of(told.address), name=told.name)
    except InvalidValue as error:
        raise ConfigError(f"[plugins.calendar] address: {error}") from None


def guests(context: PluginContext, engagement: int) -> list[Guest]:
    """Return who is expected at an engagement, each person once. Raises `NotFound`."""
    found: dict[int, Guest] = {}
    for listed in context.ask.whole("engagement", str(engagement)).parts.get("seat", ()):
        seat = cast(Seat, listed.kept.record)
        if isinstance(seat.person, int):
            person = cast(Person, context.office.read("person", seat.person))
            found[seat.person] = Guest(
                person=seat.person, name=person.name, address=_address(person), chairs=seat.role == "chair"
            )
    return list(found.values())


def _address(person: Person) -> str:
    for told in person.emails:
        try:
            return address_of(told)
        except InvalidValue:
            continue
    return ""


def drafts(context: PluginContext, engagement: int, *, whole_list: bool = False) -> list[Kept]:
    """Put into the outbox what is still to be told about an engagement, and return what is new there.

    Whoever is expected and does not know it yet, or not as it stands, is invited; whoever was invited and is no longer
    expected, or the engagement being off, is told so. With `whole_list` each sees all the others. Raises `NotFound`,
    `ConfigError`, and `Refused` for an engagement that is restricted, over, or not ours to invite to.
    """
    told = _told(context, engagement)
    by, outbox = sender(context), Outbox(context.tables)
    messages = _Messages(context, told, by, outbox.everything(engagement), whole_list)
    return outbox.put(engagement, list(messages), context.clock.now())


def refuse_outdated(context: PluginContext, kept: Kept) -> None:
    """Raise `Refused` where a draft to a guest no longer tells how things stand."""
    message = kept.message
    if kept.state != "draft" or message.kind == "REPLY":
        return
    told = next((one for one in Ahead(context).told() if one.row == message.engagement), None)
    expected = {guest.address for guest in guests(context, message.engagement)}
    is_on = told is not None and told.engagement.state in ("planned", "confirmed") and message.recipient in expected
    is_right = is_on is (message.kind == "REQUEST") and told is not None
    if is_right and told is not None and is_on:
        now = request(told.event(Ahead(context).zone), sender(context), [], message.sequence, context.clock.now())
        is_right = not differing(now, message.ics) and not is_rescheduled(now, message.ics)
    if not is_right:
        raise Refused(
            f"Message {kept.number} no longer tells how things stand; `trustcrm calendar invite {message.engagement}` "
            "drafts what does. Nothing was released."
        )


def _told(context: PluginContext, engagement: int) -> Told:
    context.ask.one("engagement", engagement)
    found = next((one for one in Ahead(context).told() if one.row == engagement), None)
    if found is None:
        raise Refused(f"Engagement {engagement} is restricted or withdrawn; nobody is told of it.")
    if found.engagement.state == "held":
        raise Refused(f"Engagement {engagement} was held; there is nobody to invite to it any more.")
    if any(one.method == "REQUEST" for one in Received(context.tables).everything(engagement)):
        raise Refused(f"Others invite to engagement {engagement}; ask them to invite whoever else should come.")
    return found


@dataclass
class _Messages:
    """What is to be told, one message an address."""

    context: PluginContext
    told: Told
    by: Somebody
    kept: Sequence[Kept]
    whole_list: bool

    def __iter__(self) -> Iterator[Message]:
        expected = [guest for guest in guests(self.context, self.told.row) if guest.address]
        everybody = [self._as_named(guest) for guest in expected]
        at, is_off = self.context.clock.now(), self.told.engagement.state == "cancelled"
        for guest, somebody in zip(expected, everybody, strict=True):
            if not is_off:
                yield from self._request(guest, somebody, everybody if self.whole_list else [somebody], at)
        still = set() if is_off else {guest.address for guest in expected}
        for address, last in self._last_released().items():
            if address not in still and last.message.kind == "REQUEST":
                yield self._cancel(last, at, "It is off." if is_off else "They are no longer expected.")

    def _request(
        self, guest: Guest, somebody: Somebody, named: Sequence[Somebody], at: datetime
    ) -> Iterator[Message]:  # fmt: skip
        last = self._last_released().get(guest.address)
        if last is None or last.message.kind != "REQUEST":
            ics = request(self._event, self.by, _asked(named), self._sequence(last, at), at)
            yield self._message("REQUEST", guest, "They are expected.", ics, last)
            return
        moved = is_rescheduled(request(self._event, self.by, [], 0, at), last.message.ics)
        sequence = last.message.sequence + moved
        ics = request(self._event, self.by, _asked(named) if moved else named, sequence, at)
        changed = differing(ics, last.message.ics)
        if moved or changed or (self.whole_list and not same(ics, last.message.ics)):
            yield self._message("REQUEST", guest, f"Changed since: {', '.join(changed) or 'who comes'}.", ics, last)

    def _cancel(self, last: Kept, at: datetime, why: str) -> Message:
        address, sequence = last.message.recipient, last.message.sequence + 1
        ics = cancellation(self._event, self.by, Somebody(address=address), sequence, at)
        guest = Guest(person=last.message.person or 0, name="", address=address, chairs=False)
        return self._message("CANCEL", guest, why, ics, last)

    def _message(self, kind: Method, guest: Guest, why: str, ics: bytes, last: Kept | None) -> Message:
        return Message(
            kind=kind, recipient=guest.address, why=why, sequence=int(event_of_one(ics).value("SEQUENCE")), ics=ics,
            summary=self.told.engagement.title, engagement=self.told.row, person=guest.person or None,
            after=last.number if last is not None else 0,
        )  # fmt: skip

    @cached_property
    def _event(self) -> Component:
        return self.told.event(Ahead(self.context).zone)

    def _sequence(self, last: Kept | None, at: datetime) -> int:
        """Return the SEQUENCE for whoever is invited anew: as others have it, and more than they were told before."""
        left = [one.message for one in self._last_released().values() if one.message.kind == "REQUEST"]
        newest = max(left, key=lambda message: message.sequence, default=None)
        others = 0
        if newest is not None:
            moved = is_rescheduled(request(self._event, self.by, [], 0, at), newest.ics)
            others = newest.sequence + moved
        return max(others, last.message.sequence + 1 if last is not None else 0)

    def _last_released(self) -> dict[str, Kept]:
        return {one.message.recipient: one for one in self.kept if one.state in ("released", "releasing")}

    def _as_named(self, guest: Guest) -> Somebody:
        answer = Received(self.context.tables).answer(self.told.uid, guest.address)
        return Somebody(address=guest.address, name=guest.name, chairs=guest.chairs, partstat=answer or "NEEDS-ACTION")


def _asked(named: Sequence[Somebody]) -> list[Somebody]:
    """Return guests as those who have not answered: at another time every answer is void."""
    return [replace(one, partstat="NEEDS-ACTION") for one in named]
