"""Ratings told all at once: what the reference model says of each, for one set of constants after the other.

Where no pair acts twice and every act is signed and counts whole, nothing is repeated, nothing is capped within a pair,
and which acts a reading rests on is the same for all constants. So those are looked for once, and a set of constants
takes some sums over columns instead of a reading after the other: a fit tries hundreds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trustcrm_evaluate.calibration.fitted_constants import FittedConstants
from trustcrm_evaluate.calibration.formula import Sums, intensity_of, trust_of
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.metrics import Columns, Numbers

Places = NDArray[np.intp]
ALONE = 0.5
"""What a single act counts towards a habit that does not fade: w/(w+1)."""


class _Known(NamedTuple):
    """Acts that readings rest on, one after the other: each reading's number, the act's place, and its age in days."""

    row: Places
    act: Places
    age: Places

    def faded(self, half_life_days: float) -> Numbers:
        """Return what is left of each act by its age."""
        longest = int(self.age.max(initial=0))
        left: Numbers = 2.0 ** (-np.arange(longest + 1) / half_life_days)
        return left[self.age]

    def summed(self, left: Numbers, said: Numbers, rows: int) -> tuple[Numbers, Numbers]:
        """Return, for each reading, the sum of what its acts said by what is left of them, and of what is left."""
        value, weight = np.bincount(self.row, left * said[self.act], rows), np.bincount(self.row, left, rows)
        return value.astype(float), weight.astype(float)


class AtOnce:
    """What `BetaHabit` says of the tested acts of a data set that `suits`, each foretold from earlier steps alone.

    With `one_out_every` each so many-th act is foretold from all others instead, all of them dated alike.
    """

    def __init__(self, dataset: Dataset, one_out_every: int = 0) -> None:
        self._unit = dataset.unit
        acts = dataset.acts
        self._one_out = one_out_every > 0
        self._value = np.array([act.intensity for act in acts], dtype=float)
        self._kind = (self._value > 0).astype(float)
        self._day = np.array([0 if self._one_out else act.day.toordinal() for act in acts], dtype=np.intp)
        self._step = _steps(dataset)
        numbers: dict[object, int] = {}
        giver = np.array([numbers.setdefault(act.giver, len(numbers)) for act in acts], dtype=np.intp)
        receiver = np.array([numbers.setdefault(act.receiver, len(numbers)) for act in acts], dtype=np.intp)
        self._tested = np.arange(0 if self._one_out else dataset.test_from, len(acts), max(1, one_out_every))
        self._gave, self._got = self._of_side(giver), self._of_side(receiver)
        sides = len(numbers)
        self._back = self._of_pair(giver * sides + receiver, receiver * sides + giver)

    def __call__(self, constants: Mapping[str, float]) -> Columns:
        """Return what is told by these constants, as `metrics.columns` does."""
        chosen = FittedConstants(**constants)
        fades = chosen.habits_fade
        gave, got = (
            one.faded(chosen.habit_half_life_days) if fades else np.full(len(one.row), ALONE)
            for one in (self._gave, self._got)
        )  # fmt: skip
        back = self._back.faded(chosen.half_life_days)
        trust = trust_of(self._sums(self._kind, back, gave, got), chosen)
        expected = intensity_of(self._sums(self._value, back, gave, got), chosen)
        told = Columns(
            trust=trust,
            kind=self._kind[self._tested] > 0,
            signed=np.ones(len(trust), dtype=bool),
            expected=expected * self._unit,
            intensity=self._value[self._tested] * self._unit,
            new=np.ones(len(trust), dtype=bool),
            pair=np.arange(len(trust)),
        )
        return told.of(np.argsort(trust, kind="stable"))

    def _sums(self, said: Numbers, back: Numbers, gave: Numbers, got: Numbers) -> Sums:
        nothing = np.zeros(len(self._tested))
        back_value, back_weight = self._back.summed(back, said, len(nothing))
        gives, gives_weight = self._gave.summed(gave, said, len(nothing))
        gets, gets_weight = self._got.summed(got, said, len(nothing))
        if self._one_out:
            others, count = said.sum() - said[self._tested], np.full(len(nothing), len(said) - 1.0)
        else:
            known_before = np.searchsorted(self._step, self._step[self._tested])
            others, count = np.append(0.0, np.cumsum(said))[known_before], known_before.astype(float)
        return Sums(
            nothing, nothing, back_value, back_weight, gives, gives_weight, gets, gets_weight, others, count
        )  # fmt: skip

    def _of_side(self, side: Places) -> _Known:
        """Return, for each tested act, the acts known of the same side."""
        return self._found(side, side[self._tested], own=self._tested)

    def _of_pair(self, pair: Places, reverse: Places) -> _Known:
        """Return, for each tested act, the act known the other way."""
        return self._found(pair, reverse[self._tested], own=None)

    def _found(self, keys: Places, wanted: Places, own: Places | None) -> _Known:
        """Return the acts known to each tested one whose key it wants; `own` says where it is among them itself."""
        width = int(self._step.max(initial=0)) + 1
        places = np.lexsort((self._step, keys))
        in_order = (keys * width + self._step)[places]
        first = np.searchsorted(in_order, wanted * width)
        until = wanted * width + (width if self._one_out else self._step[self._tested])
        count = np.searchsorted(in_order, until) - first
        row = np.repeat(np.arange(len(wanted)), count)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        act = places[np.repeat(first, count) + nth]
        if self._one_out and own is not None:
            others = act != own[row]
            row, act = row[others], act[others]
        return _Known(row, act, self._day[self._tested][row] - self._day[act])


def at_once(dataset: Dataset, one_out_every: int = 0) -> AtOnce | None:
    """Return the quick way to what the reference model tells of a data set, None where it does not suit."""
    return AtOnce(dataset, one_out_every) if suits(dataset) else None


def suits(dataset: Dataset) -> bool:
    """Return whether every act is signed and counts whole, no pair acts twice, and nobody towards itself."""
    return len({(act.giver, act.receiver) for act in dataset.acts}) == len(dataset.acts) and all(
        act.weight == 1.0 and act.intensity and act.giver != act.receiver for act in dataset.acts
    )


def _steps(dataset: Dataset) -> Places:
    """Return the number of each act's step."""
    lengths = [len(acts) for _, _, acts in dataset.steps()]
    return np.repeat(np.arange(len(lengths)), lengths)
