"""What every gazetteer keeps to, sentence by sentence of its Protocol: `trustcrm.plugin.Gazetteer`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from trustcrm.testing.skipping import Conformance

if TYPE_CHECKING:
    from trustcrm.plugin import Gazetteer


class GazetteerConformance(Conformance):
    """Subclass it, and give `gazetteer` and `known`: what it must find, a name asked for and the place's own."""

    @pytest.fixture
    def gazetteer(self) -> Gazetteer:
        """The gazetteer, built as its factory builds it."""
        pytest.fail("Write a fixture `gazetteer` that returns your gazetteer.")

    @pytest.fixture
    def known(self) -> Mapping[str, str]:
        """Names to ask for, each with the name of the place that must come first."""
        pytest.fail("Write a fixture `known` that returns names and the places they mean.")

    def test_it_finds_what_it_knows(self, gazetteer: Gazetteer, known: Mapping[str, str]) -> None:
        """A place it knows comes first, with its country as ISO 3166 alpha-2."""
        from trustcrm.plugin import PlaceQuery

        assert known, "Nothing is known; give at least one name and its place."
        for name, place in known.items():
            found = gazetteer.resolve(PlaceQuery(name=name))
            assert found and found[0].name == place, (
                f"{name!r} gives {[str(one) for one in found]}, not {place!r} first."
            )
            country = found[0].country
            assert len(country) == 2 and country.isupper(), f"{place}: its country is {country!r}."

    def test_the_most_certain_comes_first(self, gazetteer: Gazetteer, known: Mapping[str, str]) -> None:
        """Matches come with the most certain first, every certainty in [0, 1], and say how they were found."""
        from trustcrm.plugin import PlaceQuery

        for name in known:
            found = gazetteer.resolve(PlaceQuery(name=name, limit=10))
            certain = [place.certainty for place in found]
            assert certain == sorted(certain, reverse=True), f"{name!r}: the certainties come as {certain}."
            assert all(0.0 <= one <= 1.0 for one in certain), f"{name!r}: a certainty lies outside [0, 1]."
            assert all(place.how for place in found), f"{name!r}: a match does not say how it was found."

    @pytest.mark.parametrize("limit", [1, 2, 5])
    def test_it_returns_no_more_than_asked_for(
        self, gazetteer: Gazetteer, known: Mapping[str, str], limit: int
    ) -> None:
        """It returns at most as many matches as are asked for."""
        from trustcrm.plugin import PlaceQuery

        for name in known:
            found = gazetteer.resolve(PlaceQuery(name=name, limit=limit))
            assert len(found) <= limit, f"{name!r}: {len(found)} matches came where {limit} were asked for."

    @pytest.mark.parametrize(
        "name", ["", " ", "Qxzzwq Jkvvp", "'; DROP TABLE place; --", "\u202e", "x" * 10_000, "%", "*"]
    )
    def test_what_no_place_is_called_gives_nothing(self, gazetteer: Gazetteer, name: str) -> None:
        """A name no place has gives an empty answer, whatever it is."""
        from trustcrm.plugin import PlaceQuery

        assert list(gazetteer.resolve(PlaceQuery(name=name))) == [], f"{name[:30]!r} is called a place."

    def test_asking_twice_gives_the_same(self, gazetteer: Gazetteer, known: Mapping[str, str]) -> None:
        """Asked again it answers the same."""
        from trustcrm.plugin import PlaceQuery

        for name in known:
            query = PlaceQuery(name=name)
            assert list(gazetteer.resolve(query)) == list(gazetteer.resolve(query)), f"{name!r}: it answers otherwise."

    def test_places_lie_on_earth(self, gazetteer: Gazetteer, known: Mapping[str, str]) -> None:
        """Latitude and longitude are degrees on Earth, and the time zone is one that exists."""
        from zoneinfo import ZoneInfo

        from trustcrm.plugin import PlaceQuery

        for name in known:
            for place in gazetteer.resolve(PlaceQuery(name=name)):
                if place.latitude is not None and place.longitude is not None:
                    assert abs(place.latitude) <= 90 and abs(place.longitude) <= 180, f"{place} lies off the map."
                if place.time_zone is not None:
                    assert ZoneInfo(place.time_zone).key == place.time_zone
