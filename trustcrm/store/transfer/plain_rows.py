"""Reading whole tables as plain rows: streaming, in one order on every engine, and with one digest."""

from __future__ import annotations

import hashlib
import json
import math
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, column, select, table

from trustcrm.store.transfer.shapes import Column, Kind, Shape

ROWS_AT_ONCE = 2000
"""How many rows are fetched at a time: memory stays bounded however long the table."""

PlainRow = list[Any]
"""A row's values in the order of its columns, as JSON holds them."""


def plain_rows(connection: Connection, shape: Shape) -> Iterator[PlainRow]:
    """Yield every row of a table, ordered by its key, or by all its columns without one."""
    chosen = selection(shape).order_by(*_order(shape, connection.dialect.name))
    rows = connection.execute(chosen, execution_options={"yield_per": ROWS_AT_ONCE})
    readers = [_reader(one, connection.dialect.name) for one in shape.columns]
    for part in rows.partitions():
        for row in part:
            yield [None if value is None else read(value) for read, value in zip(readers, row, strict=True)]


def selection(shape: Shape) -> Select[Any]:
    """Return the statement that selects a table's columns, in order and as the driver gives them."""
    named = table(shape.name, *(column(name) for name in shape.names))
    return select(*(named.c[name] for name in shape.names))


def line_of(row: PlainRow) -> str:
    """Return a plain row as one line of JSON, always the same for the same values."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


class Digest:
    """The digest of a table's rows and their number, taken while they pass by."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.rows = 0

    def over(self, rows: Iterable[PlainRow]) -> Iterator[PlainRow]:
        """Yield the rows as they come, each one taken into the digest."""
        for row in rows:
            self.add(row)
            yield row

    def add(self, row: PlainRow) -> None:
        """Take one row into the digest."""
        self._hash.update(line_of(row).encode())
        self._hash.update(b"\n")
        self.rows += 1

    def seal(self) -> tuple[int, str]:
        """Return how many rows there were and the digest over them."""
        return self.rows, self._hash.hexdigest()


def digest_of(connection: Connection, shape: Shape) -> tuple[int, str]:
    """Return how many rows a table has and the digest over them."""
    digest = Digest()
    for row in plain_rows(connection, shape):
        digest.add(row)
    return digest.seal()


def _order(shape: Shape, dialect: str) -> list[ColumnElement[Any]]:
    kinds = {one.name: one.kind for one in shape.columns}
    return [_sortable(name, kinds[name], dialect) for name in shape.key or shape.names]


def _sortable(name: str, kind: Kind, dialect: str) -> ColumnElement[Any]:
    from sqlalchemy import String, cast

    wanted: ColumnElement[Any] = column(name)
    if kind in (Kind.JSON, Kind.TEXT):
        wanted = cast(wanted, String) if kind is Kind.JSON else wanted
        wanted = wanted.collate("BINARY" if dialect == "sqlite" else "C")
    return wanted.asc().nulls_first()


def _reader(told: Column, dialect: str) -> Callable[[Any], Any]:
    if told.kind is Kind.JSON:
        return json.loads if dialect == "sqlite" else _as_it_is
    return _READERS[told.kind]


def _as_it_is(value: Any) -> Any:
    return value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _number(value: Any) -> float | str:
    number = float(value)
    if math.isfinite(number):
        return number + 0.0  # SQLite keeps no negative zero
    return "NaN" if math.isnan(number) else "INF" if number > 0 else "-INF"


def _exact(value: Any) -> str:
    return format(Decimal(str(value)), "f")


def _day(value: Any) -> str:
    return value if isinstance(value, str) else str(value.isoformat())


def _hour(value: Any) -> str:
    return (time.fromisoformat(value) if isinstance(value, str) else value).isoformat()


def _instant(value: Any) -> str:
    instant: datetime = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (instant if instant.tzinfo is None else instant.astimezone(UTC)).isoformat()


def _journal(value: Any) -> Any:
    return json.loads(zlib.decompress(value))


_READERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: int,
    Kind.NUMBER: _number,
    Kind.EXACT: _exact,
    Kind.TRUTH: bool,
    Kind.DAY: _day,
    Kind.HOUR: _hour,
    Kind.INSTANT: _instant,
    Kind.OCTETS: lambda value: b64encode(value).decode(),
    Kind.JOURNAL: _journal,
}
