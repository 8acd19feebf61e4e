"""An office to try things on: clean for every test, on SQLite and on PostgreSQL."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.offices import Offices, PostgresOffices, SqliteOffices, address_of, ask, everything_in
from tests.postgres import Server
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

CLI = Path(__file__).resolve().parent / "cli"


def at_desk(database: Database, actor: str = "Ana") -> Desk:
    kinds = {
        kind.name: OfferedKind(
            name=kind.name, intensity=kind.leans * kind.weight, cameo=kind.cameo, summary=kind.summary, plugin="core"
        )
        for kind in SIGNALS
    }
    return Desk(database=database, clock=PinnedClock(TODAY), actor=actor, signal_kinds=kinds)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever touches an office on both engines, but what needs the file itself on SQLite alone.

    So do the command line's tests of words: what a command has the store do is tried on both below it.
    """
    if "engine" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker
        engines = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
        if "office_path" in metafunc.fixturenames or marked("only_sqlite"):
            engines = engines[:1]
        elif marked("only_postgresql"):
            engines = engines[1:]
        elif CLI in metafunc.definition.path.parents and not marked("both_engines"):
            engines = engines[:1]
        metafunc.parametrize("engine", engines, indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The engine of this test's offices."""
    return str(request.param)


def _start(address: str) -> None:
    database = open_database(address, create=True)
    home = Mention(noun="city", name="Los Angeles", country="US", ids=(("wikidata", "Q65"),))
    start_office(at_desk(database), Opening(home=home, time_zone="America/Los_Angeles"))
    database.settle()
    database.close()


def _start_with_tables(address: str) -> None:
    """Start an office that has the tables of every installed plugin, whatever the user's settings say of these."""
    from trustcrm.office import Premises, Wishes

    _start(address)
    with TemporaryDirectory() as empty, pytest.MonkeyPatch.context() as patch:
        for kind in ("CONFIG", "DATA"):
            patch.setenv(f"XDG_{kind}_HOME", empty)
        with closing(Premises(Wishes(database=address, actor="Ana", environ={})).enter()) as office:
            office.make_plugin_tables()
            office.database.settle()


@pytest.fixture(scope="session")
def sqlite_offices(tmp_path_factory: pytest.TempPathFactory) -> SqliteOffices:
    return SqliteOffices.started(tmp_path_factory.mktemp("template"), _start)


@pytest.fixture(scope="session")
def postgresql_offices(postgres_server: Server) -> Iterator[PostgresOffices]:
    with closing(PostgresOffices(postgres_server, _start)) as offices:
        yield offices


@pytest.fixture(scope="session")
def sqlite_offices_with_tables(tmp_path_factory: pytest.TempPathFactory) -> SqliteOffices:
    return SqliteOffices.started(tmp_path_factory.mktemp("template"), _start_with_tables)


@pytest.fixture(scope="session")
def postgresql_offices_with_tables(postgres_server: Server) -> Iterator[PostgresOffices]:
    with closing(PostgresOffices(postgres_server, _start_with_tables, "office_with_tables")) as offices:
        yield offices


@pytest.fixture
def offices(engine: str, request: pytest.FixtureRequest) -> Offices:
    """Where this test gets its offices from: such as the marker `plugin_tables` asks for, or without these tables."""
    which = "offices_with_tables" if request.node.get_closest_marker("plugin_tables") else "offices"
    found: Offices = request.getfixturevalue(f"{engine}_{which}")
    return found


@pytest.fixture
def address(offices: Offices, tmp_path: Path) -> Iterator[str]:
    """The address of a clean office, as `--db` takes it."""
    taken = offices.take(tmp_path)
    yield taken
    offices.give_back(taken)


@pytest.fixture
def make_empty(offices: Offices, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Make addresses where there is nothing yet and an office can be started."""
    made: list[str] = []

    def another() -> str:
        made.append(offices.empty(tmp_path))
        return made[-1]

    yield another
    for address in made:
        offices.give_back(address)


@pytest.fixture
def empty_address(make_empty: Callable[[], str]) -> str:
    """An address where there is nothing yet and an office can be started."""
    return make_empty()


@pytest.fixture
def office_path(address: str) -> Path:
    """The file of the office; a test that asks for it runs on SQLite alone."""
    return Path(address)


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    opened = open_database(address)
    yield opened
    opened.close()


@pytest.fixture
def desk(database: Database) -> Desk:
    return at_desk(database)


@pytest.fixture
def raw(address: str) -> Raw:
    """Ask, or tamper with, the office behind the program's back, as `raw("SELECT … WHERE id = ?", 1)`."""
    return partial(ask, address)


@pytest.fixture
def pin_today(raw: Raw) -> date:
    """Make the command line take the tests' day for today in this office."""
    raw("UPDATE office SET pinned_day = ?", TODAY.isoformat())
    return TODAY


Run = Callable[..., Result]
Raw = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def run(address: str, pin_today: date, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command line in process on a fresh office, as `run("city", "list")`; nothing of the user's is read."""
    import click

    from trustcrm.cli.app import main

    @click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    @click.pass_context
    def whole(ctx: click.Context, arguments: tuple[str, ...]) -> None:
        ctx.exit(main(list(arguments)))

    monkeypatch.setenv("TRUSTCRM_DB", address)
    monkeypatch.setenv("TRUSTCRM_ACTOR", "Ana")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    (tmp_path / "config" / "trustcrm").mkdir(parents=True)

    def go(*arguments: str, input: str | None = None) -> Result:
        return CliRunner().invoke(whole, list(arguments), input=input, catch_exceptions=False)

    return go


@pytest.fixture
def settings_file(run: Run, tmp_path: Path) -> Path:
    """Where the user's own settings for `run` are read from."""
    return tmp_path / "config" / "trustcrm" / "trustcrm.toml"


Dump = Callable[[Database], list[str]]
NewDatabase = Callable[[], AbstractContextManager[Database]]
NewDesk = Callable[[], AbstractContextManager[Desk]]


@pytest.fixture
def dump() -> Dump:
    """Return everything a database holds, as lines of text."""
    return lambda database: everything_in(address_of(database))


@pytest.fixture
def new_database(offices: Offices, tmp_path: Path) -> Iterator[NewDatabase]:
    """Open a clean office; for tests in which every example needs one of its own, one after the other."""
    taken: list[str] = []

    @contextmanager
    def fresh() -> Iterator[Database]:
        if not taken:
            taken.append(offices.take(tmp_path))
        address = taken.pop()
        try:
            with closing(open_database(address)) as database:
                yield database
        finally:
            offices.put_back(address)
            taken.append(address)

    yield fresh
    for address in taken:
        offices.give_back(address)


@pytest.fixture
def new_desk(new_database: NewDatabase, desk: Desk) -> NewDesk:
    """Open a desk of a clean office; for tests in which every example needs one of its own."""

    @contextmanager
    def fresh() -> Iterator[Desk]:
        with new_database() as database:
            yield dataclasses.replace(desk, database=database)

    return fresh
