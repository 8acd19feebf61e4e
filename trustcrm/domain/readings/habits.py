"""Habits: how a side treats and is treated on the whole, each partner counted once; and the totals of everybody.

They rest on undecayed, unsaturated sums, so that a side's character does not fade because it has been quiet. A
partner's sums (value r, weight W) enter as r/(W+1) and W/(W+1): a partner seen often counts as one, never as many,
which is what bounds the sway of any single ally.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from trustcrm.domain.readings.sums import EMPTY_TALLY, PairSums, Tally, latest
from trustcrm.values import dataclass


def habit_terms(plain_value: float, plain_weight: float) -> tuple[float, float]:
    """Return what one partner adds to the numerator and to the denominator of a habit: r/(W+1) and W/(W+1)."""
    return plain_value / (plain_weight + 1.0), plain_weight / (plain_weight + 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HabitSums:
    """One side's habit terms summed over partners: `out_` as a giver, over receivers; `in_` as a receiver."""

    out_num: float = 0.0
    out_den: float = 0.0
    in_num: float = 0.0
    in_den: float = 0.0

    def plus(self, other: HabitSums, times: float = 1.0) -> HabitSums:
        """Return these sums with `times` the other's added."""
        return HabitSums(
            out_num=self.out_num + times * other.out_num,
            out_den=self.out_den + times * other.out_den,
            in_num=self.in_num + times * other.in_num,
            in_den=self.in_den + times * other.in_den,
        )


NO_HABIT = HabitSums()


@dataclass(frozen=True, slots=True, kw_only=True)
class SideSums:
    """The habit sums of one side, over signs and over intensities."""

    sign: HabitSums = NO_HABIT
    intensity: HabitSums = NO_HABIT

    def plus(self, other: SideSums, times: float = 1.0) -> SideSums:
        """Return these sums with `times` the other's added; -1 takes a pair's former part away again."""
        return SideSums(sign=self.sign.plus(other.sign, times), intensity=self.intensity.plus(other.intensity, times))


def giver_part(sums: PairSums) -> SideSums:
    """Return what a pair's sums add to its giver's."""
    return SideSums(sign=_given(sums.sign), intensity=_given(sums.intensity))


def receiver_part(sums: PairSums) -> SideSums:
    """Return what a pair's sums add to its receiver's."""
    return SideSums(sign=_received(sums.sign), intensity=_received(sums.intensity))


def _given(tally: Tally) -> HabitSums:
    num, den = habit_terms(tally.plain_value, tally.plain_weight)
    return HabitSums(out_num=num, out_den=den)


def _received(tally: Tally) -> HabitSums:
    num, den = habit_terms(tally.plain_value, tally.plain_weight)
    return HabitSums(in_num=num, in_den=den)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The plain sums over all pairs of an office; `last` is the day of the latest act of all."""

    sign: Tally = EMPTY_TALLY
    intensity: Tally = EMPTY_TALLY
    last: date | None = None

    def replacing(self, former: PairSums, present: PairSums) -> Totals:
        """Return the totals after one pair's sums changed from `former` to `present`.

        `last` only moves forward: a store that withdraws the latest act reckons its totals anew.
        """
        return Totals(
            sign=_changed(self.sign, former.sign, present.sign),
            intensity=_changed(self.intensity, former.intensity, present.intensity),
            last=latest(self.last, present.last),
        )


def totals_of(pairs: Iterable[PairSums]) -> Totals:
    """Return the totals over the sums of every ordered pair."""
    totals = Totals()
    nothing = PairSums()
    for sums in pairs:
        totals = totals.replacing(nothing, sums)
    return totals


def _changed(total: Tally, former: Tally, present: Tally) -> Tally:
    return Tally(
        plain_value=total.plain_value + present.plain_value - former.plain_value,
        plain_weight=total.plain_weight + present.plain_weight - former.plain_weight,
    )
