"""Two colleagues at one record: the slower one writes nothing, and is shown both changes and the original."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trustcrm.domain.noun import Mention, fields_of
from trustcrm.domain.nouns import NOUNS
from trustcrm.errors import Conflict, Contested, Meanwhile
from trustcrm.store.engine import Connection
from trustcrm.store.plain import plain
from trustcrm.store.queries.history import RowChange, history_of
from trustcrm.store.queries.rows import raw_rows, record_by_id, titles
from trustcrm.store.writing import Writer
from trustcrm.text import listed

_BESIDE_FIELDS = ("withdrawn", "merged_into_id")
"""Columns that no field tells and that a change of a record may be about all the same."""


def refuse_stale(writer: Writer, noun: str, row: int, version: int | None, mine: Mapping[str, Any]) -> None:
    """Raise `Conflict` unless a record still stands at the version somebody saw; None for one who does not say.

    `mine` is what was to be set, by field, or by column where no field tells it. Raises `NotFound` where there is no
    such record.
    """
    connection = writer.connection
    kept = record_by_id(connection, noun, row)
    if version is None or kept.version == version:
        return
    writer.refuse_restricted(noun, [row])
    if version > kept.version:
        raise Conflict(
            f"{noun.capitalize()} {row} stands at version {kept.version} and never was at {version}; look at it with "
            f"`trustcrm {noun} show {row}`.",
            noun=noun, row=row, seen=version, present=kept.version,
        )  # fmt: skip
    since = _since(history_of(connection, noun, row), kept.version - version)
    who = listed(tuple(dict.fromkeys(one.change.actor for one in since)), most=3)
    raise Conflict(
        f"{noun.capitalize()} {row} was changed meanwhile by {who} (it stands at version {kept.version}, you saw "
        f"{version}); nothing was written. Look at it with `trustcrm {noun} show {row}` and do it again.",
        noun=noun, row=row, seen=version, present=kept.version,
        meanwhile=[
            Meanwhile(change=one.change.id, at=one.change.at, actor=one.change.actor, verb=one.change.verb)
            for one in since
        ],
        fields=_contested(connection, noun, row, since, mine),
    )  # fmt: skip


def _since(history: Sequence[RowChange], corrections: int) -> list[RowChange]:
    """Return the newest corrections of a row, oldest first; each of them moved its version by one."""
    corrected = [one for one in history if one.operation == "changed"]
    return list(reversed(corrected[:corrections]))


def _contested(
    connection: Connection, noun: str, row: int, since: Sequence[RowChange], mine: Mapping[str, Any]
) -> list[Contested]:
    present = {name: plain(value) for name, value in raw_rows(connection, noun, [row])[row].items()}
    original = dict(present)
    for one in reversed(since):
        original |= one.before
    wanted = {_column(noun, name): _said(value) for name, value in mine.items()}
    moved = {name for one in since for name in one.before}
    found = []
    for name, column, target in _places(noun):
        if column in moved or column in wanted:
            values = (original[column], present[column], wanted.get(column, original[column]))
            named = titles(connection, {target: {v for v in values if isinstance(v, int)}}) if target else {}
            found.append(
                Contested(
                    name=name, original=values[0], theirs=values[1], mine=values[2],
                    titles={number: title for (of, number), title in named.items() if of == target},
                )
            )  # fmt: skip
    return found


def _places(noun: str) -> list[tuple[str, str, str]]:
    """Return what a record's change can be about: a name for it, its column, and the noun it refers to or ""."""
    told = [
        (field.name, field.column, field.about.refers[0] if field.is_ref else "")
        for field in fields_of(NOUNS[noun]).values()
    ]
    return [*told, ("withdrawn", "withdrawn", ""), ("merged into", "merged_into_id", noun)]


def _column(noun: str, name: str) -> str:
    return name if name in _BESIDE_FIELDS else fields_of(NOUNS[noun])[name].column


def _said(value: Any) -> Any:
    return value.name if isinstance(value, Mention) else plain(value)
