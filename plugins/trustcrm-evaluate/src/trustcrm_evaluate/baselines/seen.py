"""What the baselines remember: acts, each once, with plain sums of everybody's and of each pair's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from trustcrm.plugin import Act, InvalidValue

Pair = tuple[Hashable, Hashable]
S = TypeVar("S", bound="Seen")


@dataclass(slots=True)
class Sums:
    """Plain sums over acts: weights of the kind, of all signed ones and of all, and weighted intensities."""

    kind: float = 0.0
    signed: float = 0.0
    weight: float = 0.0
    intensity: float = 0.0

    def add(self, act: Act, times: float = 1.0) -> None:
        """Add an act, or take it away again where `times` is -1."""
        weight = act.weight * times
        self.weight += weight
        self.intensity += weight * act.intensity
        if act.intensity:
            self.signed += weight
            self.kind += weight * (act.intensity > 0)


class Seen:
    """Acts and their sums; grows by `take`."""

    def __init__(self) -> None:
        self.acts: dict[str, Act] = {}
        self.sums = Sums()
        self.pairs: dict[Pair, dict[str, Act]] = {}
        self.pair_sums: dict[Pair, Sums] = {}
        self._days: Counter[date] = Counter()
        self._last: date | None = None
        self._past: tuple[date, Seen] | None = None

    def take(self, acts: Iterable[Act]) -> None:
        """Take acts in; one whose id is known is passed over."""
        for act in acts:
            if act.id not in self.acts:
                self.acts[act.id] = act
                self._days[act.day] += 1
                self._last = act.day if self._last is None else max(self._last, act.day)
                self._past = None
                self._add(act)

    def forget(self, acts: Iterable[Act]) -> None:
        """Give up acts. Raises `InvalidValue` for one that is not here."""
        for act in acts:
            if self.acts.pop(act.id, None) != act:
                raise InvalidValue(f"{act.id} cannot be forgotten, for it is not among the acts known.")
            self._days[act.day] -= 1
            if not self._days[act.day]:
                del self._days[act.day]
                self._last = max(self._days, default=None)
            self._past = None
            self._remove(act)

    def as_of(self: S, day: date) -> S:
        """Return what is seen by someone who knows no act later than `day`; the last such view is kept."""
        if self._last is None or self._last <= day:
            return self
        if self._past is None or self._past[0] != day:
            view = type(self)()
            view.take(act for act in self.acts.values() if act.day <= day)
            self._past = (day, view)
        past = self._past[1]
        assert isinstance(past, type(self))
        return past

    def of(self, pair: Pair) -> Sums:
        """Return the sums of a pair."""
        return self.pair_sums.get(pair, _NOTHING)

    def between(self, pair: Pair) -> list[Act]:
        """Return the acts of a pair, oldest first, and those of one day always in the same order."""
        return sorted(self.pairs.get(pair, {}).values(), key=lambda act: (act.day, act.id))

    def _add(self, act: Act) -> None:
        pair = (act.giver, act.receiver)
        self.sums.add(act)
        self.pairs.setdefault(pair, {})[act.id] = act
        self.pair_sums.setdefault(pair, Sums()).add(act)

    def _remove(self, act: Act) -> None:
        pair = (act.giver, act.receiver)
        self.sums.add(act, -1.0)
        del self.pairs[pair][act.id]
        self.pair_sums[pair].add(act, -1.0)
        if not self.pairs[pair]:
            del self.pairs[pair], self.pair_sums[pair]


_NOTHING = Sums()
