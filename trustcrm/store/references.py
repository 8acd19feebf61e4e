"""Which columns point at which tables: read from the schema, so that no reference is ever forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from trustcrm.domain.nouns import ABOUT, SIDES
from trustcrm.store.among import rows_among
from trustcrm.store.tables import JOURNALLED, METADATA, TABLES


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
        chosen = f'SELECT "{name}", id FROM "{TABLES[other].name}" WHERE "{name}" IN ({{among}})'
        for row, found in rows_among(connection, chosen, ids):
            yield row, other, found
    for other in ABOUT:
        named = TABLES[other].name
        chosen = f'SELECT about_row, id FROM "{named}" WHERE about_noun = {{given}} AND about_row IN ({{among}})'
        for row, found in rows_among(connection, chosen, ids, (noun,)):
            yield row, other, found


@cache
def points_to(noun: str) -> tuple[tuple[str, str], ...]:
    """Return (column, table name) for every reference of a table, by the noun the journal uses."""
    table = JOURNALLED[noun]
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
    """Return the ids of the rows of `other`, tags or notes say, that are about one row."""
    table = TABLES[other]
    chosen = select(table.c.id).where(table.c.about_noun == noun, table.c.about_row == row)
    return connection.execute(chosen).scalars().all()


def missing_targets(connection: Connection, noun: str, image: Mapping[str, Any]) -> dict[str, str]:
    """Return in words the rows that an image points at and that are not there, by the column that points there.

    `image` may hold some columns of a row only; what a tag or note is about is seen where both its columns are told.
    """
    wanted = [(column, METADATA.tables[target], target.replace("_", "-")) for column, target in points_to(noun)]
    if noun in ABOUT and "about_noun" in image:
        wanted.append(("about_row", TABLES[image["about_noun"]], image["about_noun"]))
    found = {}
    for column, table, name in wanted:
        value = image.get(column)
        if value is not None and connection.execute(select(table.c.id).where(table.c.id == value)).scalar() is None:
            found[column] = f"{name} {value}"
    return found
