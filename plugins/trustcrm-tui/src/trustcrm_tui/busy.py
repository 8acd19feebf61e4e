"""Saying that the office is busy, where an answer takes long, and taking that back once it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trustcrm_tui.app import OfficeApp

LONG = 2.0
"""After so many seconds without an answer it is said."""
BUSY = "The office is busy; what you type is kept, and saved when it answers."


class Busy:
    """Watches over what was asked."""

    def __init__(self, app: OfficeApp) -> None:
        self._app = app

    def asked(self) -> None:
        """Hear that something was asked."""
        self._app.pauses.after(LONG, "long", self._still)

    def _still(self) -> None:
        if self._app.backroom.open:
            self._app.say(BUSY)
            self.asked()

    def answered(self) -> None:
        """Hear of an answer; once nothing is open the office is busy no more."""
        if not self._app.backroom.open:
            self._app.head.unsay(BUSY)
