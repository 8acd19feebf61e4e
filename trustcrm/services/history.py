"""What happened: the newest changes, one change row by row, and everything ever done to one record."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from trustcrm.domain.nouns import NOUNS
from trustcrm.errors import NotFound
from trustcrm.services.browse import parted
from trustcrm.services.desk import Desk, office_of
from trustcrm.services.find import find
from trustcrm.store.engine import Connection
from trustcrm.store.journal import Change, blocks_of
from trustcrm.store.plugin_tables.names import noun_told, told_name
from trustcrm.store.queries.history import (
    RowChange,
    change_by_id,
    history_of,
    newest_changes,
    reversal_of,
    size_of,
    written_at,
)
from trustcrm.text import visible
from trustcrm.values import dataclass

MOST_ID = 2**63
"""No row has so high a number."""
_OF_A_PLUGIN = re.compile(r"([A-Za-z][A-Za-z -]*[A-Za-z])[ :]+#?([0-9]{1,18})")
"""How a plugin's row is named: words, then a number."""


@dataclass(frozen=True, kw_only=True)
class ChangeTold:
    """A change, the instant in the office's own time zone, how much it wrote, and which change took it back."""

    change: Change
    at: datetime
    wrote: Mapping[str, int]
    reversed_by: int | None


@dataclass(frozen=True, kw_only=True)
class RowTold:
    """What a change did to one row: its columns before and after, those alone that it set."""

    noun: str
    id: int
    operation: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Moments:
    """When a row was first and last written, in UTC."""

    first: datetime
    last: datetime


def newest(desk: Desk, limit: int) -> list[ChangeTold]:
    """Return the newest changes, newest first."""
    with desk.database.reading() as connection:
        return _told(connection, newest_changes(connection, limit))


def change_whole(desk: Desk, change: int) -> tuple[ChangeTold, list[RowTold]]:
    """Return one change and every row it wrote, in the order it wrote them. Raises `NotFound`."""
    with desk.database.reading() as connection:
        told = _told(connection, [change_by_id(connection, change)])[0]
        return told, [
            RowTold(
                noun=told_name(block.noun),
                id=row,
                operation=block.operation,
                before=block.image("before", place),
                after=block.image("after", place),
            )
            for block in blocks_of(connection, change)
            for place, row in enumerate(block.ids)
        ]


def of_thing(desk: Desk, words: str, limit: int) -> list[tuple[ChangeTold, RowTold]]:
    """Return what was ever done to one record, newest first; the record may be gone by now.

    A row of a plugin's goes by the name that changes call it by and its number: "crisis lead 3".
    Raises `InvalidValue`, `NotFound` or `Ambiguous` where the words do not say which it is.
    """
    with desk.database.reading() as connection:
        noun, row, entries = _plugin_row(connection, words) or _row(connection, words)
        changes = _told(connection, [entry.change for entry in entries[:limit]])
        return [
            (told, RowTold(noun=told_name(noun), id=row, operation=one.operation, before=one.before, after=one.after))
            for told, one in zip(changes, entries[:limit], strict=True)
        ]


def _row(connection: Connection, words: str) -> tuple[str, int, list[RowChange]]:
    noun, name = parted(words)
    number = name.removeprefix("#")
    row = int(number) if number.isascii() and number.isdigit() else find(connection, noun, name)
    entries = history_of(connection, noun, row) if row < MOST_ID else []
    if not entries:
        raise NotFound(f"There never was a {noun} {row} here; `trustcrm {noun} list` shows what there is.")
    return noun, row, entries


def _plugin_row(connection: Connection, words: str) -> tuple[str, int, list[RowChange]] | None:
    """Return what was done to a plugin's row, None where the words name none; `NotFound` where there never was it."""
    told = _OF_A_PLUGIN.fullmatch(words.strip())
    noun, row = (noun_told(told[1]), int(told[2])) if told else ("", MOST_ID)
    entries = history_of(connection, noun, row) if row < MOST_ID else []
    if told and not entries and " " in told[1] and told[1].split()[0] not in NOUNS:
        raise NotFound(f"Nothing here was ever called {visible(words)!r}; `trustcrm history` shows what was changed.")
    return (noun, row, entries) if entries else None


def moments(desk: Desk, noun: str, rows: Collection[int] | None = None) -> dict[int, Moments]:
    """Return when each row of a noun was first and last written; what was rewritten for its batch's sake counts too.

    With `rows` these alone are told of.
    """
    with desk.database.reading() as connection:
        return {
            row: Moments(first=datetime.fromisoformat(first), last=datetime.fromisoformat(last))
            for row, (first, last) in written_at(connection, noun, rows).items()
        }


def _told(connection: Connection, changes: Sequence[Change]) -> list[ChangeTold]:
    zone = ZoneInfo(office_of(connection).time_zone)
    return [
        ChangeTold(
            change=change,
            at=datetime.fromisoformat(change.at).astimezone(zone),
            wrote={told_name(what): count for what, count in size_of(connection, change.id).items()},
            reversed_by=taken.id if (taken := reversal_of(connection, change.id)) is not None else None,
        )
        for change in changes
    ]
