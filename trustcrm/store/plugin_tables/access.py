"""Statements over a plugin's own tables, within one transaction and held to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Executable

from trustcrm.store.engine import Database
from trustcrm.store.fixed import fetched
from trustcrm.store.journal import Block
from trustcrm.store.plugin_tables.guard import held_to, marked
from trustcrm.store.plugin_tables.recorded import RecordTables
from trustcrm.store.plugin_tables.recording import Recording, RowsWritten, RowWritten
from trustcrm.store.plugin_tables.steps import Fit, Steps
from trustcrm.store.writing import ROWS_AT_ONCE, Writer


class Access:
    """A plugin's own tables within one transaction; a `recording` sees what is written in people's records."""

    def __init__(self, connection: Connection, recording: Recording | None = None) -> None:
        self._connection = connection
        self._recording = recording

    def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run a statement, once for each of several `parameters`, and return its result."""
        if self._recording is not None:
            return self._recording.execute(statement, parameters)
        return self._connection.execute(statement, parameters)

    def fetched(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement of a fixed text by the driver itself, and return its rows, if it has any."""
        if self._recording is not None:
            self._recording.look_at(statement)
        return fetched(self._connection, marked(self._connection, statement), values)


def fit_of(database: Database, steps: Steps) -> Fit:
    """Return how a plugin's tables in a database fit its steps."""
    with database.reading() as connection:
        return steps.fit(connection)


@contextmanager
def reading(database: Database, steps: Steps) -> Iterator[Access]:
    """Yield a plugin's tables to read."""
    with database.reading() as connection, held_to(steps.own, connection, "reading"):
        yield Access(connection)


@contextmanager
def within(connection: Connection, steps: Steps, recording: Recording | None = None) -> Iterator[Access]:
    """Yield a plugin's tables to write within a transaction that is under way.

    A savepoint comes first: at one SQLite writes what its full-text index has gathered, not the plugin. It is let go of
    at once, since what fails here fails the whole transaction, and SQLite copies every page that is written after one.
    """
    if connection.dialect.name == "sqlite":
        raw = cast(sqlite3.Connection, connection.connection.driver_connection)
        raw.execute("SAVEPOINT gathered")
        raw.execute("RELEASE gathered")
    with held_to(steps.own, connection, "writing"):
        yield Access(connection, recording)


@contextmanager
def writing(database: Database, steps: Steps) -> Iterator[Access]:
    """Yield a plugin's tables to write; saved at the end, or not at all."""
    with database.writing() as connection, held_to(steps.own, connection, "writing"):
        yield Access(connection)


@contextmanager
def recorded(writer: Writer, steps: Steps, *, lasting: bool = False) -> Iterator[tuple[Access, Recording]]:
    """Yield a plugin's tables to write within a change, which keeps what is written of people's records at the end."""
    known = RecordTables(writer.connection, steps.recorded)
    recording = Recording(writer.connection, known, lasting=lasting)
    with within(writer.connection, steps, recording) as tables:
        yield tables, recording
    keep(writer, recording)


def keep(writer: Writer, recording: Recording) -> None:
    """Journal what was written of people's records; restricted rows apart, so that no block hides what is not."""
    restrictions = writer.derivation.restrictions
    for some in recording.written:
        rows = list(some.rows.values())
        hidden = {row.id for row in rows if restrictions.any_among(row.about)}
        for apart in ([row for row in rows if (row.id in hidden) is secret] for secret in (False, True)):
            for start in range(0, len(apart), ROWS_AT_ONCE):
                writer.keep_of_plugin(_block(some, apart[start : start + ROWS_AT_ONCE], lasting=recording.lasting))


def _block(some: RowsWritten, rows: Sequence[RowWritten], *, lasting: bool) -> Block:
    return Block(
        noun=some.table.name, operation=some.operation, columns=some.columns, ids=[row.id for row in rows],
        before=[row.before for row in rows if row.before is not None],
        after=[row.after for row in rows if row.after is not None],
        about=sorted({place for row in rows for place in row.about}), lasting=lasting,
    )  # fmt: skip
