"""Acts that a trust model knows: each id once, to be taken in, given up, and looked at as of a day."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Self

from trustcrm.domain.act import Act
from trustcrm.errors import InvalidValue


def require_possible(act: Act) -> None:
    """Raise `InvalidValue` where an act is done to oneself, or its intensity or weight cannot be."""
    if act.giver == act.receiver:
        raise InvalidValue(
            f"{act.id} is an act of side {act.giver} towards itself; name a receiver other than its giver."
        )
    if not -10.0 <= act.intensity <= 10.0:
        raise InvalidValue(f"{act.id} has an intensity of {act.intensity}; choose one from -10 to 10.")
    if not 0.0 <= act.weight <= 1.0:
        raise InvalidValue(f"{act.id} has a weight of {act.weight}; choose one from 0 to 1.")


class KnownActs(ABC):
    """What the state of a trust model is made of: it grows by `take`, and gives up what it is told to `forget`.

    A model's state builds on it by telling how sums change with an act added and an act removed, and how a state like
    it begins. Whatever else changes what `as_of` would answer calls `_past_is_stale`.
    """

    def __init__(self) -> None:
        self._acts: dict[str, Act] = {}
        self._days: Counter[date] = Counter()
        self._last: date | None = None
        self._past: tuple[date, Self] | None = None

    @abstractmethod
    def _add(self, act: Act) -> None:
        """Let an act count that was not known."""

    @abstractmethod
    def _remove(self, act: Act) -> None:
        """Let an act that was known count no more."""

    @abstractmethod
    def _alike(self) -> Self:
        """Return a new state that knows no act, all else as here."""

    def __iter__(self) -> Iterator[Act]:
        return iter(self._acts.values())

    def __len__(self) -> int:
        return len(self._acts)

    def take(self, acts: Iterable[Act]) -> None:
        """Take `acts` in; one whose id is known is passed over.

        Raises `InvalidValue` for an act that cannot be, and for a known id that now says something else: which of the
        two is right is not for the order of arrival to decide.
        """
        for act in acts:
            known = self._acts.get(act.id)
            if known is None:
                require_possible(act)
                self._acts[act.id] = act
                self._days[act.day] += 1
                if self._last is None or act.day > self._last:
                    self._last = act.day
                self._past = None
                self._add(act)
            elif known != act:
                raise InvalidValue(f"{act.id} was given twice and differs; keep the right one and withdraw the other.")

    def forget(self, acts: Iterable[Act]) -> None:
        """Give up `acts`, as if they had never been taken. Raises `InvalidValue` for one that is not here."""
        for act in acts:
            if self._acts.get(act.id) != act:
                raise InvalidValue(f"{act.id} cannot be forgotten, for it is not among the acts known.")
            del self._acts[act.id]
            self._days[act.day] -= 1
            if not self._days[act.day]:
                del self._days[act.day]
                self._last = max(self._days, default=None)
            self._past = None
            self._remove(act)

    def as_of(self, day: date) -> Self:
        """Return what is known to someone who knows no act later than `day`; the last such view is kept."""
        if self._last is None or self._last <= day:
            return self
        if self._past is None or self._past[0] != day:
            view = self._alike()
            view.take(act for act in self if act.day <= day)
            self._past = (day, view)
        return self._past[1]

    def _past_is_stale(self) -> None:
        self._past = None
