"""The one gate through which facts are written: every row goes to its table and to the journal in one transaction.

A writer gathers what is added and writes it in bulk; what follows from the facts (acts, sums, names, words) is
brought up to date before the transaction commits, so that no reader ever sees one without the other.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from datetime import date, datetime
from functools import cache, partial
from itertools import count, repeat
from operator import attrgetter, eq
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, literal, select, update

from trustcrm.domain.change import CommittedChange
from trustcrm.domain.columns import turned
from trustcrm.domain.noun import Record, fields_of
from trustcrm.domain.nouns import NOUNS, SIDES
from trustcrm.errors import NotFound, Refused
from trustcrm.store.among import delete_rows
from trustcrm.store.derive.derivation import Derivation
from trustcrm.store.engine import Database
from trustcrm.store.inserting import insert_rows
from trustcrm.store.journal import Block, Change, OpenChange
from trustcrm.store.late_indexes import LateIndexes
from trustcrm.store.plain import kept, plain
from trustcrm.store.queries.rows import plain_rows
from trustcrm.store.series import Series
from trustcrm.store.tables import JOURNALLED, SIDE, TABLES
from trustcrm.values import dataclass

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
    indexes: LateIndexes
    derivation: Derivation
    _told: list[tuple[int, str, str, str, Sequence[int]]] = field(default_factory=list)
    _waiting: dict[str, dict[int, tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(dict))
    _count: int = 0
    _refusal: Refused | None = None

    def add(self, record: Record) -> int:
        """Keep a record whose references are all ids, and return the id of its row."""
        noun = record.noun
        row = self.series.take("side" if noun in SIDES else noun)
        values = _row_of(record, row, self.signature.batch)
        if self._count >= ROWS_AT_ONCE and noun not in _PART_NOUNS:
            self.flush()
        self._waiting[noun][row] = values
        self._count += 1
        return row

    def add_together(self, kind: type[Record], columns: Sequence[Sequence[Any]]) -> range:
        """Keep many records of one kind, given field by field, and return the ids of their rows, in order.

        As with `add`, their references are all ids. A value that many share, the very same object, is turned once.
        """
        noun, count = kind.noun, len(columns[0])
        if self._count >= ROWS_AT_ONCE and noun not in _PART_NOUNS:
            self.flush()
        first = self.series.take("side" if noun in SIDES else noun, count)
        shape = _shape(cast(Any, kind))
        told = list(columns)
        for place, turn in shape.turns:
            column = told[place - 1]
            told[place - 1] = turned(column, partial(_unless_none, turn) if None in column else turn)
        others = list(shape.others)
        others[shape.batch - 1 - len(told)] = self.signature.batch
        ids = range(first, first + count)
        self._waiting[noun].update(zip(ids, zip(ids, *told, *map(repeat, others), strict=False), strict=True))
        self._count += count
        return ids

    def correct(self, noun: str, row: int, values: Mapping[str, Any]) -> bool:
        """Set columns of one row; return whether anything differed. Raises `NotFound` where there is no such row."""
        return bool(self.correct_many(noun, {row: values}))

    def correct_many(self, noun: str, values_by_row: Mapping[int, Mapping[str, Any]], *, unseen: bool = False) -> int:
        """Set columns of many rows; return how many differed. Raises `NotFound` where one does not exist.

        What an erasure sets is `unseen`: the journal keeps only how the rows stand after it.
        """
        self.flush()
        self.indexes.restore()
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
        self.indexes.restore()
        columns = _columns(noun)
        for ids in _portions(rows, ROWS_AT_ONCE):
            present = plain_rows(self.connection, noun, columns, ids)
            if not present:
                continue
            found = sorted(present)
            before = [present[row] for row in found]
            self.derivation.leaving(noun, found)
            told = [None] * len(found) if unseen else before
            self._keep(Block(noun=noun, operation="removed", columns=columns, ids=found, before=told))
            for table in (TABLES[noun], SIDE) if noun in SIDES else (TABLES[noun],):
                delete_rows(self.connection, table, found)
            self.derivation.removed(noun, columns, before)

    def will_remove(self, noun: str, count: int) -> None:
        """Make ready for so many rows of a noun to go: where they are most of it, that needs less."""
        self.indexes.leaving(TABLES[noun].name, count)

    def put_back(self, noun: str, images: Iterable[Mapping[str, Any]]) -> None:
        """Write rows again that were once removed, with the ids they had."""
        for image in images:
            if self._count >= ROWS_AT_ONCE:
                self.flush()
            self._waiting[noun][image["id"]] = tuple([image.get(name) for name in _columns(noun)])
            self._count += 1

    def in_batch(self, batch: int) -> None:
        """Put everything written from here on, and the change itself, under a batch."""
        self.signature = replace(self.signature, batch=batch)

    def say(self, summary: str, *, verb: str = "") -> None:
        """Set what the change is in a few words, and by which verb, where that is only known once it is made."""
        self.signature = replace(self.signature, summary=summary, verb=verb or self.signature.verb)

    def present(self, noun: str, row: int) -> Mapping[str, Any] | None:
        """Return a row's columns as they stand in this change, written or still gathered; None where there is none."""
        gathered = self._waiting[noun].get(row) if noun in self._waiting else None
        if gathered is not None:
            return kept(TABLES[noun], dict(zip(_columns(noun), gathered, strict=True)))
        table = TABLES[noun]
        found = self.connection.execute(select(table).where(table.c.id == row)).mappings().one_or_none()
        return None if found is None else dict(found)

    def wrote(self, noun: str) -> bool:
        """Return whether any row of a noun was written in this change, writing what was gathered first."""
        self.flush()
        return any(noun == told for _, _, told, _, _ in self._told)

    def flush(self) -> None:
        """Write what was gathered, so that queries within the change see it."""
        self.change.settle()
        for noun in NOUNS:
            rows = self._waiting.pop(noun, None)
            if rows:
                self._write_new(noun, list(rows.values()))
        self._count = 0

    def _write_new(self, noun: str, rows: Sequence[tuple[Any, ...]]) -> None:
        ids = [row[0] for row in rows]
        if noun in SIDES:
            insert_rows(self.connection, SIDE, ("id", "noun"), [(row, noun) for row in ids])
        columns = _columns(noun)
        insert_rows(self.connection, TABLES[noun], columns, rows)
        self.indexes.written(TABLES[noun].name, len(rows))
        self.derivation.added(noun, columns, rows)
        for some in self._apart(noun, rows):
            self._keep(Block(noun=noun, operation="added", columns=columns, ids=[row[0] for row in some], after=some))

    def _apart(self, noun: str, rows: Sequence[tuple[Any, ...]]) -> list[Sequence[tuple[Any, ...]]]:
        """Part restricted rows from the others, so that no block of the journal hides what is not restricted."""
        restricted = self.derivation.restrictions.among(noun, [row[0] for row in rows])
        if not restricted:
            return [rows]
        apart = [[row for row in rows if (row[0] in restricted) is hidden] for hidden in (False, True)]
        return [some for some in apart if some]

    def _write_corrections(
        self,
        noun: str,
        table: Table,
        names: tuple[str, ...],
        changes: list[tuple[int, list[Any], list[Any]]],
        unseen: bool,
    ) -> None:
        ids = [row for row, _, _ in changes]
        self.refuse_restricted(noun, ids)
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
        before, after = [row for _, row, _ in changes], [row for _, _, row in changes]
        self.derivation.corrected(noun, ids, names, before, after)
        told = [None] * len(ids) if unseen else before
        self._keep(Block(noun=noun, operation="changed", columns=names, ids=ids, before=told, after=after))

    def keep_off_restricted(self, refusal: Refused) -> None:
        """Raise this wherever the change would write, or tell of, a restricted row."""
        self._refusal = refusal

    def refuse_restricted(self, noun: str, rows: Sequence[int]) -> None:
        """Raise what `keep_off_restricted` was told where one of these rows is restricted."""
        if self._refusal is not None and self.derivation.restrictions.among(noun, rows):
            raise self._refusal

    def keep_of_plugin(self, block: Block) -> None:
        """Journal rows of a plugin's table, which were written already."""
        if self._refusal is not None and self.derivation.restrictions.any_among(block.about):
            raise self._refusal
        self._keep(block)

    def _keep(self, block: Block) -> None:
        self.refuse_restricted(block.noun, block.ids)
        self.derivation.restrictions.block_kept(self.change.id, self.change.blocks, block)
        self.change.keep(block)
        if block.noun not in NOUNS:
            return
        first, last = block.ids[0], block.ids[-1]
        gapless = last - first + 1 == len(block.ids) and all(map(eq, block.ids, count(first)))
        rows = range(first, last + 1) if gapless else array("q", block.ids)
        self._told.append((self.change.id, self.signature.verb, block.noun, block.operation, rows))

    @property
    def committed(self) -> Iterator[CommittedChange]:
        """What was written so far, block by block; made one at a time, since a million ids fill fifty megabytes."""
        for change, verb, noun, operation, rows in self._told:
            yield CommittedChange(change=change, verb=verb, noun=noun, rows=tuple(rows), operation=operation)

    def begin(self, signature: Signature) -> None:
        """Seal what was written so far and begin another change in the same transaction: both are kept, or none."""
        if self.close() is not None:
            self.change = OpenChange(self.connection, self.series.take("change"))
            self.derivation = Derivation(self.connection, self.series, self.indexes)
        self.signature = signature

    def close(self) -> Change | None:
        """Settle what follows from the facts and seal the change; None where nothing was written."""
        self.flush()
        if not self.change.blocks:
            return None
        self.indexes.finish()
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
        indexes = LateIndexes(connection)
        writer = Writer(connection, signature, series, change, indexes, Derivation(connection, series, indexes))
        yield writer
        writer.close()


def _unless_none(turn: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else turn(value)


def _row_of(record: Record, row: int, batch: int | None) -> tuple[Any, ...]:
    """Return the values of a new row in the order of its table's columns, as the journal holds them."""
    shape = _shape(cast(Any, type(record)))
    values = [row, *shape.values_of(record), *shape.others]
    for place, turn in shape.turns:
        if values[place] is not None:
            values[place] = turn(values[place])
    values[shape.batch] = batch
    return tuple(values)


@dataclass(frozen=True)
class _Shape:
    """How records of a noun become rows: their values, what turns some of them, and the columns no field tells."""

    values_of: attrgetter[Any]
    turns: tuple[tuple[int, Callable[[Any], Any]], ...]
    others: tuple[Any, ...]
    batch: int


@cache
def _shape(kind: Any) -> _Shape:
    told = tuple(fields_of(kind).values())
    columns = _columns(kind.noun)
    alike = (str, int, float, bool)
    return _Shape(
        values_of=attrgetter(*(item.name for item in told)),
        turns=tuple(
            (place, date.isoformat if item.type is date else plain)
            for place, item in enumerate(told, 1)
            if item.type not in alike
        ),
        others=tuple(_OTHERWISE.get(name) for name in columns[1 + len(told) :]),
        batch=columns.index("batch_id"),
    )


_OTHERWISE: Mapping[str, Any] = {"version": 1, "withdrawn": False}
"""What a new row holds in the columns that no field tells; the others are empty."""


@cache
def _columns(noun: str) -> tuple[str, ...]:
    """Return the columns of a noun's table: the id, what its fields tell, and the others."""
    told = ("id", *(item.column for item in fields_of(NOUNS[noun]).values()))
    return (*told, *(column.name for column in TABLES[noun].columns if column.name not in told))


def _settled(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _portions(rows: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
