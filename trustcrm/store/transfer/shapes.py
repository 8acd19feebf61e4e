"""What tables a database really has, of core and of any plugin, installed or not: read from the database itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Time,
    inspect,
)  # fmt: skip
from sqlalchemy.types import TypeEngine

from trustcrm.store.revisions import VERSION_TABLE
from trustcrm.store.tables import METADATA
from trustcrm.store.tables.types import Exact
from trustcrm.values import dataclass

DECIMAL_AS_TEXT = "DECIMAL_TEXT"
"""The type a decimal column of a plugin is declared with in SQLite, whose own decimals are floats."""

_OF_THE_INDEX = "search_index"


class Kind(StrEnum):
    """What a column holds, whatever the engine calls it."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    EXACT = "exact"
    TRUTH = "truth"
    DAY = "day"
    HOUR = "hour"
    INSTANT = "instant"
    JSON = "json"
    OCTETS = "octets"
    JOURNAL = "journal"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table."""

    name: str
    kind: Kind
    nullable: bool


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Columns that point at a row of a table, by the columns that name it there.

    `on_delete` is what becomes of a row when the one it points at goes, such as CASCADE; "" where that one cannot go.
    """

    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]
    on_delete: str = ""


@dataclass(frozen=True, kw_only=True)
class Index:
    """An index beside a table's key; a unique one forbids two rows alike in its columns."""

    name: str
    columns: tuple[str, ...]
    unique: bool


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One table: its columns in order, the key that names and orders its rows, where it points, how it is indexed."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    indexes: tuple[Index, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def of_core(self) -> bool:
        """True for a table of core, which a migration makes; any other is a plugin's."""
        return self.name in METADATA.tables


def shapes_of(connection: Connection) -> tuple[Shape, ...]:
    """Return every table that holds something of the office, whatever a table refers to standing before it.

    The version of core's schema and the index of words are not among them: the one is told beside, the other made anew.
    """
    looked = inspect(connection)
    names = _table_names(connection)
    keys = looked.get_multi_pk_constraint()
    columns = looked.get_multi_columns()
    foreign = looked.get_multi_foreign_keys()
    indexes = looked.get_multi_indexes()
    unique = looked.get_multi_unique_constraints()
    found = []
    for name in names:
        place = (None, name)
        key = tuple(keys[place]["constrained_columns"])
        declared = {} if name in METADATA.tables else _declared(connection, name)
        found.append(
            Shape(
                name=name,
                columns=tuple(
                    Column(
                        name=told["name"],
                        kind=_kind(name, told["name"], told["type"], declared.get(told["name"], "")),
                        nullable=bool(told["nullable"]) and told["name"] not in key,
                    )
                    for told in columns[place]
                ),
                key=key,
                references=tuple(sorted(map(_reference, foreign.get(place, ())), key=lambda one: one.columns)),
                indexes=tuple(_indexes(name, indexes.get(place, ()), unique.get(place, ()))),
            )
        )
    return tuple(_in_order(found))


def _table_names(connection: Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        listed = connection.exec_driver_sql("PRAGMA main.table_list").all()
        names = [row[1] for row in listed if row[2] == "table"]
    else:
        names = inspect(connection).get_table_names()
    left_out = (VERSION_TABLE,)
    return sorted(n for n in names if n not in left_out and not n.startswith(("sqlite_", _OF_THE_INDEX)))


def _declared(connection: Connection, table: str) -> Mapping[str, str]:
    if connection.dialect.name != "sqlite":
        return {}
    quoted = connection.dialect.identifier_preparer.quote(table)
    return {row[1]: row[2] for row in connection.exec_driver_sql(f"PRAGMA table_info({quoted})")}


def _kind(table: str, column: str, reflected: TypeEngine[Any], declared: str) -> Kind:
    if (table, column) == ("block", "payload"):
        return Kind.JOURNAL
    if declared == DECIMAL_AS_TEXT:
        return Kind.EXACT
    known = METADATA.tables.get(table)
    told = known.columns[column].type if known is not None and column in known.columns else reflected
    return next((kind for types, kind in _KINDS if isinstance(told, types)), Kind.TEXT)


_KINDS: tuple[tuple[type[TypeEngine[Any]] | tuple[type[Any], ...], Kind], ...] = (
    (Exact, Kind.EXACT),
    (Boolean, Kind.TRUTH),
    (DateTime, Kind.INSTANT),
    (Date, Kind.DAY),
    (Time, Kind.HOUR),
    (JSON, Kind.JSON),
    (LargeBinary, Kind.OCTETS),
    (Integer, Kind.INTEGER),
    (Float, Kind.NUMBER),
    (Numeric, Kind.EXACT),
    (String, Kind.TEXT),
)
"""The first that fits; `Float` is a `Numeric` too."""


def _reference(told: Any) -> Reference:
    return Reference(
        columns=tuple(told["constrained_columns"]),
        table=told["referred_table"],
        targets=tuple(told["referred_columns"]) or ("id",),
        on_delete=str(told["options"].get("ondelete", "")),
    )


def _indexes(table: str, plain: Iterable[Any], unique: Iterable[Any]) -> Iterable[Index]:
    found = {
        one["name"]: Index(name=one["name"], columns=tuple(one["column_names"]), unique=bool(one["unique"]))
        for one in plain
        if one["name"] and all(one["column_names"])
    }
    for one in unique:
        columns = tuple(one["column_names"])
        name = one["name"] or f"{table}_{'_'.join(columns)}"
        found[name] = Index(name=name, columns=columns, unique=True)
    return (found[name] for name in sorted(found))


def _in_order(shapes: list[Shape]) -> Iterable[Shape]:
    waiting = {shape.name: shape for shape in shapes}
    while waiting:
        free = (
            name
            for name, shape in waiting.items()
            if all(one.table == name or one.table not in waiting for one in shape.references)
        )
        yield waiting.pop(next(free, next(iter(waiting))))
