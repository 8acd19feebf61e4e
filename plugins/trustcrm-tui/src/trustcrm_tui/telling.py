"""Telling something to one side or to many: the words become drafts, and nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from trustcrm.plugin import TrustCrmError, counted
from trustcrm_tui.ink import Content, ink
from trustcrm_tui.letters import Letters, draft, subject_of, told
from trustcrm_tui.many import named
from trustcrm_tui.sheets.sheet import Subject
from trustcrm_tui.sheets.told import ToldSheet
from trustcrm_tui.words import short_name, thing, weekday_words

if TYPE_CHECKING:
    from trustcrm_tui.sheets.ledger import Between
    from trustcrm_tui.workplace import Workplace


class Telling:
    """A message to several sides; Enter writes the drafts."""

    def __init__(self, app: Workplace, sides: Sequence[Subject]) -> None:
        self._app = app
        self._sides = sides

    def title(self) -> Sequence[Content]:
        """Return to whom, and the keys."""
        whom = short_name(self._sides[0].name) if len(self._sides) == 1 else f"each of {len(self._sides)}"
        keys = ("enter writes the drafts", "nothing is sent", "esc cancels")
        return ink(f"Tell {whom}", "title"), *(ink(part, "quiet") for part in keys)

    def changed(self, text: str) -> None:
        """Say what will be drafted."""
        if not text.strip():
            told = f"to {named(self._sides)}; the first sentence is the subject"
            self._app.bar.echo([ink(told, "quiet")])
            return
        count = len(self._sides)
        drafts = "a draft" if count == 1 else f"{count} drafts, each to one alone,"
        self._app.bar.echo([ink(f"→ {drafts} to {named(self._sides)}: “{subject_of(text)}”")])

    def submitted(self, text: str) -> None:
        """Write the drafts, and show who is to be ticked once told."""
        sides = self._sides
        if not text.strip():
            self._app.leave_bar("Nothing was typed, so nothing was drafted.")
        else:
            self._app.ask(lambda office: draft(office, sides, text), self._drafted, self._refused)

    def _drafted(self, letters: Letters) -> None:
        self._app.leave_bar()
        self._app.lists.unmark()
        self._app.lists.push(ToldSheet(letters.folder))
        count = len(letters.drafts)
        self._app.say(f"{counted(count, 'draft')} in {letters.folder}; nothing was sent.")

    def _refused(self, error: Exception) -> None:
        if isinstance(error, TrustCrmError):
            self._app.bar.echo([ink(f"! {error}", "alert")])
        else:
            self._app.failed(error)

    def cancelled(self, text: str) -> None:
        """Draft nothing; the words can be brought back."""
        self._app.put_aside(text, Subject())


def remind(app: Workplace) -> None:
    """Draft a reminder of what is hoped for, in words that blame nobody."""
    row: Between | Any = app.listing.row
    if row is None or not row.account.is_open or row.of_others:
        app.say("Nothing of this is still to come, so there is nothing to remind of.")
    elif row.ours or row.account.awaits_thanks:
        app.say(f"This is ours to do; {app.keys.shown('done')} marks it done, {app.keys.shown('tell')} tells them.")
    else:
        account = row.account
        so_far = f" ({account.in_words})" if account.in_words and not account.is_partial else ""
        by = f"{so_far}, hoped for by {weekday_words(account.due_on)}" if account.due_on else so_far
        asked = f"We asked for {thing(account)}" if account.state == "asked" else f"We look forward to {thing(account)}"
        words = f"{asked}{by}. Could you tell us how it stands, and whether we can help?"
        app.open_bar(Telling(app, [app.lists.subject]), words)


def tick(app: Workplace, sheet: ToldSheet, subjects: Sequence[Subject]) -> None:
    """Log that these were told."""
    folder, sides = sheet.folder, [one.side for one in subjects if one.side is not None]

    def kept(count: int) -> None:
        app.lists.unmark()
        if count:
            app.say(f"Noted that {counted(count, 'was', 'were')} told.", undo=True)
        else:
            app.say("That was noted already.")
        app.reload()
        if len(subjects) == 1:
            app.listing.move(1)

    if app.may_write():
        app.ask(lambda office: told(office, folder, sides), kept)
