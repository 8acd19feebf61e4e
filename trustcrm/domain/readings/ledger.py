"""A ledger in memory: acts, each id once, and the sums over them, brought up to date when they are next asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import cast

from trustcrm.domain.act import Act
from trustcrm.domain.readings.breach import breaches_among
from trustcrm.domain.readings.constants import BetaHabitConstants
from trustcrm.domain.readings.evidence import PairEvidence
from trustcrm.domain.readings.habits import SideSums, Totals, giver_part, receiver_part
from trustcrm.domain.readings.pair_ledger import PairLedger
from trustcrm.domain.readings.sums import latest, no_sums
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
    """Acts and their sums, for one set of constants; grows by `take`, and gives up what it is told to forget."""

    def __init__(self, constants: BetaHabitConstants) -> None:
        self.constants = constants
        self._acts: dict[str, Act] = {}
        self._pairs: dict[Pair, PairLedger] = {}
        self._unsettled: dict[Pair, None] = {}  # a set's order would differ from run to run
        self._sides: dict[Hashable, SideSums] = {}
        self._totals = Totals()
        self._days: Counter[date] = Counter()
        self._last: date | None = None
        self._past: tuple[date, Ledger] | None = None
        self._nothing = no_sums(constants)

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

    def forget(self, acts: Iterable[Act]) -> None:
        """Give up `acts`, as if they had never been taken. Raises `InvalidValue` for one that is not here."""
        for act in acts:
            if self._acts.get(act.id) != act:
                raise InvalidValue(f"{act.id} cannot be forgotten, for it is not among the acts known.")
            del self._acts[act.id]
            self._changed(act).remove(act)
            self._days[act.day] -= 1
            if not self._days[act.day]:
                del self._days[act.day]
                self._last = max(self._days, default=None)
        self._totals = replace(self._totals, last=None)  # it only moves forward, and may stand too far ahead now

    def _add(self, act: Act) -> None:
        require_possible(act)
        self._acts[act.id] = act
        self._changed(act).add(act)
        self._days[act.day] += 1
        self._last = latest(self._last, act.day)

    def _changed(self, act: Act) -> PairLedger:
        pair = (act.giver, act.receiver)
        self._unsettled[pair] = None
        self._past = None
        found = self._pairs.get(pair)
        if found is None:
            found = self._pairs[pair] = PairLedger(self.constants)
        return found

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
        return [*self._pairs.get((giver, receiver), ()), *self._pairs.get((receiver, giver), ())]

    def evidence(self, giver: Hashable, receiver: Hashable, day: date) -> PairEvidence:
        """Return the sums that a reading of giver → receiver on `day` rests on; no act is later than `day`."""
        breaches = breaches_among(self._pairs.get((giver, receiver), ()), day, self.constants)
        return replace(self.summed(giver, receiver), breaches=breaches)

    def summed(self, giver: Hashable, receiver: Hashable) -> PairEvidence:
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
