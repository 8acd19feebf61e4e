"""Which places a name could mean, and how sure of each: ambiguity is returned, never guessed away.

A name is sought as it is written, then taken apart ("Portland, Oregon"), then without civic words ("City of …"), and
only when none of these is known is it taken for a misspelling. The first way that finds anything is the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from math import asin, cos, radians, sin, sqrt
from operator import attrgetter

from trustcrm.plugin import PlaceMatch, PlaceQuery
from trustcrm_gazetteer.atlas import ALIAS, NAME, Atlas, Sense, graded
from trustcrm_gazetteer.likeness import alike
from trustcrm_gazetteer.phrase import Phrase, phrase, without_civic_words
from trustcrm_gazetteer.spelling import LONGEST_NAME, could_be_name, is_foreign, keys, packed, written

SOUND, GUESS = 0.8, 0.84
"""How certain a match is at most: by sound across scripts, by a spelling alike."""

NEAR_KM, AROUND_KM, FAR_KM = 50.0, 75.0, 300.0
_LIKE_KEYS = 40
_OUTSHINES = 10


class Places:
    """A gazetteer of the world's cities of 15,000 people and more, kept in one file; asks no network.

    What takes longer to find than a name alone is remembered, so that the same misspelling is sought once.
    """

    def __init__(self, atlas: Atlas | None = None) -> None:
        self._atlas = atlas or Atlas()
        self._answer = lru_cache(maxsize=4096)(self._resolve)

    def resolve(self, query: PlaceQuery) -> Sequence[PlaceMatch]:
        """Return the places `query` could mean, most certain first, then largest first, at most `query.limit`.

        A country that is not understood excludes nothing but makes every match less certain and says so in `how`. An
        empty name, one without a letter, with control characters or of more than 200 characters is known nowhere.
        """
        name = query.name
        alone = query.country is None and query.near is None and query.limit > 0
        if alone and name.isascii() and name.isprintable() and len(name) <= LONGEST_NAME:
            hits = self._atlas.spelled(packed(name))
            if hits:  # found sooner than remembered
                return tuple(most_certain(by_fame(hits), query.limit) if len(hits) > 1 else hits)
        return self._answer(query)

    def understands(self, country: str) -> bool:
        """Return whether `country` is a code or name of a country, or of a region, that this gazetteer knows."""
        return self._country(country)[0] is not None

    def _resolve(self, query: PlaceQuery) -> tuple[PlaceMatch, ...]:
        if query.limit < 1 or not could_be_name(query.name):
            return ()
        within, unclear = self._country(query.country) if query.country else (None, "")
        hits = self._hits(query.name, within)
        if unclear:
            hits = lowered(hits, 0.9, f"country {unclear!r} not understood")
        if query.near is not None:
            hits = [by_distance(hit, query.near) for hit in hits]
        best = most_certain(hits, query.limit)
        return tuple([graded(hit, round(hit.certainty, 4), hit.how) for hit in best])

    def _country(self, text: str | None) -> tuple[Sense | None, str]:
        if text is None or not text.strip():
            return None, ""
        sense = self._atlas.sense(text) if could_be_name(text) else Sense()
        if sense.countries:  # a country is asked for: CA is Canada here, and California only after a comma
            return replace(sense, regions=frozenset()), ""
        return (sense, "") if sense else (None, text.strip()[:40])

    def _hits(self, name: str, within: Sense | None) -> list[PlaceMatch]:
        return (
            self._named(name, within)
            or self._qualified(name, within)
            or self._without_civic_words(name, within)
            or self._guessed(name, within)
        )

    def _named(self, name: str, within: Sense | None) -> list[PlaceMatch]:
        """Return the places filed under `name` in any of its spellings."""
        hits = self._filed(keys(name))
        if within is not None:
            hits = [hit for hit in hits if within.holds(hit)]
        return by_script(name, hits) if is_foreign(name) else by_fame(hits)

    def _filed(self, named: tuple[str, ...]) -> list[PlaceMatch]:
        """Return each place filed under any of these keys once, by its name where any of them is its name."""
        found: dict[object, PlaceMatch] = {}
        for hit in chain.from_iterable(self._atlas.spelled(key.encode()) for key in named):
            if hit.how == "name" or hit.ids not in found:
                found[hit.ids] = hit
        return sorted(found.values(), key=rank)

    def _qualified(self, name: str, within: Sense | None) -> list[PlaceMatch]:
        """Return the places called as the head of `name` where its qualifiers say, else the place around it."""
        parted = phrase(name)
        if not parted.qualifiers:
            return []
        return self._placed(parted, within) or self._around(parted, within)

    def _without_civic_words(self, name: str, within: Sense | None) -> list[PlaceMatch]:
        plain = without_civic_words(name)
        return lowered(self._named(plain, within), 0.95, "without its civic word") if plain != name else []

    def _placed(self, parted: Phrase, within: Sense | None) -> list[PlaceMatch]:
        """Return the places called as the head that lie in each region or country, or by each place, named after it."""
        hits = self._named(parted.head, within) or self._named(without_civic_words(parted.head), within)
        unclear = ""
        for qualifier in parted.qualifiers:
            sense, around = self._atlas.sense(qualifier), self._named(qualifier, within)
            if sense or around:
                hits = [hit for hit in hits if sense.holds(hit)] or near_any(hits, around)
            else:
                unclear = qualifier
        return lowered(hits, 0.8, f"{unclear!r} not understood") if unclear else hits

    def _around(self, parted: Phrase, within: Sense | None) -> list[PlaceMatch]:
        """Return the place around one that is not known itself: Wuxi for Xinwu, Wuxi."""
        if self._atlas.sense(parted.qualifiers[0]):
            return []
        known = self._placed(phrase(parted.around), within)
        return [graded(hit, hit.certainty * 0.5, "the place around it") for hit in known]

    def _guessed(self, name: str, within: Sense | None) -> list[PlaceMatch]:
        """Return the places whose names are spelled like `name`, or like its head where its qualifiers allow."""
        parted = phrase(name)
        senses = [within, *(self._atlas.sense(qualifier) for qualifier in parted.qualifiers)]
        best: dict[object, PlaceMatch] = {}
        for key in keys(parted.head):
            for like in alike(key, self._atlas.marked, _LIKE_KEYS):
                certainty = GUESS * like.similarity**2
                for hit in self._atlas.spelled(
                    like.key.encode(), (certainty, "spelled alike"), (certainty * 0.95, "spelled alike")
                ):
                    if all(sense is None or not sense or sense.holds(hit) for sense in senses):
                        best[hit.ids] = max(best.get(hit.ids, hit), hit, key=lambda each: each.certainty)
        return sorted(best.values(), key=rank)


def by_fame(hits: list[PlaceMatch]) -> list[PlaceMatch]:
    """Return hits with a small town's name no longer set above a far larger city's alias: Sevilla may well be Seville.

    Where an alias belongs to a place ten times as large as every place so named, both are 0.95 certain. Hits come and
    stay largest first.
    """
    named = [hit.population for hit in hits if hit.how == "name"]
    if not named or len(named) == len(hits) or not outshines(hits[0], named[0]):
        return hits
    return [graded(hit, 0.95, hit.how) if hit.how == "name" or outshines(hit, named[0]) else hit for hit in hits]


def outshines(hit: PlaceMatch, population: int) -> bool:
    """Return whether `hit` is an alias of a place at least ten times as large as `population`."""
    return hit.how == "alias" and hit.population >= _OUTSHINES * max(population, 1)


def by_script(name: str, hits: list[PlaceMatch]) -> list[PlaceMatch]:
    """Return hits for a name in another script: 无锡 and 浯溪 sound alike, and only what is so written is certain."""
    sought = written(name)
    return [so_written(hit, sought) for hit in hits]


def so_written(hit: PlaceMatch, sought: str) -> PlaceMatch:
    """Return a hit with the certainty of its name, its alias or its mere sound, whichever is written as `sought`."""
    if written(hit.name) == sought:
        return graded(hit, *NAME)
    if any(written(alias) == sought for alias in hit.aliases):
        return graded(hit, *ALIAS)
    return graded(hit, SOUND, "sounds alike")


def lowered(hits: Iterable[PlaceMatch], factor: float, reason: str) -> list[PlaceMatch]:
    """Return hits less certain by `factor`, each saying why."""
    return [graded(hit, hit.certainty * factor, f"{hit.how}; {reason}") for hit in hits]


def by_distance(hit: PlaceMatch, near: tuple[float, float]) -> PlaceMatch:
    """Return a hit more certain within 50 km of `near`, less certain beyond 300 km, and unchanged between."""
    distance = kilometres(point(hit), near)
    if distance <= NEAR_KM:
        return graded(hit, (1 + hit.certainty) / 2, hit.how)
    return graded(hit, hit.certainty * 0.7, hit.how) if distance > FAR_KM else hit


def near_any(hits: Iterable[PlaceMatch], around: list[PlaceMatch]) -> list[PlaceMatch]:
    """Return the hits whose places lie within 75 km of another place of `around`."""
    return [hit for hit in hits if any(is_around(hit, other) for other in around)]


def is_around(hit: PlaceMatch, other: PlaceMatch) -> bool:
    """Return whether two different places lie within 75 km of each other."""
    return hit.ids != other.ids and kilometres(point(hit), point(other)) <= AROUND_KM


def point(hit: PlaceMatch) -> tuple[float, float]:
    """Return latitude and longitude in degrees; every place of the file has them."""
    return hit.latitude or 0.0, hit.longitude or 0.0


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance of two points in degrees by the haversine formula, on a sphere of 6,371 km."""
    (south, west), (north, east) = ((radians(latitude), radians(longitude)) for latitude, longitude in (one, other))
    chord = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * 6371.0 * asin(min(1.0, sqrt(chord)))


def rank(hit: PlaceMatch) -> tuple[int, int]:
    """Return what sorts places from the largest down, as their ranks in the file do."""
    return -hit.population, int(hit.ids[0][1])


def most_certain(hits: list[PlaceMatch], limit: int) -> list[PlaceMatch]:
    """Return hits, which come largest first, most certain first, at most `limit`."""
    return sorted(hits, key=attrgetter("certainty"), reverse=True)[:limit]
