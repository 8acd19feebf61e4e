"""A question handed to the driver as it is: for what is read all day and has few rows.

SQLAlchemy builds a statement, and describes every column of its result, at several times what the database needs to
answer. Here a statement is a text with "?" for each value, and rows come back as the driver gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Float, Table
from sqlalchemy.exc import DBAPIError

from trustcrm.store.inserting import placeholders
from trustcrm.store.tables.types import Exact

Row = tuple[Any, ...]
Turn = Callable[[Any], Any]


def asked(connection: Connection, statement: str, values: Sequence[Any] = ()) -> list[Row]:
    """Return the rows of a statement with a "?" for each value; days are given as ISO text.

    Raises SQLAlchemy's `DBAPIError` for whatever the driver says, as any question does.
    """
    return [row for some in asked_in_portions(connection, statement, values, None) for row in some]


def asked_in_portions(
    connection: Connection, statement: str, values: Sequence[Any] = (), count: int | None = 50_000
) -> Iterator[list[Row]]:
    """Yield the same rows so many at a time; None for all at once."""
    dialect: Any = connection.dialect
    if dialect.paramstyle != "qmark":
        statement = statement.replace("%", "%%").replace("?", placeholders(dialect, 1))
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement, tuple(values))
        while some := cast(list[Row], cursor.fetchall() if count is None else cursor.fetchmany(count)):
            yield some
    except dialect.dbapi.Error as error:
        raise DBAPIError.instance(statement, list(values), error, dialect.dbapi.Error, dialect=dialect) from error
    finally:
        cursor.close()


def marks(count: int) -> str:
    """Return so many "?", parted by commas."""
    return ", ".join("?" * count)


@cache
def turns_of(table: Table, columns: tuple[str, ...], dialect: Dialect) -> tuple[tuple[int, Turn], ...]:
    """Return the places of columns whose values the driver does not give as they are, and what turns each."""
    found = ((place, _turn(table.c[name].type, dialect)) for place, name in enumerate(columns))
    return tuple((place, turn) for place, turn in found if turn is not None)


def _turn(kind: Any, dialect: Dialect) -> Turn | None:
    if isinstance(kind, Float) or (isinstance(kind, Exact) and dialect.name != "sqlite"):
        return None  # either driver gives a float, and a server's a decimal, by itself
    turn: Turn | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return turn


def turned(row: Row, turns: Sequence[tuple[int, Turn]]) -> list[Any]:
    """Return the values of a row, each as its column's type says."""
    values = list(row)
    for place, turn in turns:
        if values[place] is not None:
            values[place] = turn(values[place])
    return values
