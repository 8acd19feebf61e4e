"""How an undo is told: what was reversed, what was kept because it was edited since, what was not possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from trustcrm.cli.output import emit_heading, emit_json, emit_line, say

if TYPE_CHECKING:
    from trustcrm.services.fates import RowFate, UndoReport

MOST = 20
"""How many rows of each list are told one by one."""


def tell_undone(report: UndoReport, *, as_json: bool) -> None:
    """Tell the three lists of an undo."""
    change = report.change
    lists = {"reversed": report.reversed, "kept": report.kept, "impossible": report.impossible}
    if as_json:
        emit_json({"change": change.id, "verb": change.verb, "summary": change.summary} | _json(lists))
        return
    say(f"Took back change {change.id}, {change.verb}: {change.summary.rstrip('.')}.")
    _tell("Reversed", report.reversed)
    _tell("Kept, because it was edited or built upon since", report.kept)
    _tell("Not possible", report.impossible)


def _json(lists: dict[str, list[RowFate]]) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [{"noun": fate.noun, "id": fate.id, "reason": fate.reason} for fate in fates]
        for name, fates in lists.items()
    }


def _tell(heading: str, fates: Sequence[RowFate]) -> None:
    if not fates:
        return
    emit_heading(f"{heading} ({len(fates)})")
    for fate in fates[:MOST]:
        emit_line(f"  {fate.noun} {fate.id}{f': {fate.reason}' if fate.reason else ''}")
    rest = Counter(fate.noun for fate in fates[MOST:])
    for noun, count in rest.items():
        emit_line(f"  and {count:,} more of {noun}")
