"""Rows found by many keys: one statement of a fixed shape, handed to the driver as it is.

A list of five hundred values costs SQLAlchemy as much to write out as the database needs to find them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

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
    for start in range(0, len(keys), AT_ONCE):
        some = tuple(keys[start : start + AT_ONCE])
        filled = some + some[-1:] * (AT_ONCE - len(some))
        yield from connection.exec_driver_sql(written, given + filled).cursor.fetchall()
