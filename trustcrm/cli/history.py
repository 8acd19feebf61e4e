"""`trustcrm history` and `trustcrm undo`: who changed what, and taking it back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.how_many import HowMany
from trustcrm.cli.output import emit_heading, emit_json, emit_line, emit_table, json_option
from trustcrm.cli.session import Session, pass_session
from trustcrm.cli.undo_report import MOST, tell_undone
from trustcrm.errors import WrongUsage
from trustcrm.text import visible

if TYPE_CHECKING:
    from trustcrm.services.history import ChangeTold, RowTold

_CHANGE = re.compile(r"(?:change[ :])?#?([0-9]{1,18})")
_UNSAID = ("version", "batch_id", "withdrawn", "merged_into_id", "id")
"""Columns an added row always has and that say nothing about it while they stand at their first value."""


@click.command(help="The newest changes, one change row by row (12), or what happened to one thing (city 3, tie:4).")
@click.argument("what", nargs=-1)
@click.option("--limit", type=HowMany(1), default=20, show_default=True, help="At most so many changes.")
@json_option
@pass_session
def history(session: Session, what: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Tell who changed what."""
    from trustcrm.services.history import change_whole, newest, of_thing

    words = " ".join(what)
    number = _CHANGE.fullmatch(words)
    if number:
        told, rows = change_whole(session.desk, int(number[1]))
        _tell_change(told, rows, as_json)
    elif words:
        _tell_thing(of_thing(session.desk, words, limit), as_json)
    else:
        _tell_newest(newest(session.desk, limit), as_json)


@click.command(help="Take back one change, or the newest that stands; what was edited since stays, and is told.")
@click.argument("change", nargs=-1)
@json_option
@pass_session
def undo(session: Session, change: tuple[str, ...], as_json: bool) -> None:
    """Take a change back."""
    from trustcrm.services.undo import undo as take_back

    words = " ".join(change)
    number = _CHANGE.fullmatch(words)
    if words and not number:
        raise WrongUsage(f"{visible(words)!r} is no number of a change; `trustcrm history` lists them.")
    tell_undone(take_back(session.desk, int(number[1]) if number else None), as_json=as_json)


def _tell_newest(changes: Sequence[ChangeTold], as_json: bool) -> None:
    if as_json:
        emit_json([_json(told) for told in changes])
        return
    rows = [
        (told.change.id, _when(told), told.change.actor, told.change.verb, told.change.summary, _reversal(told))
        for told in changes
    ]
    emit_table(("change", "when", "who", "did", "what", "taken back by"), rows, right=(0,))


def _tell_change(told: ChangeTold, rows: Sequence[RowTold], as_json: bool) -> None:
    if as_json:
        emit_json(_json(told) | {"rows": [_row_json(row) for row in rows]})
        return
    change = told.change
    emit_heading(f"change {change.id}  {change.verb}: {change.summary}")
    emit_line(f"  {_when(told)} by {change.actor}")
    for line in (_batch_line(told), _reverses_line(told), _reversed_line(told)):
        if line:
            emit_line(f"  {line}")
    for row in rows[:MOST]:
        _tell_row(row)
    for (noun, operation), count in Counter((row.noun, row.operation) for row in rows[MOST:]).items():
        emit_line(f"  and {count:,} more of {noun} {operation}")


def _tell_thing(entries: Sequence[tuple[ChangeTold, RowTold]], as_json: bool) -> None:
    if as_json:
        emit_json([_json(told) | {"row": _row_json(row)} for told, row in entries])
        return
    for told, row in entries:
        back = f", taken back by change {told.reversed_by}" if told.reversed_by else ""
        emit_heading(f"change {told.change.id}  {_when(told)}  {told.change.actor}  {told.change.verb}{back}")
        _tell_row(row)


def _tell_row(row: RowTold) -> None:
    emit_line(f"  {row.noun} {row.id} {row.operation}")
    for column in {**row.before, **row.after}:
        before, after = row.before.get(column), row.after.get(column)
        if row.operation == "changed":
            emit_line(f"    {column}: {_said(before)} → {_said(after)}")
        elif (value := after if row.operation == "added" else before) not in (None, [], "") and column not in _UNSAID:
            emit_line(f"    {column}: {_said(value)}")


def _said(value: Any) -> str:
    if value is None or value == []:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(word) for word in value) if isinstance(value, list) else str(value)


def _json(told: ChangeTold) -> dict[str, Any]:
    change = told.change
    return {
        "change": change.id, "at": told.at, "actor": change.actor, "verb": change.verb, "summary": change.summary,
        "batch_id": change.batch, "reverses": change.reverses, "reversed_by": told.reversed_by,
        "wrote": dict(told.wrote),
    }  # fmt: skip


def _row_json(row: RowTold) -> dict[str, Any]:
    return {
        "noun": row.noun, "id": row.id, "operation": row.operation, "before": dict(row.before), "after": dict(row.after)
    }  # fmt: skip


def _when(told: ChangeTold) -> str:
    return told.at.strftime("%Y-%m-%d %H:%M %Z")


def _reversal(told: ChangeTold) -> str:
    return str(told.reversed_by) if told.reversed_by else ""


def _batch_line(told: ChangeTold) -> str:
    return f"batch {told.change.batch}" if told.change.batch is not None else ""


def _reverses_line(told: ChangeTold) -> str:
    return f"takes back change {told.change.reverses}" if told.change.reverses is not None else ""


def _reversed_line(told: ChangeTold) -> str:
    return f"taken back by change {told.reversed_by}" if told.reversed_by is not None else ""


COMMANDS: Mapping[str, click.Command] = {"history": history, "undo": undo}
"""The commands of this module."""
