"""What tests of durability share: an office whose clock stands still, its processes, and its content read past them."""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.conftest import TODAY, at_desk
from tests.promises.whole_office import ails
from trustcrm.services.record import correct
from trustcrm.store.engine import open_database

WARM = (
    ("log", "call with Bern +Anna re nothing, they offer 5 masks, friday follow up", "--yes"),
    ("history",), ("undo",), ("person", "add", "Somebody"), ("batches", "list"),
)  # fmt: skip
"""What a runner does once, so that the processes it forks find everything loaded."""

SEALS = ("salt", "summary_digest", "digest", "previous_hash", "hash")
"""Columns of the journal that are drawn by lot, or follow from what is."""


def stand_still(address: str) -> None:
    """Make an office's clock stand still, so that the same command always comes to the same."""
    with closing(open_database(address)) as database:
        correct(at_desk(database), "office", 1, {"pinned_day": TODAY})


def home(address: str | Path, folder: Path) -> dict[str, str]:
    """Return the environment of processes that work in an office and read nothing of the user's."""
    return os.environ | {
        "TRUSTCRM_DB": str(address), "TRUSTCRM_ACTOR": "Ana", "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
    }  # fmt: skip


def content(path: Path) -> dict[str, list[str]]:
    """Return everything an office's file holds, by table, but the journal's seals, which no two changes share."""
    with closing(sqlite3.connect(path)) as connection:
        connection.create_function("unsalted", 1, _unsalted)
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        found = {}
        for (name,) in names:
            told = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")') if row[1] not in SEALS]
            told = ["name"] if name == "office_secret" else told
            columns = ", ".join("unsalted(payload)" if column == "payload" else f'"{column}"' for column in told)
            if not name.startswith("search_index"):
                found[name] = sorted(map(repr, connection.execute(f'SELECT {columns} FROM "{name}"')))
        return found


def _unsalted(payload: bytes) -> str:
    content: dict[str, Any] = json.loads(zlib.decompress(payload))
    if content["operation"] == "redacted":
        del content["after"]  # the digests of what was redacted
    return json.dumps({name: value for name, value in content.items() if name != "salt"})


def assert_sound(path: Path) -> None:
    """Look whether an office's file, its references and the index of its words are sound; of its rows nothing."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)")
        connection.rollback()


def assert_whole(address: str | Path) -> None:
    """Open an office and look whether anything ails it."""
    with closing(open_database(str(address))) as database:
        database.require_current()
        assert ails(database) == []


def changes(address: str | Path) -> dict[int, str]:
    """Return the committed changes of an office: what each says, by its number."""
    with closing(open_database(str(address))) as database, database.engine.connect() as connection:
        return {row[0]: row[1] for row in connection.exec_driver_sql("SELECT id, summary FROM change")}
