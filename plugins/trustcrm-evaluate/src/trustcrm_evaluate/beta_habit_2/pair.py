"""The acts of one ordered pair by saturation group, and their sums, of which only what has changed is summed again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from trustcrm.plugin import Act, group_of
from trustcrm_evaluate.beta_habit_2.constants import Constants
from trustcrm_evaluate.beta_habit_2.tally import NOTHING, Tally, tally

Group = tuple[str, int]


class Part(NamedTuple):
    """What one pair adds to the habits it has a part in: numerators and denominators, of signs and of intensities."""

    sign_num: float = 0.0
    sign_den: float = 0.0
    intensity_num: float = 0.0
    intensity_den: float = 0.0


class Pair:
    """One giver's acts towards one receiver, with the sums and the part that were settled last."""

    __slots__ = ("_constants", "_groups", "_shrunk", "_unsettled", "intensity", "part", "sign")

    def __init__(self, constants: Constants) -> None:
        self._constants = constants
        self._groups: dict[Group, list[Act]] = {}
        self._unsettled: dict[Group, tuple[Tally, Tally]] = {}  # as these groups stand in the sums
        self._shrunk = False
        self.sign = self.intensity = NOTHING
        self.part = Part()

    def __iter__(self) -> Iterator[Act]:
        for acts in self._groups.values():
            yield from acts

    def add(self, act: Act) -> None:
        """Add an act that is not here yet."""
        group = group_of(act)
        acts = self._groups.setdefault(group, [])
        if group not in self._unsettled:
            self._unsettled[group] = self._both(acts)
        acts.append(act)

    def remove(self, act: Act) -> None:
        """Take away an act that is here."""
        group = group_of(act)
        self._groups[group].remove(act)
        if not self._groups[group]:
            del self._groups[group]
        self._shrunk = True

    def settle(self) -> None:
        """Bring the sums up to date with what was added and removed."""
        if self._shrunk:
            self.sign = self.intensity = NOTHING
            self._unsettled = dict.fromkeys(self._groups, (NOTHING, NOTHING))
        for group, (sign, intensity) in self._unsettled.items():
            now_sign, now_intensity = self._both(self._groups[group])
            self.sign = self._replaced(self.sign, sign, now_sign)
            self.intensity = self._replaced(self.intensity, intensity, now_intensity)
        self._unsettled.clear()
        self._shrunk = False
        self.part = Part(*self.sign.habit_terms(), *self.intensity.habit_terms())

    def _both(self, acts: list[Act]) -> tuple[Tally, Tally]:
        if not acts:
            return NOTHING, NOTHING
        return tally(acts, self._constants, signs=True), tally(acts, self._constants, signs=False)

    def _replaced(self, whole: Tally, former: Tally, present: Tally) -> Tally:
        if former.plain_weight:
            whole = whole.plus(former, self._constants, -1.0)
        return whole.plus(present, self._constants) if present.plain_weight else whole
