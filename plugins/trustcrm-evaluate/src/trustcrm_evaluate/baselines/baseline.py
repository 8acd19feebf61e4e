"""A baseline keeps the contract of a trust model; what it answers is a rule of a few lines over what it has seen."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from typing import Generic, TypeVar, cast

from trustcrm.plugin import Act, Reading, Share
from trustcrm_evaluate.baselines.seen import Pair, Seen

S = TypeVar("S", bound=Seen)


class Baseline(ABC, Generic[S]):
    """A rule over acts that were seen, for comparison with models that an office would read by."""

    name: str
    state: type[S]

    @abstractmethod
    def trust(self, seen: S, pair: Pair, day: date) -> float:
        """Return the probability that the next signed act of a pair is kind; `seen` holds nothing later than `day`."""

    @abstractmethod
    def intensity(self, seen: S, pair: Pair, day: date) -> float:
        """Return the intensity expected of the next act."""

    @abstractmethod
    def shares(self, seen: S, pair: Pair, day: date) -> Iterable[Share]:
        """Yield what sums to the trust."""

    def empty(self) -> S:
        """Return the state that has seen no acts."""
        return self.state()

    def take(self, state: S, acts: Iterable[Act]) -> S:
        """Return `state` itself with acts taken in."""
        state.take(acts)
        return state

    def merge(self, one: S, other: S) -> S:
        """Return a new state with the acts of both."""
        both = self.state()
        both.take(one)
        both.take(other)
        return both

    def forget(self, state: S, acts: Iterable[Act]) -> S:
        """Return `state` itself without acts that it holds."""
        state.forget(acts)
        return state

    def read_values(self, state: S, pairs: Sequence[Pair], day: date) -> list[float]:
        """Return the trust of each pair."""
        seen = state.as_of(day)
        return [self.trust(seen, pair, day) for pair in pairs]

    def expect_intensities(self, state: S, pairs: Sequence[Pair], day: date) -> list[float]:
        """Return the intensity expected of each pair."""
        seen = state.as_of(day)
        return [self.intensity(seen, pair, day) for pair in pairs]

    def read(self, state: S, giver: Hashable, receiver: Hashable, day: date, *, explain: bool = False) -> Reading:
        """Return the reading of a pair; its interval is as wide as it is uncertain, for none of these rules has one."""
        seen = state.as_of(day)
        pair = (giver, receiver)
        value, acts = self.trust(seen, pair, day), seen.between(pair)
        uncertainty = 1.0 / (1.0 + seen.of(pair).signed)
        return Reading(
            model=self.name,
            giver=cast(int, giver),
            receiver=cast(int, receiver),
            day=day,
            value=value,
            uncertainty=uncertainty,
            low=max(0.0, value - uncertainty / 2),
            high=min(1.0, value + uncertainty / 2),
            acts=len(acts),
            last=acts[-1].day if acts else None,
            shares=tuple(self.shares(seen, pair, day)) if explain else (),
        )
