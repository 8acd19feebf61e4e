"""`trustcrm calendar serve` as a program of its own: where it listens, who may ask, and what ending it leaves."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.caldav_device import Client, event, serving
from trustcrm.plugin import PluginContext

PROGRAM = [sys.executable, "-c", "import sys; from trustcrm.cli import main; sys.exit(main())"]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "TRUSTCRM_ACTOR": "Ana",
            "XDG_CONFIG_HOME": str(tmp_path / "config"), "TRUSTCRM_DB": str(tmp_path / "office.db")}  # fmt: skip


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(environ: dict[str, str]) -> Run:
    """Run a command in an office of this test."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*PROGRAM, *words], capture_output=True, text=True, check=False, env=environ)

    assert run("init", "--home", "Milan, IT").returncode == 0
    return run


@contextmanager
def program(environ: dict[str, str], *words: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start the server as a program of its own, and yield it with its port once it listens."""
    process = subprocess.Popen(
        [*PROGRAM, "calendar", "serve", "--port", "0", *words], stderr=subprocess.PIPE, text=True, env=environ
    )
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        found = re.search(r":(\d+)/; stop it", line)
        assert found is not None, line + process.stderr.read()
        yield process, int(found[1])
    finally:
        process.kill()
        process.wait(30)
        process.stderr.close()


def test_it_serves_alone_until_it_is_told_to_stop(run: Run, environ: dict[str, str]) -> None:
    told = json.loads(run("calendar", "password", "new", "phone", "--json").stdout)
    with program(environ) as (process, port):
        client = Client(port, "Ana", told["password"])
        assert client.put("a.ics", event()).status == 201
        second = run("calendar", "serve", "--port", "0")
        assert (second.returncode, "is served already" in second.stderr) == (1, True)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in (0, 130)
    assert "From there" in run("engagement", "list").stdout


def test_kill_9_after_an_answer_loses_nothing_and_doubles_nothing(run: Run, environ: dict[str, str]) -> None:
    told = json.loads(run("calendar", "password", "new", "phone", "--json").stdout)
    answered: dict[str, str] = {}
    for round_ in range(3):
        with program(environ, "--quiet") as (process, port):
            client = Client(port, "Ana", told["password"])
            assert {href: etag for href, etag in client.listed().items() if href in answered} == answered
            for number in range(4):
                name = f"{round_}-{number}.ics"
                etag = client.put(name, event(uid=name, title=f"Meeting {name}")).etag
                answered[client.calendar + name] = etag
            process.kill()
    with program(environ, "--quiet") as (_, port):
        assert Client(port, "Ana", told["password"]).listed() == answered
    rows = json.loads(run("engagement", "list", "--json").stdout)
    assert len(str(rows).split("Meeting")) - 1 >= len(answered)
    assert run("db", "verify").returncode == 0


@pytest.mark.parametrize("words", [("--host", "0.0.0.0"), ("--host", "::"), ("--host", "192.0.2.1")])
def test_passwords_never_go_over_a_network_in_the_clear(run: Run, words: tuple[str, ...]) -> None:
    done = run("calendar", "serve", "--port", "0", *words)
    assert (done.returncode, "in the clear" in done.stderr) == (1, True)


def test_addresses_are_numbers_and_ports_are_free(run: Run) -> None:
    assert run("calendar", "serve", "--host", "localhost").returncode == 2
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("calendar", "serve", "--port", str(taken.getsockname()[1]))
    assert (done.returncode, "Nothing can listen" in done.stderr) == (1, True)


def test_behind_a_proxy_only_what_came_over_tls_is_answered(contexts: tuple[PluginContext, PluginContext]) -> None:
    with serving(*contexts, tls_proxy="127.0.0.1") as served:
        ana = served.device()
        assert ana.ask("PROPFIND", "/").status == 403
        assert ana.ask("GET", "/.well-known/caldav").status == 403
        ana.headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
        assert ana.put("a.ics", event()).status == 201


def test_who_is_not_the_proxy_cannot_say_that_it_came_over_tls(contexts: tuple[PluginContext, PluginContext]) -> None:
    with serving(*contexts, tls_proxy="192.0.2.1") as served:
        ana = served.device()
        ana.headers = {"X-Forwarded-Proto": "https"}
        assert ana.ask("PROPFIND", "/").status == 403


def test_an_office_that_cannot_be_asked_is_told_as_not_being_there_just_now(
    run: Run, environ: dict[str, str], tmp_path: Path
) -> None:
    told = json.loads(run("calendar", "password", "new", "phone", "--json").stdout)
    with program(environ, "--quiet") as (_, port):
        client = Client(port, "Ana", told["password"])
        assert client.listed() == {}
        for file in tmp_path.glob("office.db*"):
            file.write_bytes(b"no database at all" * 1000)
        reply = client.put("a.ics", event())
        assert (reply.status, reply.headers["retry-after"], b"Traceback" in reply.body) == (503, "30", False)
