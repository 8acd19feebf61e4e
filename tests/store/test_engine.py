"""A database is opened safely, written by one at a time, and says in plain words what ails it."""

from __future__ import annotations

import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, text

from trustcrm.errors import (
    DatabaseBusy,
    DatabaseMissing,
    DatabaseNewer,
    DatabaseOutdated,
    DatabaseUnusable,
    WrongUsage,
)
from trustcrm.store import engine, turns
from trustcrm.store.engine import Database, open_database
from trustcrm.store.memory import SPARING
from trustcrm.store.revisions import VERSION_TABLE


def pragma(database: Database, name: str) -> object:
    with database.reading() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def tags(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(text("SELECT COUNT(*) FROM plugin_value")).scalar_one())


def put(connection: engine.Connection, key: str) -> None:
    connection.execute(text("INSERT INTO plugin_value (plugin, key, value) VALUES ('p', :key, '1')"), {"key": key})


@pytest.fixture
def impatient(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The office's database, for somebody who waits for a lock a twentieth of a second only."""
    monkeypatch.setattr(turns, "BUSY_SECONDS", 0.05)
    opened = open_database(address)
    yield opened
    opened.close()


@pytest.mark.only_sqlite
@pytest.mark.parametrize(
    ("name", "wanted"), [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 2), ("busy_timeout", 60_000)]
)
def test_every_connection_is_durable_strict_and_patient(database: Database, name: str, wanted: object) -> None:
    assert pragma(database, name) == wanted


@pytest.mark.only_sqlite
def test_one_who_sits_there_all_day_keeps_little_of_it_in_memory(address: str) -> None:
    with closing(open_database(address, sparing=True)) as database, closing(database.veiled()) as veiled:
        assert [pragma(one, "cache_size") for one in (database, veiled)] == [-SPARING.cache_kib] * 2


def test_one_question_by_itself_sees_what_others_saved_and_leaves_nothing_begun(
    database: Database, address: str
) -> None:
    asked = "SELECT key FROM plugin_value WHERE plugin = ?"
    assert database.asked(asked, ("p",)) == []
    with closing(open_database(address)) as another, another.writing() as connection:
        put(connection, "theirs")
        assert database.asked(asked, ("p",)) == []
    assert database.asked(asked, ("p",)) == [("theirs",)]
    with database.writing() as connection:
        put(connection, "ours")
    assert sorted(database.asked(asked, ("p",))) == [("ours",), ("theirs",)]


def test_a_reference_to_nothing_is_refused_by_the_database_itself(database: Database) -> None:
    with (
        pytest.raises(Exception, match=r"(?i)foreign key"),
        database.writing() as connection,
    ):
        connection.execute(
            text("INSERT INTO office SELECT 99, name, 4711, time_zone, 1, NULL, 1, withdrawn, NULL FROM office")
        )


def test_a_second_writer_waits_its_turn_and_gives_up_in_plain_words(database: Database, impatient: Database) -> None:
    with (
        database.writing() as first,
        pytest.raises(DatabaseBusy, match=r"in use by another program; nothing was saved") as caught,
        impatient.writing(),
    ):
        put(first, "never")
    assert caught.value.exit_code == 6
    assert database.where in str(caught.value)
    assert tags(database) == 0


def test_a_writer_takes_its_lock_when_it_begins_and_not_at_its_first_word(
    database: Database, impatient: Database
) -> None:
    with database.writing(), pytest.raises(DatabaseBusy), impatient.writing():
        pytest.fail("two writers at once")


def test_a_second_writer_goes_on_once_the_first_is_done(database: Database, impatient: Database) -> None:
    with database.writing() as first:
        put(first, "one")
    with impatient.writing() as second:
        put(second, "two")
    assert tags(database) == 2


def test_a_reader_is_not_held_up_by_a_writer_and_sees_one_state_throughout(
    database: Database, impatient: Database
) -> None:
    with impatient.reading() as reader:
        count = text("SELECT COUNT(*) FROM plugin_value")
        assert reader.execute(count).scalar_one() == 0
        with database.writing() as writer:
            put(writer, "one")
            assert reader.execute(count).scalar_one() == 0
        assert reader.execute(count).scalar_one() == 0
    assert tags(impatient) == 1


def test_what_raises_inside_a_write_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as connection:  # noqa: PT012
        put(connection, "gone")
        _ = 1 // 0
    assert tags(database) == 0


def test_a_new_database_and_its_companions_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "office.db"
    database = open_database(str(path), create=True)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE t (x)"))
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    database.close()
    assert modes == dict.fromkeys(("office.db", "office.db-wal", "office.db-shm"), 0o600)


@pytest.mark.parametrize("name", ["with space.db", "what?mode=memory.db", "50%41.db", "a#b.db", "Zürich.db", "'q'.db"])
def test_a_file_is_opened_under_the_very_name_it_has(tmp_path: Path, name: str) -> None:
    database = open_database(str(tmp_path / name), create=True)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE t (x)"))
    database.close()
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).stat().st_size > 0


def test_a_missing_database_says_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing, match=r"no office at .*nowhere\.db; start one with `trustcrm init"):
        open_database(str(tmp_path / "nowhere.db"))
    assert not list(tmp_path.iterdir())


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="is a folder"):
        open_database(str(tmp_path))


def test_a_name_too_long_for_the_disk_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="File name too long"):
        open_database(str(tmp_path / ("x" * 400)), create=True)


def test_a_place_under_a_file_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("words")
    with pytest.raises(DatabaseUnusable, match="cannot be made"):
        open_database(str(tmp_path / "file" / "office.db"), create=True)


def test_a_file_of_something_else_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_bytes(b"Dear colleague, " * 500)
    database = open_database(str(path))
    with pytest.raises(DatabaseUnusable, match=r"letter\.db is no database"):
        database.require_current()
    database.close()
    assert path.read_bytes() == b"Dear colleague, " * 500


def test_a_database_of_another_program_holds_no_office(tmp_path: Path) -> None:
    path = tmp_path / "music.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
    database = open_database(str(path))
    with pytest.raises(DatabaseMissing, match="no office in"):
        database.require_current()
    database.close()


@pytest.mark.parametrize(
    ("revision", "kind", "words"),
    [("9999", DatabaseNewer, "newer release"), ("0000", DatabaseOutdated, "trustcrm db upgrade")],
)
def test_a_schema_of_another_release_is_told_apart(
    database: Database, monkeypatch: pytest.MonkeyPatch, revision: str, kind: type[DatabaseUnusable], words: str
) -> None:
    monkeypatch.setattr(engine, "known_revisions", lambda: ("0000", "0001"))
    database.require_current()
    with database.writing() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '{revision}'"))
    with pytest.raises(kind, match=words):
        database.require_current()


def test_a_database_that_may_not_be_written_says_so_and_still_reads(office_path: Path) -> None:
    database = open_database(str(office_path))
    event.listen(
        database.engine, "connect", lambda connection, _record: connection.execute("PRAGMA query_only = ON").close()
    )
    with pytest.raises(DatabaseUnusable, match="is read-only; nothing was saved"), database.writing() as connection:
        put(connection, "never")
    assert tags(database) == 0
    database.close()


def test_a_damaged_file_is_said_plainly(office_path: Path) -> None:
    octets = bytearray(office_path.read_bytes())
    octets[4096 : len(octets)] = b"\x7f" * (len(octets) - 4096)
    office_path.write_bytes(octets)
    database = open_database(str(office_path))
    with pytest.raises(DatabaseUnusable, match="is damaged; restore a backup"):
        tags(database)
    database.close()


@pytest.mark.parametrize("address", ["mysql://somebody@server/office", "oracle://server/office"])
def test_another_engine_is_refused_by_name(address: str) -> None:
    with pytest.raises(WrongUsage, match=address.split(":")[0]):
        open_database(address)


def test_a_password_never_stands_in_a_message() -> None:
    pytest.importorskip("psycopg", reason="PostgreSQL's driver is not installed")
    database = open_database("postgresql://ana:secret@127.0.0.1:1/office")
    assert "secret" not in database.where
    with pytest.raises(DatabaseUnusable) as caught:
        database.require_current()
    assert "secret" not in str(caught.value)
    database.close()


def test_a_server_without_its_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DatabaseUnusable, match=r"needs its driver; install it with `pip install trustcrm\[postgres\]`"):
        open_database("postgresql://ana@127.0.0.1:1/office")


def test_a_sqlite_url_is_a_path_too(office_path: Path) -> None:
    database = open_database(f"sqlite:///{office_path}")
    database.require_current()
    assert database.path == office_path
    database.close()


def test_settling_brings_everything_into_the_one_file(database: Database, tmp_path: Path, office_path: Path) -> None:
    with database.writing() as connection:
        put(connection, "kept")
    database.settle()
    copy = tmp_path / "copy.db"
    copy.write_bytes(office_path.read_bytes())
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT key FROM plugin_value").fetchall() == [("kept",)]


@pytest.mark.only_sqlite
def test_whoever_had_to_wait_lets_others_in_before_the_next_turn(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []
    assert database.path is not None
    holding = sqlite3.connect(database.path, isolation_level=None)

    def rest(seconds: float) -> None:
        rests.append(seconds)
        if holding.in_transaction:
            holding.execute("COMMIT")

    monkeypatch.setattr("trustcrm.store.turns.time.sleep", rest)
    with closing(holding):
        with database.writing():
            pass
        assert rests == []
        holding.execute("BEGIN IMMEDIATE")
        with database.writing():
            pass
        assert len(rests) == 1
        with database.writing():
            pass
        assert len(rests) == 2
        with database.writing():
            pass
        assert len(rests) == 2


@pytest.mark.only_sqlite
def test_one_connection_is_lent_to_one_transaction_after_another_and_reading_holds_no_writer_up(
    database: Database, impatient: Database
) -> None:
    with database.writing() as writer:
        pass
    with database.reading() as reader, impatient.writing() as other:
        assert reader is writer
        assert other is not writer
    with pytest.raises(ZeroDivisionError), database.writing() as failed:
        _ = 1 / 0
    with database.reading() as reader, impatient.writing():
        assert reader is not failed


@pytest.mark.only_sqlite
def test_after_a_turn_every_other_wait_is_as_patient_as_before(database: Database) -> None:
    with database.writing():
        pass
    assert pragma(database, "busy_timeout") == 60_000
