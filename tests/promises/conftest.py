"""What tests of promises share: an office for each example, and facts read past the program, by SQLite alone."""

from __future__ import annotations

import dataclasses
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from trustcrm.services.desk import Desk
from trustcrm.store.engine import Database, open_database

NewDesk = Callable[[], AbstractContextManager[Desk]]
Facts = Callable[[Path], dict[str, list[tuple[Any, ...]]]]

NOT_FACTS = frozenset(
    {"change", "block", "series", "batch", "batch_item", "origin", "day", "search_text", "trustcrm_version"}
)


@pytest.fixture
def facts() -> Facts:
    """Read every fact of an office, and the acts and names that follow, without the versions that only count up."""

    def read(path: Path) -> dict[str, list[tuple[Any, ...]]]:
        with closing(sqlite3.connect(path)) as connection:
            names = [
                name
                for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
                if name not in NOT_FACTS and not name.startswith(("search_index", "sqlite_")) and "_sum" not in name
            ]
            found = {}
            for name in names:
                columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})") if row[1] != "version"]
                quoted = ", ".join(f'"{column}"' for column in columns)
                found[name] = sorted(connection.execute(f"SELECT {quoted} FROM {name}"), key=repr)
            return found

    return read


@pytest.fixture
def dump() -> Callable[[Database], list[str]]:
    """Return everything a database holds, as SQL."""

    def whole(database: Database) -> list[str]:
        assert database.path is not None
        with closing(sqlite3.connect(database.path)) as connection:
            return list(connection.iterdump())

    return whole


@pytest.fixture
def new_desk(office_template: Path, tmp_path: Path, desk: Desk) -> NewDesk:
    """Open a desk of a fresh office; for tests in which every example needs one of its own."""
    made = iter(range(1_000_000))

    @contextmanager
    def fresh() -> Iterator[Desk]:
        path = tmp_path / f"example{next(made)}.db"
        shutil.copy(office_template, path)
        database = open_database(str(path))
        try:
            yield dataclasses.replace(desk, database=database)
        finally:
            database.close()
            for file in tmp_path.glob(f"{path.name}*"):
                file.unlink()

    return fresh
