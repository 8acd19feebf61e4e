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

    A letter that goes into the bar is not waited for.
    """

    def __init__(self, app: OfficeApp) -> None:
        self._app = app
        self._kept: list[KeyOrPaste] = []
        self._rounds = 0
        self._is_word = False
        self.going = False
        """Whether they are being typed again."""
        self._held = False

    def pressed(self, keys: Sequence[KeyOrPaste]) -> None:
        """Take in the keys of one read: one by itself at once, several one after the other."""
        if self.going or (self._app.ready and len(keys) > 1):
            for key in keys:
                self.keep(key)
            if not self.going:
                self.do()
        else:
            for key in keys:
                self._app.post_message(key)

    def keep(self, event: KeyOrPaste) -> None:
        """Keep a key, or words that came all at once."""
        if len(self._kept) < MOST:
            again = events.Paste(event.text) if isinstance(event, events.Paste) else _again(event)
            self._kept.append(again)

    def again(self, words: str) -> None:
        """Type words that went into a bar which was about to close."""
        for character in words:
            self.keep(events.Key("space" if character == " " else character, character))
        if words and not self.going:
            self.do()

    def holds(self, event: events.Key) -> bool:
        """Keep a key that means a row of a list which is still being read, until the list is there; say whether."""
        if self._held:
            self.keep(event)
        elif not self.going and self._app.lists.page.loaded is None and self._app.backroom.open:
            self._held = self.going = True
            self.keep(event)
            self._app.backroom.when_answered(self._let_go)
            self._app.set_timer(HELD, self._let_go)
        return self._held

    def _let_go(self) -> None:
        if self._held:
            self._held = False
            self.do()

    def do(self) -> None:
        """Type the next one."""
        self.going = bool(self._kept)
        if self._kept:
            key = self._kept.pop(0)
            self._rounds = ROUNDS
            self._is_word = self._app.bar.mode is not None and (isinstance(key, events.Paste) or key.is_printable)
            self._app.post_message(key)
            self._app.call_later(self._mark)

    def _mark(self) -> None:
        (self._app.screen.focused or self._app.screen).post_message(Taken())

    def taken(self) -> None:
        """Hear that a mark arrived."""
        self._rounds -= 1
        if self._rounds:
            self._mark()
        elif self._is_word:
            self.do()
        else:
            self._app.backroom.when_answered(self.do)


def _again(event: events.Key) -> events.Key:
    """Return a key anew; Enter pressed before the program took the terminal comes as the line end it was made."""
    return events.Key("enter", "\r") if event.key == "ctrl+j" else events.Key(event.key, event.character)
