"""Fairness and goodness (Kumar et al., ICDM 2016): who is liked by those whose judgement others share.

A side's goodness is the mean of what others did to it, each as far as that other is fair; a side is as fair as what it
does agrees with the goodness of those it does it to. Both are told by the fixed point of

    g(v) = mean over u of f(u)·w(u, v)        f(u) = 1 - mean over v of |w(u, v) - g(v)| / 2

where w in [-1, 1] is the mean intensity of u's acts towards v, over ten. The next act is expected to be 10·f(u)·g(v).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from trustcrm.plugin import Act, Share
from trustcrm_evaluate.baselines.baseline import Baseline
from trustcrm_evaluate.baselines.seen import Pair, Seen

ENOUGH = 1e-11
MOST_ROUNDS = 200
MOST = 10.0
"""The largest intensity there is."""

Numbers = NDArray[np.float64]


class Fairness:
    """The two fixed points over one set of edges, solved again where something has changed, from where they stood."""

    def __init__(self) -> None:
        self._number: dict[Hashable, int] = {}
        self._edge: dict[Pair, int] = {}
        self._ends: list[tuple[int, int]] = []
        self._sums: list[list[float]] = []
        self._changed: set[int] = set()
        self._arrays = _Edges()
        self._fair: Numbers = np.ones(0)
        self._good: Numbers = np.zeros(0)

    def add(self, act: Act, times: float = 1.0) -> None:
        """Add an act to its edge, or take it away again where `times` is -1."""
        pair = (act.giver, act.receiver)
        place = self._edge.get(pair)
        if place is None:
            place = self._edge[pair] = len(self._ends)
            giver, receiver = (self._number.setdefault(side, len(self._number)) for side in pair)
            self._ends.append((giver, receiver))
            self._sums.append([0.0, 0.0, 0.0])
        sums = self._sums[place]
        sums[0] += times * act.weight * act.intensity
        sums[1] += times * act.weight
        sums[2] += times
        self._changed.add(place)

    def fair(self, side: Hashable) -> float:
        """Return the fairness of a side, 1 where it did nothing yet."""
        self._solve()
        number = self._number.get(side)
        return 1.0 if number is None else float(self._fair[number])

    def good(self, side: Hashable) -> float:
        """Return the goodness of a side, 0 where nothing was done to it yet."""
        self._solve()
        number = self._number.get(side)
        return 0.0 if number is None else float(self._good[number])

    def weight(self, pair: Pair) -> tuple[float, float]:
        """Return the sum of the weights of a pair's acts, and on how many edges its receiver's goodness rests."""
        self._solve()
        place = self._edge[pair]
        return self._sums[place][1], float(self._arrays.received[self._ends[place][1]])

    def _solve(self) -> None:
        if not self._changed:
            return
        if self._arrays.edges != len(self._ends):
            self._arrays.grow(self._ends[self._arrays.edges :], len(self._number))
            self._fair = _grown(self._fair, len(self._number), 1.0)
            self._good = _grown(self._good, len(self._number))
        for place in self._changed:
            total, weight, acts = self._sums[place]
            there = acts > 0.5 and weight > 1e-12  # what was taken away leaves dust
            self._arrays.set(place, total / weight / MOST if there else None)
        self._changed.clear()
        self._fair, self._good = self._arrays.solved(self._fair, self._good)


class _Edges:
    """Edges in arrays, by giver and by receiver; one that is not there any more has no part in any mean."""

    def __init__(self) -> None:
        self.edges = self._sides = 0
        self._giver, self._receiver = (np.zeros(0, dtype=np.int64) for _ in range(2))
        self._value, self._there, self._given, self.received = (np.zeros(0) for _ in range(4))

    def grow(self, ends: Sequence[tuple[int, int]], sides: int) -> None:
        """Take in edges that came since, and the sides there are now; no edge is there before it is set."""
        givers, receivers = zip(*ends, strict=True)
        self._giver, self._receiver = np.append(self._giver, givers), np.append(self._receiver, receivers)
        self.edges, self._sides = self.edges + len(ends), sides
        self._value, self._there = _grown(self._value, self.edges), _grown(self._there, self.edges)
        self._given, self.received = _grown(self._given, sides), _grown(self.received, sides)

    def set(self, place: int, value: float | None) -> None:
        there = float(value is not None)
        change = there - self._there[place]
        self._given[self._giver[place]] += change
        self.received[self._receiver[place]] += change
        self._there[place], self._value[place] = there, value or 0.0

    def solved(self, fair: Numbers, good: Numbers) -> tuple[Numbers, Numbers]:
        given, received = np.maximum(self._given, 1.0), np.maximum(self.received, 1.0)
        for _ in range(MOST_ROUNDS):
            told = fair[self._giver] * self._value
            good_now = np.bincount(self._receiver, told, self._sides) / received
            missed = np.abs(self._value - good_now[self._receiver]) * self._there
            fair_now = 1.0 - np.bincount(self._giver, missed, self._sides) / (2.0 * given)
            moved = max(np.abs(good_now - good).max(), np.abs(fair_now - fair).max())
            fair, good = fair_now, good_now
            if moved < ENOUGH:
                break
        return fair, good


def _grown(numbers: Numbers, length: int, by: float = 0.0) -> Numbers:
    return np.append(numbers, np.full(length - len(numbers), by))


class SeenByAll(Seen):
    """Acts, with the fixed points over signed ones and, where there are neutral ones, over all."""

    def __init__(self) -> None:
        super().__init__()
        self.signed = Fairness()
        self._all: Fairness | None = None

    @property
    def all(self) -> Fairness:
        """The fixed points over all acts, neutral ones too."""
        return self.signed if self._all is None else self._all

    def _add(self, act: Act) -> None:
        super()._add(act)
        self._note(act, 1.0)

    def _remove(self, act: Act) -> None:
        super()._remove(act)
        self._note(act, -1.0)

    def _note(self, act: Act, times: float) -> None:
        if self._all is None and not act.intensity:
            self._all = Fairness()
            for former in self:
                if former.intensity:
                    self._all.add(former)
        if self._all is not None:
            self._all.add(act, times)
        if act.intensity:
            self.signed.add(act, times)


class FairnessGoodness(Baseline[SeenByAll]):
    """The next act is as good as its receiver, as far as its giver is fair."""

    name = "fairness-goodness"
    state = SeenByAll

    def trust(self, seen: SeenByAll, pair: Pair, day: date) -> float:
        """Return what is expected of signed acts, from [-1, 1] to [0, 1]."""
        return (1.0 + seen.signed.fair(pair[0]) * seen.signed.good(pair[1])) / 2.0

    def intensity(self, seen: SeenByAll, pair: Pair, day: date) -> float:
        """Return what is expected of all acts."""
        return MOST * seen.all.fair(pair[0]) * seen.all.good(pair[1])

    def shares(self, seen: SeenByAll, pair: Pair, day: date) -> Iterator[Share]:
        """Yield the half from which it is told, and the share of each act towards the receiver."""
        yield Share(about="neither good nor bad", value=0.5)
        fair = seen.signed.fair(pair[0])
        for (giver, receiver), acts in seen.pairs.items():
            signed = [act for act in acts.values() if act.intensity and act.weight]
            if receiver != pair[1] or not signed:
                continue
            weight, edges = seen.signed.weight((giver, receiver))
            part = fair * seen.signed.fair(giver) / (edges * weight * MOST * 2.0)
            for act in signed:
                yield Share(about=act.id, value=part * act.weight * act.intensity, act=act)
