"""Keys that come faster than they can be done: while the office or a list is still opening, or several in one read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

if TYPE_CHECKING:
    from trustcrm_tui.app import OfficeApp
    from trustcrm_tui.terminal import KeyOrPaste

MOST = 500
"""So many are kept; whoever presses more leans on the keyboard."""
ROUNDS = 2
"""So often a mark goes the way of a key: what the key set off in the bar goes that way too, behind the first."""

HELD = 0.5
"""Seconds after which a key that means a row is done without one, since the office may be busy for long."""


class Taken(Message):
    """A mark that goes the way of a key, from what has the focus up to the app, so that it comes after it."""


class Early:
    """What was typed too early, to be typed again: each key once what the one before asked is answered.

    A letter that goes into the bar is not waited for. Keys that are on their way already when others begin to be kept
    were typed before them, so they stand in front of them.
    """

    def __init__(self, app: OfficeApp) -> None:
        self._app = app
        self._kept: list[KeyOrPaste] = []
        self._in_front = 0
        """How many of those had been on their way."""
        self._rounds = 0
        self._is_word: bool | None = None
        """Whether the key that the marks follow is a letter of the bar; None where that is seen once they arrive."""
        self.going = False
        """Whether they are being typed again, or wait for that."""
        self._held = False
        self._present: KeyOrPaste | None = None
        self._beginning = False

    def pressed(self, keys: Sequence[KeyOrPaste]) -> None:
        """Take in the keys of one read: one by itself at once, several one after the other."""
        if self.going or (self._app.ready and len(keys) > 1):
            for key in keys:
                self._keep(key, len(self._kept))
            if not self.going:
                self.begin()
        else:
            for key in keys:
                self._app.post_message(key)

    def keep(self, event: KeyOrPaste) -> None:
        """Keep a key that was on its way, or words that came all at once."""
        self._keep(event, self._in_front)
        self._in_front = min(self._in_front + 1, len(self._kept))

    def _keep(self, event: KeyOrPaste, place: int) -> None:
        if len(self._kept) < MOST:
            again = events.Paste(event.text) if isinstance(event, events.Paste) else _again(event)
            self._kept.insert(place, again)

    def again(self, words: str) -> None:
        """Type words that went into a bar which was about to close."""
        for character in words:
            self._keep(events.Key("space" if character == " " else character, character), len(self._kept))
        if words and not self.going:
            self.begin()

    def holds(self, event: events.Key, *, means_row: bool) -> bool:
        """Keep a key that means a row of a list which is still being read, until the list is there; say whether.

        So is any that comes behind others which wait: what was typed is done in the order in which it was.
        """
        opening = means_row and self._app.lists.page.loaded is None and self._app.backroom.open
        if event is self._present or not (self._held or self._in_front or opening):
            return False
        self.keep(event)
        if not self.going:
            self._held = self.going = True
            self._app.backroom.when_answered(self._let_go)
            self._app.set_timer(HELD, self._let_go)
        return True

    def _let_go(self) -> None:
        if self._held:
            self.begin(waits=False)

    def begin(self, *, waits: bool = True) -> None:
        """Type them, behind those that are on their way, unless that has begun; the first `waits` for what those ask.

        Where the bar is open by then it is a word of it, which waits for nothing.
        """
        self._held = False
        if self._present is None and not self._beginning:
            self.going = self._beginning = bool(self._kept)
            if self.going:
                self._send_mark(is_word=None if waits else True)

    def _next(self) -> None:
        self.going, self._present, self._beginning = bool(self._kept), None, False
        if self._kept:
            key = self._present = self._kept.pop(0)
            self._in_front = max(0, self._in_front - 1)
            self._app.post_message(key)
            self._send_mark(
                is_word=self._app.bar.mode is not None and (isinstance(key, events.Paste) or key.is_printable)
            )

    def _send_mark(self, *, is_word: bool | None) -> None:
        self._rounds, self._is_word = ROUNDS, is_word
        self._app.call_later(self._mark)

    def _mark(self) -> None:
        (self._app.screen.focused or self._app.screen).post_message(Taken())

    def taken(self) -> None:
        """Hear that a mark arrived."""
        self._rounds -= 1
        if self._rounds:
            self._mark()
        elif self._is_word or (self._is_word is None and self._app.bar.mode is not None):
            self._next()
        else:
            self._app.backroom.when_answered(self._next)


def _again(event: events.Key) -> events.Key:
    """Return a key anew; Enter pressed before the program took the terminal comes as the line end it was made."""
    return events.Key("enter", "\r") if event.key == "ctrl+j" else events.Key(event.key, event.character)
