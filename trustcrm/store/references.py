"""Which columns point at which tables: read from the schema, so that no reference is ever forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, select

from trustcrm.domain.nouns import SIDES
from trustcrm.store.tables import METADATA, TABLES

ABOUT = ("tag", "note")
"""Nouns that may be about any row, by the columns `about_noun` and `about_row`."""


@cache
def pointing_at(noun: str) -> tuple[tuple[str, str], ...]:
    """Return (noun, column) for every column that may hold an id of a row of `noun`."""
    targets = {TABLES[noun].name} | ({"side"} if noun in SIDES else set())
    found = []
    for other, table in TABLES.items():
        for column in table.columns:
            if column.name != "id" and any(key.column.table.name in targets for key in column.foreign_keys):
                found.append((other, column.name))
    return tuple(found)


def referring(connection: Connection, noun: str, ids: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    """Yield (id, noun, row) for every row that points at one of `ids`."""
    for other, name in pointing_at(noun):
        table = TABLES[other]
        column: Column[int] = table.c[name]
        for row in connection.execute(select(column, table.c.id).where(column.in_(ids))):
            yield row[0], other, row[1]
    for other in ABOUT:
        table = TABLES[other]
        chosen = select(table.c.about_row, table.c.id)
        for row in connection.execute(chosen.where(table.c.about_noun == noun, table.c.about_row.in_(ids))):
            yield row[0], other, row[1]


@cache
def points_to(noun: str) -> tuple[tuple[str, str], ...]:
    """Return (column, table name) for every reference of a noun's table."""
    table = TABLES[noun]
    return tuple(
        (column.name, key.column.table.name)
        for column in table.columns
        for key in column.foreign_keys
        if column.name != "id"
    )


def rows_pointing(connection: Connection, other: str, column: str, row: int) -> Sequence[int]:
    """Return the ids of the rows of `other` whose `column` holds `row`."""
    table = TABLES[other]
    return connection.execute(select(table.c.id).where(table.c[column] == row)).scalars().all()


def rows_about(connection: Connection, other: str, noun: str, row: int) -> Sequence[int]:
    """Return the ids of the tags or notes that are about one row."""
    table = TABLES[other]
    chosen = select(table.c.id).where(table.c.about_noun == noun, table.c.about_row == row)
    return connection.execute(chosen).scalars().all()


def missing_target(connection: Connection, noun: str, image: Mapping[str, Any]) -> str:
    """Return in words the first row that an image points at and that is not there, "" where all are."""
    for column, target in points_to(noun):
        value = image.get(column)
        if value is None:
            continue
        table = METADATA.tables[target]
        if connection.execute(select(table.c.id).where(table.c.id == value)).scalar() is None:
            return f"{target.replace('_', '-')} {value}"
    return ""
