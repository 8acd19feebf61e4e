"""Keeping each row of people's records as it stood before and after, whatever statement of a plugin writes it.

The rows that a statement is going to write are read by its own condition; new ones are those it gave a number to, and
those numbered higher than any before. What goes with a row, since it points there, is kept too. Statements stay in
their order, so that going through them backwards takes back the one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Delete,
    Executable,
    Insert,
    TextClause,
    Update,
    and_,
    func,
    literal_column,
    select,
)

from trustcrm.store.journal import Operation
from trustcrm.store.plugin_tables.names import told_name
from trustcrm.store.plugin_tables.recorded import Image, Place, RecordTable, RecordTables, concerned_by
from trustcrm.text import listed
from trustcrm.values import dataclass

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None


class NotRecorded(RuntimeError):
    """A statement writes people's records in a way that could not be taken back. A bug of the plugin."""


@dataclass(frozen=True, slots=True)
class RowWritten:
    """A row that was written: its values before and after in the order of columns, and whom of core's it is about."""

    id: int
    before: tuple[Any, ...] | None
    after: tuple[Any, ...] | None
    about: frozenset[Place]


@dataclass
class RowsWritten:
    """Rows of one table that were written alike."""

    table: RecordTable
    operation: Operation
    columns: tuple[str, ...]
    rows: dict[int, RowWritten] = field(default_factory=dict)

    def take(self, row: RowWritten) -> None:
        """Take in a row; one that was changed before keeps how it stood first."""
        earlier = self.rows.get(row.id)
        if earlier is not None:
            row = RowWritten(row.id, earlier.before, row.after, earlier.about | row.about)
        self.rows[row.id] = row

    def told(self) -> str:
        """Return in a few words which rows these are."""
        first = next(iter(self.rows.values()))
        name = told_name(self.table.name)
        if self.operation == "changed":
            return f"{name} {first.id}: {listed(self.columns)}"
        values = first.after if self.operation == "added" else first.before
        told = zip(self.columns, values or (), strict=True)
        title = next((value for column, value in told if value and self.table.is_text(column)), "")
        return f"{name} {first.id}{f': {_short(title)}' if title else ''}"


class Recording:
    """Runs statements of a plugin and keeps what they do to `tables` of people's records.

    A `lasting` one also keeps rows that a statement sets to what they are: what cannot be called back rests on them.
    """

    def __init__(self, connection: Connection, tables: RecordTables, *, lasting: bool = False) -> None:
        self._connection = connection
        self._tables = tables
        self.lasting = lasting
        self.written: list[RowsWritten] = []

    def execute(self, statement: Executable, parameters: Parameters = None) -> CursorResult[Any]:
        """Run a statement. Raises `NotRecorded` for one whose rows cannot be told."""
        if isinstance(statement, (Insert, Update, Delete)) and (name := _table_of(statement)) in self._tables.names:
            table = self.table(name)
            if isinstance(statement, Insert):
                return self._insert(table, statement, parameters)
            write = self._update if isinstance(statement, Update) else self._delete
            return write(table, statement, parameters)
        if isinstance(statement, TextClause):
            self.look_at(statement.text)
        return self._connection.execute(statement, parameters)

    def summary(self) -> str:
        """Return in a few words what was written."""
        first, *others = self.written
        rest = len(first.rows) - 1 + sum(len(some.rows) for some in others)
        return f"{first.told()}{f' and {rest} more' if rest else ''}"

    def verb(self) -> str:
        """Return the verb that tells what was written best."""
        operations = {some.operation for some in self.written}
        return "add" if operations == {"added"} else "remove" if operations == {"removed"} else "correct"

    def table(self, name: str) -> RecordTable:
        """Return one of the tables as it stands. Raises `NotRecorded` where rows of it have no number."""
        found = self._tables.get(name)
        if found is None or len(found.table.primary_key.columns) != 1:
            raise NotRecorded(f"the table {name} is to be journaled and needs one whole number for its key")
        return found

    def look_at(self, text: str) -> None:
        """Raise `NotRecorded` for a text that may write people's records: which rows it writes, nobody can tell."""
        named = next((name for name in self._tables.names if re.search(rf"\b{name}\b", text)), None)
        if named is not None and not re.match(r"\s*SELECT\b", text, re.IGNORECASE):
            raise NotRecorded(f"it wrote {named} by a text; write journaled tables by insert, update and delete alone")

    def _insert(self, table: RecordTable, statement: Insert, parameters: Parameters) -> CursorResult[Any]:
        if any(vars(statement).get(name) for name in ("_post_values_clause", "_prefixes")):
            raise NotRecorded(f"it wrote {table.name} by an insert that may replace a row; look first, then update")
        newest = self._connection.execute(select(func.max(table.key))).scalar() or 0
        result = self._connection.execute(statement, parameters)
        given = list(_numbers_given(table.key.name, statement, parameters))
        new = table.images(self._connection, table.key > newest) | table.numbered(self._connection, given)
        fewest = max(1, len(_each(parameters))) if statement.select is None else 0
        if len(new) < fewest:
            raise NotRecorded(f"it wrote {table.name}, and which rows could not be told; give each its number, or none")
        self._keep_whole(table, "added", new)
        return result

    def _update(self, table: RecordTable, statement: Any, parameters: Parameters) -> CursorResult[Any]:
        before = self._meant(table, statement, parameters)
        result = self._connection.execute(statement, parameters)
        after = table.numbered(self._connection, before)
        if before.keys() != after.keys():
            raise NotRecorded(f"it gave rows of {table.name} other numbers, and they keep theirs")
        self._keep_changed(table, before, after)
        return result

    def _delete(self, table: RecordTable, statement: Any, parameters: Parameters) -> CursorResult[Any]:
        going = self._meant(table, statement, parameters)
        seen = {(table.name, row) for row in going}
        hanging = list(self._tables.going_with(table.name, going, seen))
        about = [{row: self._about(one, image) for row, image in images.items()} for one, images in hanging]
        own = {row: self._about(table, image) for row, image in going.items()}
        let_go = list(self._let_go([(table, going), *hanging], seen))
        result = self._connection.execute(statement, parameters)
        for one, images in let_go:
            self._keep_changed(one, images, one.numbered(self._connection, images))
        for (one, images), told in zip(reversed(hanging), reversed(about), strict=True):
            self._keep_whole(one, "removed", images, told)
        self._keep_whole(table, "removed", going, own)
        return result

    def _meant(self, table: RecordTable, statement: Any, parameters: Parameters) -> dict[int, Image]:
        """Return the rows that a statement is going to write, as they stand."""
        quote = self._connection.dialect.identifier_preparer.quote
        key: ColumnElement[int] = literal_column(f"{quote(table.name)}.{quote(table.key.name)}")
        chosen = select(key).select_from(statement.table)
        if statement.whereclause is not None:
            chosen = chosen.where(statement.whereclause)
        found: set[int] = set()
        for values in _each(parameters) or [{}]:
            found.update(self._connection.execute(chosen, values).scalars())
        return table.numbered(self._connection, found)

    def _let_go(
        self, going: Sequence[tuple[RecordTable, Mapping[int, Image]]], gone: Collection[tuple[str, int]]
    ) -> Iterator[tuple[RecordTable, dict[int, Image]]]:
        """Yield the rows that stay and point at one that goes."""
        for table, images in going:
            for other, pointer in self._tables.pointing_at(table.name, "SET NULL"):
                pointing = self._tables.rows_pointing(other, pointer, images.values())
                if found := {row: image for row, image in pointing.items() if (other.name, row) not in gone}:
                    yield other, found

    def _keep_whole(
        self, table: RecordTable, operation: Operation, images: Mapping[int, Image],
        about: Mapping[int, frozenset[Place]] | None = None,
    ) -> None:  # fmt: skip
        columns = tuple(table.table.columns.keys())
        for row, image in images.items():
            values = tuple(image[name] for name in columns)
            places = about[row] if about is not None else self._about(table, image)
            before, after = (None, values) if operation == "added" else (values, None)
            self._keep(table, operation, columns, RowWritten(row, before, after, places))

    def _keep_changed(self, table: RecordTable, before: Mapping[int, Image], after: Mapping[int, Image]) -> None:
        for row, was in before.items():
            now = after[row]
            columns = tuple(name for name in was if was[name] != now[name] or self.lasting)
            if columns:
                first, then = (tuple(image[name] for name in columns) for image in (was, now))
                about = self._about(table, was) | self._about(table, now)
                self._keep(table, "changed", columns, RowWritten(row, first, then, about))

    def _keep(self, table: RecordTable, operation: Operation, columns: tuple[str, ...], row: RowWritten) -> None:
        """Keep one row, with those written alike before it where their order says nothing."""
        for some in reversed(self.written):
            if (some.table.name, some.operation, some.columns) == (table.name, operation, columns):
                some.take(row)
                return
            if (operation, some.operation) != ("added", "added") or _points_at(table, some.table):
                break
        self.written.append(RowsWritten(table, operation, columns, {row.id: row}))

    def _about(self, table: RecordTable, image: Image) -> frozenset[Place]:
        """Return the rows of core's that a row is about, itself or by way of others that it points at."""
        found = set(concerned_by(table, image))
        for pointer in table.pointers:
            if pointer.table in self._tables.names and pointer.table != table.name:
                other = self.table(pointer.table)
                values = [image[name] for name in pointer.columns]
                if None not in values:
                    told = zip(pointer.targets, values, strict=True)
                    same = and_(*(other.table.columns[name] == value for name, value in told))
                    for pointed in other.images(self._connection, same).values():
                        found |= self._about(other, pointed)
        return frozenset(found)


def _points_at(table: RecordTable, other: RecordTable) -> bool:
    return any(pointer.table == other.name for pointer in table.pointers)


def _table_of(statement: Insert | Update | Delete) -> str:
    return str(getattr(statement.table, "name", ""))


def _each(parameters: Parameters) -> Sequence[Mapping[str, Any]]:
    if not parameters:
        return ()
    return [parameters] if isinstance(parameters, Mapping) else parameters


def _numbers_given(key: str, statement: Insert, parameters: Parameters) -> Iterable[int]:
    if parameters:
        return [int(values[key]) for values in _each(parameters) if values.get(key) is not None]
    told = statement.compile().params
    return [int(value) for name, value in told.items() if value is not None and re.fullmatch(rf"{key}(_m\d+)?", name)]


def _short(words: str, most: int = 60) -> str:
    whole = " ".join(words.split())
    return whole if len(whole) <= most else f"{whole[: most - 1]}…"
