"""Statements over a plugin's own tables, within one transaction and held to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Executable

from trustcrm.store.engine import Database
from trustcrm.store.plugin_tables.guard import held_to
from trustcrm.store.plugin_tables.steps import Fit, Steps


class Access:
    """A plugin's own tables within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run a statement, once for each of several `parameters`, and return its result."""
        return self._connection.execute(statement, parameters)


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
def within(connection: Connection, steps: Steps) -> Iterator[Access]:
    """Yield a plugin's tables to write within a transaction that is under way.

    A savepoint comes first: at one SQLite writes what its full-text index has gathered, not the plugin. It is let go of
    at once, since what fails here fails the whole transaction, and SQLite copies every page that is written after one.
    """
    if connection.dialect.name == "sqlite":
        raw = cast(sqlite3.Connection, connection.connection.driver_connection)
        raw.execute("SAVEPOINT gathered")
        raw.execute("RELEASE gathered")
    with held_to(steps.own, connection, "writing"):
        yield Access(connection)


@contextmanager
def writing(database: Database, steps: Steps) -> Iterator[Access]:
    """Yield a plugin's tables to write; saved at the end, or not at all."""
    with database.writing() as connection, held_to(steps.own, connection, "writing"):
        yield Access(connection)
