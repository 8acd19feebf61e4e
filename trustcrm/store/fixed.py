"""Statements of a fixed text, handed to the driver itself.

Recording one thing asks some twenty small questions. SQLite answers each in three to ten microseconds; SQLAlchemy takes
ten times as long to tell which columns an answer has, and a hundred times where it first puts the statement together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Row = tuple[Any, ...]


def fetched(connection: Connection, statement: str, values: Sequence[Any] = ()) -> list[Row]:
    """Return all rows of a statement, each `?` of which stands for a value; they come as the driver gives them.

    Raises SQLAlchemy's `DBAPIError` for whatever the driver says, as any question does.
    """
    return [row for some in fetched_in_portions(connection, statement, values, None) for row in some]


def fetched_in_portions(
    connection: Connection, statement: str, values: Sequence[Any] = (), count: int | None = 50_000
) -> Iterator[list[Row]]:
    """Yield the same rows so many at a time; None for all at once."""
    written = _written(statement, connection.dialect.paramstyle)
    with _cursor(connection, written, values) as cursor:
        cursor.execute(written, tuple(values))
        if count is None:
            yield list(cursor.fetchall())
            return
        while some := cast(list[Row], cursor.fetchmany(count)):
            yield some


def marks(count: int) -> str:
    """Return so many "?", parted by commas."""
    return ", ".join("?" * count)


def send(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Carry out a statement, each `?` of which stands for a value, once for each row of values; rows may be none."""
    written = _written(statement, connection.dialect.paramstyle)
    if rows:
        with _cursor(connection, written, rows) as cursor:
            cursor.executemany(written, rows)


@contextmanager
def _cursor(connection: Connection, written: str, values: Any) -> Iterator[Any]:
    """Yield the driver's own cursor; what it raises is turned into what SQLAlchemy raises of the same."""
    cursor = connection.connection.cursor()
    kind = connection.dialect.loaded_dbapi.Error
    try:
        yield cursor
    except kind as error:
        raise DBAPIError.instance(written, values, error, kind, dialect=connection.dialect) from error
    finally:
        cursor.close()


@cache
def _written(statement: str, paramstyle: str) -> str:
    return statement if paramstyle == "qmark" else statement.replace("%", "%%").replace("?", "%s")
