"""Taking back what was done last, whatever it was, and saying in plain words what that is.

Whoever took a whole import or a change of the history back did that last, so the key brings it back; after any other
deed, and after the key itself, it goes on to what was done before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from trustcrm.plugin import NotFound
from trustcrm_tui.notebook import TakenBack

if TYPE_CHECKING:
    from trustcrm.plugin import Change, PluginContext, UndoReport
    from trustcrm_tui.workplace import Workplace

AMONG = 50
"""Of so many newest changes the last of one's own is looked for."""


def undo(app: Workplace) -> None:
    """Take back what was done last; in the history, the change under the cursor."""
    if not app.may_write():
        return
    change = app.lists.subject.id if app.lists.page.sheet.id == "history" else None
    before = app.notes.taken_back

    def taken(answer: tuple[str, TakenBack | None]) -> None:
        said, app.notes.taken_back = answer
        app.say(said)
        app.reload()

    app.ask(lambda office: _taken_back(office, change, before), taken)


def _taken_back(office: PluginContext, change: int | None, before: TakenBack | None) -> tuple[str, TakenBack | None]:
    if change is None and before is not None and before.newest == newest_own(office):
        return _brought_back(office, before), None
    report = office.do.undo(change)
    words = f"Taken back: {in_words(office, report.change)}{_rest(report)}"
    return words, TakenBack(newest_own(office), change=change) if change is not None else None


def _brought_back(office: PluginContext, before: TakenBack) -> str:
    if before.batch is not None:
        return brought_back(office, before.batch, before.first)
    told = office.ask.change(before.change or 0)[0]
    report = office.do.undo(told.reversed_by)
    return f"Here again: {in_words(office, told.change)}{_rest(report)}"


def brought_back(office: PluginContext, batch: int, since: int = 0) -> str:
    """Have an import again that was taken back, by the change `since` or later, and say so."""
    return f"Here again: import {batch}{_rest(office.do.bring_back_batch(batch, since))}"


def _rest(report: UndoReport) -> str:
    """Return how much was done with it, and how much of it stays as it is."""
    kept = len(report.kept) + len(report.impossible)
    whole = f" and {report.changes - 1} more done with it" if report.changes > 1 else ""
    return f"{whole}." + (f" {kept} of its rows stay as they are, because they were edited since." if kept else "")


def newest_own(office: PluginContext) -> int:
    """Return the number of the newest change of whoever works here, 0 where there is none among the newest."""
    newest = office.ask.history(AMONG)
    return next((told.change.id for told in newest if told.change.actor == office.do.login), 0)


def in_words(office: PluginContext, change: Change) -> str:
    """Return in plain words what a change did."""
    words = _WORDS.get(change.verb)
    return words(office, change.summary) if words is not None else plain(f"{change.verb}, {change.summary}")


def plain(summary: str) -> str:
    """Return the summary of a change without the underscores that names of fields have."""
    return re.sub(r"(?<=[a-z])_(?=[a-z])", " ", summary).removesuffix(".")


_OF_A_ROW = re.compile(r"(?P<noun>[a-z-]+) (?P<row>\d+)(?:: | until )?(?P<rest>.*)", re.DOTALL)
_CALLED = {
    "window": "", "follow-up": "to-do ", "engagement": "meeting ", "interaction": "contact ", "step": "step ",
}  # fmt: skip
"""What people call some of the nouns; "" where the title says it."""


def _thing(office: PluginContext, summary: str) -> tuple[str, str]:
    """Return the row a summary begins with, by what it is called, and the rest of the summary."""
    found = _OF_A_ROW.fullmatch(summary)
    if found is None:
        return plain(summary), ""
    noun, title = found["noun"], ""
    with suppress(NotFound):
        title = office.ask.one(noun, int(found["row"])).title.removesuffix(".")
    called = _CALLED.get(noun, f"{noun} ")
    return f"{called}{title}".strip() or f"{noun} {found['row']}", found["rest"]


def called(office: PluginContext, noun: str, row: int) -> str:
    """Return what people call a record: "meeting 2020-07-01 · Canada Day"."""
    return _thing(office, f"{noun} {row}")[0]


def _that(done: str) -> Callable[[PluginContext, str], str]:
    def words(office: PluginContext, summary: str) -> str:
        thing, rest = _thing(office, summary)
        return f"that {thing} {done}{f' until {rest}' if 'put off' in done else ''}"

    return words


def _added(office: PluginContext, summary: str) -> str:
    noun, _, name = summary.partition(" ")
    return f"the new {_CALLED.get(noun, f'{noun} ') or 'crisis or pause '}{name}".strip()


def _corrected(office: PluginContext, summary: str) -> str:
    thing, fields = _thing(office, summary)
    if summary.startswith("window ") and fields == "ends_on":
        return f"the last day of {thing}"
    return f"the correction of {thing}: {fields.replace('_', ' ')}"


def _step(office: PluginContext, summary: str) -> str:
    state, _, what = summary.partition(": ")
    thing, _ = _thing(office, what) if _OF_A_ROW.fullmatch(what) else (what, "")
    return f"{state} {thing.removeprefix('contribution ')}"


def _decided(office: PluginContext, summary: str) -> str:
    found = re.match(r"batch (\d+) item (\d+)", summary)
    return f"the decision about piece {found[2]} of import {found[1]}" if found else plain(summary)


_WORDS: Mapping[str, Callable[[PluginContext, str], str]] = {
    "log": lambda office, summary: f"the entry “{summary}”",
    "add": _added,
    "import": lambda office, summary: f"the import of {summary.rpartition(' by ')[0] or summary}",
    "step": _step,
    "correct": _corrected,
    "withdraw": _that("was wrong"),
    "decide": _decided,
    "hold": _that("took place"),
    "cancel": _that("was called off"),
    "done": _that("is done"),
    "snooze": _that("is put off"),
}
"""What a change of each of the verbs that a key can do is called."""
