"""Roles that a real PostgreSQL server guards: by real logins with passwords, over the program and past it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import insert, select

from tests.conftest import _start, at_desk
from tests.diary import PAGE, STEPS, at_nobody, steps_in
from tests.postgres import Server, missing, serve
from trustcrm.cli.app import main
from trustcrm.domain.nouns import City, Colleague, Engagement, Interaction, Person, Tie
from trustcrm.errors import DatabaseUnusable, NotFound, Refused
from trustcrm.services.desk import Desk, seated
from trustcrm.services.erase import Ask, erase_person
from trustcrm.services.leavings import Cleared
from trustcrm.services.logins import grant, logins, revoke
from trustcrm.services.own_tables import OwnTables
from trustcrm.services.plugin_tables import make_tables
from trustcrm.services.record import record
from trustcrm.store.engine import open_database
from trustcrm.store.queries.rows import record_by_id

PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that asks everybody but its owner for a password."""
    if reason := missing():
        pytest.skip(reason)
    with serve() as started:
        rules = started.folder / "data" / "pg_hba.conf"
        rules.write_text("local all office trust\nlocal all all scram-sha-256\n", encoding="ascii")
        with started.connect() as connection:
            connection.execute("SELECT pg_reload_conf()")
        started.create("city")
        _start(started.url("city"))
        database = open_database(started.url("city"))
        _fill(at_desk(database))
        database.close()
        yield started


def _fill(desk: Desk) -> None:
    record(
        desk, "add", "all",
        Colleague(name="Ana Lima", login="Ana", role="steward"),
        Colleague(name="Ben", login="ben", role="reader"),
        Colleague(name="Cleo", login="cleo", role="officer"),
        City(name="Nagoya"), Tie(one=1, other=2),
        Interaction(kind="call", giver=1, receiver=2, on=date(2020, 3, 1), words="open words"),
        Interaction(
            kind="call", giver=1, receiver=2, on=date(2020, 4, 1), words="secret words", confidentiality="restricted"
        ),
    )  # fmt: skip
    today = datetime.now().date()
    for login, role, until in (
        ("ben", "reader", None), ("cleo", "officer", None), ("stew", "steward", None),
        ("dan", "surge", today + timedelta(days=2)), ("gone", "surge", today - timedelta(days=3)),
    ):  # fmt: skip
        assert grant(desk, login, role, until)
        with desk.database.writing() as connection:
            connection.exec_driver_sql(f"ALTER ROLE {login} PASSWORD '{PASSWORD}'")


Past = Callable[[str], "psycopg.Connection[tuple[object, ...]]"]


@pytest.fixture
def past(server: Server) -> Iterator[Past]:
    """Log in past the program, as psql does."""
    opened: list[psycopg.Connection[tuple[object, ...]]] = []

    def connect(login: str) -> psycopg.Connection[tuple[object, ...]]:
        opened.append(server.connect("city", login, password=PASSWORD))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture
def desk_of(server: Server) -> Iterator[Callable[..., Desk]]:
    """Sit down at a desk whose database is reached by somebody's own login."""
    opened = []

    def sit(login: str, actor: str) -> Desk:
        address = server.url("city", login).replace(f"{login}@", f"{login}:{PASSWORD.replace(' ', '%20')}@")
        desk = at_desk(open_database(address), actor)
        opened.append(desk.database)
        return desk

    yield sit
    for database in opened:
        database.close()


def test_a_reader_reads_and_cannot_write_a_thing_past_the_program(past: Past) -> None:
    ben = past("ben")
    assert ben.execute("SELECT name FROM city WHERE id = 2").fetchone() == ("Nagoya",)
    for statement in (
        "INSERT INTO tag VALUES (1, 'x', 'city', 1, 1, false)", "UPDATE city SET name = 'x'", "DELETE FROM tie",
        "DELETE FROM veiled.interaction", "CREATE TABLE mine (id integer)", "DROP TABLE city", "TRUNCATE city",
    ):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ben.execute(sql.SQL(statement))


def test_the_server_itself_keeps_what_is_restricted_from_a_reader(past: Past) -> None:
    ben = past("ben")
    for table in ("interaction", "block", "change", "act", "search_text", "restricted_row"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ben.execute(sql.SQL("SELECT * FROM public.{}").format(sql.Identifier(table)))
    assert ben.execute("SELECT words FROM veiled.interaction").fetchall() == [("open words",)]
    assert ben.execute("SELECT count(*) FROM veiled.act").fetchone() == (4,)
    assert ("restricted",) in ben.execute("SELECT kind FROM veiled.act").fetchall()


def test_an_officer_writes_and_never_changes_the_journals_past(past: Past) -> None:
    cleo = past("cleo")
    cleo.execute("UPDATE city SET region = 'Aichi' WHERE id = 2")
    assert len(cleo.execute("SELECT words FROM interaction").fetchall()) == 2
    for statement in ("DELETE FROM block", "UPDATE change SET actor = 'x'", "ALTER TABLE city ADD COLUMN x integer"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            cleo.execute(sql.SQL(statement))


def test_a_steward_may_change_the_schema(past: Past) -> None:
    stew = past("stew")
    stew.execute("ALTER TABLE window ADD COLUMN x integer".replace("window", '"window"'))
    stew.execute('ALTER TABLE "window" DROP COLUMN x')


def test_a_stewards_login_erases_and_writes_the_tables_anew(desk_of: Callable[..., Desk], past: Past) -> None:
    desk = desk_of("stew", actor="Ana")
    row = record(desk, "add", "person", Person(name="Somebody Once")).ids[0]
    stew = past("stew")
    before = stew.execute("SELECT pg_relation_filenode('person')").fetchone()
    stew.rollback()
    report = erase_person(desk, row, Ask(why="asked"))
    assert report.cleared == Cleared(scrubbed=True)
    assert stew.execute("SELECT pg_relation_filenode('person')").fetchone() != before


def test_a_surge_logs_in_until_its_day_and_not_after(past: Past) -> None:
    assert past("dan").execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        past("gone")


def test_the_program_says_plainly_what_the_server_refuses(desk_of: Callable[..., Desk]) -> None:
    with pytest.raises(DatabaseUnusable, match=r"may not be used so by this login; nothing was saved"):
        record(desk_of("ben", "Ana"), "add", "a city", City(name="Kobe"))
    with pytest.raises(DatabaseUnusable, match=r"refuses this user or password.*role has ended"):
        record(desk_of("gone", "Ana"), "add", "a city", City(name="Kobe"))


def test_a_readers_login_sees_a_readers_office_whoever_it_says_it_is(desk_of: Callable[..., Desk]) -> None:
    desk = seated(desk_of("ben", "Ana"))
    with desk.database.reading() as connection:
        assert record_by_id(connection, "interaction", 1)
        with pytest.raises(NotFound):
            record_by_id(connection, "interaction", 2)
    desk.database.close()


def test_an_officers_login_works_through_the_program(desk_of: Callable[..., Desk]) -> None:
    assert record(desk_of("cleo", "cleo"), "add", "a city", City(name="Sendai")).ids


@pytest.mark.parametrize("words", [("overview",), ("explain", "Nagoya"), ("history",), ("search", "secret"), ("due",)])
def test_every_screen_opens_to_a_readers_login(
    server: Server, words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert main(["--db", server.url("city", "ben"), "--as", "ben", "--no-plugins", *words]) == 0
    said = capsys.readouterr()
    assert "secret words" not in said.out + said.err


def test_a_plugins_tables_are_made_by_a_steward_written_by_an_officer_and_veiled_to_a_reader(
    desk_of: Callable[..., Desk], past: Past, tmp_path: Path
) -> None:
    steps = steps_in(tmp_path / "steps", STEPS)
    with pytest.raises(DatabaseUnusable, match="a steward grants it"):
        make_tables(desk_of("cleo", "cleo").database, [steps], at_nobody)
    make_tables(desk_of("stew", "Ana").database, [steps], at_nobody)
    cleo = desk_of("cleo", "cleo")
    meetings = [
        Engagement(title="Tea", side=2, starts_on=date(2020, 7, 1)),
        Engagement(title="Quiet tea", side=2, starts_on=date(2020, 7, 1), confidentiality="restricted"),
    ]
    ids = record(desk_of("stew", "Ana"), "add", "meetings", *meetings).ids
    with OwnTables(cleo, "diary", steps).writing() as tables:
        pages = [{"engagement_id": row, "words": f"page {row}", "kept": True} for row in ids]
        tables.execute(insert(PAGE), pages)
    ben = seated(desk_of("ben", "ben"))
    with closing(ben.database), OwnTables(ben, "diary", steps).reading() as tables:
        assert tables.execute(select(PAGE.c.words)).scalars().all() == [f"page {ids[0]}"]
    for statement in ("SELECT * FROM public.plugin_diary_page", "DELETE FROM public.plugin_diary_version"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            past("ben").execute(sql.SQL(statement))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        past("cleo").execute("UPDATE plugin_diary_version SET version_num = '0009'")


def test_roles_are_listed_and_taken_away(desk_of: Callable[..., Desk], server: Server, past: Past) -> None:
    desk = at_desk(open_database(server.url("city")))
    try:
        grant(desk, "eve", "officer")
        grant(desk, "eve", "reader")
        assert ("eve", "reader") in [(one.login, one.role) for one in logins(desk)]
        revoke(desk, "eve")
        assert "eve" not in [one.login for one in logins(desk)]
        with pytest.raises(NotFound, match="eve has no role"):
            revoke(desk, "eve")
        with pytest.raises(Refused, match="only a steward may grant roles"):
            grant(dataclasses.replace(desk, actor="cleo"), "eve", "steward")
    finally:
        desk.database.close()


@pytest.mark.only_sqlite
def test_a_file_knows_no_logins(desk: Desk) -> None:
    with pytest.raises(Refused, match="is a file, and files know no roles"):
        grant(desk, "ben", "reader")
