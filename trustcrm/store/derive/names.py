"""The folded spellings under which cities, organisations, people, posts and colleagues are found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select

from trustcrm.store.tables import TABLES
from trustcrm.store.tables.derived import FOLDED_NAME
from trustcrm.text import spellings

NAMED: Mapping[str, tuple[str, ...]] = {
    "city": ("name", "aliases"),
    "organisation": ("name", "aliases"),
    "person": ("name", "aliases"),
    "post": ("title",),
    "colleague": ("name",),
}
"""The columns of each noun that hold its names."""


class Names:
    """Keeps the folded names of a database in step with its rows; withdrawn and merged rows have none."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, noun: str, rows: Iterable[Mapping[str, Any] | RowMapping]) -> None:
        """Add the spellings of rows that have none yet."""
        if noun not in NAMED:
            return
        spelled = [
            {"folded": folded, "noun": noun, "row_id": row["id"]}
            for row in rows
            if not row["withdrawn"]
            for folded in folded_names(noun, row)
        ]
        if spelled:
            self._connection.execute(insert(FOLDED_NAME), spelled)

    def forget(self, noun: str, ids: Sequence[int]) -> None:
        """Take away the spellings of rows."""
        if noun in NAMED:
            self._connection.execute(
                delete(FOLDED_NAME).where(FOLDED_NAME.c.noun == noun, FOLDED_NAME.c.row_id.in_(ids))
            )

    def add_again(self, noun: str, ids: Sequence[int]) -> None:
        """Add the spellings of rows as they now stand."""
        if noun in NAMED:
            table = TABLES[noun]
            self.add(noun, self._connection.execute(select(table).where(table.c.id.in_(ids))).mappings().all())

    def add_all(self, noun: str) -> None:
        """Add the spellings of every row of a noun."""
        if noun in NAMED:
            self.add(noun, self._connection.execute(select(TABLES[noun])).mappings().all())

    def clear(self) -> None:
        """Take away every spelling."""
        self._connection.execute(delete(FOLDED_NAME))


def folded_names(noun: str, row: Mapping[str, Any] | RowMapping) -> set[str]:
    """Return every folded spelling of a row's names."""
    found: set[str] = set()
    for column in NAMED[noun]:
        value = row[column]
        for name in value if isinstance(value, (list, tuple)) else (value,):
            found.update(spellings(name or ""))
    found.discard("")
    return found
