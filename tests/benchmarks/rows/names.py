"""City names resolved against all cities the gazetteer knows: as spelled, misspelt, and from a cold start."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from rapidfuzz import fuzz, process

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Measure, Row
from tests.benchmarks.synthetic import SEED
from tests.benchmarks.timing import Clock
from trustcrm.plugin import PlaceQuery

SAMPLE, MISSPELT = 1000, 100
"""How many names are resolved at a time: a hundred as they are spelled take a millisecond, too short to be told."""


def _gazetteer() -> Any:
    return import_module("trustcrm_gazetteer.gazetteer").Places()


def _names() -> list[str]:
    """Return the names of the cities that the gazetteer's own file holds."""
    atlas = import_module("trustcrm_gazetteer.atlas").Atlas()
    return sorted({atlas.place(rank).name for rank in range(1, atlas.size + 1)})


def _misspelt(name: str, chance: random.Random) -> str:
    """Return a name with two neighbouring letters changed round."""
    place = chance.randrange(1, len(name) - 2)
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def _per_second(clock: Clock, job: Any, names: list[str], most: int) -> Measure:
    """Return the resolving of other names each time, so that nothing is answered from memory."""
    waiting = itertools.cycle(names)

    def run() -> float:
        some = list(itertools.islice(waiting, most))
        start = clock()
        for name in some:
            job(name)
        return len(some) / (clock() - start)

    return run


def _shuffled(names: list[str]) -> list[str]:
    wanted = [name for name in names if name.isascii() and len(name) > 5]
    random.Random(SEED).shuffle(wanted)
    return wanted


@contextmanager
def _exact(bench: Bench) -> Iterator[Contest]:
    places, names = _gazetteer(), _names()
    known = dict.fromkeys(names)
    sample = _shuffled(names)
    resolve = _per_second(bench.clock, lambda name: places.resolve(PlaceQuery(name=name)), sample, SAMPLE)
    yield Contest(resolve, _per_second(bench.clock, known.get, sample, SAMPLE))


@contextmanager
def _fuzzy(bench: Bench) -> Iterator[Contest]:
    places, names = _gazetteer(), _names()
    chance = random.Random(SEED)
    sample = [_misspelt(name, chance) for name in _shuffled(names)]
    yield Contest(
        _per_second(bench.clock, lambda name: places.resolve(PlaceQuery(name=name)), sample, MISSPELT),
        _per_second(bench.clock, lambda name: process.extractOne(name, names, scorer=fuzz.ratio), sample, MISSPELT),
    )


@contextmanager
def _load(bench: Bench) -> Iterator[Contest]:
    yield Contest(lambda: _gazetteer().resolve(PlaceQuery(name="Milano")) and None)


ROWS = (
    Row(
        name="names",
        job="city names resolved as they are spelled",
        reference="a dictionary",
        must=Limit(100_000, "at least", "ours"),
        aim=Limit(100_000, "at least", "ours"),
        prepare=_exact,
        unit="a second",
        scales=False,
    ),
    Row(
        name="names-misspelt",
        job="misspelt city names resolved",
        reference="rapidfuzz over all names",
        must=Limit(500, "at least", "ours"),
        aim=Limit(5000, "at least", "ours"),
        prepare=_fuzzy,
        unit="a second",
        scales=False,
    ),
    Row(
        name="names-load",
        job="the gazetteer made ready and asked once",
        reference="",
        must=Limit(0.05, of="ours"),
        aim=Limit(0.05, of="ours"),
        prepare=_load,
        scales=False,
    ),
)
