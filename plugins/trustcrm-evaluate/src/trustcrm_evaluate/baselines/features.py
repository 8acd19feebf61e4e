"""The figures that fitted baselines are given of a pair, as of a day: sums that fade at three speeds, and habits.

For the pair, the pair the other way, all the giver did, all that was done to it, all the receiver did and all that was
done to it: weight, mean intensity and share of kind acts, each over three half-lives; how long ago the last act was
and what it was; and everybody's mean. 70 figures in all, none of which reads a day later than the one asked for.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from trustcrm.plugin import Act
from trustcrm_evaluate.baselines.seen import Pair

HALF_LIVES = (30.0, 180.0, 1500.0)
LONG_AGO = 3650.0
_KEPT = 3 * len(HALF_LIVES)
Key = tuple[str, Hashable]
"""A way of acting, and the pair or side whose acts those are."""
_EVERYBODY: Key = ("everybody", "")

Numbers = NDArray[np.float64]


class Fading:
    """Sums over acts that fade: for each half-life of all weights, of weighted intensities and of weighted signs."""

    __slots__ = ("acts", "day", "last", "sums")

    def __init__(self) -> None:
        self.sums = [0.0] * _KEPT
        self.day = 0
        self.last = 0.0
        self.acts = 0

    def copy(self) -> Fading:
        """Return the same sums, which go on for themselves."""
        one = Fading()
        one.sums, one.day, one.last, one.acts = self.sums, self.day, self.last, self.acts
        return one

    def add(self, act: Act, day: int) -> None:
        """Add an act of a day that is not earlier than any before."""
        faded = self.as_of(day)
        sign = (act.intensity > 0) - (act.intensity < 0)
        for place in range(0, _KEPT, 3):
            faded[place] += act.weight
            faded[place + 1] += act.weight * act.intensity
            faded[place + 2] += act.weight * sign
        self.sums, self.day, self.last = faded, day, act.intensity
        self.acts += 1

    def as_of(self, day: int) -> list[float]:
        """Return the sums as they have faded by a day."""
        if day == self.day:
            return list(self.sums)
        factors = [0.5 ** ((day - self.day) / life) for life in HALF_LIVES]
        return [value * factors[place // 3] for place, value in enumerate(self.sums)]

    def figures(self, day: int, usual: Sequence[float]) -> list[float]:
        """Return weight, mean intensity and mean sign by half-life, the means shrunk to the `usual` ones by one act."""
        faded, told = self.as_of(day), []
        for place in range(0, _KEPT, 3):
            weight = faded[place]
            told.append(np.log1p(weight))
            told += [(faded[place + 1 + n] + usual[n]) / (weight + 1.0) for n in (0, 1)]
        return told

    def recent(self, day: int) -> list[float]:
        """Return how many acts there were, how long ago the last was, and its intensity."""
        ago = float(day - self.day) if self.acts else LONG_AGO
        return [np.log1p(self.acts), np.log1p(min(ago, LONG_AGO)), self.last]


class Former(dict[Key, Fading | None]):
    """What stood where before the acts of a day were noted, None where nothing did."""


class Figures:
    """Everything that figures are made of, told act by act in the order of days."""

    def __init__(self) -> None:
        self._kept: dict[Key, Fading] = {}
        self._nothing = Fading()

    def note(self, acts: Iterable[Act], day: date) -> Former:
        """Take in the acts of a day that is not earlier than any before; return what `go_back` undoes it by."""
        ordinal, former = day.toordinal(), Former()
        for act in acts:
            pair = (act.giver, act.receiver)
            keys: tuple[Key, ...] = (("pair", pair), ("gave", act.giver), ("got", act.receiver), _EVERYBODY)
            for key in keys:
                found = self._kept.get(key)
                if key not in former:
                    former[key] = None if found is None else found.copy()
                if found is None:
                    found = self._kept[key] = Fading()
                found.add(act, ordinal)
        return former

    def go_back(self, former: Former) -> None:
        """Be as before the acts were noted that were noted last."""
        for key, found in former.items():
            if found is None:
                del self._kept[key]
            else:
                self._kept[key] = found

    def of(self, pair: Pair, day: date) -> list[float]:
        """Return the figures of a pair as of a day."""
        ordinal, (giver, receiver) = day.toordinal(), pair
        kept, nothing = self._kept, self._nothing
        everybody = kept.get(_EVERYBODY, nothing).as_of(ordinal)
        usual = [value / everybody[-3] if everybody[-3] else 0.0 for value in everybody[-2:]]
        own, back = kept.get(("pair", pair), nothing), kept.get(("pair", (receiver, giver)), nothing)
        sides = [
            kept.get((way, side), nothing) for way in ("gave", "got") for side in (giver, receiver)
        ]  # fmt: skip
        told = [*usual, *own.recent(ordinal), *back.recent(ordinal)]
        for one in (own, back, *sides):
            told += one.figures(ordinal, usual)
        for one in sides:
            told += one.recent(ordinal)[:2]
        return told
