"""Indexes put off while a table grows to more than twice its size, and made anew in one go before anybody reads them.

Putting a hundred thousand keys in their places one by one costs two to three times what sorting them at the end does,
and more where an index no longer fits in memory. Dropping and making them is part of the transaction: whoever reads
meanwhile sees the office as it was, and a write that fails leaves every index as it stood. Only in SQLite: PostgreSQL
would keep all others from the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from trustcrm.store.fixed import fetched

FROM = 20_000
"""From so many new rows on it is worth it."""

TABLES = frozenset({"interaction", "search_text", "origin"})
"""The tables that a writer fills row after row, and whose indexes nothing asks for while it only adds."""

EMPTIED = frozenset({"interaction"})
"""The tables whose indexes nothing asks for while rows are taken out of any."""

_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name"


class LateIndexes:
    """What one change puts off; `restore` before anything else than adding is done."""

    def __init__(self, connection: Connection) -> None:
        """Begin with every index in its place."""
        self._connection = connection
        self._written: Counter[str] = Counter()
        self._put_off: dict[str, list[str]] = {}
        self._emptied: dict[str, list[str]] = {}

    def written(self, table: str, count: int) -> None:
        """Take note of rows that were just added to a table, and put its indexes off where they are most of it."""
        if table not in TABLES or table in self._put_off or self._connection.dialect.name != "sqlite":
            return
        self._written[table] += count
        if is_most(self._connection, table, self._written[table]):
            self._put_off[table] = _dropped(self._connection, table)

    def leaving(self, table: str, count: int) -> None:
        """Put the indexes of a table off until the end of the change, where so many rows are most of it and will go.

        Rows go by their ids, for which none of these is asked: keys taken out one by one cost as much as put in.
        """
        if table in EMPTIED and table not in self._emptied and is_most(self._connection, table, count):
            self._emptied[table] = _dropped(self._connection, table)

    def restore(self) -> None:
        """Make every index anew that was put off while rows were added."""
        for statements in self._put_off.values():
            _make(self._connection, statements)
        self._put_off.clear()
        self._written.clear()

    def finish(self) -> None:
        """Make every index anew that was put off."""
        self.restore()
        for statements in self._emptied.values():
            _make(self._connection, statements)
        self._emptied.clear()


@contextmanager
def put_off(connection: Connection, table: str, count: int, number: str = "rowid") -> Iterator[None]:
    """Put the indexes of a table off while `count` rows are added to it, where that is worth it."""
    statements = _dropped(connection, table) if is_most(connection, table, count, number) else []
    yield
    _make(connection, statements)


def is_most(connection: Connection, table: str, count: int, number: str = "rowid") -> bool:
    """Return whether so many new rows are worth it, beside those that a table holds by the largest `number` of one."""
    if count < FROM or connection.dialect.name != "sqlite":
        return False
    return count * 2 >= (fetched(connection, f"SELECT MAX({number}) FROM {table}")[0][0] or 0)


def _dropped(connection: Connection, table: str) -> list[str]:
    found = fetched(connection, _INDEXES, (table,))
    for name, _ in found:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    return [statement for _, statement in found]


def _make(connection: Connection, statements: list[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)
