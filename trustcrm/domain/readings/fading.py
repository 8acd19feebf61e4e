"""Habits that fade: a side is judged by what it did lately, where an office's constants say so.

They are made of the same terms, r/(W+1) and W/(W+1) of each partner once, over sums that are halved in every half-life.
The terms of sums that fade cannot be added up beforehand, since W stands below the line too; so a side's are added up
as of the day it is asked for. By the default constants nothing fades, and nothing of this is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from trustcrm.domain.act import Act
from trustcrm.domain.readings.constants import BetaHabitConstants
from trustcrm.domain.readings.habits import HabitSums, SideSums, habit_terms
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
        self._told: dict[Hashable, tuple[int, SideSums]] = {}

    def add(self, act: Act) -> None:
        """Let an act count that did not yet."""
        faded = self._given[act.giver].get(act.receiver)
        if faded is None:
            faded = self._given[act.giver][act.receiver] = self._received[act.receiver][act.giver] = _Faded()
        faded.add(act, self._half_life)
        self._told.pop(act.giver, None)
        self._told.pop(act.receiver, None)

    def anew(self, giver: Hashable, receiver: Hashable, acts: Iterable[Act]) -> None:
        """Let these acts of a pair count, and none that counted before."""
        self._given[giver].pop(receiver, None)
        self._received[receiver].pop(giver, None)
        self._told.pop(giver, None)
        self._told.pop(receiver, None)
        for act in acts:
            self.add(act)

    def of(self, side: Hashable, day: int) -> SideSums:
        """Return a side's habit sums as of the day with this number; no act of its is later."""
        told = self._told.get(side)
        if told is None or told[0] != day:
            given, received = self._sum(self._given.get(side), day), self._sum(self._received.get(side), day)
            told = self._told[side] = (day, _side_sums(given, received))
        return told[1]

    def _sum(self, partners: dict[Hashable, _Faded] | None, day: int) -> _Terms:
        sign_num = sign_den = num = den = 0.0
        for one in partners.values() if partners else ():
            half_lives = (day - one.at) / self._half_life
            if half_lives > _NOTHING_LEFT:
                continue
            left = 2.0**-half_lives
            plus_num, plus_den = habit_terms(one.sign_value * left, one.sign_weight * left)
            sign_num += plus_num
            sign_den += plus_den
            plus_num, plus_den = habit_terms(one.value * left, one.weight * left)
            num += plus_num
            den += plus_den
        return sign_num, sign_den, num, den


def _side_sums(given: _Terms, received: _Terms) -> SideSums:
    return SideSums(
        sign=HabitSums(out_num=given[0], out_den=given[1], in_num=received[0], in_den=received[1]),
        intensity=HabitSums(out_num=given[2], out_den=given[3], in_num=received[2], in_den=received[3]),
    )
