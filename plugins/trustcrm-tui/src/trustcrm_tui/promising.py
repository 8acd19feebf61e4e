"""Typing what is promised, asked for or delivered: as words for the log, or as the number of what is open already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from trustcrm_tui.entry import Echo, LogEntry
from trustcrm_tui.ink import Content, ink, joined
from trustcrm_tui.sheets.sheet import Subject
from trustcrm_tui.words import short_name

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext
    from trustcrm_tui.drafts import Draft
    from trustcrm_tui.workplace import Workplace

NEED = re.compile(r"\s*(we\s+)?need\b", re.IGNORECASE)
"""How words begin that say what is needed."""


class PromiseEntry(LogEntry):
    """What is promised, asked for or delivered: an open one by its number, or a new one in words."""

    mode = "promise"

    def __init__(self, app: Workplace, subject: Subject, crisis: int | None = None) -> None:
        super().__init__(app, subject, crisis)
        self._open: Sequence[tuple[int, str, str]] = ()
        self._on_board = app.lists.page.sheet.id == "crisis"
        app.ask(self._opened, self._list, app.failed, subject="promises")

    def title(self) -> Sequence[Content]:
        """Return with whom, and the keys."""
        whom = (
            f"Promise with {short_name(self.subject.name)}"
            if self.subject.side is not None
            else "A need, an offer, a promise"
        )
        keys: tuple[str, ...] = ("a number or words", "enter saves", "esc cancels")
        if self._asking:
            keys = ("enter answers", "esc goes back")
        return ink(whom, "title"), *(ink(part, "quiet") for part in keys)

    def _hint(self) -> str:
        if self.subject.side is None and self._app.crisis:
            return "300 cots by fri · ask Seoul for 5000 test kits by fri · Milan offers 500 masks"
        if self.subject.side is None:
            return "ask Seoul for 5000 test kits by fri · Milan offers 500 masks · owe Busan a leaflet by 1 dec"
        if self._on_board:
            return "need 300 cots by fri · ask 5000 test kits by fri · they offer 500 masks · got 2000 masks 3 apr"
        return "ask 5000 test kits by fri · they offer 500 masks · got 2000 masks 3 apr · owe Korean leaflet by 1 dec"

    def _understood(self, office: PluginContext, text: str) -> Echo:
        """Read words about nobody as what is needed in the crisis that is on, where they can be, before all else.

        On its board so do words that begin with "need", whichever row the cursor stands on: a side is asked.
        """
        of_nobody = self.subject.side is None or (self._on_board and NEED.match(text) is not None)
        needed = office.ask.needed(text, self._crisis) if of_nobody else None
        if needed is None:
            return super()._understood(office, text)
        return Echo(text, needed, self._lines(office, needed))

    def _opened(self, office: PluginContext) -> Sequence[tuple[int, str, str]]:
        from trustcrm_tui.promises import open_with

        return open_with(office, self.subject.side)

    def _list(self, found: Sequence[tuple[int, str, str]]) -> None:
        self._open = found
        if self._app.bar.mode is self and not self._app.bar.words.value:
            self._app.bar.echo([*self._numbered(), ink(self._hint(), "quiet")])

    def _numbered(self) -> list[Content]:
        return [
            joined(ink(f" {place} ", "field"), ink(stands, "strong"), ink(f" {what}"))
            for place, (_, stands, what) in enumerate(self._open, 1)
        ]

    def changed(self, text: str) -> None:
        """Show the open promises while nothing is typed; a number alone means one of them."""
        if self._asking:
            return
        chosen = self._chosen(text)
        if self._fields is not None or (chosen is None and text.strip()):
            super().changed(text)
            return
        self._app.backroom.forget("echo")
        if chosen is None:
            self._app.bar.echo([*self._numbered(), ink(self._hint(), "quiet")])
        else:
            _, stands, what = chosen
            done = "thanked for by them" if stands == "given" else "thanked for" if "thanks" in stands else "delivered"
            self._app.bar.echo([ink(f"{what}: {done} today")])

    def _chosen(self, text: str) -> tuple[int, str, str] | None:
        number = text.strip() if self._fields is None else ""
        return self._open[int(number) - 1] if number.isdecimal() and 1 <= int(number) <= len(self._open) else None

    def submitted(self, text: str) -> None:
        """Keep the step, or the entry."""
        chosen = self._chosen(text)
        if chosen is None or self._asking:
            super().submitted(text)
        elif self._app.may_write():
            from trustcrm_tui.promises import fulfil

            self._app.ask(lambda office: fulfil(office, chosen[0]), self._fulfilled, self._refused)

    def cancelled(self, text: str) -> None:
        """Put words aside; the number of a promise alone is none of them."""
        if self._chosen(text) is None or self._asking:
            super().cancelled(text)
        else:
            self._app.leave_bar()

    def _fulfilled(self, said: str) -> None:
        self._app.leave_bar(said, undo=True)
        self._app.reload()


def take_up(app: Workplace, draft: Draft, said: str = "Your words from last time are still here.") -> None:
    """Open the bar with words of before, and with whom they were."""
    entry = PromiseEntry if draft.mode == "promise" else LogEntry
    app.open_bar(entry(app, Subject(side=draft.side, name=draft.name), draft.crisis), draft.text)
    app.say(said, "esc puts them aside")
