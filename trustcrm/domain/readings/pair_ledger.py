"""The acts of one ordered pair by saturation group, and their sums, of which only what has changed is summed again."""

from __future__ import annotations

from collections.abc import Iterator

from trustcrm.domain.act import Act
from trustcrm.domain.readings.constants import BetaHabitConstants
from trustcrm.domain.readings.saturation import group_of
from trustcrm.domain.readings.sums import PairSums, no_sums, pair_sums

Group = tuple[str, int]
"""A root kind and an ISO week."""


class PairLedger:
    """One giver's acts towards one receiver; `sums` are those that were settled last."""

    def __init__(self, constants: BetaHabitConstants) -> None:
        self._constants = constants
        self._groups: dict[Group, list[Act]] = {}
        self._unsettled: dict[Group, PairSums] = {}  # as these groups stand in `sums`
        self._shrunk = False
        self.sums = no_sums(constants)

    def __iter__(self) -> Iterator[Act]:
        for acts in self._groups.values():
            yield from acts

    def add(self, act: Act) -> None:
        """Add an act that is not here yet."""
        group = group_of(act)
        acts = self._groups.setdefault(group, [])
        self._change(group, acts)
        acts.append(act)

    def remove(self, act: Act) -> None:
        """Take away an act that is here."""
        group = group_of(act)
        acts = self._groups[group]
        self._change(group, acts)
        acts.remove(act)
        self._shrunk = True
        if not acts:
            del self._groups[group]

    def settle(self) -> PairSums:
        """Bring the sums up to date with what was added and removed, and return them."""
        if self._shrunk:
            self.sums = pair_sums(list(self), self._constants)
        else:
            for group, former in self._unsettled.items():
                self.sums = self.sums.replacing(former, pair_sums(self._groups[group], self._constants))
        self._unsettled.clear()
        self._shrunk = False
        return self.sums

    def _change(self, group: Group, acts: list[Act]) -> None:
        if group not in self._unsettled:
            self._unsettled[group] = pair_sums(acts, self._constants)
