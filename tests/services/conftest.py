"""What tests of the services share: an office for each example, whole dumps, a small gazetteer, sources of drafts."""

from __future__ import annotations

import dataclasses
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from trustcrm.domain.draft import Draft, Rejected
from trustcrm.domain.place import PlaceMatch, PlaceQuery
from trustcrm.services.desk import Desk
from trustcrm.services.importing.run import Task
from trustcrm.store.engine import Database, open_database
from trustcrm.text import spellings

Dump = Callable[[Database], list[str]]
NewDesk = Callable[[], AbstractContextManager[Desk]]
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
def dump() -> Dump:
    """Return everything a database holds, as SQL."""

    def whole(database: Database) -> list[str]:
        assert database.path is not None
        with closing(sqlite3.connect(database.path)) as connection:
            return list(connection.iterdump())

    return whole


@pytest.fixture
def new_desk(office_template: Path, tmp_path: Path, desk: Desk) -> NewDesk:
    """Open a desk of a fresh office; for tests in which every example needs one of its own."""
    made = iter(range(1_000_000))

    @contextmanager
    def fresh() -> Iterator[Desk]:
        path = tmp_path / f"example{next(made)}.db"
        shutil.copy(office_template, path)
        database = open_database(str(path))
        try:
            yield dataclasses.replace(desk, database=database)
        finally:
            database.close()
            for file in tmp_path.glob(f"{path.name}*"):
                file.unlink()

    return fresh


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
