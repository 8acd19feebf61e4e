from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.by_commands import OfficeByCommands, read_nothing_of_the_users, whole_program
from trustcrm.office import OpenOffice, Premises, Wishes
from trustcrm.plugin import City, PinnedClock, PluginContext, Tie
from trustcrm.testing.an_office import TODAY, an_office

DAY = "2020-06-30"


class Office(OfficeByCommands):
    """An office in a file, worked in by commands alone, on a day that goes on as a story does."""


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo office, furnished, to be copied by every test."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    cache = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(path.parent / "cache")
    try:
        done = CliRunner().invoke(whole_program, ["demo", "--no-tui", "--into", str(path)], catch_exceptions=False)
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
    read_nothing_of_the_users(monkeypatch, tmp_path)


@pytest.fixture(scope="session")
def worked_in() -> type[Office]:
    """How the office in a file is worked in, where nothing is to be written."""
    return Office


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path) -> Office:
    """The demo office with what this plugin adds to it."""
    return Office(Path(shutil.copy(demo_file, tmp_path / "demo.db")))


@pytest.fixture
def bare(bare_file: Path, tmp_path: Path) -> Office:
    """An office of Los Angeles with nothing in it."""
    return Office(Path(shutil.copy(bare_file, tmp_path / "bare.db")))


@pytest.fixture(scope="session")
def two_ties(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with this plugin alone and ties to Milan and Seoul, to be copied by every test."""
    folder = tmp_path_factory.mktemp("two-ties")
    with an_office(folder, only="strategy") as office:
        given = _at_work_in(office)
        for name in ("Milan", "Seoul"):
            given.do.add(Tie(one=given.ask.home().side, other=given.do.add(City(name=name)).ids[0]))
        office.database.settle()
        path = office.database.path
    assert path is not None
    return path


@pytest.fixture
def context(two_ties: Path, tmp_path: Path) -> Iterator[PluginContext]:
    """This plugin's own context in an office with a tie to Milan and one to Seoul, on 30 June 2030."""
    wishes = Wishes(
        database=str(shutil.copy(two_ties, tmp_path / "ties.db")), actor="kit", environ={"TRUSTCRM_PLUGINS": "strategy"}
    )
    with closing(Premises(wishes).enter(clock=PinnedClock(TODAY))) as office:
        yield _at_work_in(office)


def _at_work_in(office: OpenOffice) -> PluginContext:
    office.desk  # noqa: B018 - opens the office to plugins
    return office.host.context("strategy")
