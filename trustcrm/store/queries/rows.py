"""Which rows are there: records by id, by page and by name of what they refer to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Dialect,
    Float,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    func,
    select,
)

from trustcrm.domain.kept import Kept
from trustcrm.domain.noun import Field, Record, fields_of
from trustcrm.domain.nouns import MERGEABLE, NOUNS, SIDES
from trustcrm.errors import NotFound
from trustcrm.store.among import AT_ONCE, rows_among
from trustcrm.store.fixed import Row, fetched, marks
from trustcrm.store.plain import plain
from trustcrm.store.queries.kept import column_names, columns_of, kept_rows, made
from trustcrm.store.tables import JOURNALLED, SIDE, TABLES
from trustcrm.store.tables.types import Exact
from trustcrm.store.turning import turned, turns_of
from trustcrm.store.veil import is_veiled


def kept_of(noun: str, row: Mapping[str, Any] | RowMapping) -> Kept[Record]:
    """Return the record a row of a noun's table holds, with what the store knows of it."""
    return made(noun, [row[name] for name in column_names(noun)])


def record_by_id(connection: Connection, noun: str, row: int) -> Kept[Record]:
    """Return one record. Raises `NotFound` where there is none of that id."""
    table = TABLES[noun]
    found = connection.execute(select(table).where(table.c.id == row)).mappings().one_or_none()
    if found is None:
        raise NotFound(f"There is no {noun} {row}; `trustcrm {noun} list` shows what there is.")
    return kept_of(noun, found)


def records(
    connection: Connection,
    noun: str,
    where: Mapping[str, Any] | None = None,
    *,
    after: int = 0,
    limit: int | None = None,
    withdrawn: bool = False,
    newest_first: bool = False,
) -> list[Kept[Record]]:
    """Return records of a noun whose columns equal `where` (any of them, where a value is a list), by id."""
    table = TABLES[noun]
    columns = [table.c[name] for name in column_names(noun)]
    chosen = select(*columns).order_by(table.c.id.desc() if newest_first else table.c.id)
    if after:
        chosen = chosen.where(table.c.id < after if newest_first else table.c.id > after)
    if not withdrawn:
        chosen = chosen.where(table.c.withdrawn.is_(False))
    chosen = chosen.where(*_equal(table, where or {}))
    if limit is not None:
        chosen = chosen.limit(limit)
    return [made(noun, list(row)) for row in connection.execute(chosen)]


def records_among(connection: Connection, noun: str, ids: Iterable[int]) -> list[Kept[Record]]:
    """Return those of these records that are there, withdrawn or not, by id."""
    chosen = f"SELECT {columns_of(noun, connection.dialect)} FROM {_quoted(connection, noun)}"
    found = kept_rows(connection, noun, list(_portions(connection, chosen, sorted(set(ids)))))
    return sorted(found, key=lambda kept: kept.id)


def standing(connection: Connection, noun: str, where: Mapping[str, Any]) -> int:
    """Return how many records of a noun stand, neither withdrawn nor merged away, whose columns equal `where`.

    All of them are not counted but told, where that is not more than may be seen.
    """
    if not where and not is_veiled(connection):
        told = fetched(connection, "SELECT records FROM standing WHERE noun = ?", (noun,))
        return int(told[0][0]) if told else 0
    table = TABLES[noun]
    chosen = select(func.count()).where(table.c.withdrawn.is_(False), *_equal(table, where))
    return connection.execute(chosen).scalar_one()


def every_side() -> Select[Any]:
    """Return what `records` takes for any side: so what is found by giver and then receiver is found by receiver."""
    return select(SIDE.c.id)


def _equal(table: Table, where: Mapping[str, Any]) -> Iterator[ColumnElement[bool]]:
    for column, value in where.items():
        many = isinstance(value, (list, tuple, set, frozenset, Select))
        yield table.c[column].in_(value) if many else table.c[column].is_not_distinct_from(value)


def raw_rows(connection: Connection, noun: str, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return the columns of those of `ids` that are there, withdrawn or not, by id; `noun` as the journal calls it."""
    table = JOURNALLED[noun]
    found = connection.execute(select(table).where(table.c.id.in_(ids))).mappings()
    return {row["id"]: dict(row) for row in found}


def plain_rows(connection: Connection, noun: str, columns: Sequence[str], ids: Sequence[int]) -> dict[int, list[Any]]:
    """Return these columns of those of `ids` that are there, as the journal holds them, by id."""
    table = TABLES[noun]
    quote = connection.dialect.identifier_preparer.quote
    named = ", ".join(quote(name) for name in ("id", *columns))
    turns = [
        (place, turn) for place, name in enumerate(columns) if (turn := _turn(table.c[name].type, connection.dialect))
    ]
    found = {}
    for row in rows_among(connection, f"SELECT {named} FROM {quote(table.name)} WHERE id IN ({{among}})", ids):
        values = list(row[1:])
        for place, turn in turns:
            if values[place] is not None:
                values[place] = turn(values[place])
        found[row[0]] = values
    return found


def _turn(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what makes a driver's value plain, None where it is so already: SQLite keeps days as ISO text."""
    if isinstance(kind, (String, Integer, Float)) or (isinstance(kind, (Date, Exact)) and dialect.name == "sqlite"):
        return None
    if isinstance(kind, (Date, Exact)):
        return plain  # a server's driver makes days and decimals by itself
    process = kind.dialect_impl(dialect).result_processor(dialect, None)
    return (lambda value: plain(process(value))) if process else plain


def merged_or_not(connection: Connection, noun: str, ids: Iterable[int]) -> dict[int, int | None]:
    """Return, for those of `ids` that are there, the row each was merged into, None where it stands for itself."""
    merged = "merged_into_id" if noun in MERGEABLE else "NULL"
    chosen = f'SELECT id, {merged} FROM "{TABLES[noun].name}" WHERE id IN ({{among}})'
    return dict(rows_among(connection, chosen, sorted(set(ids))))


def how_many(connection: Connection) -> dict[str, int]:
    """Return how many records of each noun stand, withdrawn ones left out."""
    counts = {}
    for noun, table in TABLES.items():
        counted = select(func.count()).select_from(table).where(table.c.withdrawn.is_(False))
        counts[noun] = connection.execute(counted).scalar_one()
    return counts


def side_nouns(connection: Connection, sides: Iterable[int]) -> dict[int, str]:
    """Return whether each side is a city or an organisation."""
    return dict(_portions(connection, "SELECT id, noun FROM side", sorted(set(sides))))


def column_rows(connection: Connection, noun: str, columns: tuple[str, ...], ids: Iterable[int]) -> list[list[Any]]:
    """Return these columns of those of `ids` that are there."""
    table = TABLES[noun]
    quote = connection.dialect.identifier_preparer.quote
    chosen = f"SELECT {', '.join(quote(name) for name in columns)} FROM {quote(table.name)}"
    turns = turns_of(table, columns, connection.dialect)
    return [turned(row, turns) for row in _portions(connection, chosen, sorted(set(ids)))]


def _quoted(connection: Connection, noun: str) -> str:
    return connection.dialect.identifier_preparer.quote(TABLES[noun].name)


def _portions(connection: Connection, chosen: str, ids: Sequence[int]) -> Iterator[Row]:
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        yield from fetched(connection, f"{chosen} WHERE id IN ({marks(len(some))})", some)


def titles(connection: Connection, wanted: Mapping[str, Iterable[int]]) -> dict[tuple[str, int], str]:
    """Return the title of each wanted row, by noun and id; "side" stands for cities and organisations alike."""
    by_noun: dict[str, set[int]] = defaultdict(set)
    for noun, ids in wanted.items():
        if noun == "side":
            for side, kind in side_nouns(connection, ids).items():
                by_noun[kind].add(side)
        else:
            by_noun[noun].update(ids)
    found: dict[tuple[str, int], str] = {}
    for noun, ids in by_noun.items():
        columns = ("id", *title_columns(noun))
        for row, title in titles_among(connection, noun, column_rows(connection, noun, columns, ids)):
            found[noun, row] = title
            if noun in SIDES:
                found["side", row] = title
    return found


@cache
def title_columns(noun: str) -> tuple[str, ...]:
    """Return the columns that name one such thing in a list."""
    return tuple(field.column for field in _title_fields(noun))


def titles_among(connection: Connection, noun: str, rows: Sequence[Sequence[Any]]) -> Iterator[tuple[int, str]]:
    """Yield id and title of rows, each its id and then its `title_columns`; what they point at is asked for."""
    fields = _title_fields(noun)
    refers: dict[str, set[int]] = defaultdict(set)
    for place, field in enumerate(fields, 1):
        if field.is_ref:
            refers[field.about.refers[0]].update(row[place] for row in rows if row[place])
    named = titles(connection, refers) if refers else {}
    for row, *values in rows:
        words = [
            named.get((field.about.refers[0], value), str(value)) if field.is_ref else str(value)
            for field, value in zip(fields, values, strict=True)
            if value is not None and value != ""
        ]
        yield row, _joined(noun, words)


@cache
def _title_fields(noun: str) -> tuple[Field, ...]:
    return tuple(fields_of(NOUNS[noun])[name] for name in NOUNS[noun].title_fields)


def _joined(noun: str, words: Sequence[str]) -> str:
    if noun == "city" and len(words) == 2:
        return f"{words[0]} ({words[1]})"
    if noun == "tie" and len(words) >= 2:
        return f"{words[0]} – {words[1]}" + (f", {words[2]}" if len(words) > 2 else "")
    return " · ".join(words)
