"""What was listed of a calendar, kept as long as nothing of it changes: devices ask for the same all day long."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator

_MOST = 4
"""So many listings are kept, the newest ones."""
_LONGEST = 8_000_000
"""The most characters of a listing that is kept, which is one of some 25,000 events."""
_TOGETHER = 100


class Listings:
    """Keeps by question what was answered, and in which state of the calendar that was."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Hashable, list[str]]] = {}

    def told(self, question: Hashable, state: Hashable, make: Callable[[], Iterable[str]]) -> Iterator[str]:
        """Yield what answers a question in a state, one or several to a piece; it is made where it is not kept."""
        known, kept = self._kept.get(question, (None, list[str]()))
        if known == state:
            yield from kept
            return
        made, length = list[str](), 0
        for one in make():
            length += len(one)
            if length <= _LONGEST:
                made.append(one)
            yield one
        self._kept.pop(question, None)
        if length <= _LONGEST:
            self._keep(question, state, made)

    def _keep(self, question: Hashable, state: Hashable, made: list[str]) -> None:
        while len(self._kept) >= _MOST:
            del self._kept[next(iter(self._kept))]
        pieces = ["\n".join(made[start : start + _TOGETHER]) for start in range(0, len(made), _TOGETHER)]
        self._kept[question] = (state, pieces)
