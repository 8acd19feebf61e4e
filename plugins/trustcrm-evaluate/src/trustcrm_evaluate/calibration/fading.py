"""Habits that fade: a side is judged by what it did lately, where fitted constants say so.

What a side did counts half as much after every half-life, and a side's habit is the plain sum of what is left: so much
for the numerator r and so much for the denominator W. Only where a partner's own W is above 1 it counts as 1, so that
nobody weighs more than one fresh act, however much passed. Squeezed by r/(W+1), as habits that last are, a lone act
would count two thirds after a half-life, for what squeezes it fades too.

So the two do not meet as the half-life grows. No squeeze by what is left alone could do both, since a lone act counts
half only where sums below 1 stay as they are. Squeezed by what was left on a pair's last day, and fading from there,
they would meet; but then a kind act could lower its giver's habit, because it lets older unkind ones count more again.

Which partners are above 1 depends on the day, so a side's are added up as of the day it is asked for. That is why no
office keeps such sums, and why this stands beside the fit instead of the shipped model.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from trustcrm.plugin import Act, PairEvidence, SummedActs
from trustcrm_evaluate.calibration.fitted_constants import FittedConstants

_NOTHING_LEFT = 60.0
"""After so many half-lives an act counts less than a double can add to one."""


class Terms(NamedTuple):
    """What all partners of a side add to its habit: the numerator and the denominator, of signs and of intensities."""

    sign_num: float
    sign_den: float
    num: float
    den: float


@dataclass(slots=True)
class _Faded:
    """One ordered pair's sums as of the day with the number `at`, neither saturated nor capped."""

    at: int = 0
    sign_value: float = 0.0
    sign_weight: float = 0.0
    value: float = 0.0
    weight: float = 0.0

    def add(self, act: Act, half_life_days: float) -> None:
        day = act.day.toordinal()
        if day > self.at:
            self._fade(2.0 ** ((self.at - day) / half_life_days))
            self.at = day
        size = act.weight * 2.0 ** ((day - self.at) / half_life_days)
        self.value += size * act.intensity
        self.weight += size
        if act.intensity:
            self.sign_value += size * (act.intensity > 0)
            self.sign_weight += size

    def _fade(self, left: float) -> None:
        self.sign_value *= left
        self.sign_weight *= left
        self.value *= left
        self.weight *= left


class FadingHabits:
    """What every ordered pair adds to the habits of its sides, for one half-life."""

    def __init__(self, half_life_days: float) -> None:
        self._half_life = half_life_days
        self._given: dict[Hashable, dict[Hashable, _Faded]] = defaultdict(dict)
        self._received: dict[Hashable, dict[Hashable, _Faded]] = defaultdict(dict)
        self._as_giver: dict[Hashable, tuple[int, Terms]] = {}
        self._as_receiver: dict[Hashable, tuple[int, Terms]] = {}

    def add(self, act: Act) -> None:
        """Let an act count that did not yet."""
        faded = self._given[act.giver].get(act.receiver)
        if faded is None:
            faded = self._given[act.giver][act.receiver] = self._received[act.receiver][act.giver] = _Faded()
        faded.add(act, self._half_life)
        self._as_giver.pop(act.giver, None)
        self._as_receiver.pop(act.receiver, None)

    def anew(self, giver: Hashable, receiver: Hashable, acts: Iterable[Act]) -> None:
        """Let these acts of a pair count, and none that counted before."""
        self._given[giver].pop(receiver, None)
        self._received[receiver].pop(giver, None)
        self._as_giver.pop(giver, None)
        self._as_receiver.pop(receiver, None)
        for act in acts:
            self.add(act)

    def as_giver(self, side: Hashable, day: int) -> Terms:
        """Return how a side gives, as of the day with this number; no act of its is later."""
        return self._told(self._as_giver, self._given, side, day)

    def as_receiver(self, side: Hashable, day: int) -> Terms:
        """Return how a side is given to, as of the day with this number; no act towards it is later."""
        return self._told(self._as_receiver, self._received, side, day)

    def _told(
        self, last: dict[Hashable, tuple[int, Terms]], partners: dict[Hashable, dict[Hashable, _Faded]],
        side: Hashable, day: int,
    ) -> Terms:  # fmt: skip
        told = last.get(side)
        if told is None or told[0] != day:
            told = last[side] = (day, self._sum(partners.get(side, {}).values(), day))
        return told[1]

    def _sum(self, partners: Iterable[_Faded], day: int) -> Terms:
        sign_num = sign_den = num = den = 0.0
        for one in partners:
            half_lives = (day - one.at) / self._half_life
            if half_lives > _NOTHING_LEFT:
                continue
            left = 2.0**-half_lives
            sign_part, part = left / max(1.0, one.sign_weight * left), left / max(1.0, one.weight * left)
            sign_num += one.sign_value * sign_part
            sign_den += one.sign_weight * sign_part
            num += one.value * part
            den += one.weight * part
        return Terms(sign_num, sign_den, num, den)


class FadingActs(SummedActs):
    """Acts and their sums, those of sides faded."""

    def __init__(self, constants: FittedConstants) -> None:
        super().__init__(constants)
        self._fading = FadingHabits(constants.habit_half_life_days)

    def _add(self, act: Act) -> None:
        super()._add(act)
        self._fading.add(act)

    def _remove(self, act: Act) -> None:
        super()._remove(act)
        left = self.acts_between(act.giver, act.receiver)
        self._fading.anew(act.giver, act.receiver, (one for one in left if one.giver == act.giver))

    def summed(self, giver: Hashable, receiver: Hashable, day: date) -> PairEvidence:
        """Return the sums that a reading of giver → receiver on `day` rests on, without looking for breaches."""
        known, number = super().summed(giver, receiver, day), day.toordinal()
        gives, gets = self._fading.as_giver(giver, number), self._fading.as_receiver(receiver, number)
        return replace(
            known,
            giver_side=replace(
                known.giver_side,
                sign=replace(known.giver_side.sign, out_num=gives.sign_num, out_den=gives.sign_den),
                intensity=replace(known.giver_side.intensity, out_num=gives.num, out_den=gives.den),
            ),
            receiver_side=replace(
                known.receiver_side,
                sign=replace(known.receiver_side.sign, in_num=gets.sign_num, in_den=gets.sign_den),
                intensity=replace(known.receiver_side.intensity, in_num=gets.num, in_den=gets.den),
            ),
        )
