"""Trails: which earlier exchanges a deed goes back to, linked by a person and backwards in time only.

A link is a note about the later event, which says why, and a row that names the earlier one. Both ends have one day
each, a contribution that of its first step. The earlier day must lie before the later, so days only fall along a trail
and no trail can lead in a circle. Days are looked at whenever a trail is read: where one was corrected since and a link
would point forward, it is set aside and said so, and it is followed again once the days allow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import insert, select

from trustcrm.plugin import (
    Agreement,
    Citation,
    Contribution,
    Interaction,
    InvalidValue,
    Listed,
    Note,
    PluginContext,
    Refused,
    Signal,
    TableAccess,
    Tie,
)
from trustcrm_networks_and_lessons.tables import LINK

NOUNS = ("interaction", "contribution", "signal", "agreement")
"""What can stand in a trail."""


@dataclass(frozen=True, kw_only=True, order=True)
class Place:
    """An event of a trail by its row."""

    noun: str
    id: int

    def __str__(self) -> str:
        return f"{self.noun} {self.id}"


@dataclass(frozen=True, kw_only=True)
class Event:
    """What a trail leads over: its day (None where nobody wrote one down), both sides, and what happened."""

    place: Place
    on: date | None
    giver: int
    receiver: int
    words: str
    source: str = ""

    @property
    def cite(self) -> Citation:
        """The record it is."""
        return Citation(self.place.noun, self.place.id, self.source)

    @property
    def in_words(self) -> str:
        """Its day and what happened."""
        return f"{self.on.isoformat() if self.on else 'day unknown'} {self.words}"


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link from a later event to an earlier one: the note that says why, its author and day."""

    note: int
    later: Place
    earlier: Place
    why: str
    author: str
    on: date | None


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One event of a trail: how many links from its end, and the link that led there; `told` where it stood before."""

    event: Event
    depth: int
    link: Link | None = None
    told: bool = False


@dataclass(frozen=True, kw_only=True)
class Trail:
    """A trail from its latest event back, with the links set aside since their days do not allow them."""

    stages: tuple[Stage, ...]
    set_aside: tuple[Link, ...]


def parsed(words: str) -> Place:
    """Return the event meant by "contribution 12"; a lesson is such a contribution. Raises `InvalidValue`."""
    noun, _, number = words.strip().replace(":", " ", 1).partition(" ")
    noun = "contribution" if noun == "lesson" else noun
    number = number.strip().removeprefix("#")
    if noun not in NOUNS or not number.isdecimal():
        raise InvalidValue(f"{words!r} is no event of a trail; say it as `contribution 12`: {', '.join(NOUNS)}.")
    return Place(noun=noun, id=int(number))


class Events:
    """The events of an office, each looked up once, with the names of their sides."""

    def __init__(self, context: PluginContext) -> None:
        self._context = context
        self._known: dict[Place, Event | None] = {}

    def at(self, place: Place) -> Event | None:
        """Return an event, None where it was withdrawn. Raises `NotFound`."""
        if place not in self._known:
            self.look_up([place])
        if place not in self._known:
            self._context.ask.one(place.noun, place.id)  # tells that it is not there
        return self._known[place]

    def needed(self, place: Place) -> Event:
        """Return an event that somebody named. Raises `NotFound`, and `Refused` where it was withdrawn."""
        event = self.at(place)
        if event is None:
            raise Refused(f"{str(place).capitalize()} was withdrawn; a trail leads over what stands.")
        return event

    def look_up(self, places: Iterable[Place]) -> None:
        """Look up many events at once, for what one of them costs; those that are not there are left out."""
        ids: dict[str, set[int]] = {}
        for place in places:
            if place not in self._known:
                ids.setdefault(place.noun, set()).add(place.id)
        for noun, rows in ids.items():
            listed = self._context.ask.several(noun, rows)
            events = _SEEN[noun](self._context, {row: one for row, one in listed.items() if not one.kept.withdrawn})
            self._known |= {Place(noun=noun, id=row): events.get(row) for row in listed}


Seen = Mapping[int, Listed]


def _interactions(context: PluginContext, seen: Seen) -> dict[int, Event]:
    found = {}
    for row, listed in seen.items():
        record = cast(Interaction, listed.kept.record)
        words = f"{record.kind} {_between(listed)}{f': {record.words}' if record.words else ''}"
        found[row] = _event(listed, record, record.on, words)
    return found


def _contributions(context: PluginContext, seen: Seen) -> dict[int, Event]:
    accounts, found = context.ask.accounts(seen), {}
    for row, listed in seen.items():
        record = cast(Contribution, listed.kept.record)
        days = [kept.record.on for kept in accounts[row].steps] if row in accounts else []
        found[row] = _event(listed, record, min(days, default=None), f"{record.what} {_between(listed)}")
    return found


def _signals(context: PluginContext, seen: Seen) -> dict[int, Event]:
    found = {}
    for row, listed in seen.items():
        record = cast(Signal, listed.kept.record)
        found[row] = _event(listed, record, record.on, f"{record.kind} {_between(listed)}")
    return found


def _agreements(context: PluginContext, seen: Seen) -> dict[int, Event]:
    records = {row: cast(Agreement, listed.kept.record) for row, listed in seen.items()}
    ties = context.ask.several("tie", {cast(int, record.tie) for record in records.values()})
    found = {}
    for row, record in records.items():
        tie = cast(Tie, ties[cast(int, record.tie)].kept.record)
        found[row] = Event(
            place=Place(noun="agreement", id=row), on=record.signed_on, giver=cast(int, tie.one),
            receiver=cast(int, tie.other), words=record.title,
        )  # fmt: skip
    return found


def _event(listed: Listed, record: Interaction | Contribution | Signal, on: date | None, words: str) -> Event:
    place, source = Place(noun=listed.noun, id=listed.kept.id), record.source or ""
    giver, receiver = cast(int, record.giver), cast(int, record.receiver)
    return Event(place=place, on=on, giver=giver, receiver=receiver, words=words, source=source)


def _between(listed: Listed) -> str:
    return f"({listed.referred['giver']} to {listed.referred['receiver']})"


_SEEN: Mapping[str, Callable[[PluginContext, Seen], dict[int, Event]]] = {
    "interaction": _interactions, "contribution": _contributions, "signal": _signals, "agreement": _agreements,
}  # fmt: skip


def links(context: PluginContext) -> list[Link]:
    """Return every link that stands, in the order they were made."""
    with context.tables.reading() as tables:
        rows = tables.execute(select(LINK).order_by(LINK.c.id)).mappings().all()
    notes, found = context.ask.several("note", [row["note_id"] for row in rows]), []
    for row in rows:
        listed = notes.get(row["note_id"])
        if listed is None:
            continue
        kept, note = listed.kept, cast(Note, listed.kept.record)
        earlier = next((Place(noun=noun, id=row[f"{noun}_id"]) for noun in NOUNS if row[f"{noun}_id"]), None)
        if not kept.withdrawn and earlier is not None:
            found.append(
                Link(
                    note=kept.id, later=Place(noun=note.about_noun, id=note.about_row), earlier=earlier,
                    why=note.words, author=note.author or "", on=note.on,
                )
            )  # fmt: skip
    return found


def follow(begun: Place, known: Sequence[Link], event_at: Callable[[Place], Event | None]) -> Trail:
    """Return the trail back from an event over links, nearest day first; only what lies earlier is followed."""
    of_later: dict[Place, list[Link]] = {}
    for one in known:
        of_later.setdefault(one.later, []).append(one)
    stages: list[Stage] = []
    set_aside: list[Link] = []
    seen: set[Place] = set()

    def visit(place: Place, depth: int, link: Link | None) -> None:
        event = event_at(place)
        if event is None:
            return
        told = place in seen
        stages.append(Stage(event=event, depth=depth, link=link, told=told))
        if told:
            return
        seen.add(place)
        backward: list[tuple[date, Link]] = []
        for one in of_later.get(place, ()):
            earlier = event_at(one.earlier)
            if earlier is None:
                continue
            if earlier.on is not None and event.on is not None and earlier.on < event.on:
                backward.append((earlier.on, one))
            else:
                set_aside.append(one)
        for _, one in sorted(backward, key=lambda pair: (-pair[0].toordinal(), pair[1].earlier, pair[1].note)):
            visit(one.earlier, depth + 1, one)

    visit(begun, 0, None)
    return Trail(stages=tuple(stages), set_aside=tuple(set_aside))


def trail(context: PluginContext, place: Place) -> Trail:
    """Return the trail of an event. Raises `NotFound`, and `Refused` where it was withdrawn."""
    events = Events(context)
    events.needed(place)
    return follow(place, links(context), events.at)


def led_to(context: PluginContext, place: Place) -> list[tuple[Link, Event]]:
    """Return the later events that go back to an event in one link, the earliest first."""
    events = Events(context)
    here, found = events.needed(place), list[tuple[Link, Event]]()
    for one in links(context):
        later = events.at(one.later) if one.earlier == place else None
        if later is not None and later.on is not None and here.on is not None and here.on < later.on:
            found.append((one, later))
    return sorted(found, key=lambda pair: (pair[1].on or date.max, pair[1].place))


def join(context: PluginContext, later: Place, earlier: Place, why: str) -> int:
    """Link an event to an earlier one and return the note that says why. Raises `Refused`, `InvalidValue`."""
    if not why.strip():
        raise InvalidValue("A link needs its reason in words: what of the earlier event is in the later one.")
    events = Events(context)
    require_backward(events.needed(later), events.needed(earlier))
    if any((one.later, one.earlier) == (later, earlier) for one in links(context)):
        raise Refused(f"{str(later).capitalize()} goes back to {earlier} already.")
    note = Note(
        words=why.strip(), about_noun=later.noun, about_row=later.id, author=context.do.login,
        on=context.clock.today(),
    )  # fmt: skip

    def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        tables.execute(insert(LINK), {"note_id": rows["note"][0], f"{earlier.noun}_id": earlier.id})

    return context.tables.along(context.do, write).add(note, again=True).ids[0]


def require_backward(later: Event, earlier: Event) -> None:
    """Raise `Refused` unless both events have a day and the earlier one's lies before."""
    for one in (later, earlier):
        if one.on is None:
            raise Refused(f"{str(one.place).capitalize()} has no day on record, so nothing can be said to be earlier.")
    if not cast(date, earlier.on) < cast(date, later.on):
        raise Refused(
            f"{str(earlier.place).capitalize()} is of {earlier.on}, which does not lie before {later.on}, the day of "
            f"{later.place}; a trail leads back in time only."
        )


def part(context: PluginContext, later: Place, earlier: Place) -> int:
    """Withdraw a link and return the note that said why. Raises `Refused` where there is none."""
    for one in links(context):
        if (one.later, one.earlier) == (later, earlier):
            context.do.withdraw("note", one.note, "the link of a trail was taken away")
            return one.note
    raise Refused(f"{str(later).capitalize()} is not linked to {earlier}; `trustcrm trail list` lists every link.")


def earlier_between(context: PluginContext, event: Event) -> Iterator[Place]:
    """Yield what happened between the two sides of an event, whatever the day."""
    home = context.ask.home().side
    other = event.giver if event.receiver == home else event.receiver
    ends = {event.giver, event.receiver}
    for noun in ("interaction", "contribution", "signal"):
        for listed in context.ask.page(noun, between=f"#{other}").rows:
            record = cast("Interaction | Contribution | Signal", listed.kept.record)
            if {record.giver, record.receiver} == ends:
                yield Place(noun=noun, id=listed.kept.id)
    for listed in context.ask.page("tie", between=f"#{other}").rows:
        tie = cast(Tie, listed.kept.record)
        if {tie.one, tie.other} == ends:
            for each in context.ask.page("agreement", {"tie": f"#{listed.kept.id}"}).rows:
                yield Place(noun="agreement", id=each.kept.id)
