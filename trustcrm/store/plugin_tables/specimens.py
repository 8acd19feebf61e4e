"""A row for any table of people's records, made up of its columns alone: to try whether it is taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnClause,
    Connection,
    Date,
    DateTime,
    Executable,
    Float,
    Integer,
    String,
    Time,
    column,
    delete,
    func,
    insert,
    select,
    table,
    update,
)
from sqlalchemy.types import TypeEngine

from trustcrm.store.plugin_tables.hiding import ABOUT
from trustcrm.store.plugin_tables.recorded import RecordTable, record_table

_VALUES: tuple[tuple[type[TypeEngine[Any]], Any, Any], ...] = (
    (Boolean, False, True),
    (DateTime, datetime(2030, 6, 30, 12, 30, 0, 5), datetime(2031, 1, 1)),
    (Date, date(2030, 6, 30), date(2031, 1, 1)),
    (Time, time(12, 30), time(0, 0)),
    (JSON, {"of": ["Łódź", 1]}, []),
    (Float, 0.1, 2.5),
    (Integer, 1, 2),
    (String, "Łódź", "名古屋"),
)
"""Kinds of columns, with a value and another."""


def in_order(connection: Connection, names: Collection[str]) -> list[RecordTable]:
    """Return tables, those that a table points at before it."""
    waiting = {name: found for name in sorted(names) if (found := record_table(connection, name)) is not None}
    ordered: list[RecordTable] = []
    while waiting:
        free = (
            name
            for name, one in waiting.items()
            if not any(p.table in waiting and p.table != name for p in one.pointers)
        )
        ordered.append(waiting.pop(next(free, next(iter(waiting)))))
    return ordered


def specimen(connection: Connection, of: RecordTable) -> dict[str, Any] | None:
    """Return values for a row that points at what there is; None where it needs a row of which there is none."""
    targets = _targets(connection, of)
    values: dict[str, Any] = {}
    for one in of.table.columns:
        if one.name in targets:
            values[one.name] = targets[one.name]
            if values[one.name] is None and not one.nullable:
                return None
        elif not one.primary_key:
            values[one.name] = next((first for kind, first, _ in _VALUES if isinstance(one.type, kind)), None)
    if set(ABOUT) <= values.keys():
        values |= {ABOUT[0]: "city", ABOUT[1]: 1}
    return values


def writes(of: RecordTable, row: int) -> Iterator[Executable]:
    """Yield statements that change each column of a row which points nowhere to another value, then delete the row."""
    pointing = {name for pointer in of.pointers for name in pointer.columns} | set(ABOUT)
    for one in of.table.columns:
        if not one.primary_key and one.name not in pointing:
            other = next((second for kind, _, second in _VALUES if isinstance(one.type, kind)), None)
            yield update(of.table).where(of.key == row).values({one.name: other})
    yield delete(of.table).where(of.key == row)


def write_new(of: RecordTable, values: Mapping[str, Any]) -> Executable:
    """Return a statement that writes a new row."""
    return insert(of.table).values(dict(values))


def newest(connection: Connection, of: RecordTable) -> int:
    """Return the highest number of a row, 0 where there is none."""
    return connection.execute(select(func.max(of.key))).scalar() or 0


def rows(connection: Connection, of: RecordTable) -> list[tuple[Any, ...]]:
    """Return all rows of a table."""
    return [tuple(row) for row in connection.execute(select(of.table).order_by(of.key))]


def _targets(connection: Connection, of: RecordTable) -> dict[str, Any]:
    """Return a row's pointers, each at the newest row there is, by column."""
    found: dict[str, Any] = {}
    for pointer in of.pointers:
        columns: list[ColumnClause[Any]] = [column(name) for name in pointer.targets]
        chosen = select(*columns).select_from(table(pointer.table, *columns)).order_by(columns[0].desc()).limit(1)
        row = connection.execute(chosen).first() if pointer.table != of.name else None
        for place, name in enumerate(pointer.columns):
            found[name] = row[place] if row is not None else None
    return found
