"""Correcting a field of a record, and withdrawing a record; a colleague who was faster is never overwritten unseen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from trustcrm.plugin import Conflict, InvalidValue, day_in
from trustcrm_tui.ink import Content, ink
from trustcrm_tui.sheets.record import Both, ConflictSheet, FieldRow, RecordSheet
from trustcrm_tui.undoing import called
from trustcrm_tui.words import short_name

if TYPE_CHECKING:
    from trustcrm.plugin import Field, PluginContext
    from trustcrm_tui.workplace import Workplace


WHOM = ("tie", "city", "organisation")
"""The nouns whom lines are about."""
TELLS = ("today", "agenda", "crisis", "told")
"""The screens whose lines tell what is to be done with a side."""


class Correcting:
    """The new value of a field, typed in place of the old one; nothing at all empties it."""

    def __init__(self, app: Workplace, row: FieldRow) -> None:
        self._app = app
        self._row = row
        self._wanted: Any = None

    def title(self) -> Sequence[Content]:
        """Return which field, and the keys."""
        name = self._row.field.name.replace("_", " ")
        return ink(f"Correct {name}", "title"), ink("enter saves", "quiet"), ink("esc cancels", "quiet")

    def changed(self, text: str) -> None:
        """Say what the field means and may hold."""
        about = self._row.field.about
        lines = [ink(about.summary, "quiet")]
        if about.choices:
            lines.append(ink(" · ".join(about.choices), "quiet"))
        self._app.bar.echo(lines)

    def submitted(self, text: str) -> None:
        """Keep it, unless somebody was faster."""
        if text == self._row.shown:
            self._app.leave_bar("Nothing was changed.")
        elif self._app.may_write():
            self._app.ask(lambda office: self._correct(office, text.strip()), self._kept, self._refused)

    def _correct(self, office: PluginContext, text: str) -> str:
        row = self._row
        self._wanted = value_of(office, row.field, text)
        office.do.correct(row.noun, row.id, {row.field.name: self._wanted}, version=row.version)
        return row.field.name.replace("_", " ")

    def _kept(self, field: str) -> None:
        self._app.leave_bar(f"Corrected {field}.", undo=True)
        self._app.reload()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            self._app.leave_bar()
            self._app.lists.push(ConflictSheet(error, {self._row.field.name: self._wanted}), renew=True)
        elif isinstance(error, InvalidValue):
            self._app.bar.echo([ink(self._app.keys.named_in(str(error)), "alert")])
        else:
            self._app.leave_bar()
            self._app.failed(error)

    def cancelled(self, text: str) -> None:
        """Leave it as it is."""
        self._app.leave_bar()


def correct_anyway(app: Workplace) -> None:
    """Keep what was wanted on top of what a colleague kept meanwhile, which undo would bring back."""
    sheet = app.lists.page.sheet
    if not isinstance(sheet, ConflictSheet):
        return
    conflict, wanted = sheet.conflict, sheet.wanted

    def kept(_: bool) -> None:
        app.lists.pop()
        app.say("Kept yours.", undo=True)
        app.reload()

    if app.may_write():
        app.ask(lambda office: office.do.correct(conflict.noun, conflict.row, wanted, version=conflict.present), kept)


def take(app: Workplace, sheet: ConflictSheet, row: Both, *, mine: bool) -> None:
    """Take one version of the field under the cursor: mine after all, or what the colleague kept, which stands."""
    if row.mine is None:
        app.say(f"Only they changed {row.name.replace('_', ' ')}; esc goes back, where it can be corrected.")
    elif mine:
        correct_anyway(app)
    else:
        app.lists.drop(sheet)
        app.say("Theirs stands; nothing was changed.")


def value_of(office: PluginContext, field: Field, text: str) -> Any:
    """Return what words mean for a field. Raises `InvalidValue`, `NotFound` or `Ambiguous` where they cannot be it."""
    if not text:
        return () if field.is_many else None
    if field.is_ref:
        return office.ask.found(field.about.refers[0], text)
    if field.is_many:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    try:
        return _day(office, text) if field.type is date else _READ.get(field.type, str)(text)
    except (ValueError, InvalidOperation):
        raise InvalidValue(f"{text!r} is no {_CALLED[field.type]}; write it as {_SUCH_AS[field.type]}.") from None


def _day(office: PluginContext, text: str) -> date:
    found = day_in(text, office.clock.today)
    if found is None:
        raise ValueError(text)
    return found


def _yes_or_no(text: str) -> bool:
    if text.casefold() not in ("yes", "no"):
        raise ValueError(text)
    return text.casefold() == "yes"


_READ: dict[Any, Any] = {
    int: int, float: float, Decimal: Decimal, time: time.fromisoformat, bool: _yes_or_no,
}  # fmt: skip
_CALLED = {int: "whole number", float: "number", Decimal: "number", date: "day", time: "hour", bool: "yes or no"}
_SUCH_AS = {int: "12", float: "2.5", Decimal: "2.5", date: "2020-07-14 or 14 jul 2020", time: "14:30", bool: "yes"}


def edit(app: Workplace) -> None:
    """Show the fields of the record under the cursor."""
    subject = app.lists.subject
    if subject.noun and subject.id is not None:
        app.lists.push(RecordSheet(subject.noun, subject.id))


def withdraw(app: Workplace) -> None:
    """Mark the record under the cursor wrong; it counts no more, and undo brings it back."""
    subject = app.lists.subject
    noun, row = subject.noun, subject.id
    if not noun or row is None or not app.may_write():
        return
    name = short_name(subject.name) or f"{noun} {row}"
    if noun in WHOM and _only_tells(app.lists.page.sheet.id):
        app.say(f"Nothing was withdrawn: this line only tells of {name}, whom / finds; x withdraws it there.")
        return

    def withdrawn(office: PluginContext) -> str:
        office.do.withdraw(noun, row)
        return f"the tie with {name}" if noun == "tie" and subject.name else called(office, noun, row)

    def done(what: str) -> None:
        app.say(f"Withdrew {what}.", undo=True)
        app.reload()

    app.ask(withdrawn, done)


def _only_tells(screen: str) -> bool:
    """Return whether the lines of a screen, of the office's own or of a plugin, are about sides and are not they."""
    return screen in TELLS or ":" in screen
