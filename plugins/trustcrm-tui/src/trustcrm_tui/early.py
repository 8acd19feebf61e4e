"""Keys that were pressed while the office was still opening: they are kept, and done once it is open."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from trustcrm_tui.pauses import Pauses

MOST = 500
"""So many are kept; whoever presses more leans on the keyboard."""

PAUSE = 0.02
"""So many seconds lie between two of them."""


class Early:
    """What was typed too early, to be typed again."""

    def __init__(self, post: Callable[[events.Event], object], pauses: Pauses, busy: Callable[[], bool]) -> None:
        self._post, self._pauses, self._busy = post, pauses, busy
        self._kept: list[events.Event] = []

    def keep(self, event: events.Key | events.Paste) -> None:
        """Keep a key, or words that came all at once."""
        if len(self._kept) < MOST:
            again = events.Paste(event.text) if isinstance(event, events.Paste) else _key(event)
            self._kept.append(again)

    def do(self) -> None:
        """Type one after the other, each once what the one before asked of the office is answered."""
        if self._kept:
            if not self._busy():
                self._post(self._kept.pop(0))
            self._pauses.after(PAUSE, "early", self.do)


def _key(event: events.Key) -> events.Key:
    return events.Key(event.key, event.character)
