"""What tests of promises share: an office for each example, and facts read past the program, by SQLite alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

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
