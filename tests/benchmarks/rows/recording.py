"""Keeping readings right while recording, making them all anew, and many who record at once."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from unittest.mock import patch

import numpy as np
from sqlalchemy import delete, func, select

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Row
from tests.benchmarks.programs import surroundings
from tests.benchmarks.rows.reading import _raw
from tests.benchmarks.synthetic import TODAY, Size
from trustcrm.domain.nouns import Interaction
from trustcrm.services.record import record
from trustcrm.store.derive import summing
from trustcrm.store.tables.derived import ACT, PAIR_SUM

WRITERS = 8
TOGETHER = 80
"""How many interactions are recorded in one measurement, by however many processes."""

WRITER = """
import sys
from pathlib import Path
from tests.benchmarks.bench import Bench
from tests.benchmarks.synthetic import TODAY
from trustcrm.domain.nouns import Interaction
from trustcrm.services.record import record
with Bench(rows=0, folder=Path(".")).desk(Path(sys.argv[1])) as desk:
    record(desk, "add", "warm", Interaction(kind="call", giver=1, receiver=2, on=TODAY))
    print("ready", flush=True)
    for line in sys.stdin:
        for turn in range(int(line)):
            partner = 2 + turn % int(sys.argv[2])
            record(desk, "add", "call", Interaction(kind="call", giver=1, receiver=partner, on=TODAY))
        print("ready", flush=True)
"""


@contextmanager
def _one_act(bench: Bench) -> Iterator[Contest]:
    """Interactions with one partner after another, durably, sums settled; the reference leaves acts and sums alone.

    Both sides write the fact, its words and its journal in the same way, and neither finds work that the other left.
    """
    with bench.copy() as path, bench.desk(path) as desk:
        turns = count()
        partners = Size(bench.rows).partners

        def recorded() -> None:
            for _ in range(10):
                turn = next(turns)
                call = Interaction(kind="call", giver=1, receiver=2 + turn % partners, on=TODAY)
                record(desk, "add", f"call {turn}", call)

        def without() -> None:
            with patch("trustcrm.store.derive.settle_sums", lambda connection, sources: None):
                recorded()

        yield Contest(recorded, without)


@contextmanager
def _writers(bench: Bench) -> Iterator[Contest]:
    """As many interactions by eight processes as by one; all are started, and have recorded, before it is measured."""
    with bench.copy() as path, _started(bench, path, WRITERS) as eight, _started(bench, path, 1) as one:
        yield Contest(lambda: _rate(eight), lambda: _rate(one))


@contextmanager
def _started(bench: Bench, path: Path, processes: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Yield processes that record so many interactions as each line says, and answer; each must end well."""
    command = [sys.executable, "-c", WRITER, str(path), str(Size(bench.rows).partners)]
    running = [
        subprocess.Popen(command, env=surroundings(bench), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(processes)
    ]
    try:
        _answered(running)
        yield running
    finally:
        codes = []
        for one in running:
            one.communicate()
            codes.append(one.returncode)
    assert codes == [0] * processes


def _rate(running: Sequence[subprocess.Popen[str]]) -> float:
    """Return how many interactions a second these processes record together."""
    start = time.perf_counter()
    for one in running:
        assert one.stdin is not None
        one.stdin.write(f"{TOGETHER // len(running)}\n")
        one.stdin.flush()
    _answered(running)
    return TOGETHER / (time.perf_counter() - start)


def _answered(running: Sequence[subprocess.Popen[str]]) -> None:
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"


@contextmanager
def _from_scratch(bench: Bench) -> Iterator[Contest]:
    """Every pair's sums made anew from the acts; the reference adds the same arrays up and leaves repetitions whole."""
    with bench.copy() as path, bench.desk(path) as desk, closing(_raw(bench)) as raw:
        statement = (
            "SELECT a.giver_id, a.receiver_id, a.weight, a.intensity, d.trust_factor, d.goodwill_factor "
            "FROM act a JOIN day d ON d.day = a.day"
        )
        columns = [np.array(column) for column in zip(*raw.execute(statement), strict=True)]
        most = int(columns[1].max()) + 1
        pairs = np.unique(columns[0] * most + columns[1], return_inverse=True)[1]

        def ours() -> None:
            with desk.database.writing() as connection:
                summing.make_touched(connection)
                connection.execute(delete(PAIR_SUM))
                chosen = select(ACT.c.giver_id, ACT.c.receiver_id, func.count())
                found = connection.execute(chosen.group_by(ACT.c.giver_id, ACT.c.receiver_id)).all()
                summing.sum_in_portions(connection, [(row[0], row[1], row[2]) for row in found])
                summing.sum_sides(connection, None)

        def reference() -> None:
            _, _, weight, intensity, trust, goodwill = columns
            for value in (
                weight * trust, weight * trust * (intensity > 0), weight * trust * intensity,
                weight, weight * (intensity > 0), weight * intensity,
                weight * np.abs(intensity) * goodwill * (intensity > 0),
                weight * np.abs(intensity) * goodwill * (intensity < 0),
            ):  # fmt: skip
                np.bincount(pairs, value)

        yield Contest(ours, reference)


ROWS = (
    Row(
        name="one-act",
        job="ten interactions recorded one by one, durably, readings right everywhere",
        reference="the same without readings",
        must=Limit(1.5),
        aim=Limit(1.1),
        prepare=_one_act,
    ),
    Row(
        name="writers",
        job="8 processes recording at once, durably",
        reference="one process",
        must=Limit(0.5, "at least"),
        aim=Limit(0.8, "at least"),
        prepare=_writers,
        unit="a second",
    ),
    Row(
        name="from-scratch",
        job="every pair's and side's sums anew from the acts, in the database",
        reference="numpy bincount over the same arrays in memory",
        must=Limit(5.0),
        aim=Limit(1.5),
        prepare=_from_scratch,
    ),
)
