"""Deciding whether what a source mentions is somebody the office knows, somebody new, or in doubt.

One matcher serves import, entry and sync. It never guesses silently: every answer carries its reasons and their
weight, and what could be two things is doubtful and waits for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, cast

from trustcrm.domain.noun import Mention, Record
from trustcrm.domain.nouns import City, Organisation, Person
from trustcrm.domain.place import PlaceMatch, PlaceQuery
from trustcrm.services.desk import AskPlaces
from trustcrm.services.directory import Directory, kilometres
from trustcrm.store.queries.identity import OUTSIDE_IDS
from trustcrm.text import spellings
from trustcrm.values import dataclass

Outcome = Literal["known", "new", "doubtful", "unknown"]

SURE = 0.7
"""From this weight on a candidate is taken for the thing mentioned."""
CLEAR_PLACE = 0.85
"""From this certainty on a gazetteer's place is taken for the city mentioned, where no other comes close."""
CLOSE_CALL = 0.1
"""Two candidates whose weights differ by less are both possible."""
FAR_LARGER = 10
"""How many times larger a city must be for its name alone to mean it where a person is told."""
_ADDRESS = "email"
"""The scheme of a mail address: it tells namesakes apart and names nobody by itself, since several may share one."""
OTHER_SIDE = 0.3
"""The weight of a namesake of another side, who is never taken for the person mentioned and may be a duplicate."""
_MOST_ELSEWHERE = 8
"""So many namesakes of other sides are told."""
NEAR_KM = 50.0
FAR_KM = 150.0


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A row that could be meant, its weight in [0, 1] and the reasons in words."""

    noun: str
    id: int
    weight: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Match:
    """What a mention was taken for.

    "known": `id` is the row. "new": `record` is what should be kept for it. "doubtful": `candidates` or `places` are
    what it could be. "unknown": nothing like it, and nothing may be made. `suspects` are rows that a new
    thing could turn out to be; a person may merge them later.
    """

    outcome: Outcome
    id: int | None = None
    record: Record | None = None
    candidates: tuple[Candidate, ...] = ()
    places: tuple[PlaceMatch, ...] = ()
    suspects: tuple[Candidate, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass
class Matcher:
    """Matches mentions against a directory and, for cities nobody here knows, against the gazetteers.

    With `by_size` the far largest of several namesakes is taken: for a person at work, who is told which one it was.
    With `by_side` a name alone means no person, as where nobody is told: their side or mail address must be the same.
    """

    directory: Directory
    places: AskPlaces
    by_size: bool = False
    by_side: bool = False
    _places_asked: dict[Mention, tuple[PlaceMatch, ...]] | None = None

    def match(self, mention: Mention) -> Match:
        """Return what the mention means."""
        by_id = self._by_outside_id(mention)
        if by_id is not None:
            return by_id
        found = sorted(self._candidates(mention), key=lambda candidate: -candidate.weight)
        candidates = [candidate for candidate in found if candidate.weight > OTHER_SIDE]
        elsewhere = tuple(found[len(candidates) :][:_MOST_ELSEWHERE])
        if candidates and mention.create and any(scheme != _ADDRESS for scheme, _ in mention.ids):
            return self._new(mention, suspects=tuple(candidates))
        sure = [candidate for candidate in candidates if candidate.weight >= SURE]
        if len(sure) == 1 or (len(sure) > 1 and _is_clear(sure[0].weight, sure[1].weight)):
            return Match(outcome="known", id=sure[0].id, reasons=sure[0].reasons)
        if candidates:
            return Match(outcome="doubtful", candidates=tuple(candidates))
        if elsewhere and not mention.create:
            return Match(outcome="doubtful", candidates=elsewhere)
        return self._new(mention, suspects=elsewhere) if mention.create else Match(outcome="unknown")

    def _by_outside_id(self, mention: Mention) -> Match | None:
        for noun in _nouns(mention):
            for scheme, value in mention.ids:
                row = self.directory.by_outside_id(noun, scheme, value)
                if row is not None:
                    return Match(outcome="known", id=row, reasons=(f"same {scheme} id {value}",))
        return None

    def _candidates(self, mention: Mention) -> Iterable[Candidate]:
        found = self.directory.called(mention.noun, mention.name)
        for noun, row in found:
            candidate = self._weigh(mention, noun, row, alone=len(found) == 1)
            if candidate is not None:
                yield candidate

    def _weigh(self, mention: Mention, noun: str, row: int, *, alone: bool) -> Candidate | None:
        kept = self.directory.row(noun, row)
        if noun == "person":
            return self._weigh_person(mention, row, kept, alone=alone)
        weight, reasons = 0.6, [f"called {mention.name!r}"]
        if alone:
            weight, reasons = weight + 0.15, [*reasons, "nobody else here is"]
        for scheme, value in mention.ids:
            if scheme in OUTSIDE_IDS.get(noun, ()) and kept[scheme] not in (None, value):
                return None
        country = kept.get("country")
        if mention.country and country:
            if mention.country.upper() == country:
                weight, reasons = weight + 0.2, [*reasons, f"same country {country}"]
            elif len(mention.country) == 2:
                return None
        if mention.near and noun == "city" and kept["latitude"] is not None and kept["longitude"] is not None:
            apart = kilometres(mention.near, (kept["latitude"], kept["longitude"]))
            if apart > FAR_KM:
                return None
            if apart <= NEAR_KM:
                weight, reasons = weight + 0.2, [*reasons, f"{apart:.0f} km apart"]
        return Candidate(noun=noun, id=row, weight=min(weight, 1.0), reasons=tuple(reasons))

    def _weigh_person(self, mention: Mention, row: int, kept: Mapping[str, Any], *, alone: bool) -> Candidate:
        weight, reasons = 0.6, [f"called {mention.name!r}"]
        side = mention.side if isinstance(mention.side, int) else None
        told = side is not None and kept["side_id"] is not None
        if told and side != kept["side_id"] and not self._one_city(cast(int, side), kept["side_id"]):
            elsewhere = (*reasons, "of another side, though people change posts")
            return Candidate(noun="person", id=row, weight=OTHER_SIDE, reasons=elsewhere)
        same = told and side == kept["side_id"]
        if alone and (same or not self.by_side):
            weight, reasons = weight + 0.15, [*reasons, "nobody else here is"]
        if same:
            weight, reasons = weight + 0.2, [*reasons, "same side"]
        elif self.by_side:
            reasons.append("of a body of the same city" if told else "one of the sides is not told")
        if not _addresses(mention).isdisjoint(map(str.casefold, kept["emails"] or ())):
            weight, reasons = weight + 0.2, [*reasons, "same mail address"]
        return Candidate(noun="person", id=row, weight=min(weight, 1.0), reasons=tuple(reasons))

    def _one_city(self, one: int, other: int) -> bool:
        """Return whether one side is a body of the city that the other is."""
        return self.directory.city_of(one) == other or self.directory.city_of(other) == one

    def _new(self, mention: Mention, suspects: tuple[Candidate, ...] = ()) -> Match:
        if mention.noun in ("city", "side"):
            return self._new_city(mention, suspects)
        if mention.noun == "organisation":
            ids = dict(mention.ids)
            country = _code(mention.country)
            record: Record = Organisation(name=mention.name, country=country, wikidata=ids.get("wikidata"))
            return Match(outcome="new", record=record, suspects=suspects)
        if mention.noun == "person":
            emails = tuple(value for scheme, value in mention.ids if scheme == _ADDRESS)
            side = mention.side if isinstance(mention.side, int) else None
            return Match(outcome="new", record=Person(name=mention.name, emails=emails, side=side), suspects=suspects)
        return Match(outcome="unknown")

    def _new_city(self, mention: Mention, suspects: tuple[Candidate, ...]) -> Match:
        found = () if mention.ids else self._resolved(mention)
        clear = [place for place in found if place.certainty >= CLEAR_PLACE]
        if clear and outranks(clear, by_size=self.by_size):
            record = city_of(clear[0], called=mention.name)
            known = self._known_place(record)
            if known is not None:
                return Match(outcome="known", id=known, reasons=(f"the gazetteer knows it as {record.name}",))
            suspects = suspects or tuple(self._namesakes(record))
            return Match(outcome="new", record=record, suspects=suspects, reasons=(f"gazetteer: {clear[0].how}",))
        if clear:
            return Match(outcome="doubtful", places=tuple(clear))
        if mention.noun == "side":
            return Match(outcome="unknown", places=found)
        latitude, longitude = mention.near or (None, None)
        ids = dict(mention.ids)
        bare = City(
            name=mention.name, country=_code(mention.country), latitude=latitude, longitude=longitude,
            wikidata=ids.get("wikidata"), geonames=ids.get("geonames"),
        )  # fmt: skip
        return Match(outcome="new", record=bare, suspects=suspects, reasons=("no gazetteer knows it",))

    def _known_place(self, city: City) -> int | None:
        """Return the row of a gazetteer's place: by its id, else the one city of its name that lies where it lies."""
        row = self.directory.by_outside_id("city", "geonames", city.geonames) if city.geonames else None
        if row is not None or city.latitude is None:
            return row
        there = [one.id for one in self._namesakes(city) if self.directory.row("city", one.id)["latitude"] is not None]
        return there[0] if len(there) == 1 else None

    def _namesakes(self, city: City) -> Iterable[Candidate]:
        """Yield the rows that go by the name of a gazetteer's place and may be it."""
        near = None if city.latitude is None or city.longitude is None else (city.latitude, city.longitude)
        ids = tuple((scheme, value) for scheme in OUTSIDE_IDS["city"] if (value := getattr(city, scheme)))
        return self._candidates(Mention(noun="city", name=city.name, country=city.country, near=near, ids=ids))

    def _resolved(self, mention: Mention) -> tuple[PlaceMatch, ...]:
        if self._places_asked is None:
            self._places_asked = {}
        if mention not in self._places_asked:
            query = PlaceQuery(name=mention.name, country=mention.country, near=mention.near)
            self._places_asked[mention] = tuple(self.places(query))
        return self._places_asked[mention]


def outranks(clear: Sequence[PlaceMatch], *, by_size: bool) -> bool:
    """Return whether the first of several sure places is meant: by its certainty, or `by_size` where far larger."""
    first, others = clear[0], clear[1:]
    if all(_is_clear(first.certainty, other.certainty) for other in others):
        return True
    larger = first.population > 0 and all(first.population >= FAR_LARGER * other.population for other in others)
    return by_size and larger


def city_of(place: PlaceMatch, called: str = "") -> City:
    """Return the city a gazetteer's place is, under the gazetteer's name; `called` is kept among the aliases."""
    aliases = list(place.aliases)
    if called and not set(spellings(called)) & {s for name in (place.name, *aliases) for s in spellings(name)}:
        aliases.append(called)
    ids = dict(place.ids)
    return City(
        name=place.name, country=place.country or None, region=place.region or None, aliases=tuple(aliases),
        latitude=place.latitude, longitude=place.longitude, time_zone=place.time_zone,
        wikidata=ids.get("wikidata"), geonames=ids.get("geonames"),
    )  # fmt: skip


def _addresses(mention: Mention) -> set[str]:
    return {value.casefold() for scheme, value in mention.ids if scheme == _ADDRESS}


def _is_clear(one: float, other: float) -> bool:
    return round(one - other, 9) >= CLOSE_CALL  # 1.0 - 0.9 is a little less than 0.1


def _nouns(mention: Mention) -> Sequence[str]:
    return ("city", "organisation") if mention.noun == "side" else (mention.noun,)


def _code(country: str | None) -> str | None:
    return country.upper() if country and len(country) == 2 and country.isalpha() else None
