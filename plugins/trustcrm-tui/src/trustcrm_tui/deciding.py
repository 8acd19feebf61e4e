"""Deciding about the pieces that an import left open, and taking a whole import back.

The cursor goes on at once, before the office has answered: a key typed meanwhile is never about the piece before. Where
the answer is refused it goes back, so that the next answer is about the piece that still waits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, cast

from trustcrm.plugin import counted
from trustcrm_tui.correcting import take
from trustcrm_tui.ink import Content, ink, joined
from trustcrm_tui.notebook import TakenBack
from trustcrm_tui.sheets.imports import BatchSheet, Piece
from trustcrm_tui.sheets.record import Both, ConflictSheet
from trustcrm_tui.undoing import brought_back, newest_own

if TYPE_CHECKING:
    from trustcrm.plugin import Decision, PluginContext
    from trustcrm_tui.workplace import Workplace

Choice = Literal["ours", "theirs", "both"]


def choose(app: Workplace, choice: Choice) -> None:
    """Choose for the field under the cursor; once every field of its piece is chosen for, the piece is kept."""
    from trustcrm_tui.offered import PluginSheet

    sheet, row = app.lists.page.sheet, app.listing.row
    if isinstance(sheet, ConflictSheet) and isinstance(row, Both):
        take(app, sheet, row, mine=choice == "ours")
    if isinstance(sheet, PluginSheet) and row is not None and choice != "both" and app.may_write():
        refused = _refused(app, _gone_on(app))
        app.ask(lambda office: sheet.decide(office, row, choice), lambda said: _said(app, said), refused)
    if not isinstance(sheet, BatchSheet) or not isinstance(row, Piece) or not app.may_write():
        return
    if row.difference is None:
        app.say("This piece has no row here yet; enter names which one it is, + says it is new.")
    elif choice == "both" and row.difference.both is None:
        app.say("This field cannot hold both; choose ours or theirs.", alert=True)
    else:
        chosen = sheet.choices.setdefault(row.item.position, {})
        chosen[row.difference.field] = choice
        if set(chosen) >= set(row.fields):
            _keep(app, sheet, row, cast("Mapping[str, Choice]", dict(chosen)))
        else:
            app.lists.load()
            app.listing.move(1)


def _said(app: Workplace, said: str) -> None:
    app.say(said)
    app.reload()


def _keep(app: Workplace, sheet: BatchSheet, row: Piece, chosen: Mapping[str, Choice]) -> None:
    go_back = _gone_on(app)

    def kept(decision: Decision) -> None:
        sheet.choices.pop(row.item.position, None)
        _decided(app, decision, row.who, go_back)

    app.ask(lambda office: office.do.take_fields(row.batch, row.item.position, chosen), kept, _refused(app, go_back))


def _gone_on(app: Workplace) -> Callable[[], None]:
    """Go on to the next line; what is returned goes back to this one, unless somebody went elsewhere meanwhile."""
    listing, before = app.listing, app.listing.cursor
    listing.move(1)
    after = listing.cursor

    def go_back() -> None:
        if listing.cursor == after:
            listing.go(before)

    return go_back


def _refused(app: Workplace, go_back: Callable[[], None]) -> Callable[[Exception], None]:
    """Return what says why an answer was refused, and goes back to the piece that still waits for one."""

    def told(error: Exception) -> None:
        go_back()
        app.failed(error)

    return told


def _decided(app: Workplace, decision: Decision, who: str = "", go_back: Callable[[], None] | None = None) -> None:
    if decision.still:
        if go_back is not None:
            go_back()
        app.say(f"It still waits: {decision.still}.", alert=True)
    else:
        app.say(f"Kept as {who or f'{decision.noun} {decision.row}'}.", undo=True)
    app.reload()


def take_new(app: Workplace) -> None:
    """Say that the piece under the cursor is something new."""
    row = app.listing.row
    if isinstance(row, Piece) and row.waits and app.may_write():
        go_back = _gone_on(app)

        def kept(decision: Decision) -> None:
            _decided(app, decision, go_back=go_back)

        app.ask(lambda office: office.do.take_new(row.batch, row.item.position), kept, _refused(app, go_back))


def leave_aside(app: Workplace) -> None:
    """Leave the piece under the cursor aside; nothing of it is kept."""
    row = app.listing.row
    if not isinstance(row, Piece) or not app.may_write():
        return

    def left(_: None) -> None:
        app.say("Left aside.", undo=True)
        app.reload()

    app.ask(lambda office: office.do.skip(row.batch, row.item.position), left, _refused(app, _gone_on(app)))


def take_back(app: Workplace) -> None:
    """Take the whole import under the cursor back, so that what was edited since stays; have one again that was."""
    subject = app.lists.subject
    number = subject.id
    if subject.noun != "batch" or number is None or not app.may_write():
        return

    def undone(came: tuple[int, int, TakenBack]) -> None:
        gone, staying, app.notes.taken_back = came
        stay = counted(staying, "row stays, because it was", "rows stay, because they were")
        stayed = f" {stay} edited or built upon since." if staying else ""
        app.say(f"Batch {number} was taken back: {counted(gone, 'row')}.{stayed}", undo=True)
        app.reload()

    if app.listing.row.undone:
        before = app.notes.taken_back  # what was taken back before it, piece by piece, stays so
        since = before.first if before is not None and before.batch == number else 0
        app.ask(lambda office: brought_back(office, number, since), lambda said: _said(app, said))
    else:
        app.ask(lambda office: _undo(office, number), undone)


def _undo(office: PluginContext, batch: int) -> tuple[int, int, TakenBack]:
    report = office.do.undo_batch(batch)
    staying = len(report.kept) + len(report.impossible)
    newest = newest_own(office)
    return len(report.reversed), staying, TakenBack(newest, first=newest - report.changes + 1, batch=batch)


def row_said(candidates: Sequence[str], text: str) -> str:
    """Return the row that a candidate's number means, or the place, which is kept then; else the name as typed."""
    if text and not (text.isdecimal() and 1 <= int(text) <= len(candidates)):
        return text
    candidate = candidates[int(text or "1") - 1] if candidates else ""
    number = candidate.split(" ")[1:2]
    return number[0] if number and number[0].isdecimal() else candidate


class WhichOne:
    """Which row a piece is: one of the candidates by its number, or any other by its name."""

    def __init__(self, app: Workplace, row: Piece) -> None:
        self._app = app
        self._row = row

    def title(self) -> Sequence[Content]:
        """Return what is asked, and the keys."""
        keys = ("a number or a name", "enter keeps it", "esc cancels")
        return ink(f"Which one is {self._row.item.where}?", "title"), *(ink(part, "quiet") for part in keys)

    def changed(self, text: str) -> None:
        """Show the candidates."""
        numbered = enumerate(self._row.item.candidates, 1)
        self._app.bar.echo(
            [*(joined(ink(f" {n} ", "field"), ink(one)) for n, one in numbered), ink(self._row.item.reason)]
        )

    def submitted(self, text: str) -> None:
        """Keep the piece as that row."""
        row, said = self._row, text.strip()
        words, count = row_said(row.item.candidates, said), len(row.item.candidates)
        if count and said.isdecimal() and not 1 <= int(said) <= count:
            self._app.bar.echo([ink(f"? {said} is none of these; give a number from 1 to {count}, or a name.", "warn")])
        elif not words:
            self._app.bar.echo([ink("? Type the name or the number of the row that it is; + says it is new.", "warn")])
        elif self._app.may_write():
            self._app.ask(lambda office: office.do.take_as(row.batch, row.item.position, words), self._kept)

    def _kept(self, decision: Decision) -> None:
        self._app.leave_bar()
        _decided(self._app, decision)

    def cancelled(self, text: str) -> None:
        """Leave it waiting."""
        self._app.leave_bar()
