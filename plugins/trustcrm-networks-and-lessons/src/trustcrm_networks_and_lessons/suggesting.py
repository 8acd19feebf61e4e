"""What an event may go back to: earlier exchanges of the same sides that share people, places or tags with it.

Nothing is linked here. Each suggestion says what is shared and where that stands; a person links it, or does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from trustcrm.plugin import Citation, Interaction, Participant, PluginContext, Signal, Step, Tag, fold
from trustcrm_networks_and_lessons.trails import Event, Events, Place, earlier_between, links

SIDES = 1
EACH_PERSON, MOST_PEOPLE = 2, 6
EACH_TAG, MOST_TAGS = 2, 4
PLACE = 1


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Something two events share: its points, what it is, and where it stands."""

    points: int
    words: str
    cites: tuple[Citation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """An earlier event that somebody may link, with what it shares; the points sum to its score."""

    event: Event
    shared: tuple[Shared, ...]

    @property
    def score(self) -> int:
        """The sum of what is shared."""
        return sum(one.points for one in self.shared)


@dataclass(frozen=True, kw_only=True)
class _Traits:
    people: Mapping[tuple[str, int], tuple[str, Citation]]
    places: Mapping[str, str]
    tags: Mapping[str, Citation]


def suggestions(context: PluginContext, place: Place) -> list[Suggestion]:
    """Return what an event may go back to, whatever shares most with it first. Raises `NotFound`, `Refused`."""
    events = Events(context)
    event = events.needed(place)
    linked = {one.earlier for one in links(context) if one.later == place}
    told = _Told(context)
    own, found = told.traits(place), []
    before = set(earlier_between(context, event)) - linked - {place}
    events.look_up(before)
    for each in before:
        other = events.at(each)
        if other is None or other.on is None or event.on is None or other.on >= event.on:
            continue
        shared = (Shared(points=SIDES, words="the same two sides"), *_in_both(own, told.traits(each)))
        found.append(Suggestion(event=other, shared=shared))
    return sorted(found, key=lambda one: (-one.score, -cast(date, one.event.on).toordinal(), one.event.place))


def _in_both(one: _Traits, other: _Traits) -> Iterator[Shared]:
    left = MOST_PEOPLE
    for who in sorted(one.people.keys() & other.people.keys()):
        points = min(left, EACH_PERSON)
        left -= points
        name, cite = one.people[who]
        yield Shared(points=points, words=f"{name} took part in both", cites=(cite, other.people[who][1]))
    for key in sorted(one.places.keys() & other.places.keys()):
        yield Shared(points=PLACE, words=f"both at {one.places[key]}")
    left = MOST_TAGS
    for key in sorted(one.tags.keys() & other.tags.keys()):
        points = min(left, EACH_TAG)
        left -= points
        yield Shared(points=points, words=f"both are tagged {key}", cites=(one.tags[key], other.tags[key]))


class _Told:
    """People, places and tags of events: a contribution has those of the interactions its steps were part of."""

    def __init__(self, context: PluginContext) -> None:
        self._context = context

    def traits(self, place: Place) -> _Traits:
        people: dict[tuple[str, int], tuple[str, Citation]] = {}
        places: dict[str, str] = {}
        for row in self._interactions(place):
            whole = self._context.ask.whole("interaction", f"#{row}")
            record = cast(Interaction, whole.row.kept.record)
            if record.place:
                places[fold(record.place)] = record.place
            for listed in whole.parts["participant"]:
                participant = cast(Participant, listed.kept.record)
                for noun, who in (("person", participant.person), ("colleague", participant.colleague)):
                    if who is not None:
                        cite = Citation("participant", listed.kept.id)
                        people[noun, cast(int, who)] = listed.referred[noun], cite
        wanted = {"about_noun": place.noun, "about_row": str(place.id)}
        rows = self._context.ask.page("tag", wanted).rows
        tags = {fold(cast(Tag, row.kept.record).name): Citation("tag", row.kept.id) for row in rows}
        return _Traits(people=people, places=places, tags=tags)

    def _interactions(self, place: Place) -> set[int]:
        if place.noun == "interaction":
            return {place.id}
        if place.noun == "signal":
            signal = cast(Signal, self._context.ask.one("signal", place.id).kept.record)
            return {cast(int, signal.interaction)} if signal.interaction is not None else set()
        if place.noun == "contribution":
            rows = self._context.ask.page("step", {"contribution": f"#{place.id}"}).rows
            steps = [cast(Step, row.kept.record).interaction for row in rows]
            return {cast(int, one) for one in steps if one is not None}
        return set()
