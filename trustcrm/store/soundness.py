"""Whether what a database holds agrees with itself: its pages, its references, its ids, its index of words."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DatabaseError

from trustcrm.domain.nouns import SIDES
from trustcrm.store.ailments import is_of_the_disk
from trustcrm.store.migrations import upgrade
from trustcrm.store.tables import BATCH_ITEM, METADATA, SIDE, TABLES
from trustcrm.store.tables.derived import SEARCH_TEXT
from trustcrm.store.tables.journal import BATCH, CHANGE, ITEM, SERIES
from trustcrm.store.transfer.shapes import shapes_of


def refused_steps(connection: Connection) -> Iterator[str]:
    """Bring a copy to this release's schema, and yield a sentence where a step of it fails."""
    try:
        upgrade(connection)
    except DatabaseError as error:
        if is_of_the_disk(error):
            raise
        yield f"It cannot be brought to this release's schema: {str(error.orig).splitlines()[0]}."


def odd_columns(connection: Connection) -> Iterator[str]:
    """Yield one sentence for each table of this release that is missing, and each column it lacks."""
    there = {shape.name: set(shape.names) for shape in shapes_of(connection)}
    for name, table in METADATA.tables.items():
        if name not in there:
            yield f"The table {name} is missing."
        for column in sorted(set(table.columns.keys()) - there.get(name, set(table.columns.keys()))):
            yield f"The table {name} lacks the column {column}."


def damaged_pages(connection: Connection) -> Iterator[str]:
    """Yield what SQLite says of pages, rows and indexes that are damaged; a server looks after its own."""
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if said != "ok":
            yield f"The file is damaged: {said}."


def dangling_references(connection: Connection) -> Iterator[str]:
    """Yield one sentence for each row of a SQLite database that points at a row that is not there."""
    for table, row, target, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"Row {row} of the table {table} points at a row of {target} that is not there."


def odd_sides(connection: Connection) -> Iterator[str]:
    """Yield one sentence for each side that is no city and no organisation, or is not the one it says."""
    for noun in SIDES:
        table = TABLES[noun]
        here = select(SIDE.c.id).where(SIDE.c.noun == noun)
        for row in connection.execute(here.where(SIDE.c.id.not_in(select(table.c.id)))).scalars():
            yield f"Side {row} is said to be a {noun}, and there is no such {noun}."
        for row in connection.execute(select(table.c.id).where(table.c.id.not_in(here))).scalars():
            yield f"{noun.capitalize()} {row} is not among the sides."


def ids_given_twice(connection: Connection) -> Iterator[str]:
    """Yield one sentence for each series that would give out an id that is in use."""
    following = {row.name: row.next_id for row in connection.execute(select(SERIES))}
    tables = {noun: table for noun, table in TABLES.items() if noun not in SIDES}
    tables |= {"side": SIDE, "change": CHANGE, "batch": BATCH, BATCH_ITEM: ITEM, "search_text": SEARCH_TEXT}
    for name, table in tables.items():
        newest = connection.execute(select(func.max(table.c.id))).scalar()
        if newest is not None and newest >= following.get(name, 1):
            yield f"The next {name} would be given the id {following.get(name, 1)}, and {newest} is in use already."


def lost_words(connection: Connection) -> Iterator[str]:
    """Yield a sentence where SQLite's index of words is not that of the words beside it; wants to be writing."""
    try:
        connection.execute(text("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)"))
    except DatabaseError as error:
        if is_of_the_disk(error):
            raise
        yield "The index of words does not match the words; `trustcrm search` may miss something."
