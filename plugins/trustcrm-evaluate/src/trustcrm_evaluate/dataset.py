"""What a model is measured on: acts in the order of time, and where the part begins that it is tested on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import groupby
from operator import attrgetter

from trustcrm.plugin import Act, Refused, SideProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedAct(Act):
    """An act of which more than the day is known: its `moment`, in seconds since 1970."""

    moment: float


def step_of(act: Act) -> tuple[date, float]:
    """Return what acts of one step have in common: their day and, where it is known, their second."""
    return act.day, act.moment if isinstance(act, TimedAct) else 0.0


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Acts in the order of time, those from `test_from` on being foretold and compared.

    Acts of one day are of one step, none known while another is foretold; of acts that tell their second, those of one
    second are. `profiles` are what is known of the sides apart from acts. `unit` is what one unit of an
    intensity is worth in the errors that are told: 1 where they are Goldstein's, a tenth where they are ratings from
    -10 to 10 told as from -1 to 1; `ratings` says that they are. `remarks` are sentences about the files that whoever
    reads the figures must know.
    """

    name: str
    acts: Sequence[Act]
    test_from: int
    profiles: Sequence[SideProfile] = ()
    unit: float = 1.0
    ratings: bool = False
    remarks: tuple[str, ...] = ()

    def steps(self) -> Iterator[tuple[date, int, Sequence[Act]]]:
        """Yield each step: its day, the position of its first act, and its acts."""
        first = 0
        for (day, _), together in groupby(self.acts, key=step_of):
            acts = list(together)
            yield day, first, acts
            first += len(acts)

    def by_day(self) -> Dataset:
        """Return the same acts, those of one day being of one step."""
        return replace(self, acts=[_without_moment(act) for act in self.acts])

    @property
    def tested(self) -> Sequence[Act]:
        """The acts of the test."""
        return self.acts[self.test_from :]

    def all_tested(self) -> Dataset:
        """Return the same acts, all of them of the test, as where one is left out."""
        return replace(self, test_from=0)

    def until(self, end: int, test_from: int) -> Dataset:
        """Return the acts before the position `end`, tested from `test_from` on: what constants may be chosen on."""
        return replace(self, acts=self.acts[:end], test_from=test_from)


def _without_moment(act: Act) -> Act:
    return Act(**{field.name: getattr(act, field.name) for field in fields(Act)})


def by_days(
    name: str, acts: Sequence[Act], profiles: Sequence[SideProfile] = (), test_share: float = 0.25,
    remarks: Sequence[str] = (),
) -> Dataset:  # fmt: skip
    """Return a data set whose last days are the test: `test_share` of all days from its first to its last.

    Raises `Refused` where there are too few days to part.
    """
    in_order = sorted(acts, key=attrgetter("day"))
    if not in_order:
        raise Refused(f"{name} holds no act between two sides; there is nothing to foretell.")
    first, last = in_order[0].day.toordinal(), in_order[-1].day.toordinal()
    begins = first + -int(-(1.0 - test_share) * (last - first + 1) // 1)  # the first whole day after that share
    test_from = next((place for place, act in enumerate(in_order) if act.day.toordinal() >= begins), len(in_order))
    if not 0 < test_from < len(in_order):
        raise Refused(f"{name} holds too few days to part into what is known and what is foretold.")
    return Dataset(name=name, acts=in_order, test_from=test_from, profiles=profiles, remarks=tuple(remarks))
