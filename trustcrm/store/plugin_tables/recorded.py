"""A plugin's table whose rows are people's records as it stands in the database, and its rows as the journal has them.

It is read from the database alone: so rows can be taken back whose plugin is gone, or whose table has other columns by
now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    and_,
    inspect,
    null,
    or_,
    select,
)
from sqlalchemy import Column as SqlColumn
from sqlalchemy.exc import NoSuchTableError

from trustcrm.store.among import AT_ONCE
from trustcrm.store.plain import kept, plain
from trustcrm.store.plugin_tables.hiding import ABOUT, CONCERNED_TABLES
from trustcrm.store.plugin_tables.names import PREFIX
from trustcrm.values import dataclass

Image = dict[str, Any]
"""A row's values by column, as JSON holds them."""

Place = tuple[str, int]
"""A row of core's, by noun and id."""


@dataclass(frozen=True, kw_only=True)
class Pointer:
    """Columns that point at a row of a table by the columns that name it there; `on_delete` as in SQL."""

    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]
    on_delete: str


@dataclass(frozen=True)
class RecordTable:
    """A table of people's records."""

    table: Table
    pointers: tuple[Pointer, ...]

    @property
    def name(self) -> str:
        """Its name."""
        return self.table.name

    @cached_property
    def key(self) -> SqlColumn[Any]:
        """The column that numbers its rows."""
        return next(iter(self.table.primary_key.columns))

    def is_text(self, column: str) -> bool:
        """Return whether a column holds texts."""
        return isinstance(self.table.columns[column].type, String)

    def images(self, connection: Connection, where: ColumnElement[bool]) -> dict[int, Image]:
        """Return the rows that fit, by number."""
        rows = connection.execute(select(self.table).where(where).order_by(self.key)).mappings()
        return {row[self.key.name]: {name: plain(value) for name, value in row.items()} for row in rows}

    def numbered(self, connection: Connection, ids: Iterable[int]) -> dict[int, Image]:
        """Return the rows of these numbers that are there."""
        found: dict[int, Image] = {}
        ordered = sorted(set(ids))
        for start in range(0, len(ordered), AT_ONCE):
            found |= self.images(connection, self.key.in_(ordered[start : start + AT_ONCE]))
        return found

    def values(self, image: Mapping[str, Any]) -> dict[str, Any]:
        """Return an image's values as the columns take them; those that the table no longer has are left out.

        Raises `ValueError` or `TypeError` where a column takes another kind of value by now.
        """
        told = kept(self.table, image)
        for name, value in told.items():
            kind = self.table.columns[name].type
            if value is None and isinstance(kind, JSON):
                told[name] = null()
        return told

    def pointing_at(self, pointer: Pointer, pointed: Sequence[Mapping[str, Any]]) -> ColumnElement[bool]:
        """Return which rows point at one of some rows by one of this table's pointers."""
        columns = [self.table.columns[name] for name in pointer.columns]
        if len(columns) == 1:
            return columns[0].in_([image[pointer.targets[0]] for image in pointed])
        return or_(
            *(
                and_(*(column == image[name] for column, name in zip(columns, pointer.targets, strict=True)))
                for image in pointed
            )
        )


class RecordTables:
    """Tables of people's records in a database, each looked at once; `names` are those that matter."""

    def __init__(self, connection: Connection, names: Collection[str]) -> None:
        self._connection = connection
        self.names = names
        self._found: dict[str, RecordTable | None] = {}

    def get(self, name: str) -> RecordTable | None:
        """Return a table as it stands, None where it is gone."""
        if name not in self._found:
            self._found[name] = record_table(self._connection, name)
        return self._found[name]

    def pointing_at(self, name: str, on_delete: str) -> Iterator[tuple[RecordTable, Pointer]]:
        """Yield each table with a pointer at another one, of those whose rows then do so when a row there goes."""
        for other, pointers in self._pointers.items():
            for pointer in pointers:
                if pointer.table == name and pointer.on_delete == on_delete:
                    found = self.get(other)
                    if found is not None:
                        yield found, pointer

    def rows_pointing(
        self, of: RecordTable, pointer: Pointer, pointed: Iterable[Mapping[str, Any]]
    ) -> dict[int, Image]:  # fmt: skip
        """Return the rows of a table that point at some rows by one of its pointers."""
        found: dict[int, Image] = {}
        images = list(pointed)
        for start in range(0, len(images), AT_ONCE):
            found |= of.images(self._connection, of.pointing_at(pointer, images[start : start + AT_ONCE]))
        return found

    def going_with(
        self, name: str, images: Mapping[int, Image], seen: set[tuple[str, int]]
    ) -> Iterator[tuple[RecordTable, dict[int, Image]]]:
        """Yield the rows that go with rows of a table since they point at them, table by table.

        Rows that are `seen`, by table and number, are left out; the rows that go are seen from then on.
        """
        for other, pointer in self.pointing_at(name, "CASCADE"):
            pointing = self.rows_pointing(other, pointer, images.values())
            if found := {row: image for row, image in pointing.items() if (other.name, row) not in seen}:
                seen.update((other.name, row) for row in found)
                yield other, found
                yield from self.going_with(other.name, found, seen)

    @cached_property
    def _pointers(self) -> Mapping[str, tuple[Pointer, ...]]:
        told = inspect(self._connection).get_multi_foreign_keys(filter_names=sorted(self.names))
        return {name: _pointers(keys) for (_, name), keys in sorted(told.items(), key=lambda one: str(one[0][1]))}


def record_table(connection: Connection, name: str) -> RecordTable | None:
    """Return a table as it stands, None where it is gone."""
    looked = inspect(connection)
    try:
        told = looked.get_columns(name)
    except NoSuchTableError:
        return None
    key = looked.get_pk_constraint(name)["constrained_columns"]
    columns = [
        SqlColumn(one["name"], one["type"], primary_key=one["name"] in key, nullable=one["nullable"]) for one in told
    ]
    return RecordTable(Table(name, MetaData(), *columns), _pointers(looked.get_foreign_keys(name)))


def _pointers(keys: Iterable[Any]) -> tuple[Pointer, ...]:
    return tuple(
        Pointer(
            columns=tuple(told["constrained_columns"]), table=told["referred_table"],
            targets=tuple(told["referred_columns"]) or ("id",),
            on_delete=str(told["options"].get("ondelete", "")).upper(),
        )
        for told in keys
    )  # fmt: skip


def concerned_by(table: RecordTable, image: Mapping[str, Any]) -> Iterator[Place]:
    """Yield the rows of core's that a row points at and that can be restricted."""
    if set(ABOUT) <= image.keys() and image[ABOUT[0]] is not None and image[ABOUT[1]] is not None:
        yield image[ABOUT[0]], image[ABOUT[1]]
    for pointer in table.pointers:
        number = image[pointer.columns[0]]
        if pointer.table in CONCERNED_TABLES and number is not None:
            yield CONCERNED_TABLES[pointer.table], number


def not_recorded(connection: Connection, names: Collection[str]) -> Iterator[str]:
    """Yield one sentence for each thing about tables of people's records that the journal could not tell of."""
    for name in sorted(names):
        table = record_table(connection, name)
        if table is None:
            yield f"the table {name}, which is to be journaled, is made by no step"
        else:
            yield from (f"the table {name} is to be journaled and {fault}" for fault in _faults_of(table, names))


def _faults_of(table: RecordTable, names: Collection[str]) -> Iterator[str]:
    keys = list(table.table.primary_key.columns)
    if len(keys) != 1 or not isinstance(keys[0].type, Integer):
        yield "needs one whole number for its key"
    for column in table.table.columns:
        if isinstance(column.type, LargeBinary):
            yield f"has octets in {column.name}; keep texts, or keep these in another table"
    for pointer in table.pointers:
        if pointer.table.startswith(PREFIX) and pointer.table not in names and pointer.on_delete == "CASCADE":
            yield f"goes with rows of {pointer.table}, which is not; journal that one too"
