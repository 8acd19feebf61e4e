"""One act with all that is marked: the same entry logged with each, or all put off, kept as one batch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from trustcrm.plugin import InvalidValue, Refused, TrustCrmError
from trustcrm_tui.drafts import Draft
from trustcrm_tui.entry import echo_lines
from trustcrm_tui.ink import Content, ink
from trustcrm_tui.sheets.sheet import Subject
from trustcrm_tui.whom import crisis_of
from trustcrm_tui.words import short_name, weekday_words

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext, Understood
    from trustcrm_tui.workplace import Workplace

NAMED = 3
"""So many are named where many are meant."""


def named(sides: Sequence[Subject]) -> str:
    """Return the first of several sides by name, and how many more there are."""
    told = ", ".join(short_name(side.name) for side in sides[:NAMED])
    return told if len(sides) <= NAMED else f"{told} and {len(sides) - NAMED} more"


class ManyLog:
    """An entry for the log that is kept with each of several sides, as one batch."""

    mode = "log"

    def __init__(self, app: Workplace, sides: Sequence[Subject]) -> None:
        self._app = app
        self._sides = sides
        self._crisis = crisis_of(app)

    def title(self) -> Sequence[Content]:
        """Return with whom, and the keys."""
        whom = f"Log with each of {len(self._sides)}"
        return ink(whom, "title"), ink("enter saves all", "quiet"), ink("esc cancels", "quiet")

    def changed(self, text: str) -> None:
        """Say what will be kept with the first, and with whom besides; keep the words as a draft."""
        self._app.notes.draft(Draft(text=text, side=None, name="", mode=self.mode))
        if not text.strip():
            self._app.backroom.forget("echo")
            self._app.bar.echo([ink(f"with {named(self._sides)}", "quiet")])
            return
        first = self._sides[:1]
        self._app.ask(
            lambda office: office.ask.said_back(_understood(office, first, text, self._crisis)[0]),
            self._said,
            self._unclear,
            subject="echo",
        )

    def _said(self, lines: Sequence[str]) -> None:
        others = ink(f"→ The same with {named(self._sides[1:])}.") if len(self._sides) > 1 else ink("")
        self._app.bar.echo([*echo_lines(lines), others])

    def _unclear(self, error: Exception) -> None:
        self._app.bar.echo([ink(f"? {error}", "warn")])

    def _refused(self, error: Exception) -> None:
        if isinstance(error, TrustCrmError):
            self._unclear(error)
        else:
            self._app.failed(error)

    def submitted(self, text: str) -> None:
        """Keep it with each."""
        if not text.strip():
            self._app.leave_bar("Nothing was typed, so nothing was logged.")
        elif self._app.may_write():
            sides = self._sides
            self._app.ask(lambda office: log_with_each(office, sides, text, self._crisis), self._kept, self._refused)

    def _kept(self, count: int) -> None:
        self._app.leave_bar(f"Logged with {count}: {named(self._sides)}.", undo=True)
        self._app.lists.unmark()
        self._app.reload()

    def cancelled(self, text: str) -> None:
        """Put the words aside."""
        self._app.put_aside(text, Subject())


def log_with_each(
    office: PluginContext, sides: Sequence[Subject], text: str, crisis: int | None = None
) -> int:  # fmt: skip
    """Keep an entry with each side, all of them or none, of a crisis where one is named; return how many there are.

    Raises `InvalidValue` where the words leave something open, or name somebody who belongs to one side alone.
    """
    entries = _understood(office, sides, text, crisis)
    run = office.do.batch(f"log with {len(sides)} at once")
    try:
        for entry in entries:
            run.log(entry)
    except TrustCrmError:
        if run.number is not None:
            office.do.undo_batch(run.number)
        raise
    return len(entries)


def _understood(
    office: PluginContext, sides: Sequence[Subject], text: str, crisis: int | None
) -> list[Understood]:  # fmt: skip
    found = []
    for side in sides:
        entry = office.ask.entry(text, with_side=f"#{side.side}", window=crisis)
        if entry.questions:
            raise InvalidValue(f"With several marked the words must leave nothing open: {entry.questions[0].text}")
        if entry.people or [getattr(one.meant, "id", None) for one in entry.sides] != [side.side]:
            raise InvalidValue("These words name somebody; with several marked they must fit each of them.")
        found.append(entry)
    return found


def put_off(office: PluginContext, subjects: Sequence[Subject], until: date) -> str:
    """Put off until a day whatever of these is due, so that the command line knows of it too; say how many.

    Raises `Refused` where none of them can be put off.
    """
    run = office.do.batch(f"put off {len(subjects)}") if len(subjects) > 1 else office.do
    done, refused = 0, ""
    for subject in subjects:
        try:
            run.snooze(subject.noun, subject.id or 0, until, kind=subject.kind if subject.due else "")
            done += 1
        except Refused as error:
            refused = str(error)
    if not done:
        raise Refused(refused)
    rest = f" {len(subjects) - done} were not due." if done < len(subjects) else ""
    many = f"Put off {done}" if len(subjects) > 1 else "Put off"
    return f"{many} until {weekday_words(until)}.{rest}"
