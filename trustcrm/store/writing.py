"""The one gate through which facts are written: every row goes to its table and to the journal in one transaction.

A writer gathers what is added and writes it in bulk; what follows from the facts (acts, sums, names, words) is
brought up to date before the transaction commits, so that no reader ever sees one without the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, delete, insert, literal, select, update

from trustcrm.domain.change import CommittedChange
from trustcrm.domain.noun import Record, fields_of
from trustcrm.domain.nouns import NOUNS, SIDES
from trustcrm.errors import NotFound
from trustcrm.store.derive import Derivation
from trustcrm.store.engine import Database
from trustcrm.store.journal import Block, Change, OpenChange
from trustcrm.store.plain import kept
from trustcrm.store.series import Series
from trustcrm.store.tables import JOURNALLED, SIDE, TABLES

ROWS_AT_ONCE = 5000
"""How many rows are gathered before they are written: a block of the journal, bounded memory."""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who makes a change, by which verb, and what it is in a few words; `at` is an aware instant."""

    actor: str
    verb: str
    summary: str
    at: datetime
    batch: int | None = None
    reverses: int | None = None


@dataclass
class Writer:
    """Writes records of one change; made by `writing`, never kept beyond it."""

    connection: Connection
    signature: Signature
    series: Series
    change: OpenChange
    derivation: Derivation
    committed: list[CommittedChange] = field(default_factory=list)
    _waiting: dict[str, dict[int, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    _count: int = 0

    def add(self, record: Record) -> int:
        """Keep a record whose references are all ids, and return the id of its row."""
        noun = record.noun
        row = self.series.take("side" if noun in SIDES else noun)
        values = _row_of(record)
        values["id"] = row
        values["batch_id"] = self.signature.batch
        if self._count >= ROWS_AT_ONCE and noun not in _PART_NOUNS:
            self.flush()
        self._waiting[noun][row] = values
        self._count += 1
        return row

    def correct(self, noun: str, row: int, values: Mapping[str, Any]) -> bool:
        """Set columns of one row; return whether anything differed. Raises `NotFound` where there is no such row."""
        return bool(self.correct_many(noun, {row: values}))

    def correct_many(self, noun: str, values_by_row: Mapping[int, Mapping[str, Any]], *, unseen: bool = False) -> int:
        """Set columns of many rows; return how many differed. Raises `NotFound` where one does not exist.

        What an erasure sets is `unseen`: the journal keeps only how the rows stand after it.
        """
        self.flush()
        table = JOURNALLED[noun]
        count = 0
        for rows in _portions(sorted(values_by_row)):
            found = {row.id: row._mapping for row in self.connection.execute(select(table).where(table.c.id.in_(rows)))}
            groups: dict[tuple[str, ...], list[tuple[int, list[Any], list[Any]]]] = defaultdict(list)
            for row in rows:
                if row not in found:
                    raise NotFound(f"There is no {noun} {row}; `trustcrm {noun} list` shows what there is.")
                wanted = {name: _settled(value) for name, value in values_by_row[row].items()}
                names = tuple(sorted(name for name, value in wanted.items() if found[row][name] != value))
                if names:
                    groups[names].append((row, [found[row][n] for n in names], [wanted[n] for n in names]))
            for names, changes in groups.items():
                self._write_corrections(noun, table, names, changes, unseen)
                count += len(changes)
        return count

    def remove(self, noun: str, rows: Sequence[int], *, unseen: bool = False) -> None:
        """Take rows out of their table; the journal keeps them, but for those a disposal takes out `unseen`."""
        self.flush()
        table = TABLES[noun]
        columns = tuple(column.name for column in table.columns)
        for ids in _portions(rows):
            before = [
                list(row)
                for row in self.connection.execute(select(table).where(table.c.id.in_(ids)).order_by(table.c.id))
            ]
            if not before:
                continue
            found = [row[0] for row in before]
            self.derivation.leaving(noun, found)
            told = [None] * len(found) if unseen else before
            self._keep(Block(noun=noun, operation="removed", columns=columns, ids=found, before=told))
            self.connection.execute(delete(table).where(table.c.id.in_(found)))
            if noun in SIDES:
                self.connection.execute(delete(SIDE).where(SIDE.c.id.in_(found)))

    def put_back(self, noun: str, images: Iterable[Mapping[str, Any]]) -> None:
        """Write rows again that were once removed, with the ids they had."""
        for image in images:
            if self._count >= ROWS_AT_ONCE:
                self.flush()
            self._waiting[noun][image["id"]] = kept(TABLES[noun], image)
            self._count += 1

    def in_batch(self, batch: int) -> None:
        """Put everything written from here on, and the change itself, under a batch."""
        self.signature = replace(self.signature, batch=batch)

    def present(self, noun: str, row: int) -> Mapping[str, Any] | None:
        """Return a row's columns as they stand in this change, written or still gathered; None where there is none."""
        gathered = self._waiting[noun].get(row) if noun in self._waiting else None
        if gathered is not None:
            return gathered
        table = TABLES[noun]
        found = self.connection.execute(select(table).where(table.c.id == row)).mappings().one_or_none()
        return None if found is None else dict(found)

    def wrote(self, noun: str) -> bool:
        """Return whether any row of a noun was written in this change, writing what was gathered first."""
        self.flush()
        return any(change.noun == noun for change in self.committed)

    def flush(self) -> None:
        """Write what was gathered, so that queries within the change see it."""
        for noun in NOUNS:
            rows = self._waiting.pop(noun, None)
            if rows:
                self._write_new(noun, list(rows.values()))
        self._count = 0

    def _write_new(self, noun: str, rows: list[dict[str, Any]]) -> None:
        table = TABLES[noun]
        if noun in SIDES:
            self.connection.execute(insert(SIDE), [{"id": row["id"], "noun": noun} for row in rows])
        columns = tuple(column.name for column in table.columns)
        rows = [{name: row.get(name) for name in columns} for row in rows]
        self.connection.execute(insert(table), rows)
        ids = [row["id"] for row in rows]
        after = [list(row.values()) for row in rows]
        self._keep(Block(noun=noun, operation="added", columns=columns, ids=ids, after=after))
        self.derivation.added(noun, rows)

    def _write_corrections(
        self,
        noun: str,
        table: Table,
        names: tuple[str, ...],
        changes: list[tuple[int, list[Any], list[Any]]],
        unseen: bool,
    ) -> None:
        ids = [row for row, _, _ in changes]
        self.derivation.leaving(noun, ids)
        statement = (
            update(table)
            .where(table.c.id == bindparam("row_"))
            .values({name: bindparam(f"{name}_") for name in names} | {"version": table.c.version + literal(1)})
        )
        parameters = [
            {"row_": row} | {f"{name}_": value for name, value in zip(names, after, strict=True)}
            for row, _, after in changes
        ]
        self.connection.execute(statement, parameters)
        self._keep(
            Block(
                noun=noun,
                operation="changed",
                columns=names,
                ids=ids,
                before=[None if unseen else before for _, before, _ in changes],
                after=[after for _, _, after in changes],
            )
        )
        self.derivation.corrected(noun, ids)

    def _keep(self, block: Block) -> None:
        self.change.keep(block)
        if block.noun not in NOUNS:
            return
        self.committed.append(
            CommittedChange(
                change=self.change.id,
                verb=self.signature.verb,
                noun=block.noun,
                rows=tuple(block.ids),
                operation=block.operation,
            )
        )

    def close(self) -> Change | None:
        """Settle what follows from the facts and seal the change; None where nothing was written."""
        self.flush()
        if not self.change.digests:
            return None
        self.derivation.settle()
        self.series.save()
        signed = self.signature
        words = {"at": signed.at.isoformat(), "actor": signed.actor, "verb": signed.verb, "summary": signed.summary}
        return self.change.seal(words | {"batch": signed.batch, "reverses": signed.reverses})


_PART_NOUNS = frozenset({"participant", "step", "seat"})


@contextmanager
def writing(
    database: Database, signature: Signature, prepare: Callable[[Connection], None] | None = None
) -> Iterator[Writer]:
    """Yield a writer for one change; everything it wrote is committed at the end, or nothing is.

    `prepare` is run first, in the same transaction: a new office's tables are made so.
    """
    with database.writing() as connection:
        if prepare is not None:
            prepare(connection)
        series = Series(connection)
        change = OpenChange(connection, series.take("change"))
        writer = Writer(connection, signature, series, change, Derivation(connection, series))
        yield writer
        writer.close()


def _row_of(record: Record) -> dict[str, Any]:
    values_of, columns = _shape(cast(Any, type(record)))
    values: dict[str, Any] = dict(zip(columns, values_of(record), strict=True))
    for name, value in values.items():
        if value.__class__ is tuple:
            values[name] = list(value)
    values["version"] = 1
    values["withdrawn"] = False
    return values


@cache
def _shape(kind: Any) -> tuple[attrgetter[Any], tuple[str, ...]]:
    told = fields_of(kind).values()
    return attrgetter(*(item.name for item in told)), tuple(item.column for item in told)


def _settled(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _portions(rows: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
