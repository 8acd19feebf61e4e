"""What tests of the services share: an office for each example, whole dumps, a small gazetteer, sources of drafts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence

import pytest

from trustcrm.domain.draft import Draft, Rejected
from trustcrm.domain.place import PlaceMatch, PlaceQuery
from trustcrm.services.desk import Desk
from trustcrm.services.importing.run import Task
from trustcrm.text import spellings

MakeTask = Callable[..., Task]

PLACES = (
    PlaceMatch(
        name="Nagoya", country="JP", region="Aichi", latitude=35.18, longitude=136.91, time_zone="Asia/Tokyo",
        population=2_300_000, aliases=("名古屋市",), ids=(("geonames", "1856057"), ("wikidata", "Q11751")),
    ),
    PlaceMatch(name="Springfield", country="US", region="Illinois", population=116_000, ids=(("geonames", "4250542"),)),
    PlaceMatch(name="Springfield", country="US", region="Missouri", population=169_000, ids=(("geonames", "4409896"),)),
    PlaceMatch(name="Paris", country="FR", population=2_100_000, ids=(("geonames", "2988507"),)),
    PlaceMatch(name="Paris", country="US", region="Texas", population=25_000, ids=(("geonames", "4717560"),)),
)  # fmt: skip


def small_gazetteer(query: PlaceQuery) -> Sequence[PlaceMatch]:
    """Know five places, by any spelling of their names, in the country asked for."""
    wanted = set(spellings(query.name))
    return [
        place
        for place in PLACES
        if any(wanted & set(spellings(name)) for name in (place.name, *place.aliases))
        and query.country in (None, place.country)
    ][: query.limit]


@pytest.fixture
def knowing(desk: Desk) -> Desk:
    """The desk of an office with a small gazetteer."""
    return dataclasses.replace(desk, places=small_gazetteer)


@pytest.fixture
def task() -> MakeTask:
    """Make the task of importing drafts as if they stood in a file known by its `fingerprint`."""

    def make(pieces: Iterable[Draft | Rejected], fingerprint: str = "file 1", importer: str = "test:list") -> Task:
        kept = list(pieces)
        return Task(
            importer=importer,
            plugin="test",
            source="list.csv",
            fingerprint=fingerprint,
            drafts=lambda: iter(kept),
        )

    return make
