"""What a server does that a file does not: it goes away, ends sessions, refuses, and may serve two at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.conftest import at_desk
from tests.offices import PostgresOffices, everything_in
from tests.postgres import Server, serve
from trustcrm.domain.noun import Mention
from trustcrm.errors import DatabaseUnusable, Refused
from trustcrm.services.start import Opening, start_office
from trustcrm.store.engine import Connection, Database, open_database
from trustcrm.store.queries.rows import how_many

pytestmark = pytest.mark.only_postgresql


def put(connection: Connection, key: str) -> None:
    connection.execute(text("INSERT INTO plugin_value (plugin, key, value) VALUES ('p', :key, '1')"), {"key": key})


def kept(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(text("SELECT key FROM plugin_value ORDER BY key")).scalars())


def end_session(server: Server, connection: Connection) -> None:
    """End a connection's session as an administrator does, or a server that is shut down."""
    number = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with server.connect() as administrator:
        administrator.execute("SELECT pg_terminate_backend(%s, 10000)", [number])


def test_a_session_that_is_ended_in_mid_work_saves_nothing_and_the_next_one_works(
    database: Database, postgres_server: Server
) -> None:
    with (  # noqa: PT012
        pytest.raises(DatabaseUnusable, match="does not answer; nothing was saved") as caught,
        database.writing() as connection,
    ):
        put(connection, "lost")
        end_session(postgres_server, connection)
        put(connection, "lost too")
    assert caught.value.exit_code == 6
    assert kept(database) == []
    with database.writing() as connection:
        put(connection, "kept")
    assert kept(database) == ["kept"]


def test_a_session_that_is_lost_while_it_commits_is_told_as_what_it_is(
    database: Database, postgres_server: Server
) -> None:
    with (  # noqa: PT012
        pytest.raises(DatabaseUnusable, match="lost in the moment of saving; see with `trustcrm history`"),
        database.writing() as connection,
    ):
        put(connection, "who knows")
        end_session(postgres_server, connection)
    assert kept(database) == []


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseUnusable, match="may only be read here"), database.reading() as connection:
        put(connection, "never")
    assert kept(database) == []


def test_two_who_start_an_office_at_once_get_one_office(make_empty: Callable[[], str]) -> None:
    address = make_empty()
    together = Barrier(2)

    def start(city: str) -> str:
        with closing(open_database(address, create=True)) as database:
            together.wait(timeout=60)
            try:
                start_office(at_desk(database), Opening(home=Mention(noun="city", name=city)))
            except Refused as refused:
                return str(refused)[:21]
            return "started"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(start, ("Milan", "Nagoya"))) == ["There is an office in", "started"]
    with closing(open_database(address)) as database, database.reading() as connection:
        assert (how_many(connection)["office"], how_many(connection)["city"]) == (1, 1)


def test_no_server_and_no_such_database_are_said_plainly(postgres_server: Server, tmp_path: Path) -> None:
    for address in (f"postgresql://office@/office?host={tmp_path}", postgres_server.url("nowhere")):
        with closing(open_database(address)) as database, pytest.raises(DatabaseUnusable, match="does not answer"):
            database.require_current()


def test_an_unknown_user_is_refused_plainly(postgres_server: Server) -> None:
    address = postgres_server.url(user="nobody_known")
    with closing(open_database(address)) as database, pytest.raises(DatabaseUnusable, match="refuses this user"):
        database.require_current()


def test_a_role_without_the_right_to_write_is_told_whom_to_ask(
    offices: PostgresOffices, postgres_server: Server, database: Database
) -> None:
    name = database.engine.url.database
    with postgres_server.connect(name or "") as owner:
        owner.execute("CREATE ROLE guest LOGIN")
        owner.execute("GRANT SELECT ON plugin_value TO guest")
    try:
        with closing(open_database(postgres_server.url(name or "", user="guest"))) as guest:
            with pytest.raises(DatabaseUnusable, match="may not be used so by this login"), guest.writing() as writer:
                put(writer, "never")
            assert kept(guest) == []
    finally:
        with postgres_server.connect(name or "") as owner:
            owner.execute("DROP OWNED BY guest")
            owner.execute("DROP ROLE guest")


def test_what_the_database_itself_refuses_is_no_matter_of_its_condition(database: Database) -> None:
    with pytest.raises(DBAPIError, match="duplicate key"), database.writing() as connection:  # noqa: PT012
        put(connection, "once")
        put(connection, "once")


def test_a_server_that_crashes_keeps_what_was_saved_and_is_used_again_when_it_is_back() -> None:
    with serve(durable=True) as server:
        server.create("office")
        with closing(open_database(server.url("office"), create=True)) as database:
            start_office(at_desk(database), Opening(home=Mention(noun="city", name="Milan")))
            before = everything_in(server.url("office"))
            with pytest.raises(DatabaseUnusable, match="does not answer"), database.writing() as connection:  # noqa: PT012
                put(connection, "lost")
                server.stop("immediate")
                put(connection, "lost too")
            with pytest.raises(DatabaseUnusable, match="does not answer"):
                kept(database)
            server.start()
            assert everything_in(server.url("office")) == before
            with database.writing() as connection:
                put(connection, "kept")
            assert kept(database) == ["kept"]
