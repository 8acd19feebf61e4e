"""P1: after "saved", kill -9 at any moment loses nothing; here a sync with a calendar, and the server of calendars."""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
import socket
import time
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

import pytest

from tests.caldav_device import event
from tests.promises.offices_at_work import assert_sound, home, stand_still
from tests.promises.real_processes import Ended, Process, Runner

pytestmark = pytest.mark.plugin_tables

KILLS, SERVERS = (100, 20) if "TRUSTCRM_TESTS_THOROUGH" in os.environ else (6, 3)
"""How often a sync is killed, and the server."""
MEETINGS = 6
EVENT = "BEGIN:VEVENT\r\nUID:{0}@there\r\nDTSTAMP:20200101T000000Z\r\nDTSTART;VALUE=DATE:20300709\r\nSUMMARY:{0}\r\n"


@pytest.fixture
def office(office_path: Path, tmp_path: Path) -> Path:
    """An office whose clock stands still and whose calendar `shared` is a folder beside it."""
    stand_still(str(office_path))
    (tmp_path / "shared").mkdir()
    told = f'[calendars.shared]\nbackend = "vdir"\npath = "{tmp_path / "shared"}"\n'
    office_path.with_name("trustcrm.toml").write_text(told, "utf-8")
    return office_path


@dataclass(frozen=True)
class Here:
    """Starts processes of the command line in one office."""

    forks: Runner
    environ: dict[str, str]

    def start(self, *arguments: str) -> Process:
        """Start one."""
        return self.forks.start(*arguments, **self.environ)

    def run(self, *arguments: str) -> Ended:
        """Run one, which must end well."""
        ended = self.start(*arguments).ended()
        assert ended.code == 0, ended.stderr
        return ended


@pytest.fixture
def here(forks: Runner, office: Path, tmp_path: Path) -> Here:
    return Here(forks, home(office, tmp_path))


def stands(here: Here) -> list[tuple[str, str, str]]:
    """Return title, place and state of every engagement that calendars brought or were brought."""
    told = json.loads(here.run("engagement", "list", "--limit", "0", "--json").stdout)
    return sorted((one["title"], one["place"] or "", one["state"]) for one in told if one["starts_on"] > "2030")


def lies_there(folder: Path) -> list[tuple[str, str]]:
    """Return title and place of every event in a folder."""
    found = []
    for file in folder.glob("*.ics"):
        lines = dict(line.partition(":")[::2] for line in file.read_text("utf-8").split("\n") if ":" in line)
        found.append((lines["SUMMARY"].strip(), lines.get("LOCATION", "").strip()))
    return sorted(found)


def edit_both_sides(here: Here, folder: Path) -> None:
    """Sync a few meetings, and then change each on both sides, one here alone, one there alone, and add to both."""
    for number in range(MEETINGS):
        (folder / f"{number}.ics").write_text(_calendar(f"Meeting {number}"), "utf-8", newline="")
    here.run("calendar", "sync", "shared")
    for number in range(MEETINGS):
        here.run("engagement", "correct", f"Meeting {number}", "--place", f"Room {number}")
        file = folder / f"{number}.ics"
        file.write_text(file.read_text("utf-8").replace("SUMMARY:", "SUMMARY:Moved "), newline="")
    here.run("engagement", "add", "Here alone", "--starts-on", "2030-07-01")
    (folder / "there.ics").write_text(_calendar("There alone"), "utf-8", newline="")


def _calendar(title: str) -> str:
    told = EVENT.format(title)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\n{told}END:VEVENT\r\nEND:VCALENDAR\r\n"


def test_p01_a_killed_sync_loses_nothing_and_the_next_finishes_it(
    here: Here, office: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    chance, folder, begun = random.Random(request.node.name), tmp_path / "shared", tmp_path / "begun"
    edit_both_sides(here, folder)
    shutil.copytree(folder, begun)
    shutil.copy(office, tmp_path / "begun.db")
    started = time.monotonic()
    here.run("calendar", "sync", "shared")
    life = time.monotonic() - started
    wanted = stands(here), lies_there(folder)
    assert len(wanted[0]) == len(wanted[1]) == MEETINGS + 2
    in_the_middle = 0
    for _ in range(KILLS):
        shutil.rmtree(folder)
        shutil.copytree(begun, folder)
        for left in office.parent.glob(f"{office.name}-*"):
            left.unlink()
        shutil.copy(tmp_path / "begun.db", office)
        process = here.start("calendar", "sync", "shared")
        _let_pass(chance.uniform(0.2, 1.0) * life, process)
        ended = process.killed()
        in_the_middle += ended.code < 0
        assert_sound(office)
        for _ in range(2):
            again = here.run("calendar", "sync", "shared")
        assert "Nothing to do." in again.stderr
        assert (stands(here), lies_there(folder)) == wanted
        life *= 0.9 if ended.code == 0 else 1.05
    assert in_the_middle > KILLS // 3


def _let_pass(seconds: float, process: Process) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not process.has_said():
        time.sleep(0.0005)


def test_p01_a_killed_server_has_everything_that_it_acknowledged(
    here: Here, office: Path, request: pytest.FixtureRequest
) -> None:
    chance, acknowledged, sent = random.Random(request.node.name), dict[str, bytes](), dict[str, bytes]()
    told = json.loads(here.run("calendar", "password", "new", "phone", "--json").stdout)
    login = b64encode(f"{told['person']}:{told['password']}".encode()).decode()
    for round_ in range(SERVERS):
        port = _free_port()
        server = here.start("calendar", "serve", "--port", str(port), "--quiet")
        ask = _Device(port, login, told["person"])
        ask.until_it_answers(server)
        killing, after = Timer(chance.uniform(0, 0.05), server.killed), chance.randrange(1, 8)
        for number in range(10_000):
            if number == after:
                killing.start()
            name = f"{round_}-{number}"
            sent[name] = event(uid=f"{name}@there", title=name)
            try:
                status = ask.put(name, sent[name])
            except (OSError, http.client.HTTPException):
                break
            assert status == 201
            acknowledged[name] = sent[name]
        killing.join()
        assert_sound(office)
    server = here.start("calendar", "serve", "--port", str(port := _free_port()), "--quiet")
    ask = _Device(port, login, told["person"])
    ask.until_it_answers(server)
    for name, octets in sent.items():
        status, body = ask.get(name)
        assert (status, body) == (200, octets) or (status == 404 and name not in acknowledged), name
    server.killed()
    titles = [title for title, _, _ in stands(here)]
    assert len(titles) == len(set(titles))
    assert acknowledged.keys() <= set(titles) <= sent.keys()
    assert len(acknowledged) > SERVERS


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


class _Device:
    """Puts events to the server and gets them back."""

    def __init__(self, port: int, login: str, person: str) -> None:
        self._port, self._login, self._person = port, login, person

    def until_it_answers(self, server: Process) -> None:
        """Wait until the server listens."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=60).close()
                return
            except ConnectionRefusedError:
                time.sleep(0.005)
        raise AssertionError(server.killed().stderr)

    def put(self, name: str, ics: bytes) -> int:
        """Put an event, and return the status."""
        return self._ask("PUT", name, ics)[0]

    def get(self, name: str) -> tuple[int, bytes]:
        """Return status and octets of an event."""
        return self._ask("GET", name)

    def _ask(self, method: str, name: str, body: bytes = b"") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {"Authorization": f"Basic {self._login}", "Content-Type": "text/calendar", "If-None-Match": "*"}
        if method == "GET":
            del headers["If-None-Match"]
        try:
            connection.request(method, f"/calendars/{self._person}/engagements/{name}.ics", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()
