"""How many records of each noun stand, kept beside them: a million are told as quickly as ten.

To count a million rows takes a tenth of a second, on a server too. Nearly every change writes the same few rows here.
On a server nobody waits for another because of that: writers take turns by one lock before they write (`engine`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select

from trustcrm.store.fixed import send
from trustcrm.store.inserting import insert_rows
from trustcrm.store.tables import TABLES
from trustcrm.store.tables.derived import STANDING

_COUNT_ON = (
    "INSERT INTO standing (noun, records) VALUES (?, ?) "
    "ON CONFLICT (noun) DO UPDATE SET records = standing.records + excluded.records"
)
_FORGET = "DELETE FROM standing WHERE noun = ? AND records = 0"


class Counts:
    """Counts on with what one change writes; a noun of which no record stands has no row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._more: Counter[str] = Counter()

    def turned(
        self, noun: str, columns: Sequence[str], before: Sequence[Sequence[Any]], after: Sequence[Sequence[Any]]
    ) -> None:
        """Take note of rows by their columns: how those stood that were there before, and how those stand that are."""
        if "withdrawn" in columns:
            place = columns.index("withdrawn")
            stood, stand = ([row[place] for row in rows].count(False) for rows in (before, after))
            self._more[noun] += stand - stood

    def settle(self) -> None:
        """Write down what was counted."""
        send(self._connection, _COUNT_ON, [(noun, more) for noun, more in self._more.items() if more])
        send(self._connection, _FORGET, [(noun,) for noun, more in self._more.items() if more < 0])
        self._more.clear()

    def rebuild(self) -> None:
        """Count anew."""
        self._connection.execute(delete(STANDING))
        for noun, table in TABLES.items():
            counted = select(func.count()).where(table.c.withdrawn.is_(False))
            if records := self._connection.execute(counted).scalar_one():
                insert_rows(self._connection, STANDING, ("noun", "records"), [(noun, records)])
