"""Statements of a fixed text, handed to the driver itself.

Recording one thing asks some twenty small questions. SQLite answers each in three to ten microseconds; SQLAlchemy takes
ten times as long to tell which columns an answer has, and a hundred times where it first puts the statement together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Row = tuple[Any, ...]


class Ask:
    """Asks a database statements of a fixed text, one after another over one cursor, each `?` standing for a value."""

    def __init__(self, cursor: Any, paramstyle: str) -> None:
        self._cursor = cursor
        self._paramstyle = paramstyle
        self.asked: tuple[str, Any] = ("", ())

    def __call__(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a statement as the driver gives them."""
        written = _written(statement, self._paramstyle)
        self.asked = written, values
        self._cursor.execute(written, values)
        return cast(list[Row], self._cursor.fetchall())

    def each(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Carry out a statement once for each row of values; rows may be none."""
        if rows:
            written = _written(statement, self._paramstyle)
            self.asked = written, rows
            self._cursor.executemany(written, rows)


@contextmanager
def asking(connection: Connection) -> Iterator[Ask]:
    """Yield what asks statements over one cursor; whatever the driver raises is raised as SQLAlchemy's `DBAPIError`."""
    cursor = connection.connection.cursor()
    ask = Ask(cursor, connection.dialect.paramstyle)
    try:
        yield ask
    except connection.dialect.loaded_dbapi.Error as error:
        raise _of_sqlalchemy(connection, *ask.asked, error) from error
    finally:
        cursor.close()


def fetched(connection: Connection, statement: str, values: Sequence[Any] = ()) -> list[Row]:
    """Return all rows of a statement, each `?` of which stands for a value; they come as the driver gives them.

    Raises SQLAlchemy's `DBAPIError` for whatever the driver says, as any question does.
    """
    written = _written(statement, connection.dialect.paramstyle)
    cursor = connection.connection.cursor()
    try:
        cursor.execute(written, values)
        return cast(list[Row], cursor.fetchall()) if cursor.description else []
    except connection.dialect.loaded_dbapi.Error as error:
        raise _of_sqlalchemy(connection, written, values, error) from error
    finally:
        cursor.close()


def fetched_in_portions(
    connection: Connection, statement: str, values: Sequence[Any] = (), count: int = 50_000
) -> Iterator[list[Row]]:
    """Yield the same rows so many at a time."""
    written = _written(statement, connection.dialect.paramstyle)
    cursor = connection.connection.cursor()
    try:
        cursor.execute(written, tuple(values))
        while some := cast(list[Row], cursor.fetchmany(count)):
            yield some
    except connection.dialect.loaded_dbapi.Error as error:
        raise _of_sqlalchemy(connection, written, values, error) from error
    finally:
        cursor.close()


def as_day(value: Any) -> date:
    """Return a day from what the driver gives, which is an ISO 8601 text in SQLite."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def marks(count: int) -> str:
    """Return so many "?", parted by commas."""
    return ", ".join("?" * count)


def send(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Carry out a statement, each `?` of which stands for a value, once for each row of values; rows may be none."""
    if not rows:
        return
    written = _written(statement, connection.dialect.paramstyle)
    cursor = connection.connection.cursor()
    try:
        if len(rows) == 1:
            cursor.execute(written, rows[0])
        else:
            cursor.executemany(written, rows)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _of_sqlalchemy(connection, written, rows, error) from error
    finally:
        cursor.close()


def _of_sqlalchemy(connection: Connection, written: str, values: Any, error: Exception) -> Exception:
    """Return what SQLAlchemy raises where the driver says this."""
    dialect = connection.dialect
    return DBAPIError.instance(written, values, error, dialect.loaded_dbapi.Error, dialect=dialect)


@lru_cache(maxsize=2000)
def _written(statement: str, paramstyle: str) -> str:
    return statement if paramstyle == "qmark" else statement.replace("%", "%%").replace("?", "%s")
