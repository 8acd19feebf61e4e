from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from trustcrm.cli.app import main
from trustcrm.plugin import City, PluginContext, Tie

DAY = "2020-06-30"


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def _whole(ctx: click.Context, words: tuple[str, ...]) -> None:
    ctx.exit(main(list(words)))


@dataclass
class Office:
    """An office in a file, worked in by commands alone, on a day that goes on as a story does."""

    path: Path

    def on(self, day: str) -> Office:
        """Let it be another day."""
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute("UPDATE office SET pinned_day = ?", (day,))
            connection.commit()
        return self

    def result(self, *words: str, who: str = "Ana") -> Result:
        return CliRunner().invoke(_whole, ["--db", str(self.path), "--as", who, *words], catch_exceptions=False)

    def run(self, *words: str, who: str = "Ana") -> str:
        """Return what a command says on stdout; it must succeed."""
        done = self.result(*words, who=who)
        assert done.exit_code == 0, done.output
        return done.stdout

    def refused(self, *words: str, who: str = "Ana", ends: int = 1) -> str:
        """Return the sentence of a command that is refused."""
        done = self.result(*words, who=who)
        assert done.exit_code == ends, done.output
        return done.stderr

    def told(self, *words: str, who: str = "Ana") -> Any:
        """Return what a command says as JSON."""
        return json.loads(self.run(*words, "--json", who=who))


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo office, furnished, to be copied by every test."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    cache = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(path.parent / "cache")
    try:
        done = CliRunner().invoke(_whole, ["demo", "--no-tui", "--into", str(path)], catch_exceptions=False)
    finally:
        os.environ.pop("XDG_CACHE_HOME")
        if cache is not None:
            os.environ["XDG_CACHE_HOME"] = cache
    assert done.exit_code == 0, done.output
    return path


@pytest.fixture(scope="session")
def bare_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that was only begun, to be copied by every test."""
    office = Office(tmp_path_factory.mktemp("bare") / "bare.db")
    office.run("init", "--home", "Los Angeles")
    return office.on(DAY).path


@pytest.fixture(autouse=True)
def nothing_of_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing of the user's be read."""
    for name in [name for name in os.environ if name.startswith("TRUSTCRM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path) -> Office:
    """The demo office with what this plugin adds to it."""
    return Office(Path(shutil.copy(demo_file, tmp_path / "demo.db")))


@pytest.fixture
def bare(bare_file: Path, tmp_path: Path) -> Office:
    """An office of Los Angeles with nothing in it."""
    return Office(Path(shutil.copy(bare_file, tmp_path / "bare.db")))


@pytest.fixture
def context(request: pytest.FixtureRequest) -> PluginContext:
    """This plugin's own context in an office with a tie to Milan and one to Seoul, on 30 June 2030."""
    office = request.getfixturevalue("trustcrm_office")
    office.desk  # noqa: B018 - opens the office to plugins
    found: PluginContext = office.host.context("strategy")
    home = found.ask.home().side
    for name in ("Milan", "Seoul"):
        found.do.add(Tie(one=home, other=found.do.add(City(name=name)).ids[0]))
    return found
