"""What tests of the store share: whole-database dumps, an office for each example, writing without services."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from trustcrm.domain.noun import Record
from trustcrm.store.engine import Database, open_database
from trustcrm.store.writing import Signature, Writer, writing

Raw = Callable[..., list[tuple[Any, ...]]]
NewDatabase = Callable[[], AbstractContextManager[Database]]
Write = Callable[..., tuple[int, ...]]


@pytest.fixture
def raw(office_path: Path) -> Raw:
    """Ask, or tamper with, the office's file behind the program's back, as `raw("SELECT …")`."""

    def ask(statement: str, *values: Any, path: Path = office_path) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    return ask


@pytest.fixture
def new_database(office_template: Path, tmp_path: Path) -> NewDatabase:
    """Open a fresh office; for tests in which every example needs one of its own."""
    made = iter(range(1_000_000))

    @contextmanager
    def fresh() -> Iterator[Database]:
        path = tmp_path / f"example{next(made)}.db"
        shutil.copy(office_template, path)
        database = open_database(str(path))
        try:
            yield database
        finally:
            database.close()
            for file in tmp_path.glob(f"{path.name}*"):
                file.unlink()

    return fresh


def signature(verb: str = "test", summary: str = "for a test") -> Signature:
    return Signature(actor="Ana", verb=verb, summary=summary, at=datetime(2020, 6, 30, 12, tzinfo=UTC))


@pytest.fixture
def change() -> Callable[[Database], AbstractContextManager[Writer]]:
    """Open a change of the store, as `with change(database) as writer`."""
    return lambda database: writing(database, signature())


@pytest.fixture
def write() -> Write:
    """Keep records whose references are ids in one change, as `write(database, record, …)`."""

    def keep(database: Database, *records: Record) -> tuple[int, ...]:
        with writing(database, signature()) as writer:
            return tuple(writer.add(record) for record in records)

    return keep
