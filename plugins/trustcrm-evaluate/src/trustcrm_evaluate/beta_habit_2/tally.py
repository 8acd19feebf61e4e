"""Sums over acts that fade: kept as of the day of the latest act, so that no day lies too far ahead for a double."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from trustcrm.plugin import Act, saturated
from trustcrm_evaluate.beta_habit_2.constants import Constants


class Tally(NamedTuple):
    """Sums of w·y and of w, where y is what an act says and w how much it counts, as of the day with the number `at`.

    `slow_…` and `quick_…` fade by the two half-lives and are saturated; `plain_…` are neither, and serve for habits.
    """

    at: int = 0
    slow_value: float = 0.0
    slow_weight: float = 0.0
    quick_value: float = 0.0
    quick_weight: float = 0.0
    plain_value: float = 0.0
    plain_weight: float = 0.0

    def as_of(self, day: int, constants: Constants) -> Tally:
        """Return the same sums as of a day that is not earlier."""
        if day == self.at or not self.plain_weight:
            return self
        slow = 2.0 ** ((self.at - day) / constants.half_life_days)
        quick = 2.0 ** ((self.at - day) / constants.quick_half_life_days)
        return Tally(
            day, self.slow_value * slow, self.slow_weight * slow, self.quick_value * quick, self.quick_weight * quick,
            self.plain_value, self.plain_weight,
        )  # fmt: skip

    def plus(self, other: Tally, constants: Constants, times: float = 1.0) -> Tally:
        """Return these sums with `times` the other's added, as of the later of the two days."""
        day = max(self.at, other.at)
        one, two = self.as_of(day, constants), other.as_of(day, constants)
        return Tally(
            day, one.slow_value + times * two.slow_value, one.slow_weight + times * two.slow_weight,
            one.quick_value + times * two.quick_value, one.quick_weight + times * two.quick_weight,
            one.plain_value + times * two.plain_value, one.plain_weight + times * two.plain_weight,
        )  # fmt: skip

    def habit_terms(self) -> tuple[float, float]:
        """Return what one partner adds to a habit: r/(W+1) and W/(W+1)."""
        whole = self.plain_weight + 1.0
        return self.plain_value / whole, self.plain_weight / whole


NOTHING = Tally()


def said(act: Act, signs: bool) -> float:
    """Return what an act says: 1 or 0 where signs are asked for, else its intensity."""
    return float(act.intensity > 0) if signs else act.intensity


def sizes(acts: Collection[Act], day: date, half_life_days: float, repeat_share: float) -> list[tuple[Act, float]]:
    """Return each act of one pair with what it counts on `day`, after fading and saturation."""
    if len(acts) == 1:
        (act,) = acts
        return [(act, act.weight * 2.0 ** ((act.day - day).days / half_life_days))]
    return list(saturated(acts, lambda act: act.weight * 2.0 ** ((act.day - day).days / half_life_days), repeat_share))


def tally(acts: Collection[Act], constants: Constants, *, signs: bool) -> Tally:
    """Return the sums over acts of one pair.

    Where signs are asked for, neutral acts are left out. Intensities are not saturated: the next act of a flood is
    likely to be another of it, and what is expected is no reward for it.
    """
    acts = [act for act in acts if act.intensity] if signs else acts
    if not acts:
        return NOTHING
    day = max(act.day for act in acts)
    repeat_share = constants.repeat_share if signs else 1.0
    slow = sizes(acts, day, constants.half_life_days, repeat_share)
    quick = sizes(acts, day, constants.quick_half_life_days, repeat_share)
    return Tally(
        day.toordinal(), sum(size * said(act, signs) for act, size in slow), sum(size for _, size in slow),
        sum(size * said(act, signs) for act, size in quick), sum(size for _, size in quick),
        sum(act.weight * said(act, signs) for act in acts), sum(act.weight for act in acts),
    )  # fmt: skip
