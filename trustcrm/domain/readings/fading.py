"""Habits that fade: a side is judged by what it did lately, where an office's constants say so.

What a side did counts half as much after every half-life, and a side's habit is the plain sum of what is left: so much
for the numerator r and so much for the denominator W. Only where a partner's own W is above 1 it counts as 1, so that
nobody weighs more than one fresh act, however much passed. Squeezed by r/(W+1), as habits that last are, a lone act
would count two thirds after a half-life, for what squeezes it fades too.

So the two do not meet as the half-life grows. No squeeze by what is left alone could do both, since a lone act counts
half only where sums below 1 stay as they are. Squeezed by what was left on a pair's last day, and fading from there,
they would meet; but then a kind act could lower its giver's habit, because it lets older unkind ones count more again.

Which partners are above 1 depends on the day, so a side's are added up as of the day it is asked for. By the default
constants nothing fades, and nothing of this is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from trustcrm.domain.act import Act
from trustcrm.domain.readings.constants import BetaHabitConstants
from trustcrm.domain.readings.habits import HabitSums, SideSums
from trustcrm.values import dataclass

_NOTHING_LEFT = 60.0
"""After so many half-lives an act counts less than a double can add to one."""
_Terms = tuple[float, float, float, float]


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
    """What every ordered pair adds to the habits of its sides, for one set of constants."""

    def __init__(self, constants: BetaHabitConstants) -> None:
        self._half_life = constants.habit_half_life_days
        self._given: dict[Hashable, dict[Hashable, _Faded]] = defaultdict(dict)
        self._received: dict[Hashable, dict[Hashable, _Faded]] = defaultdict(dict)
        self._as_giver: dict[Hashable, tuple[int, SideSums]] = {}
        self._as_receiver: dict[Hashable, tuple[int, SideSums]] = {}

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

    def as_giver(self, side: Hashable, day: int) -> SideSums:
        """Return how a side gives, as of the day with this number; no act of its is later."""
        told = self._as_giver.get(side)
        if told is None or told[0] != day:
            sign_num, sign_den, num, den = self._sum(self._given.get(side), day)
            sums = SideSums(
                sign=HabitSums(out_num=sign_num, out_den=sign_den), intensity=HabitSums(out_num=num, out_den=den)
            )
            told = self._as_giver[side] = (day, sums)
        return told[1]

    def as_receiver(self, side: Hashable, day: int) -> SideSums:
        """Return how a side is given to, as of the day with this number; no act towards it is later."""
        told = self._as_receiver.get(side)
        if told is None or told[0] != day:
            sign_num, sign_den, num, den = self._sum(self._received.get(side), day)
            sums = SideSums(
                sign=HabitSums(in_num=sign_num, in_den=sign_den), intensity=HabitSums(in_num=num, in_den=den)
            )
            told = self._as_receiver[side] = (day, sums)
        return told[1]

    def _sum(self, partners: dict[Hashable, _Faded] | None, day: int) -> _Terms:
        sign_num = sign_den = num = den = 0.0
        for one in partners.values() if partners else ():
            half_lives = (day - one.at) / self._half_life
            if half_lives > _NOTHING_LEFT:
                continue
            left = 2.0**-half_lives
            sign_part, part = left / max(1.0, one.sign_weight * left), left / max(1.0, one.weight * left)
            sign_num += one.sign_value * sign_part
            sign_den += one.sign_weight * sign_part
            num += one.value * part
            den += one.weight * part
        return sign_num, sign_den, num, den
