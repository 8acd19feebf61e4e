"""P40: a first screen, a search, a timeline, recording and taking back cost about ten times as much where there is ten
times more.

What is counted is the work of the database, in steps of its machine: no clock of a busy computer plays a part.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Connection, event

from tests.benchmarks.bench import Bench
from tests.benchmarks.synthetic import TODAY
from trustcrm.domain.nouns import Interaction, Person
from trustcrm.services.desk import Desk
from trustcrm.services.readings.overview import overview
from trustcrm.services.record import record
from trustcrm.services.search import search
from trustcrm.services.undo import undo
from trustcrm.store.queries.ties import contacts_between

SMALL, LARGE = 1_000, 10_000
CLOSE_TO_LINEAR = 1.5
STEPS = 100


def first_screen(desk: Desk) -> None:
    assert overview(desk, TODAY)


def words_found(desk: Desk) -> None:
    assert search(desk, "call")


def timeline(desk: Desk) -> None:
    with desk.database.reading() as connection:
        assert contacts_between(connection, 1, 2, TODAY, 50)


def recording(desk: Desk) -> None:
    record(desk, "add", "a call", Interaction(kind="call", giver=1, receiver=2, on=TODAY))


def taking_back(desk: Desk) -> None:
    record(desk, "add", "people", *(Person(name=f"Somebody New {number}") for number in range(20)))
    assert undo(desk).reversed


JOBS: dict[str, tuple[Callable[[Desk], None], float]] = {
    "first screen": (first_screen, CLOSE_TO_LINEAR * LARGE / SMALL),
    "search": (words_found, CLOSE_TO_LINEAR),
    "timeline": (timeline, CLOSE_TO_LINEAR),
    "recording": (recording, CLOSE_TO_LINEAR),
    "taking back": (taking_back, CLOSE_TO_LINEAR),
}
"""Each job, and how much more it may cost in the larger office: all but the first do not depend on its size at all."""


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Bench]:
    folder = tmp_path_factory.mktemp("offices")
    return {rows: Bench(rows=rows, folder=folder / str(rows)) for rows in (SMALL, LARGE)}


@contextmanager
def counted(desk: Desk) -> Iterator[list[int]]:
    steps = [0]

    def step() -> int:
        steps[0] += STEPS
        return 0

    def watch(connection: Connection) -> None:
        cast(sqlite3.Connection, connection.connection.driver_connection).set_progress_handler(step, STEPS)

    event.listen(desk.database.engine, "begin", watch)
    yield steps
    event.remove(desk.database.engine, "begin", watch)


def steps_of(bench: Bench, job: Callable[[Desk], None]) -> int:
    with bench.copy() as path, bench.desk(path) as desk:
        job(desk)
        with counted(desk) as steps:
            job(desk)
        return steps[0]


@pytest.mark.parametrize("name", JOBS)
def test_p40_ten_times_the_facts_cost_at_most_about_ten_times_the_steps(name: str, offices: dict[int, Bench]) -> None:
    job, most = JOBS[name]
    small, large = (steps_of(offices[rows], job) for rows in (SMALL, LARGE))
    assert small > 0
    assert large <= most * small + 20 * STEPS, f"{small} steps became {large}"


def test_p40_an_office_of_any_size_is_the_same_each_time(tmp_path: Path) -> None:
    told = []
    for turn in range(2):
        with Bench(rows=SMALL, folder=tmp_path / str(turn)).desk() as desk:
            told.append(overview(desk, TODAY))
    assert told[0] == told[1]
