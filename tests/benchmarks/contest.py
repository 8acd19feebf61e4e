"""What a row of the table is: a job, the reference it is measured against, and what it must and should reach."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tests.benchmarks.bench import Bench


class Unavailable(Exception):
    """What a row is measured against is not to be had here; the message says why."""


Measure = Callable[[], float | None]
"""Does the job once. What it returns is its result in the row's unit; where it returns None, it is timed."""


@dataclass(frozen=True)
class Contest:
    """A job and its reference, ready to be done again and again; None where the row is held to a figure of its own."""

    ours: Measure
    reference: Measure | None = None


@dataclass(frozen=True)
class Limit:
    """A bound: on the ratio ours / reference, or on ours alone."""

    value: float
    side: Literal["at most", "at least"] = "at most"
    of: Literal["ratio", "ours"] = "ratio"

    def holds(self, ratio: float | None, ours: float) -> bool:
        """Return whether a row keeps the bound."""
        found = ours if self.of == "ours" else ratio
        if found is None:
            return False
        return found <= self.value if self.side == "at most" else found >= self.value


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the table, by a `name` without spaces.

    `prepare` makes the contest ready and cleans up after it; what it does is not measured. `scales` is False where the
    size of the office plays no part, so that one size is enough.
    """

    name: str
    job: str
    reference: str
    must: Limit
    aim: Limit
    prepare: Callable[[Bench], AbstractContextManager[Contest]]
    unit: str = "s"
    scales: bool = True
