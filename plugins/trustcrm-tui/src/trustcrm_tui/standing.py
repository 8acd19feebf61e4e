"""What can be done where the cursor stands: where no row is, or one about nobody, some keys have nothing to work on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trustcrm_tui.keys import CHANGES, NOBODY, NOT_RECORDS
from trustcrm_tui.sheets.sheet import FIELD, PIECE, REJECTED, WHOLE
from trustcrm_tui.whom import leads_to_a_side

if TYPE_CHECKING:
    from trustcrm_tui.sheets.sheet import Subject
    from trustcrm_tui.workplace import Workplace

BY_NAME = ("log", "promise", "schedule", "again")
"""What a name among the words is enough for, on a screen of its own."""
WITH_A_SIDE = (*BY_NAME, "brief", "tell", "why")
"""What is done with a side."""
WITH_A_ROW = (
    *WITH_A_SIDE, "open", "mark", "mark-all", "snooze", "done", "filter", "copy", "remind", "edit", "remove", "accept",
    "take-ours", "take-theirs", "take-both", "take-new", "aside", "take-back",
)  # fmt: skip
"""What is done with a row."""
CAN_BE_PUT_OFF = ("tie", "follow-up", "contribution", "agreement", "post", "custody")
"""What something that is due can be about."""
_TICKED = ("follow-up", "engagement", "contribution", "need")
_BY_FIELD = ("take-ours", "take-theirs", "take-both")
_NOT_WITH_A_PIECE = {FIELD: ("take-new",), WHOLE: _BY_FIELD, REJECTED: (*_BY_FIELD, "take-new")}
"""What a piece of an import is not decided by, as it is to be decided about."""
_SAY_IT_THEMSELVES = ("snooze", "done", "filter", *_BY_FIELD, "take-new")


def missing(app: Workplace, id: str) -> str:
    """Return in a sentence what a key has nothing to work on, "" where it has; `id` is the key's."""
    if id not in impossible(app):
        return ""
    if app.listing.row is None:
        return _nothing_here(app)
    if id in _SAY_IT_THEMSELVES:
        return ""
    return NOT_RECORDS if id in ("edit", "remove") else NOBODY


def unoffered(app: Workplace) -> frozenset[str]:
    """Return the ids of what is not offered here: it has nothing to work on, or changes what may only be read."""
    return impossible(app).union(CHANGES if app.read_only else ())


def impossible(app: Workplace) -> frozenset[str]:
    """Return the ids of what cannot be done where the cursor stands."""
    lists = app.lists
    if lists.page.loaded is None or lists.page.marks:
        return frozenset()
    enough = () if lists.above else BY_NAME
    if app.listing.row is None:
        return frozenset(WITH_A_ROW).difference(enough)
    subject = lists.subject
    sideless = () if leads_to_a_side(subject) else frozenset(WITH_A_SIDE).difference(enough)
    kindless = () if lists.page.sheet.kind(app.listing.row) else ("filter",)
    return frozenset(_not_with(subject, lists.page.sheet.id)).union(sideless, kindless)


def _not_with(subject: Subject, screen: str) -> Iterator[str]:
    """Yield what cannot be done with the record that a row stands for, or because it stands for none."""
    noun = subject.noun if subject.id is not None else ""
    if not noun:
        yield from ("edit", "remove")
    if noun == PIECE:
        yield from _NOT_WITH_A_PIECE.get(subject.kind, ())
    if noun not in CAN_BE_PUT_OFF:
        yield "snooze"
    if noun not in _TICKED and screen != "told":
        yield "done"


def _nothing_here(app: Workplace) -> str:
    finds, back = app.keys.shown("find"), app.keys.shown("back")
    return f"No row stands here to do that with; {finds} finds one{f', {back} goes back' if app.lists.above else ''}."
