"""Which places a name could mean, and how sure of each: ambiguity is returned, never guessed away.

A name is sought as it is written, then taken apart ("Portland, Oregon"), then without civic words ("City of …"), and
only when none of these is known is it taken for a misspelling. The first way that finds anything is the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from trustcrm.plugin import PlaceMatch, PlaceQuery
from trustcrm_gazetteer.atlas import Atlas, Place, Sense
from trustcrm_gazetteer.likeness import alike
from trustcrm_gazetteer.phrase import Phrase, phrase, without_civic_words
from trustcrm_gazetteer.spelling import could_be_name, is_foreign, keys, written

NAME, ALIAS, SOUND, GUESS = 1.0, 0.9, 0.8, 0.84
"""How certain a match is at most: by its name, by an alias, by sound across scripts, by a spelling alike."""

NEAR_KM, AROUND_KM, FAR_KM = 50.0, 75.0, 300.0
_LIKE_KEYS = 40
_OUTSHINES = 10


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A place that could be meant, how certain, and why."""

    place: Place
    certainty: float
    how: str


class Places:
    """A gazetteer of the world's cities of 15,000 people and more, kept in one file; asks no network.

    Answers are remembered, so that a file that names the same cities over and over is read at the speed of memory.
    """

    def __init__(self, atlas: Atlas | None = None) -> None:
        self._atlas = atlas or Atlas()
        self._answer = lru_cache(maxsize=16384)(self._resolve)

    def resolve(self, query: PlaceQuery) -> Sequence[PlaceMatch]:
        """Return the places `query` could mean, most certain first, then largest first, at most `query.limit`.

        A country that is not understood excludes nothing but makes every match less certain and says so in `how`. An
        empty name, one without a letter, with control characters or of more than 200 characters is known nowhere.
        """
        return self._answer(query)

    def understands(self, country: str) -> bool:
        """Return whether `country` is a code or name of a country, or of a region, that this gazetteer knows."""
        return self._country(country)[0] is not None

    def _resolve(self, query: PlaceQuery) -> tuple[PlaceMatch, ...]:
        if query.limit < 1 or not could_be_name(query.name):
            return ()
        within, unclear = self._country(query.country)
        hits = self._hits(query.name, within)
        if unclear:
            hits = lowered(hits, 0.9, f"country {unclear!r} not understood")
        if query.near is not None:
            hits = [by_distance(hit, query.near) for hit in hits]
        return tuple(match(hit) for hit in ranked(hits)[: query.limit])

    def _country(self, text: str | None) -> tuple[Sense | None, str]:
        if text is None or not text.strip():
            return None, ""
        sense = self._atlas.sense(text) if could_be_name(text) else Sense()
        if sense.countries:  # a country is asked for: CA is Canada here, and California only after a comma
            return replace(sense, regions=frozenset()), ""
        return (sense, "") if sense else (None, text.strip()[:40])

    def _hits(self, name: str, within: Sense | None) -> list[Hit]:
        plain = without_civic_words(name)
        return (
            self._named(name, within)
            or self._qualified(name, within)
            or (lowered(self._named(plain, within), 0.95, "without its civic word") if plain != name else [])
            or self._guessed(name, within)
        )

    def _named(self, name: str, within: Sense | None) -> list[Hit]:
        """Return the places filed under `name` in any of its spellings."""
        found: dict[int, bool] = {}
        for key in keys(name):
            for place, is_name in self._atlas.spelled(key):
                found[place] = found.get(place, False) or is_name
        places = ((self._atlas.place(place), is_name) for place, is_name in found.items())
        hits = [graded(place, is_name) for place, is_name in places if within is None or within.holds(place)]
        return by_script(name, hits) if is_foreign(name) else by_fame(hits)

    def _qualified(self, name: str, within: Sense | None) -> list[Hit]:
        """Return the places called as the head of `name` where its qualifiers say, else the place around it."""
        parted = phrase(name)
        if not parted.qualifiers:
            return []
        return self._placed(parted, within) or self._around(parted, within)

    def _placed(self, parted: Phrase, within: Sense | None) -> list[Hit]:
        """Return the places called as the head that lie in each region or country, or by each place, named after it."""
        hits = self._named(parted.head, within) or self._named(without_civic_words(parted.head), within)
        unclear = ""
        for qualifier in parted.qualifiers:
            sense, around = self._atlas.sense(qualifier), self._named(qualifier, within)
            if sense or around:
                hits = [hit for hit in hits if sense.holds(hit.place)] or near_any(hits, around)
            else:
                unclear = qualifier
        return lowered(hits, 0.8, f"{unclear!r} not understood") if unclear else hits

    def _around(self, parted: Phrase, within: Sense | None) -> list[Hit]:
        """Return the place around one that is not known itself: Wuxi for Xinwu, Wuxi."""
        if self._atlas.sense(parted.qualifiers[0]):
            return []
        known = self._placed(phrase(parted.around), within)
        return [replace(hit, certainty=hit.certainty * 0.5, how="the place around it") for hit in known]

    def _guessed(self, name: str, within: Sense | None) -> list[Hit]:
        """Return the places whose names are spelled like `name`, or like its head where its qualifiers allow."""
        parted = phrase(name)
        senses = [within, *(self._atlas.sense(qualifier) for qualifier in parted.qualifiers)]
        best: dict[int, Hit] = {}
        for key in keys(parted.head):
            for like in alike(key, self._atlas.alike_keys, _LIKE_KEYS):
                for hit in self._spelled_alike(like.key, like.similarity):
                    if all(sense is None or not sense or sense.holds(hit.place) for sense in senses):
                        best[hit.place.id] = max(best.get(hit.place.id, hit), hit, key=lambda each: each.certainty)
        return list(best.values())

    def _spelled_alike(self, key: str, similarity: float) -> Iterable[Hit]:
        for place, is_name in self._atlas.spelled(key):
            certainty = GUESS * similarity**2 * (1.0 if is_name else 0.95)
            yield Hit(place=self._atlas.place(place), certainty=certainty, how="spelled alike")


def graded(place: Place, is_name: bool) -> Hit:
    """Return a place found under its name or an alias with the certainty of that kind."""
    return Hit(place=place, certainty=NAME, how="name") if is_name else Hit(place=place, certainty=ALIAS, how="alias")


def by_fame(hits: list[Hit]) -> list[Hit]:
    """Return hits with a small town's name no longer set above a far larger city's alias: Sevilla may well be Seville.

    Where an alias belongs to a place ten times as large as every place so named, both are 0.95 certain.
    """
    named = max((hit.place.population for hit in hits if hit.how == "name"), default=None)
    if named is None or not any(outshines(hit, named) for hit in hits):
        return hits
    return [replace(hit, certainty=0.95) if hit.how == "name" or outshines(hit, named) else hit for hit in hits]


def outshines(hit: Hit, population: int) -> bool:
    """Return whether `hit` is an alias of a place at least ten times as large as `population`."""
    return hit.how == "alias" and hit.place.population >= _OUTSHINES * max(population, 1)


def by_script(name: str, hits: list[Hit]) -> list[Hit]:
    """Return hits for a name in another script: 无锡 and 浯溪 sound alike, and only what is so written is certain."""
    sought = written(name)
    return [so_written(hit.place, sought) for hit in hits]


def so_written(place: Place, sought: str) -> Hit:
    """Return a place with the certainty of its name, its alias or its mere sound, whichever is written as `sought`."""
    if written(place.name) == sought:
        return Hit(place=place, certainty=NAME, how="name")
    if any(written(alias) == sought for alias in place.aliases):
        return Hit(place=place, certainty=ALIAS, how="alias")
    return Hit(place=place, certainty=SOUND, how="sounds alike")


def lowered(hits: Iterable[Hit], factor: float, reason: str) -> list[Hit]:
    """Return hits less certain by `factor`, each saying why."""
    return [replace(hit, certainty=hit.certainty * factor, how=f"{hit.how}; {reason}") for hit in hits]


def by_distance(hit: Hit, near: tuple[float, float]) -> Hit:
    """Return a hit more certain within 50 km of `near`, less certain beyond 300 km, and unchanged between."""
    distance = kilometres((hit.place.latitude, hit.place.longitude), near)
    if distance <= NEAR_KM:
        return replace(hit, certainty=(1 + hit.certainty) / 2)
    return replace(hit, certainty=hit.certainty * 0.7) if distance > FAR_KM else hit


def near_any(hits: Iterable[Hit], around: list[Hit]) -> list[Hit]:
    """Return the hits whose places lie within 75 km of another place of `around`."""
    return [hit for hit in hits if any(is_around(hit.place, other.place) for other in around)]


def is_around(place: Place, other: Place) -> bool:
    """Return whether two different places lie within 75 km of each other."""
    apart = kilometres((place.latitude, place.longitude), (other.latitude, other.longitude))
    return place.id != other.id and apart <= AROUND_KM


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance of two points in degrees by the haversine formula, on a sphere of 6,371 km."""
    (south, west), (north, east) = ((radians(latitude), radians(longitude)) for latitude, longitude in (one, other))
    chord = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * 6371.0 * asin(min(1.0, sqrt(chord)))


def ranked(hits: list[Hit]) -> list[Hit]:
    """Return hits most certain first, then largest first; place ids are ranks by population."""
    return sorted(hits, key=lambda hit: (-hit.certainty, hit.place.id))


def match(hit: Hit) -> PlaceMatch:
    """Return a hit as the core knows it."""
    place = hit.place
    return PlaceMatch(
        name=place.name,
        country=place.country,
        region=place.region,
        latitude=place.latitude,
        longitude=place.longitude,
        time_zone=place.time_zone,
        population=place.population,
        aliases=place.aliases,
        ids=(("geonames", str(place.geoname)),),
        certainty=round(hit.certainty, 4),
        how=hit.how,
    )
