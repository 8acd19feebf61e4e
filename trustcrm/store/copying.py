"""A SQLite database copied page by page into another file, as one transaction sees it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from trustcrm.store.engine import plain_errors


def copy_pages(connection: Connection, target: Path) -> None:
    """Copy the database behind a connection into a file, without the room that deleted rows left behind.

    The copy is one file with no log beside it. Raises `DatabaseUnusable` where it cannot be written.
    """
    raw: Any = connection.connection.driver_connection
    with plain_errors(str(target)), closing(sqlite3.connect(target, isolation_level=None)) as copy:
        raw.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("VACUUM")


def settle_file(path: Path) -> None:
    """Make a SQLite database one file with no log beside it, and every page of it durable."""
    with plain_errors(str(path)), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
