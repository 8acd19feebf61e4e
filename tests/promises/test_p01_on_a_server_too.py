"""P1 on PostgreSQL: kill -9 of the program, of the server's own processes, and of the whole server, loses nothing.

The server is a durable one (fsync on, synchronous_commit on). What a process had answered must be there.
"""

from __future__ import annotations

import os
import random
import re
import signal
import time
from collections.abc import Iterator

import pytest

from tests.offices import SqliteOffices
from tests.postgres import Server, missing, serve
from tests.promises.offices_at_work import WARM, assert_whole, changes, home, stand_still
from tests.promises.real_processes import Ended, Runner, runner_of

CLIENT_KILLS, SERVER_KILLS = (40, 6) if "TRUSTCRM_TESTS_THOROUGH" in os.environ else (12, 3)
ENTRY = "call with Milan +Giulia Conti re kits no {}, they offer 5000 masks, friday follow up #health"
ANSWER = re.compile(r"Logged .*\(change (\d+)\)")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that keeps what it has committed, with an office whose clock stands still, to be copied by each test."""
    reason = missing()
    if reason:
        pytest.skip(reason)
    with serve(durable=True) as made:
        made.create("begun")
        begun = made.url("begun")
        with runner_of(home(begun, tmp_path_factory.mktemp("begun")), [("init", "--home", "Los Angeles, US")]):
            stand_still(begun)
        yield made


@pytest.fixture
def place(server: Server) -> Iterator[str]:
    """The address of an office on the server that is this test's own."""
    server.create("killed", template="begun")
    yield server.url("killed")
    server.drop("killed")


@pytest.fixture(scope="module")
def runner(server: Server, sqlite_offices: SqliteOffices, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """Fork processes of the command line that work in that office."""
    folder = tmp_path_factory.mktemp("runner")
    spare = sqlite_offices.take(folder)
    with runner_of(home(server.url("killed"), folder), [("--db", spare, *told) for told in WARM]) as made:
        yield made


def wait_for_quiet(server: Server) -> None:
    """Wait until the server has noticed that a client is gone, and ended what it was doing for it."""
    until = time.monotonic() + 60
    asked = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = 'killed'"
    while time.monotonic() < until:
        with server.connect() as connection:
            counted = connection.execute(asked).fetchone()
        if counted == (0,):
            return
        time.sleep(0.01)
    raise AssertionError("the server still works for a client that is gone")


def assert_acknowledged(saved: dict[int, str], now: dict[int, str], ended: Ended, summary: str) -> None:
    """Whatever was saved is there, and of the command in flight the whole or nothing: the whole if it had answered."""
    new = {change: told for change, told in now.items() if change not in saved}
    assert now == saved | new, "something acknowledged is gone"
    assert list(new.values()) in ([], [summary]), "something else than the command in flight was saved"
    said = ANSWER.search(ended.stdout)
    if said:
        assert list(new) == [int(said[1])]
    assert new or ended.code != 0


@pytest.mark.postgresql
def test_p01_on_a_server_a_killed_program_loses_nothing(server: Server, place: str, runner: Runner) -> None:
    chance = random.Random(1)
    began = time.monotonic()
    assert runner.run("log", ENTRY.format("first"), "--yes").code == 0
    life = time.monotonic() - began
    saved, there = changes(place), 0
    for number in range(CLIENT_KILLS):
        process = runner.start("log", ENTRY.format(number), "--yes")
        time.sleep(chance.uniform(0.3, 1.1) * life if number % 2 else chance.uniform(0, 1.1) * life)
        ended = process.killed()
        wait_for_quiet(server)
        now = changes(place)
        assert_acknowledged(saved, now, ended, ENTRY.format(number)[:80])
        there += len(now) - len(saved)
        life *= 0.95 if ended.code == 0 else 1.1  # machines have other things to do
        saved = now
        if number % 8 == 0:
            assert_whole(place)
    assert 0 < there < CLIENT_KILLS
    assert runner.run("log", ENTRY.format("last"), "--yes").code == 0
    assert_whole(place)


@pytest.mark.postgresql
@pytest.mark.parametrize("how", ["backend", "whole server"])
def test_p01_on_a_server_that_crashes_nothing_acknowledged_is_lost(
    server: Server, place: str, runner: Runner, how: str
) -> None:
    chance = random.Random(how)
    began = time.monotonic()
    assert runner.run("log", ENTRY.format("first"), "--yes").code == 0
    life = time.monotonic() - began
    saved = changes(place)
    for number in range(SERVER_KILLS):
        process = runner.start("log", ENTRY.format(number), "--yes")
        time.sleep(chance.uniform(0.3, 1.1) * life)
        crash(server, how)
        ended = process.ended()
        come_back(server)
        now = changes(place)
        assert_acknowledged(saved, now, ended, ENTRY.format(number)[:80])
        if ended.code != 0:
            assert (ended.code, "Traceback" in ended.stderr) == (6, False), ended.stderr
        saved = now
        assert_whole(place)
    assert runner.run("log", ENTRY.format("last"), "--yes").code == 0


def crash(server: Server, how: str) -> None:
    """End a process of the server that works for the office by SIGKILL, or the whole server at once."""
    if how == "whole server":
        server.stop("immediate")
        return
    with server.connect() as connection:
        found = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = 'killed'").fetchall()
    for (pid,) in found:
        os.kill(pid, signal.SIGKILL)


def come_back(server: Server) -> None:
    """Start the server where it was stopped, and wait until it has recovered."""
    if not server.running:
        server.start()
    until = time.monotonic() + 60
    while True:
        try:
            with server.connect("killed") as connection:
                connection.execute("SELECT 1")
            return
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
