"""Rows into a table by the driver's own executemany: a statement is made once a table, a row is one tuple.

SQLAlchemy's insert takes a dictionary a row and turns each value by itself; for a hundred thousand rows that costs as
much as the database's own work. Values come here as the journal holds them, and few columns keep them otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import time
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Connection, Dialect, Table, Time

from trustcrm.store.fixed import marks, send

Turn = Callable[[Any], Any]

_MANY = 100
_TOGETHER = 50


def insert_rows(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows, each the values of `columns` as `trustcrm.store.plain` gives them."""
    columns, rows = _without_empty(columns, rows)
    turns = _turns(table, columns, connection.dialect)
    turns = tuple([turn for turn in turns if any(row[turn[0]] is not None for row in rows)])
    if turns:
        rows = [_turned(row, turns) for row in rows]
    insert_many(connection, _statement(table, columns, connection.dialect), rows)


def insert_many(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Carry out an INSERT, whose `{rows}` stands for its rows of values; SQLite takes fifty at once a fifth quicker."""
    if not rows:
        return
    one = f"({marks(len(rows[0]))})"
    together = len(rows) - len(rows) % _TOGETHER if connection.dialect.name == "sqlite" else 0
    if together:
        many = statement.format(rows=", ".join([one] * _TOGETHER))
        bunches = [
            tuple(chain.from_iterable(rows[start : start + _TOGETHER])) for start in range(0, together, _TOGETHER)
        ]
        send(connection, many, bunches)
    send(connection, statement.format(rows=one), rows[together:])


def _without_empty(
    columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> tuple[tuple[str, ...], Sequence[tuple[Any, ...]]]:
    """Leave out the columns of many rows that are empty in all of them: SQLite's driver looks long at each None."""
    if len(rows) < _MANY:
        return columns, rows
    told = [place for place in range(len(columns)) if any(row[place] is not None for row in rows)]
    if len(told) == len(columns) or len(told) < 2:
        return columns, rows
    return tuple([columns[place] for place in told]), list(map(itemgetter(*told), rows))


def placeholders(dialect: Dialect, count: int) -> str:
    """Return so many places for values of a statement that is handed to the driver as it is, parted by commas."""
    return ", ".join(["?" if dialect.paramstyle == "qmark" else "%s"] * count)


@cache
def _statement(table: Table, columns: tuple[str, ...], dialect: Dialect) -> str:
    quote = dialect.identifier_preparer.quote
    named = ", ".join(quote(column) for column in columns)
    return f"INSERT INTO {quote(table.name)} ({named}) VALUES {{rows}}"


@cache
def _turns(table: Table, columns: tuple[str, ...], dialect: Dialect) -> tuple[tuple[int, Turn], ...]:
    found = ((place, _turn(table.c[name].type, dialect)) for place, name in enumerate(columns))
    return tuple((place, turn) for place, turn in found if turn is not None)


def _turn(kind: Any, dialect: Dialect) -> Turn | None:
    """Return what turns a plain value of a type into what the driver takes, None where it is taken as it is."""
    if not isinstance(kind, (JSON, Time)):
        return None
    process = kind.dialect_impl(dialect).bind_processor(dialect)
    if isinstance(kind, Time):
        return (lambda value: process(time.fromisoformat(value))) if process else None
    return process


def _turned(row: tuple[Any, ...], turns: tuple[tuple[int, Turn], ...]) -> tuple[Any, ...]:
    values = list(row)
    for place, turn in turns:
        if values[place] is not None:
            values[place] = turn(values[place])
    return tuple(values)
