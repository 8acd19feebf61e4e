"""Acts in memory, each id once, and the sums over them, brought up to date when they are next asked for."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace
from datetime import date
from typing import Self, cast

from trustcrm.domain.act import Act
from trustcrm.domain.readings.breach import breaches_among
from trustcrm.domain.readings.constants import BetaHabitConstants
from trustcrm.domain.readings.evidence import PairEvidence
from trustcrm.domain.readings.habits import SideSums, Totals, giver_part, receiver_part
from trustcrm.domain.readings.known_acts import KnownActs
from trustcrm.domain.readings.pair_ledger import PairLedger
from trustcrm.domain.readings.sums import no_sums

Pair = tuple[Hashable, Hashable]
"""A giver and a receiver."""


class SummedActs(KnownActs):
    """What the state of "beta-habit" is: acts and their sums, for one set of constants.

    A model that reckons the habits of sides in another way extends it, and puts its own into what `summed` returns.
    """

    def __init__(self, constants: BetaHabitConstants) -> None:
        super().__init__()
        self.constants = constants
        self._pairs: dict[Pair, PairLedger] = {}
        self._unsettled: dict[Pair, None] = {}  # a set's order would differ from run to run
        self._sides: dict[Hashable, SideSums] = {}
        self._totals = Totals()
        self._nothing = no_sums(constants)

    def forget(self, acts: Iterable[Act]) -> None:
        """Give up `acts`, as if they had never been taken. Raises `InvalidValue` for one that is not here."""
        super().forget(acts)
        self._totals = replace(self._totals, last=None)  # it only moves forward, and may stand too far ahead now

    def _add(self, act: Act) -> None:
        self._changed(act).add(act)

    def _remove(self, act: Act) -> None:
        self._changed(act).remove(act)

    def _alike(self) -> Self:
        return type(self)(self.constants)

    def _changed(self, act: Act) -> PairLedger:
        pair = (act.giver, act.receiver)
        self._unsettled[pair] = None
        found = self._pairs.get(pair)
        if found is None:
            found = self._pairs[pair] = PairLedger(self.constants)
        return found

    def acts_between(self, giver: Hashable, receiver: Hashable) -> list[Act]:
        """Return the acts of giver → receiver and of receiver → giver."""
        return [*self._pairs.get((giver, receiver), ()), *self._pairs.get((receiver, giver), ())]

    def evidence(self, giver: Hashable, receiver: Hashable, day: date) -> PairEvidence:
        """Return the sums that a reading of giver → receiver on `day` rests on; no act is later than `day`."""
        breaches = breaches_among(self._pairs.get((giver, receiver), ()), day, self.constants)
        return replace(self.summed(giver, receiver, day), breaches=breaches)

    def summed(self, giver: Hashable, receiver: Hashable, day: date) -> PairEvidence:
        """Return the same sums without looking for breaches, which takes a look at every act."""
        self._settle()
        there, back = self._pairs.get((giver, receiver)), self._pairs.get((receiver, giver))
        return PairEvidence(
            giver=cast(int, giver),  # a side is an int in an office and any hashable in a plugin's own evaluation
            receiver=cast(int, receiver),
            there=self._nothing if there is None else there.sums,
            back=self._nothing if back is None else back.sums,
            giver_side=self._sides.get(giver, _NO_SIDE),
            receiver_side=self._sides.get(receiver, _NO_SIDE),
            totals=self._totals,
        )

    def _settle(self) -> None:
        """Bring the sums up to date; put off until a reading so that taking n acts one by one costs no n²."""
        for pair in self._unsettled:
            ledger = self._pairs[pair]
            former, present = ledger.sums, ledger.settle()
            giver, receiver = pair
            self._change_side(giver, giver_part(former), giver_part(present))
            self._change_side(receiver, receiver_part(former), receiver_part(present))
            self._totals = self._totals.replacing(former, present)
        self._unsettled.clear()

    def _change_side(self, side: Hashable, former: SideSums, present: SideSums) -> None:
        self._sides[side] = self._sides.get(side, _NO_SIDE).plus(former, -1.0).plus(present)


_NO_SIDE = SideSums()
