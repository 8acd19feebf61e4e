"""The kit for gazetteers is tried by gazetteers that are broken in one way each: every one must be caught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from trustcrm.domain.place import PlaceMatch, PlaceQuery
from trustcrm.testing import GazetteerConformance
from trustcrm.testing.check import Subject, Tried, run_kit

PLACES = (
    PlaceMatch(name="Milan", country="IT", latitude=45.46, longitude=9.19, time_zone="Europe/Rome", certainty=0.9),
    PlaceMatch(
        name="Milan", country="US", latitude=35.92, longitude=-88.76, time_zone="America/Chicago", certainty=0.4
    ),
    PlaceMatch(name="Milan", country="CO", latitude=1.33, longitude=-75.51, time_zone="America/Bogota", certainty=0.2),
)


class Good:
    def resolve(self, query: PlaceQuery) -> Sequence[PlaceMatch]:
        return self.found(query)[: query.limit]

    def found(self, query: PlaceQuery) -> list[PlaceMatch]:
        return list(PLACES) if query.name.casefold() in ("milan", "milano") else []


class KnowsAnother(Good):
    def found(self, query: PlaceQuery) -> list[PlaceMatch]:
        return [replace(place, name="Milano Marittima") for place in super().found(query)]


class WritesCountriesOut(Good):
    def found(self, query: PlaceQuery) -> list[PlaceMatch]:
        return [replace(place, country="Italy") for place in super().found(query)]


class LeastCertainFirst(Good):
    def found(self, query: PlaceQuery) -> list[PlaceMatch]:
        return super().found(query)[:1] + super().found(query)[:0:-1]


class MoreThanCertain(Good):
    def found(self, query: PlaceQuery) -> list[PlaceMatch]:
        return [replace(place, certainty=place.certainty * 100) for place in super().found(query)]


class KnowsNoLimit(Good):
    def resolve(self, query: PlaceQuery) -> Sequence[PlaceMatch]:
        return self.found(query)


class AlwaysMilan(Good):
    def found(self, query: PlaceQuery) -> list[PlaceMatch]:
        return list(PLACES)


class AnswersOnce(Good):
    asked = 0

    def found(self, query: PlaceQuery) -> list[PlaceMatch]:
        self.asked += 1
        return [replace(place, certainty=place.certainty / self.asked) for place in super().found(query)]


class OffTheMap(Good):
    def found(self, query: PlaceQuery) -> list[PlaceMatch]:
        return [replace(place, latitude=4546.0) for place in super().found(query)]


class ZoneOfItsOwn(Good):
    def found(self, query: PlaceQuery) -> list[PlaceMatch]:
        return [replace(place, time_zone="Europe/Milan") for place in super().found(query)]


MUTANTS = {
    KnowsAnother: "test_it_finds_what_it_knows",
    WritesCountriesOut: "test_it_finds_what_it_knows",
    LeastCertainFirst: "test_the_most_certain_comes_first",
    MoreThanCertain: "test_the_most_certain_comes_first",
    KnowsNoLimit: "test_it_returns_no_more_than_asked_for[2]",
    AlwaysMilan: "test_what_no_place_is_called_gives_nothing[*]",
    AnswersOnce: "test_asking_twice_gives_the_same",
    OffTheMap: "test_places_lie_on_earth",
    ZoneOfItsOwn: "test_places_lie_on_earth",
}


def _tried(gazetteer: type[Any], only: str = "") -> dict[str, Tried]:
    subject = Subject(plugin="t", build=gazetteer, known={"milano": "Milan"})
    return {one.test: one for one in run_kit("gazetteer", "TestGazetteer", subject, only=only)}


def test_a_good_gazetteer_passes_every_test() -> None:
    assert {one.test: one.why for one in _tried(Good).values() if one.result != "passed"} == {}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_every_mutant_is_caught_by_its_test(mutant: type[Any]) -> None:
    caught = _tried(mutant, MUTANTS[mutant])[MUTANTS[mutant]]
    assert (caught.result, bool(caught.why)) == ("failed", True), caught


def test_every_test_of_the_kit_has_a_mutant() -> None:
    there = {name for name in dir(GazetteerConformance) if name.startswith("test_")}
    assert there == {test.partition("[")[0] for test in MUTANTS.values()}
