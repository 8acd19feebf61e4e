"""An office worked in as people do, by commands alone: what the tests of workflows share."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import click
import pytest
from click.testing import CliRunner, Result

from trustcrm.cli.app import main


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def whole_program(ctx: click.Context, words: tuple[str, ...]) -> None:
    ctx.exit(main(list(words)))


@dataclass
class OfficeByCommands:
    """An office in a file, worked in by commands alone, on a day that goes on as a story does."""

    path: Path
    address: str = ""
    """Where it is, if elsewhere than in that file."""

    def on(self, day: str) -> Self:
        """Let it be another day."""
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute("UPDATE office SET pinned_day = ?", (day,))
            connection.commit()
        return self

    def result(self, *words: str, who: str = "Ana") -> Result:
        asked = ["--db", self.address or str(self.path), "--as", who, *words]
        return CliRunner().invoke(whole_program, asked, catch_exceptions=False)

    def run(self, *words: str, who: str = "Ana", ends: int = 0) -> str:
        """Return what a command says on stdout; it must succeed, or end as it should."""
        done = self.result(*words, who=who)
        assert done.exit_code == ends, done.output
        return done.stdout

    def refused(self, *words: str, who: str = "Ana", ends: int = 1) -> str:
        """Return the sentence of a command that is refused."""
        done = self.result(*words, who=who)
        assert done.exit_code == ends, done.output
        return done.stderr

    def told(self, *words: str, who: str = "Ana", ends: int = 0) -> Any:
        """Return what a command says as JSON."""
        return json.loads(self.run(*words, "--json", who=who, ends=ends))


@dataclass(frozen=True)
class Begun:
    """Offices that were only begun, each once, to be copied by every test."""

    folder: Path
    day: str

    def copied(self, home: str, folder: Path) -> Path:
        """Return a copy, in a folder, of the office begun for a city on the day."""
        path = self.folder / f"{home}.db"
        if not path.exists():
            office = OfficeByCommands(path)
            office.run("init", "--home", home)
            office.on(self.day)
        return Path(shutil.copy(path, folder))


def read_nothing_of_the_users(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let neither the user's variables nor their configuration and data be read."""
    for name in [name for name in os.environ if name.startswith("TRUSTCRM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
