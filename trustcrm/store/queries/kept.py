"""Rows made into records: one list of values, in a fixed order, is all it takes.

A frozen dataclass made by its own `__init__`, from a mapping asked for each column by name, costs ten times as much.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect

from trustcrm.domain.kept import Kept
from trustcrm.domain.noun import Record, fields_of
from trustcrm.domain.nouns import MERGEABLE, NOUNS
from trustcrm.store.fixed import Row
from trustcrm.store.tables import TABLES
from trustcrm.store.turning import turned, turns_of


@cache
def column_names(noun: str) -> tuple[str, ...]:
    """Return the columns of a noun in the order a record is made from: the told fields, then the store's own."""
    told = tuple(field.column for field in fields_of(NOUNS[noun]).values())
    return (*told, "id", "version", "withdrawn", "batch_id", *(("merged_into_id",) if noun in MERGEABLE else ()))


@cache
def columns_of(noun: str, dialect: Dialect) -> str:
    """Return the same columns as a statement lists them."""
    return ", ".join(dialect.identifier_preparer.quote(name) for name in column_names(noun))


def kept_rows(connection: Connection, noun: str, rows: Sequence[Row]) -> list[Kept[Record]]:
    """Return the records that rows of `columns_of` a noun hold, as the driver gave them."""
    turns = turns_of(TABLES[noun], column_names(noun), connection.dialect)
    return [made(noun, turned(row, turns)) for row in rows]


def made(noun: str, values: list[Any]) -> Kept[Record]:
    """Return the record of these values of `column_names`, with what the store knows of it."""
    kind, names, many = _shape(noun)
    for place in many:
        if isinstance(values[place], list):
            values[place] = tuple(values[place])
    record = object.__new__(kind)
    record.__dict__.update(zip(names, values, strict=False))
    kept: Kept[Record] = object.__new__(Kept)
    id, version, withdrawn, batch, *merged = values[len(names) :]
    kept.__dict__.update(
        id=id, record=record, version=version, withdrawn=withdrawn, batch=batch,
        merged_into=merged[0] if merged else None,
    )  # fmt: skip
    return kept


@cache
def _shape(noun: str) -> tuple[type[Record], tuple[str, ...], tuple[int, ...]]:
    fields = fields_of(NOUNS[noun])
    return NOUNS[noun], tuple(fields), tuple(place for place, field in enumerate(fields.values()) if field.is_many)
