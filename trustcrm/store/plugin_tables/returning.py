"""Taking back what stands in plugins' tables: looking at rows as they are now, and writing them as they were.

A table is found by its name in the database alone, so its plugin may be gone, or be of another version by now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Executable, column, delete, insert, select, table, text, update
from sqlalchemy.exc import DataError, IntegrityError

from trustcrm.domain.nouns import SIDES
from trustcrm.store.journal import block_of, names_told
from trustcrm.store.plugin_tables.access import keep
from trustcrm.store.plugin_tables.hiding import ABOUT
from trustcrm.store.plugin_tables.names import is_of_plugin, told_name
from trustcrm.store.plugin_tables.recorded import Image, Pointer, RecordTable, RecordTables
from trustcrm.store.plugin_tables.recording import Recording
from trustcrm.store.plugin_tables.rows import names_of_tables
from trustcrm.store.queries.history import reversal_of
from trustcrm.store.tables import JOURNALLED, TABLES
from trustcrm.store.tables.journal import BLOCK, CHANGE
from trustcrm.store.writing import Writer
from trustcrm.text import listed

Row = tuple[str, int]
"""A row as a person is told of it: what rows of its table are called, and its number."""


class RecordsOfPlugins:
    """The tables of people's records that plugins left in an office, told by the journal; written in one change."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._connection = writer.connection

    @cached_property
    def names(self) -> frozenset[str]:
        """The tables that the journal tells of and that are there."""
        found = set(filter(is_of_plugin, names_told(self._connection)))
        return frozenset(found & set(names_of_tables(self._connection))) if found else frozenset()

    @cached_property
    def _tables(self) -> RecordTables:
        return RecordTables(self._connection, self.names)

    def table(self, name: str) -> RecordTable | None:
        """Return a table as it stands now, None where it is gone."""
        return self._tables.get(name) if name in self.names else None

    def numbered(self, of: RecordTable, ids: Sequence[int]) -> dict[int, Image]:
        """Return the rows of these numbers that are there."""
        return of.numbered(self._connection, ids)

    def written_anew(self, name: str, ids: Sequence[int], change: int) -> set[int]:
        """Return those of some numbers that later changes gave to a row, or took from one, and that stand."""
        chosen = (
            select(BLOCK)
            .join(CHANGE, CHANGE.c.id == BLOCK.c.change_id)
            .where(BLOCK.c.noun == name, BLOCK.c.first_id <= max(ids), BLOCK.c.last_id >= min(ids))
            .where(BLOCK.c.change_id > change, BLOCK.c.operation.in_(("added", "removed")), CHANGE.c.verb != "undo")
        )
        found: set[int] = set()
        for row in self._connection.execute(chosen).all():
            if reversal_of(self._connection, row.change_id) is None:
                found.update(set(block_of(row).ids) & set(ids))
        return found

    def pointing_at(self, of: RecordTable, images: Mapping[int, Image]) -> Iterator[tuple[int, Row]]:
        """Yield the number of a row and one that would go with it, of any table of people's records."""
        for other, pointer in self._tables.pointing_at(of.name, "CASCADE"):
            for row, image in images.items():
                found = self._tables.rows_pointing(other, pointer, [image])
                yield from ((row, (told_name(other.name), one)) for one in found if (other.name, one) != (of.name, row))

    def pointing_at_core(self, noun: str, ids: Sequence[int]) -> Iterator[tuple[int, Row]]:
        """Yield the id of a row of a noun and a row of a plugin's records that would go with it."""
        for other, pointer, images in self._at_core(noun, ids, "CASCADE"):
            for row, image in images.items():
                yield image[pointer.columns[0]], (told_name(other.name), row)

    def let_go(self, noun: str, ids: Sequence[int]) -> None:
        """Let rows of plugins' records that point at rows of a noun and outlive them point nowhere."""
        recording = Recording(self._connection, self._tables)
        for other, pointer, images in self._at_core(noun, ids, "SET NULL"):
            if images:
                rows = update(other.table).where(other.key.in_(list(images)))
                recording.execute(rows.values(dict.fromkeys(pointer.columns)))
        keep(self._writer, recording)

    def going_with(self, going: Mapping[str, Sequence[int]]) -> dict[str, frozenset[int]]:
        """Return the rows of plugins' records that go with rows of core's, by table."""
        found: dict[str, set[int]] = defaultdict(set)
        seen: set[tuple[str, int]] = set()
        for noun, ids in going.items():
            for other, _, images in self._at_core(noun, ids, "CASCADE"):
                if new := {row: image for row, image in images.items() if (other.name, row) not in seen}:
                    seen.update((other.name, row) for row in new)
                    for one, rows in ((other, new), *self._tables.going_with(other.name, new, seen)):
                        found[one.name].update(rows)
        return {name: frozenset(rows) for name, rows in found.items()}

    def missing(self, of: RecordTable, image: Mapping[str, Any]) -> dict[str, str]:
        """Return in words the rows that an image points at and that are not there, by the column that points there."""
        found = {}
        if set(ABOUT) <= image.keys() and image[ABOUT[1]] is not None:
            noun, number = image[ABOUT[0]], image[ABOUT[1]]
            if noun not in TABLES or not self._is_there(TABLES[noun].name, {"id": number}):
                found[ABOUT[1]] = f"{noun} {number}"
        for pointer in of.pointers:
            values = [image.get(name) for name in pointer.columns]
            if None not in values:
                wanted = dict(zip(pointer.targets, values, strict=True))
                if not self._is_there(pointer.table, wanted):
                    found[pointer.columns[0]] = f"{_told_target(pointer.table)} {values[0]}"
        return found

    def remove(self, of: RecordTable, ids: Sequence[int]) -> None:
        """Take rows out."""
        recording = Recording(self._connection, self._tables)
        for row in ids:
            recording.execute(delete(of.table).where(of.key == row))
        keep(self._writer, recording)

    def correct(self, of: RecordTable, row: int, values: Mapping[str, Any]) -> str:
        """Give columns of a row the values they had; return in words why that cannot be, "" where it was done."""
        return self._tried(of, values, lambda told: update(of.table).where(of.key == row).values(told))

    def put_back(self, of: RecordTable, image: Mapping[str, Any]) -> str:
        """Write a row again with the number it had; return in words why that cannot be, "" where it was done."""
        lacking = [
            one.name for one in of.table.columns
            if not one.nullable and not one.primary_key and image.get(one.name) is None
        ]  # fmt: skip
        if lacking:
            return f"its table has {listed(lacking)} now, of which nothing was kept"
        fault = self._tried(of, image, lambda told: insert(of.table).values(told))
        if not fault and self._connection.dialect.name == "postgresql":
            self._count_on(of)
        return fault

    def _tried(self, of: RecordTable, values: Mapping[str, Any], statement: Any) -> str:
        recording = Recording(self._connection, self._tables)
        self._connection.exec_driver_sql("SAVEPOINT one_row")
        try:
            written: Executable = statement(of.values(values))
            recording.execute(written)
        except (ValueError, TypeError):
            return "its table keeps values of other kinds now"
        except (IntegrityError, DataError):
            self._connection.exec_driver_sql("ROLLBACK TO SAVEPOINT one_row")
            return "another row stands in its place"
        finally:
            self._connection.exec_driver_sql("RELEASE SAVEPOINT one_row")
        keep(self._writer, recording)
        return ""

    def _count_on(self, of: RecordTable) -> None:
        """Let PostgreSQL give no number again that a row has which came back."""
        series = text("SELECT pg_get_serial_sequence(:name, :key)")
        quoted = self._connection.dialect.identifier_preparer.quote(of.name)
        named = self._connection.execute(series, {"name": quoted, "key": of.key.name}).scalar()
        if named is not None:
            newest = f"SELECT GREATEST((SELECT MAX({of.key.name}) FROM {quoted}), (SELECT last_value FROM {named}))"
            self._connection.exec_driver_sql(f"SELECT setval('{named}', ({newest}))")

    def _at_core(
        self, noun: str, ids: Sequence[int], on_delete: str
    ) -> Iterator[tuple[RecordTable, Pointer, dict[int, Image]]]:
        targets = [JOURNALLED[noun].name, *(["side"] if noun in SIDES else [])] if self.names else []
        pointed = [{"id": row} for row in ids]
        for target in targets:
            for other, pointer in self._tables.pointing_at(target, on_delete):
                yield other, pointer, self._tables.rows_pointing(other, pointer, pointed)

    def _is_there(self, name: str, wanted: Mapping[str, Any]) -> bool:
        same = [column(key) == value for key, value in wanted.items()]
        chosen = select(text("1")).select_from(table(name, *(column(key) for key in wanted))).where(*same)
        return self._connection.execute(chosen.limit(1)).first() is not None


def _told_target(name: str) -> str:
    return told_name(name) if is_of_plugin(name) else name.replace("_", "-")
