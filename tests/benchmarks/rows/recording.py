"""Keeping readings right while recording, making them all anew, and many who record at once."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from unittest.mock import patch

import numpy as np

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Row
from tests.benchmarks.programs import surroundings
from tests.benchmarks.synthetic import TODAY, Size
from trustcrm.clock import PinnedClock
from trustcrm.domain.nouns import Interaction
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.domain.readings.decay import EPOCH
from trustcrm.services.record import record
from trustcrm.store.derive import summing
from trustcrm.store.derive.all_sums import acts_in_arrays
from trustcrm.store.derive.arrays import readings_of, sum_pairs_of, sum_sides_of

WRITERS = 8
TOGETHER = 400
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
    No partner is recorded with twice in a week.
    """
    with bench.copy() as path, bench.desk(path) as desk:
        turns = count()
        partners = Size(bench.rows).partners

        def recorded() -> None:
            for _ in range(10):
                turn = next(turns)
                on = TODAY + timedelta(weeks=turn // partners)
                call = Interaction(kind="call", giver=1, receiver=2 + turn % partners, on=on)
                record(replace(desk, clock=PinnedClock(on)), "add", f"call {turn}", call)

        def without() -> None:
            with patch("trustcrm.store.derive.derivation.settle_sums", lambda connection, sources: None):
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
    """Every reading from the acts; the reference adds the arrays up by known pairs and leaves repetitions whole."""
    with bench.desk() as desk, desk.database.reading() as connection:
        acts = acts_in_arrays(connection)
    pairs = np.unique(acts.giver * (int(acts.receiver.max()) + 1) + acts.receiver, return_inverse=True)[1]
    constants = DEFAULT_CONSTANTS
    elapsed = acts.day - EPOCH.toordinal()
    trust, goodwill = (
        np.exp2(elapsed / days) for days in (constants.half_life_days, constants.goodwill_half_life_days)
    )

    def ours() -> None:
        sums = sum_pairs_of(acts, constants)
        assert len(readings_of(sums, sum_sides_of(sums), TODAY, constants).value) == len(sums.giver)

    def reference() -> None:
        weight, intensity = acts.weight, acts.intensity
        for value in (
            weight * trust, weight * trust * (intensity > 0), weight * trust * intensity,
            weight, weight * (intensity > 0), weight * intensity,
            weight * np.abs(intensity) * goodwill * (intensity > 0),
            weight * np.abs(intensity) * goodwill * (intensity < 0),
        ):  # fmt: skip
            np.bincount(pairs, value)

    yield Contest(ours, reference)


@contextmanager
def _all_sums(bench: Bench) -> Iterator[Contest]:
    """Every pair's and side's sums written anew, as a rebuild and `db verify` do, with numpy and without."""
    with bench.copy() as path, bench.desk(path) as desk:

        def ours() -> None:
            with desk.database.writing() as connection:
                summing.sum_everything(connection)

        def reference() -> None:
            with desk.database.writing() as connection:
                summing.sum_everything_there(connection)

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
        job="every reading of the office from its acts, over arrays",
        reference="numpy bincount over the same arrays in memory",
        must=Limit(5.0),
        aim=Limit(1.5),
        prepare=_from_scratch,
    ),
    Row(
        name="all-sums",
        job="every pair's and side's sums written anew, with numpy",
        reference="the same by the database's own statements",
        must=Limit(1.0),
        aim=Limit(0.5),
        prepare=_all_sums,
    ),
)
