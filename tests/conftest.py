"""An office to try things on: fresh for every test, copied from one that is made once a session."""

from __future__ import annotations

import dataclasses
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from trustcrm.clock import PinnedClock
from trustcrm.domain.kinds import SIGNALS
from trustcrm.domain.noun import Mention
from trustcrm.services.desk import Desk, OfferedKind
from trustcrm.services.start import Opening, start_office
from trustcrm.store.engine import Database, open_database

TODAY = date(2020, 6, 30)
"""The day every test's office takes for today."""

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
"""Where real public data lie on machines that have them."""


def at_desk(database: Database, actor: str = "Ana") -> Desk:
    kinds = {
        kind.name: OfferedKind(
            name=kind.name, intensity=kind.leans * kind.weight, cameo=kind.cameo, summary=kind.summary, plugin="core"
        )
        for kind in SIGNALS
    }
    return Desk(database=database, clock=PinnedClock(TODAY), actor=actor, signal_kinds=kinds)


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "office.db"
    database = open_database(str(path), create=True)
    home = Mention(noun="city", name="Los Angeles", country="US", ids=(("wikidata", "Q65"),))
    start_office(at_desk(database), Opening(home=home, time_zone="America/Los_Angeles"))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture
def office_path(office_template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "office.db"
    shutil.copy(office_template, path)
    return path


@pytest.fixture
def database(office_path: Path) -> Iterator[Database]:
    opened = open_database(str(office_path))
    yield opened
    opened.close()


@pytest.fixture
def desk(database: Database) -> Desk:
    return at_desk(database)


@pytest.fixture
def pin_today(office_path: Path) -> date:
    """Make the command line take the tests' day for today in this office."""
    with sqlite3.connect(office_path) as connection:
        connection.execute("UPDATE office SET pinned_day = ?", (TODAY.isoformat(),))
    connection.close()
    return TODAY


Run = Callable[..., Result]


@pytest.fixture
def run(office_path: Path, pin_today: date, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command line in process on a fresh office, as `run("city", "list")`; nothing of the user's is read."""
    import click

    from trustcrm.cli.app import main

    @click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    @click.pass_context
    def whole(ctx: click.Context, arguments: tuple[str, ...]) -> None:
        ctx.exit(main(list(arguments)))

    monkeypatch.setenv("TRUSTCRM_DB", str(office_path))
    monkeypatch.setenv("TRUSTCRM_ACTOR", "Ana")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def go(*arguments: str, input: str | None = None) -> Result:
        return CliRunner().invoke(whole, list(arguments), input=input, catch_exceptions=False)

    return go


Dump = Callable[[Database], list[str]]
NewDesk = Callable[[], AbstractContextManager[Desk]]


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
