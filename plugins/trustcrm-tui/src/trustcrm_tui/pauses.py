"""Things that wait until the keys rest: asking for a card, writing a draft down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SetTimer = Callable[[float, Callable[[], None]], Any]


class Pauses:
    """Does things once nothing of the same name was wanted for a while."""

    def __init__(self, set_timer: SetTimer) -> None:
        self._set_timer = set_timer
        self._waiting: dict[str, Any] = {}

    def after(self, seconds: float, name: str, then: Callable[[], None]) -> None:
        """Do something after so many seconds, unless the same name is asked for again before; at once after none."""
        timer = self._waiting.pop(name, None)
        if timer is not None:
            timer.stop()
        if seconds <= 0:
            then()
            return

        def due() -> None:
            self._waiting.pop(name, None)
            then()

        self._waiting[name] = self._set_timer(seconds, due)

    def named(self, name: str) -> Callable[[float, Callable[[], None]], None]:
        """Return `after` for one name."""
        return lambda seconds, then: self.after(seconds, name, then)

    def has(self, name: str) -> bool:
        """Return whether something of that name waits."""
        return name in self._waiting
