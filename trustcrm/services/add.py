"""Adding one thing by hand: a city as the gazetteers know it, and never twice what the office has already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from trustcrm.domain.noun import Mention, Record, fields_of
from trustcrm.domain.nouns import City, Kind, Participant, Person, Seat, Tie, Window
from trustcrm.domain.place import PlaceMatch, PlaceQuery
from trustcrm.domain.rules import check
from trustcrm.errors import Ambiguous, NotFound, Refused
from trustcrm.services.crises import with_crisis
from trustcrm.services.desk import Desk, home_of, no_places
from trustcrm.services.directory import Directory
from trustcrm.services.match import CLEAR_PLACE, Matcher, city_of
from trustcrm.services.record import Clerk, Recorded
from trustcrm.store.derive.names import NAMED
from trustcrm.store.engine import Connection
from trustcrm.store.queries.identity import OUTSIDE_IDS
from trustcrm.store.queries.names import called
from trustcrm.store.queries.rows import record_by_id, records, titles
from trustcrm.store.writing import Writer
from trustcrm.text import fold, listed, visible

NAMESAKES = 50
"""How many places of one name are looked at where a region tells which is meant."""


@dataclass
class Strangers(Directory):
    """A directory that knows nobody, so that every mention is matched as something new."""

    def called(self, noun: str, name: str) -> list[tuple[str, int]]:
        """Return nothing: nobody is called so."""
        return []

    def by_outside_id(self, noun: str, scheme: str, value: str) -> int | None:
        """Return None: nobody carries this id."""
        return None


def add(desk: Desk, record: Record, *parts: Record, bare: bool = False, again: bool = False) -> Recorded:
    """Keep a record with its parts in one change; parts mention it as "@0".

    A city is completed by what the gazetteers know of it, unless `bare`. Raises `Refused`, with the number, where the
    office has such a thing already, unless `again`; raises what `record` raises, and keeps nothing, where it cannot be.
    """
    with desk.writing("add", _summary(record)) as writer:
        return _added(desk, writer, record, parts, bare=bare, again=again)


def add_each(desk: Desk, records: Sequence[Record], *, again: bool = False) -> list[int]:
    """Keep records, each by a change of its own, in one transaction: all of them or none; return their ids.

    One that finds its way to the disk alone costs more than all else that is done for it. Raises what `add` raises.
    """
    ids: list[int] = []
    with desk.writing("add", "") as writer:
        for record in records:
            writer.begin(replace(writer.signature, summary=_summary(record)))
            ids.append(_added(desk, writer, record, (), bare=False, again=again).ids[0])
    return ids


def _added(
    desk: Desk, writer: Writer, record: Record, parts: Sequence[Record], *, bare: bool, again: bool
) -> Recorded:  # fmt: skip
    ids: list[int] = []
    clerk = Clerk(desk, writer)
    told = with_crisis(writer.connection, clerk.resolved(record, ids), parts)
    whole = _new_here(desk, writer.connection, told, bare=bare, again=again)
    for draft in (whole, *parts):
        kept = clerk.resolved(_introduced(draft, whole, clerk, writer), ids)
        check(kept, desk.today())
        clerk.check_against_office(kept)
        ids.append(writer.add(kept))
    return Recorded(ids=tuple(ids), made=tuple(clerk.made))


def _introduced(part: Record, whole: Record, clerk: Clerk, writer: Writer) -> Record:
    """Return a part with whoever nobody here knew kept as a person of the other side."""
    if not isinstance(part, (Participant, Seat)) or not isinstance(part.person, Mention):
        return part
    sides = {getattr(whole, name, None) for name in ("giver", "receiver", "side")} - {None, home_of(writer.connection)}
    writer.flush()
    match = Matcher(Directory(writer.connection), no_places).match(part.person)
    if len(sides) != 1 or not isinstance(match.record, Person) or part.person.name.lstrip("#").isdigit():
        return part
    person = writer.add(replace(match.record, side=sides.pop()))
    clerk.made.append(("person", person))
    return replace(part, person=person)


def _new_here(desk: Desk, connection: Connection, record: Record, *, bare: bool, again: bool) -> Record:
    if not again:
        refuse_twin(connection, record)
    if bare or not isinstance(record, City):
        return record
    whole = completed(desk, connection, record)
    if not again:
        refuse_twin(connection, whole)
    return whole


def completed(desk: Desk, connection: Connection, city: City) -> City:
    """Return a city with what the gazetteers know of it; what was told stays as it was told.

    Raises `Ambiguous` where the name could be several places and nothing told decides it.
    """
    near = (city.latitude, city.longitude) if city.latitude is not None and city.longitude is not None else None
    mention = Mention(noun="city", name=city.name, country=city.country, near=near)
    if city.region is not None:
        place = place_in(desk, mention, city.region)
        if place is None:
            return city
        known = city_of(place, called=city.name)
    else:
        match = Matcher(Strangers(connection), desk.places, by_size=True).match(mention)
        if match.places:
            raise _several(city.name, match.places)
        known = cast(City, match.record)
    told = {name: value for name in fields_of(City) if (value := getattr(city, name)) and name != "name"}
    told["aliases"] = tuple(dict.fromkeys((*city.aliases, *known.aliases)))
    return replace(known, **told)


def place_in(desk: Desk, mention: Mention, region: str) -> PlaceMatch | None:
    """Return the place of a region that a mention of a city means, the largest of several, None where none does."""
    query = PlaceQuery(name=mention.name, country=mention.country, near=mention.near, limit=NAMESAKES)
    there = [place for place in desk.places(query) if fold(place.region) == fold(region)]
    clear = [place for place in there if place.certainty >= CLEAR_PLACE]
    return max(clear, key=lambda place: place.population, default=None)


def in_region(desk: Desk, mention: Mention, region: str) -> Mention:
    """Return a mention of a city with the place its region tells. Raises `NotFound` where no gazetteer knows it."""
    place = place_in(desk, mention, region)
    if place is None or place.latitude is None or place.longitude is None:
        raise NotFound(f"No gazetteer knows {visible(mention.name)!r} in {visible(region)!r}; leave the region out.")
    return replace(mention, country=place.country, near=(place.latitude, place.longitude))


def _several(name: str, places: Sequence[PlaceMatch]) -> Ambiguous:
    words = [str(place) for place in places]
    return Ambiguous(
        f"{visible(name)!r} could be {listed(words, most=6)}; give --country or --region, or --bare to keep it so.",
        words,
    )


def refuse_twin(connection: Connection, record: Record) -> None:
    """Raise `Refused` where the office has a standing record like this one already."""
    twin = twin_of(connection, record)
    if twin is None:
        return
    title = titles(connection, {record.noun: [twin]}).get((record.noun, twin), "")
    raise Refused(
        f"{record.noun.capitalize()} {twin} {title} is here already; change it with `trustcrm {record.noun} correct "
        f"{twin}`, or keep a second one with --again."
    )


def twin_of(connection: Connection, record: Record) -> int | None:
    """Return the standing row that is most likely the same thing as a record whose references are ids."""
    for scheme in OUTSIDE_IDS.get(record.noun, ()):
        value = getattr(record, scheme)
        found = Directory(connection).by_outside_id(record.noun, scheme, value) if value else None
        if found is not None:
            return found
    if record.noun in NAMED:
        return _namesake(connection, record)
    if isinstance(record, Tie):
        return _same_tie(connection, record)
    if isinstance(record, Window):
        return _same_window(connection, record)
    if isinstance(record, Kind):
        same = records(connection, "kind", {"family": record.family, "name": record.name}, limit=1)
        return same[0].id if same else None
    return None


def _same_window(connection: Connection, window: Window) -> int | None:
    """Return the window of the same name, whatever its capitals, that shares a day with this one."""
    for kept in records(connection, "window"):
        other = cast(Window, kept.record)
        apart = _ends_before(other, window.starts_on) or _ends_before(window, other.starts_on)
        if fold(other.name) == fold(window.name) and not apart:
            return kept.id
    return None


def _ends_before(window: Window, day: date) -> bool:
    return window.ends_on is not None and window.ends_on < day


def _namesake(connection: Connection, record: Record) -> int | None:
    for named in called(connection, record.noun, _name_of(record)):
        other = record_by_id(connection, record.noun, named.id).record
        apart = [
            name
            for name in ("country", "region", "side")
            if getattr(record, name, None) and getattr(other, name, None)
            and fold(str(getattr(record, name))) != fold(str(getattr(other, name)))
        ]  # fmt: skip
        if not apart:
            return named.id
    return None


def _same_tie(connection: Connection, tie: Tie) -> int | None:
    for one, other in ((tie.one, tie.other), (tie.other, tie.one)):
        same = records(connection, "tie", {"one_id": one, "other_id": other, "kind": tie.kind}, limit=1)
        if same:
            return same[0].id
    return None


def _summary(record: Record) -> str:
    return f"{record.noun} {_name_of(record)}".strip()


def _name_of(record: Record) -> str:
    for name in record.title_fields:
        value = getattr(record, name)
        if isinstance(value, str) and value:
            return value
    return ""
