"""Measuring a contest: both sides in turn, so that whatever else the machine does falls on both alike."""

from __future__ import annotations

import gc
import resource
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from tests.benchmarks.contest import Contest, Measure

Clock = Callable[[], float]

LONG = 10.0
"""Seconds from which on a job done once need not be done before it is measured."""


def processor_seconds() -> float:
    """Return the processor time of this process and of those it has waited for: steadier on a busy machine."""
    spent = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


@dataclass(frozen=True)
class Result:
    """What was measured, run by run; `reference` is empty where there is none."""

    ours: list[float]
    reference: list[float]

    @property
    def ratios(self) -> list[float]:
        """Ours over the reference, run by run: two neighbours in time share the machine's mood."""
        return [mine / other for mine, other in zip(self.ours, self.reference, strict=False)]

    @property
    def ratio(self) -> float | None:
        """The median of the ratios."""
        return median(self.ratios) if self.reference else None


def measure(contest: Contest, runs: int, clock: Clock) -> Result:
    """Do both sides `runs` times in turn, changing who goes first.

    Each is done once before, unmeasured; where that takes long it counts, since what a first time costs beside the
    others is then lost in it.
    """
    sides: list[tuple[Measure, list[float]]] = [(contest.ours, [])]
    if contest.reference is not None:
        sides.append((contest.reference, []))
    start = clock()
    first = [_once(job, clock) for job, _ in sides]
    if clock() - start > LONG * len(sides):
        for (_, found), figure in zip(sides, first, strict=True):
            found.append(figure)
    while len(sides[0][1]) < runs:
        for job, found in sides if len(sides[0][1]) % 2 else reversed(sides):
            found.append(_once(job, clock))
    return Result(sides[0][1], sides[1][1] if len(sides) > 1 else [])


def _once(job: Measure, clock: Clock) -> float:
    gc.collect()
    start = clock()
    told = job()
    return clock() - start if told is None else told
