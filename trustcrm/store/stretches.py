"""Ids as stretches without a gap: a million rows written one after another cost no more to remember than one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_LOOSE = 10_000
"""From so many stretches on they are put in order and joined before more are taken in."""


class Stretches:
    """A set of ids, kept as (first, last) of each stretch; iterating yields them in order."""

    def __init__(self) -> None:
        self._kept: list[tuple[int, int]] = []
        self._settled = True
        self._allowed = _LOOSE

    def add(self, ids: Iterable[int]) -> None:
        """Take in ids, in any order and any number of times."""
        kept = self._kept
        first, last = kept.pop() if kept else (0, -1)
        for row in ids:
            if row == last + 1:
                last = row
            elif not first <= row <= last:
                if first <= last:
                    kept.append((first, last))
                first = last = row
        if first <= last:
            kept.append((first, last))
        self._settled = False
        if len(kept) > self._allowed:
            self._settle()
            self._allowed = 2 * len(self._kept) + _LOOSE

    def __iter__(self) -> Iterator[tuple[int, int]]:
        self._settle()
        return iter(self._kept)

    def count(self) -> int:
        """Return how many ids there are."""
        return sum(last - first + 1 for first, last in self)

    def _settle(self) -> None:
        if self._settled:
            return
        joined: list[tuple[int, int]] = []
        for first, last in sorted(self._kept):
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        self._kept = joined
        self._settled = True
