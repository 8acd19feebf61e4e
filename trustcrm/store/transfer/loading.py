"""Writing whole tables from plain rows: COPY in PostgreSQL, many rows a statement in SQLite."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Connection,
    Date,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Time,
    text,
)  # fmt: skip
from sqlalchemy import (
    Column as SqlColumn,
)
from sqlalchemy import (
    Index as SqlIndex,
)
from sqlalchemy.types import TypeEngine, UserDefinedType

from trustcrm.errors import DatabaseUnusable
from trustcrm.store.ailments import in_plain_words
from trustcrm.store.transfer.plain_rows import PlainRow
from trustcrm.store.transfer.shapes import DECIMAL_AS_TEXT, Kind, Shape

_ROWS_AT_ONCE = 5000


class DecimalAsText(UserDefinedType[Decimal]):
    """A decimal column of SQLite that keeps every digit, and says so in its declared type."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Return the type as it is declared."""
        return DECIMAL_AS_TEXT


_TYPES: dict[Kind, TypeEngine[Any]] = {
    Kind.TEXT: String(),
    Kind.INTEGER: BigInteger().with_variant(Integer(), "sqlite"),
    Kind.NUMBER: Float(53),
    Kind.EXACT: Numeric().with_variant(DecimalAsText(), "sqlite"),
    Kind.TRUTH: Boolean(),
    Kind.DAY: Date(),
    Kind.HOUR: Time(),
    Kind.INSTANT: DateTime(),
    Kind.JSON: JSON(),
    Kind.OCTETS: LargeBinary(),
}


def make_table(connection: Connection, shape: Shape) -> None:
    """Make a plugin's table as it was: columns, key, references and indexes."""
    metadata = MetaData()
    for reference in shape.references:
        if reference.table not in {shape.name, *metadata.tables}:
            Table(reference.table, metadata, *(SqlColumn(name, Integer) for name in reference.targets))
    made = Table(
        shape.name,
        metadata,
        *(
            SqlColumn(one.name, _TYPES[one.kind], nullable=one.nullable, primary_key=one.name in shape.key)
            for one in shape.columns
        ),
        *(
            ForeignKeyConstraint(
                one.columns, [f"{one.table}.{name}" for name in one.targets], ondelete=one.on_delete or None
            )
            for one in shape.references
        ),
    )
    for index in shape.indexes:
        SqlIndex(index.name, *(made.c[name] for name in index.columns), unique=index.unique)
    made.create(connection)


def load(connection: Connection, shape: Shape, rows: Iterable[PlainRow]) -> None:
    """Write plain rows into a table that is there and empty.

    Raises `DatabaseUnusable` where the engine refuses one.
    """
    if connection.dialect.name == "postgresql":
        _copy(connection, shape, rows)
    else:
        _insert(connection, shape, rows)


def _insert(connection: Connection, shape: Shape, rows: Iterable[PlainRow]) -> None:
    quote = connection.dialect.identifier_preparer.quote
    columns, marks = ", ".join(map(quote, shape.names)), ", ".join("?" * len(shape.names))
    statement = f"INSERT INTO {quote(shape.name)} ({columns}) VALUES ({marks})"
    writers = [_SQLITE.get(one.kind) for one in shape.columns]
    coming = iter(rows)
    while part := [_written(writers, row) for row in islice(coming, _ROWS_AT_ONCE)]:
        connection.exec_driver_sql(statement, part)


def _copy(connection: Connection, shape: Shape, rows: Iterable[PlainRow]) -> None:
    import psycopg

    quote = connection.dialect.identifier_preparer.quote
    statement = f"COPY {quote(shape.name)} ({', '.join(map(quote, shape.names))}) FROM STDIN"
    writers = [_POSTGRESQL.get(one.kind) for one in shape.columns]
    raw: Any = connection.connection.driver_connection
    try:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(_written(writers, row))
    except psycopg.Error as error:
        plain = in_plain_words(error, connection.engine.url.render_as_string(hide_password=True))
        if plain is not None:
            raise plain from error
        raise DatabaseUnusable(f"The table {shape.name} cannot be written: {error}".splitlines()[0]) from error


def _written(writers: list[Callable[[Any], Any] | None], row: PlainRow) -> tuple[Any, ...]:
    return tuple(
        value if value is None or write is None else write(value) for write, value in zip(writers, row, strict=True)
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _journal(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 1)


_SQLITE: dict[Kind, Callable[[Any], Any]] = {
    Kind.NUMBER: float,
    Kind.TRUTH: int,
    Kind.HOUR: lambda value: time.fromisoformat(value).strftime("%H:%M:%S.%f"),
    Kind.INSTANT: lambda value: datetime.fromisoformat(value).strftime("%Y-%m-%d %H:%M:%S.%f"),
    Kind.JSON: _json,
    Kind.OCTETS: b64decode,
    Kind.JOURNAL: _journal,
}
"""How SQLAlchemy keeps a value in SQLite; a kind that is not here is kept as it is."""

_POSTGRESQL: dict[Kind, Callable[[Any], Any]] = {
    Kind.NUMBER: float,
    Kind.EXACT: Decimal,
    Kind.DAY: date.fromisoformat,
    Kind.HOUR: time.fromisoformat,
    Kind.INSTANT: datetime.fromisoformat,
    Kind.JSON: _json,
    Kind.OCTETS: b64decode,
    Kind.JOURNAL: _journal,
}


def settle_loaded(connection: Connection, shapes: Iterable[Shape]) -> None:
    """Bring up to date what an engine keeps beside its tables: the index of words, a plugin's counters of ids."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO search_index (search_index) VALUES ('rebuild')"))
        return
    for shape in shapes:
        kinds = {one.name: one.kind for one in shape.columns}
        if not shape.of_core and len(shape.key) == 1 and kinds[shape.key[0]] is Kind.INTEGER:
            quote = connection.dialect.identifier_preparer.quote
            table, key = quote(shape.name), shape.key[0]
            connection.execute(
                text(
                    f"SELECT setval(counter, (SELECT COALESCE(MAX({quote(key)}), 0) + 1 FROM {table}), false) "
                    "FROM (SELECT pg_get_serial_sequence(:table, :key) AS counter) AS one WHERE counter IS NOT NULL"
                ),
                {"table": table, "key": key},
            )
