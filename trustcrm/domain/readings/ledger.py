"""A ledger in memory: acts, each id once, and the sums over them, brought up to date when they are next asked for."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from typing import cast

from trustcrm.domain.act import Act
from trustcrm.domain.readings.breach import breaches_among
from trustcrm.domain.readings.constants import BetaHabitConstants
from trustcrm.domain.readings.evidence import PairEvidence
from trustcrm.domain.readings.habits import SideSums, Totals, giver_part, receiver_part
from trustcrm.domain.readings.sums import PairSums, latest, no_sums, pair_sums
from trustcrm.errors import InvalidValue

Pair = tuple[Hashable, Hashable]
"""A giver and a receiver."""


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


class Ledger:
    """Acts and their sums, for one set of constants; grows by `take` and forgets nothing."""

    def __init__(self, constants: BetaHabitConstants) -> None:
        self.constants = constants
        self._acts: dict[str, Act] = {}
        self._by_pair: dict[Pair, list[Act]] = {}
        self._unsettled: dict[Pair, None] = {}  # a set's order would differ from run to run
        self._sums: dict[Pair, PairSums] = {}
        self._sides: dict[Hashable, SideSums] = {}
        self._totals = Totals()
        self._last: date | None = None
        self._past: tuple[date, Ledger] | None = None

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
                self._add(act)
            elif known != act:
                raise InvalidValue(f"{act.id} was given twice and differs; keep the right one and withdraw the other.")

    def _add(self, act: Act) -> None:
        require_possible(act)
        pair = (act.giver, act.receiver)
        self._acts[act.id] = act
        self._by_pair.setdefault(pair, []).append(act)
        self._unsettled[pair] = None
        self._last = latest(self._last, act.day)
        self._past = None

    def as_of(self, day: date) -> Ledger:
        """Return the ledger as it looks to someone who knows no act later than `day`; the last such view is kept."""
        if self._last is None or self._last <= day:
            return self
        if self._past is None or self._past[0] != day:
            view = Ledger(self.constants)
            view.take(act for act in self if act.day <= day)
            self._past = (day, view)
        return self._past[1]

    def acts_between(self, giver: Hashable, receiver: Hashable) -> list[Act]:
        """Return the acts of giver → receiver and of receiver → giver."""
        return [*self._by_pair.get((giver, receiver), ()), *self._by_pair.get((receiver, giver), ())]

    def evidence(self, giver: Hashable, receiver: Hashable, day: date) -> PairEvidence:
        """Return the sums that a reading of giver → receiver on `day` rests on; no act is later than `day`."""
        self._settle()
        nothing = no_sums(self.constants)
        return PairEvidence(
            giver=cast(int, giver),  # a side is an int in an office and any hashable in a plugin's own evaluation
            receiver=cast(int, receiver),
            there=self._sums.get((giver, receiver), nothing),
            back=self._sums.get((receiver, giver), nothing),
            giver_side=self._sides.get(giver, SideSums()),
            receiver_side=self._sides.get(receiver, SideSums()),
            totals=self._totals,
            breaches=breaches_among(self._by_pair.get((giver, receiver), ()), day, self.constants),
        )

    def _settle(self) -> None:
        """Bring the sums up to date; put off until a reading so that taking n acts one by one costs no n²."""
        nothing = no_sums(self.constants)
        for pair in self._unsettled:
            former = self._sums.get(pair, nothing)
            present = pair_sums(self._by_pair[pair], self.constants)
            giver, receiver = pair
            self._change_side(giver, giver_part(former), giver_part(present))
            self._change_side(receiver, receiver_part(former), receiver_part(present))
            self._totals = self._totals.replacing(former, present)
            self._sums[pair] = present
        self._unsettled.clear()

    def _change_side(self, side: Hashable, former: SideSums, present: SideSums) -> None:
        self._sides[side] = self._sides.get(side, SideSums()).plus(former, -1.0).plus(present)
