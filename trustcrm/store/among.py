"""Rows found, or deleted, by many keys: one statement of a fixed shape, handed to the driver as it is.

A list of five hundred values costs SQLAlchemy as much to write out as the database needs to find them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from trustcrm.store.inserting import placeholders

AT_ONCE = 500
"""How many keys one statement asks for."""


def rows_among(
    connection: Connection, statement: str, keys: Sequence[Any], given: tuple[Any, ...] = ()
) -> Iterator[tuple[Any, ...]]:
    """Yield what `statement` selects, asked portion by portion; `{among}` stands for the keys, and ends it.

    `{given}` stands for the one value of `given`, where there is one. Values come as the driver gives them.
    """
    one, many = placeholders(connection.dialect, 1), placeholders(connection.dialect, AT_ONCE)
    written = statement.format(given=one, among=many)
    for some in _filled(keys):
        yield from connection.exec_driver_sql(written, given + some).cursor.fetchall()


def delete_rows(connection: Connection, table: Table, ids: Sequence[int]) -> None:
    """Delete the rows of these ids, the last first; those of one statement may refer to one another."""
    named = connection.dialect.identifier_preparer.quote(table.name)
    statement = f"DELETE FROM {named} WHERE id IN ({placeholders(connection.dialect, AT_ONCE)})"
    for some in _filled(ids[::-1]):
        connection.exec_driver_sql(statement, some)


def _filled(keys: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield keys in portions of one length; the last is filled with its own last key, which changes nothing."""
    for start in range(0, len(keys), AT_ONCE):
        some = tuple(keys[start : start + AT_ONCE])
        yield some + some[-1:] * (AT_ONCE - len(some))
