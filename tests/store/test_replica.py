"""Reading from a real streaming replica on loopback, and what holds when it, or the primary, is gone in mid-work."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import _start, at_desk
from tests.postgres import Server, missing, serve
from trustcrm.domain.nouns import City, Interaction, Tie
from trustcrm.errors import ConfigError, DatabaseUnusable
from trustcrm.services.record import record
from trustcrm.store.engine import Database, open_database
from trustcrm.store.journal import broken_links
from trustcrm.store.queries.replica import lag_of
from trustcrm.store.queries.rows import records

WRITER = """
import os, sys
from trustcrm.domain.nouns import City
from trustcrm.office import Premises, Wishes
from trustcrm.services.record import record

office = Premises(Wishes(database=sys.argv[1], actor="Ana", no_plugins=True, environ=os.environ)).enter()
turn = 0
while True:
    record(office.desk, "add", "a city", City(name=f"City {turn}"))
    print(turn, flush=True)
    turn += 1
"""
"""Keeps one city after another and says so only after each is safe."""


HASTE = {"wal_retrieve_retry_interval": "100ms"}
"""Lets a replica look for its primary again soon."""


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Server, Server]]:
    """A server and its replica; whatever a test does to them, the next one finds both at work."""
    if reason := missing():
        pytest.skip(reason)
    with serve(durable=True, loopback=True, settings=HASTE) as server:
        server.create("begun")
        _start(server.url("begun"))
        with server.replica() as copy:
            yield server, copy


@pytest.fixture
def primary(servers: tuple[Server, Server]) -> Iterator[Server]:
    server, _ = servers
    server.create("city", template="begun")
    yield server
    if not server.running:
        server.start()
    server.drop("city")


@pytest.fixture
def replica(primary: Server, servers: tuple[Server, Server]) -> Iterator[Server]:
    _, copy = servers
    _caught_up(primary, copy)
    yield copy
    if not copy.running:
        copy.start()
    with copy.connect() as connection:
        connection.execute("SELECT pg_wal_replay_resume()")


def _caught_up(primary: Server, replica: Server) -> None:
    with primary.connect() as here, replica.connect() as there:
        row = here.execute("SELECT pg_current_wal_lsn()::text").fetchone()
        assert row is not None
        for _ in range(600):
            reached = there.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", row).fetchone()
            if reached == (True,):
                return
            time.sleep(0.05)
    raise AssertionError("the replica did not catch up within 30 seconds")


@pytest.fixture
def warnings() -> list[str]:
    return []


@pytest.fixture
def database(primary: Server, replica: Server, warnings: list[str]) -> Iterator[Database]:
    opened = open_database(primary.url("city"), read_from=replica.url("city"), warn=warnings.append)
    yield opened
    opened.close()


def _is_replica(database: Database) -> bool:
    with database.reading() as connection:
        return bool(connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar_one())


def test_reading_goes_to_the_replica_until_this_run_has_written(database: Database) -> None:
    assert _is_replica(database)
    record(at_desk(database), "add", "a city", City(name="Nagoya"))
    assert not _is_replica(database)
    with database.reading() as connection:
        assert records(connection, "city", {"name": "Nagoya"})


def test_who_is_not_cleared_reads_the_replica_by_a_veil_too(
    primary: Server, replica: Server, database: Database
) -> None:
    other = open_database(primary.url("city"))
    record(
        at_desk(other), "add", "all",
        City(name="Nagoya"), Tie(one=1, other=2),
        *(
            Interaction(kind="call", giver=1, receiver=2, on=at_desk(other).today(), words=words, confidentiality=words)
            for words in ("open", "restricted")
        ),
    )  # fmt: skip
    other.close()
    _caught_up(primary, replica)
    veiled = database.veiled()
    assert _is_replica(veiled)
    with veiled.reading() as connection:
        assert [kept.id for kept in records(connection, "interaction")] == [1]
    veiled.close()


def test_a_lost_replica_is_said_once_and_the_primary_is_read(
    replica: Server, database: Database, warnings: list[str]
) -> None:
    replica.stop("immediate")
    assert not _is_replica(database)
    assert not _is_replica(database)
    assert len(warnings) == 1
    assert "does not answer; the primary is read instead." in warnings[0]
    lag = lag_of(database)
    assert lag is not None
    assert not lag.answers


def test_a_lost_primary_stops_writing_alone(
    primary: Server, replica: Server, database: Database, warnings: list[str]
) -> None:
    _caught_up(primary, replica)
    primary.stop("immediate")
    assert _is_replica(database)
    with pytest.raises(DatabaseUnusable, match="does not answer"):
        record(at_desk(database), "add", "a city", City(name="Nagoya"))
    assert _is_replica(database)
    with database.reading() as connection:
        assert len(records(connection, "city")) == 1
    assert warnings == []
    primary.start()
    record(at_desk(database), "add", "a city", City(name="Nagoya"))


@pytest.mark.parametrize("round_", range(3))
def test_a_primary_stopped_in_mid_work_loses_nothing_acknowledged(primary: Server, round_: int) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", WRITER, primary.url("city")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    said = [worker.stdout.readline() for _ in range(5 + 7 * round_)]
    primary.stop("immediate")
    rest, talk = worker.communicate(timeout=60)
    acknowledged = [int(line) for line in (*said, *rest.splitlines())]
    assert "DatabaseUnreachable" in talk
    primary.start()

    database = open_database(primary.url("city"))
    with database.reading() as connection:
        kept = {kept.record.name for kept in records(connection, "city")}  # type: ignore[attr-defined]
        assert list(broken_links(connection)) == []
    database.close()
    assert {f"City {turn}" for turn in acknowledged} <= kept
    assert len(kept) in (len(acknowledged) + 1, len(acknowledged) + 2)  # home, and one broken off while saving


def _pause_replay(replica: Server) -> None:
    with replica.connect() as connection:
        connection.execute("SELECT pg_wal_replay_pause()")


def test_status_tells_how_far_the_replica_is_behind(
    primary: Server, replica: Server, database: Database, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    from trustcrm.cli.app import main

    seen: set[tuple[bool, bool, int | None]] = set()
    for _ in range(20):  # of itself a server notes something now and then, between one look and the next
        _caught_up(primary, replica)
        lag = lag_of(database)
        assert lag is not None
        seen.add((lag.answers, lag.streams, lag.octets))
        if not lag.octets:
            break
    assert (True, True, 0) in seen
    assert {told[:2] for told in seen} == {(True, True)}

    _pause_replay(replica)
    record(at_desk(database), "add", "a city", City(name="Nagoya"))
    folder = tmp_path / "trustcrm"
    folder.mkdir()
    (folder / "trustcrm.toml").write_text(f'[office]\nread_url = "{replica.url("city")}"\n', encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert main(["--db", primary.url("city"), "db", "status", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["replica"]
    assert told["streams"] is True
    assert told["octets"] > 0
    assert main(["--db", primary.url("city"), "db", "status"]) == 0
    assert "octets behind" in capsys.readouterr().out


def test_one_command_reads_what_it_wrote_although_the_replica_lags(
    primary: Server, replica: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    from trustcrm.cli.app import main

    _caught_up(primary, replica)
    _pause_replay(replica)
    folder = tmp_path / "trustcrm"
    folder.mkdir()
    (folder / "trustcrm.toml").write_text(f'[office]\nread_url = "{replica.url("city")}"\n', encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    run = ("--db", primary.url("city"), "--as", "Ana", "--no-plugins")
    assert main([*run, "city", "add", "Nagoya", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "Nagoya"
    assert main([*run, "city", "list", "--json"]) == 0
    assert "Nagoya" not in capsys.readouterr().out
    primary.stop("immediate")
    assert main([*run, "city", "list", "--json"]) == 0
    capsys.readouterr()
    assert main([*run, "city", "add", "Kobe"]) == 6
    assert "does not answer" in capsys.readouterr().err


def test_a_read_url_that_is_no_servers_is_an_error_of_the_settings() -> None:
    with pytest.raises(ConfigError, match="no postgresql URL"):
        open_database("postgresql://office@127.0.0.1/city", read_from="office.db")
