"""What the driver gives, turned into what a column holds: for rows that no statement of SQLAlchemy's has described."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Float, Table

from trustcrm.store.fixed import Row
from trustcrm.store.tables.types import Exact

Turn = Callable[[Any], Any]


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
