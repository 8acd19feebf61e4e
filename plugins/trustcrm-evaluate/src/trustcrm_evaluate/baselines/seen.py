"""What the baselines remember: acts, each once, with plain sums of everybody's and of each pair's."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Self

from trustcrm.plugin import Act, KnownActs

Pair = tuple[Hashable, Hashable]


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


class Seen(KnownActs):
    """Acts and their sums."""

    def __init__(self) -> None:
        super().__init__()
        self.sums = Sums()
        self.pairs: dict[Pair, dict[str, Act]] = {}
        self.pair_sums: dict[Pair, Sums] = {}

    def _alike(self) -> Self:
        return type(self)()

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
