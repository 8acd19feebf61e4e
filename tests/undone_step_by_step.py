"""Whether all that commands of a plugin write is taken back by `undo`, one command after the other."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

Rows = dict[str, list[tuple[Any, ...]]]


class Office(Protocol):
    """An office in a file, worked in by commands."""

    path: Path

    def run(self, *words: str) -> str:
        """Return what a command says; it must succeed."""


def rows_of(office: Office, plugin: str) -> Rows:
    """Return the rows of a plugin's tables, as they stand in the file."""
    prefix = f"plugin_{plugin.replace('-', '_')}_"
    with closing(sqlite3.connect(office.path)) as connection:
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        tables = [name for (name,) in named if name.startswith(prefix)]
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in tables}


def undone_step_by_step(office: Office, plugin: str, commands: Sequence[Sequence[str]]) -> Rows:
    """Run commands, each of which writes rows of the plugin's, then take back one after the other, then do all again.

    Return the rows as the commands left them.
    """
    stood = [rows_of(office, plugin)]
    for words in commands:
        office.run(*words)
        stood.append(rows_of(office, plugin))
        assert stood[-1] != stood[-2], f"{' '.join(words)} wrote nothing"
    for before, words in zip(reversed(stood[:-1]), reversed(commands), strict=True):
        said = office.run("undo")
        assert rows_of(office, plugin) == before, f"{' '.join(words)} is not as it was: {said}"
        assert "Kept" not in said
        assert "Not possible" not in said
    return stood[-1]
