"""Passwords of devices: shown once, kept as a digest, taken back one by one, and slow to guess."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.caldav_device import Client, Served, event
from trustcrm.plugin import Colleague, PluginContext
from trustcrm_caldav_server.password_command import password
from trustcrm_caldav_server.passwords import Passwords
from trustcrm_caldav_server.throttle import FREE, WINDOW, Throttle

Run = Callable[..., Result]


@pytest.fixture
def run(contexts: tuple[PluginContext, PluginContext]) -> Run:
    def run(*words: str, ends: int = 0) -> Result:
        done = CliRunner().invoke(password, list(words), obj=contexts[0])
        assert done.exit_code == ends, (done.output, done.exception)
        return done

    return run


def test_a_password_is_shown_once_and_kept_as_a_digest(run: Run, served: Served, tmp_path: Path) -> None:
    told = json.loads(run("new", "Ana's phone", "--person", "Ana", "--json").stdout)
    client = Client(served.port, "Ana", told["password"])
    assert client.listed() == {}
    assert told["password"] not in run("list").output
    secret = told["password"].replace("-", "")
    for file in (tmp_path / "trustcrm-office").rglob("*"):
        if file.is_file():
            octets = file.read_bytes()
            assert not any(piece.encode() in octets for piece in (secret, secret[5:], told["password"])), file


def test_it_may_be_typed_without_dashes_and_in_capitals(served: Served) -> None:
    ana = served.device()
    assert Client(served.port, "Ana", ana.password.replace("-", " ").upper()).listed() == {}


def test_a_password_that_was_taken_back_lets_nobody_in(run: Run, served: Served) -> None:
    ana = served.device()
    other = served.device(name="laptop")
    passwords = Passwords(served.context.tables, served.context.clock)
    assert passwords.check("Ana", ana.password) is not None
    assert "is taken back" in run("revoke", "1").stderr
    assert "taken back before" in run("revoke", "1").stderr
    assert passwords.check("Ana", ana.password) is None
    assert (ana.ask("GET", "/").status, other.listed()) == (401, {})


@pytest.mark.parametrize("name", ["Ben", "", "Ana\0", "ana"])
def test_a_password_is_one_person_s(served: Served, name: str) -> None:
    ana = served.device()
    assert Client(served.port, name, ana.password).ask("GET", "/").status == 401


@pytest.mark.parametrize(
    "told",
    [
        "Basic",
        "Basic !!!",
        "Basic " + b64encode(b"\xff:\xff").decode(),
        "Bearer x",
        "Basic " + b64encode(b"Ana").decode(),
    ],
)
def test_what_is_no_password_is_refused_plainly(served: Served, told: str) -> None:
    refused = Client(served.port).ask("PROPFIND", "/", Authorization=told)
    assert (refused.status, refused.body) == (401, b"Give your name here and the password of this device.\n")


def test_whoever_guesses_has_to_wait_and_whoever_is_known_does_not(served: Served) -> None:
    ana = served.device()
    assert ana.listed() == {}
    guesser = Client(served.port, "Ana", "aaaaa-aaaaa-aaaaa-aaaaa-aaaaa-aaaaa")
    answers = [guesser.ask("GET", "/") for _ in range(FREE + 1)]
    assert [one.status for one in answers] == [401] * FREE + [429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert ana.listed() == {}


def test_waits_grow_and_are_forgotten() -> None:
    now = 0.0
    throttle = Throttle(lambda: now)
    waits = []
    for _ in range(FREE + 12):
        waits.append(throttle.wait("1.2.3.4", "Ana"))
        throttle.wrong("1.2.3.4", "Ana")
    assert waits[:FREE] == [0] * FREE
    assert waits[FREE:] == sorted(waits[FREE:])
    assert (waits[FREE] > 0, waits[-1] <= 301) == (True, True)
    assert throttle.wait("1.2.3.4", "Ben") > 0 < throttle.wait("5.6.7.8", "Ana")
    assert throttle.wait("5.6.7.8", "Ben") == 0
    throttle.right("Ana")
    assert (throttle.wait("5.6.7.8", "Ana"), throttle.wait("1.2.3.4", "Ben") > 0) == (0, True)
    now = WINDOW + 1
    assert throttle.wait("1.2.3.4", "Ana") == 0


def test_the_role_of_the_person_bounds_the_device(served: Served) -> None:
    do = served.context.do
    do.add(Colleague(name="Kit", login="kit", role="steward"))
    do.add(Colleague(name="Rea", login="Rea", role="reader"))
    do.add(Colleague(name="Olga", login="Olga", role="officer"))
    reader, officer = served.device("Rea"), served.device("Olga")
    for ics in (event(), event(more="RRULE:FREQ=WEEKLY\n")):
        refused = reader.put("a.ics", ics)
        assert (refused.status, refused.condition) == (403, "{DAV:}need-privileges")
    assert (officer.put("a.ics", event()).status, len(reader.listed())) == (201, 1)
    assert reader.ask("DELETE", reader.calendar + "a.ics").status == 403
    assert [one.state for _, one in served.engagements().values()] == ["confirmed"]


def test_whoever_left_the_office_reads_nothing_more(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trustcrm_caldav_server.leavers._FRESH", -1.0)
    ben, ana = served.device("ben"), served.device("ana")
    assert ben.ask("GET", ben.calendar).status != 403
    row = served.context.do.add(Colleague(name="Ben Okri", login="ben")).ids[0]
    statuses = []
    for last in (None, date(2030, 6, 30), date(2030, 6, 29), None):
        served.context.do.correct("colleague", row, {"to_on": last})
        statuses.append(ben.propfind(ben.home, "<D:displayname/>").status)
    served.context.do.withdraw("colleague", row)
    statuses.append(ben.propfind(ben.home, "<D:displayname/>").status)
    served.context.do.undo()
    statuses.append(ben.propfind(ben.home, "<D:displayname/>").status)
    assert statuses == [207, 207, 403, 207, 403, 207]
    assert ana.propfind(ana.home, "<D:displayname/>").status == 207


@pytest.mark.parametrize("words", [("new", " "), ("new", "x" * 81), ("new", "x", "--person", "a/b"), ("new", "a\nb")])
def test_odd_names_are_refused(run: Run, words: tuple[str, ...]) -> None:
    run(*words, ends=1)
    assert json.loads(run("list", "--json").stdout) == []
