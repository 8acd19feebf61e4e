"""Statements of a fixed text, handed to the driver as they are.

Recording one thing asks some twenty small questions. The database answers each in ten microseconds; putting a
statement together in SQLAlchemy, and its rows into objects, costs ten to thirty times as much.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection


def fetched(connection: Connection, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return all rows of a statement, each `?` of which stands for a value; they come as the driver gives them."""
    written = _written(statement, connection.dialect.paramstyle)
    return list(connection.exec_driver_sql(written, values).cursor.fetchall())


def send(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Carry out a statement, each `?` of which stands for a value, once for each row of values; rows may be none."""
    if rows:
        connection.exec_driver_sql(_written(statement, connection.dialect.paramstyle), list(rows))


@cache
def _written(statement: str, paramstyle: str) -> str:
    return statement if paramstyle == "qmark" else statement.replace("?", "%s")
