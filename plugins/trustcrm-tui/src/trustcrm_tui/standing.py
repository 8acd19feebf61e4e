"""What can be done where the cursor stands: where no row is, or one about nobody, some keys have nothing to work on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustcrm_tui.keys import NOBODY
from trustcrm_tui.whom import leads_to_a_side

if TYPE_CHECKING:
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


def missing(app: Workplace, id: str) -> str:
    """Return in a sentence what a key has nothing to work on, "" where it has; `id` is the key's."""
    return (_nothing_here(app) if app.listing.row is None else NOBODY) if id in impossible(app) else ""


def impossible(app: Workplace) -> frozenset[str]:
    """Return the ids of what cannot be done where the cursor stands."""
    lists = app.lists
    if lists.page.loaded is None or lists.page.marks:
        return frozenset()
    enough = () if lists.above else BY_NAME
    if app.listing.row is None:
        return frozenset(WITH_A_ROW).difference(enough)
    return frozenset() if leads_to_a_side(lists.subject) else frozenset(WITH_A_SIDE).difference(enough)


def _nothing_here(app: Workplace) -> str:
    finds, back = app.keys.shown("find"), app.keys.shown("back")
    return f"No row stands here to do that with; {finds} finds one{f', {back} goes back' if app.lists.above else ''}."
