"""What tests of the services share: an office for each example, whole dumps, a small gazetteer, sources of drafts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence

import pytest

from trustcrm.domain.draft import Draft, Rejected
from trustcrm.domain.noun import Mention, Record
from trustcrm.domain.nouns import City, Tie
from trustcrm.domain.place import PlaceMatch, PlaceQuery
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.importing.outcome import Outcome
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.record import record
from trustcrm.store.queries.rows import record_by_id
from trustcrm.text import spellings

MakeTask = Callable[..., Task]
Bring = Callable[..., Outcome]

HOME = Mention(noun="city", name="Los Angeles", ids=(("wikidata", "Q65"),))
SPRINGFIELD = Mention(noun="city", name="Springfield", country="US")

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


def row(desk: Desk, noun: str, id: int) -> Record:
    with desk.database.reading() as connection:
        return record_by_id(connection, noun, id).record


@pytest.fixture
def bring(desk: Desk) -> Bring:
    """Import pieces as the source called `name`."""

    def bring(*pieces: Draft | Rejected, name: str = "ties.tsv") -> Outcome:
        task = Task(importer="test:ties", plugin="test", source=name, fingerprint=repr(pieces), drafts=lambda: pieces)
        return run_import(desk, task)

    return bring


@pytest.fixture
def home(desk: Desk) -> int:
    """The number of our own city."""
    with desk.database.reading() as connection:
        return home_of(connection)


@pytest.fixture
def milan(desk: Desk) -> int:
    """The number of a city of others."""
    return record(desk, "add", "Milan", City(name="Milan", country="IT")).ids[0]


@pytest.fixture
def springfields(desk: Desk) -> tuple[int, int]:
    """Two cities called Springfield in one country."""
    told = [City(name="Springfield", country="US", region=region) for region in ("Illinois", "Missouri")]
    one, other = record(desk, "add", "two Springfields", *told).ids
    return one, other


def tie_to(mention: Mention, key: str = "a") -> Draft:
    return Draft(key=key, record=Tie(one=HOME, other=mention, kind="friendship"), where=f"line {key}")
