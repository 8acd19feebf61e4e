"""Slowing down whoever guesses passwords: by the address they come from, and by the name they try."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

FREE = 10
"""So many wrong passwords are answered before anybody has to wait."""
WINDOW = 900.0
"""After so many seconds without a wrong one everything is forgotten."""
_LONGEST = 300.0
_MOST = 10_000


class Throttle:
    """Counts wrong passwords; `seconds` is a clock that never goes back."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds, self._lock = seconds, Lock()
        self._wrong: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()

    def wait(self, address: str, name: str) -> int:
        """Return how many seconds are to pass before another password is tried, 0 where it may be now."""
        with self._lock:
            return max(self._wait(key) for key in _keys(address, name))

    def wrong(self, address: str, name: str) -> None:
        """Count a wrong password."""
        now = self._seconds()
        with self._lock:
            for key in _keys(address, name):
                count, last = self._wrong.pop(key, (0, now))
                self._wrong[key] = (count + 1 if now - last < WINDOW else 1, now)
            while len(self._wrong) > _MOST:
                self._wrong.popitem(last=False)

    def right(self, name: str) -> None:
        """Forget what was wrong under a name before its right password; an address is not cleared by one of its own."""
        with self._lock:
            self._wrong.pop(("name", name), None)

    def _wait(self, key: tuple[str, str]) -> int:
        count, last = self._wrong.get(key, (0, 0.0))
        now = self._seconds()
        if count < FREE or now - last >= WINDOW:
            return 0
        until = last + min(_LONGEST, 2.0 ** min(count - FREE, 9))
        return max(0, int(until - now) + 1) if until > now else 0


def _keys(address: str, name: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("address", address), ("name", name)
