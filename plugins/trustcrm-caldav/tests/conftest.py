from __future__ import annotations

import contextlib
import itertools
import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
import requests
from click.testing import CliRunner, Result

from tests.http_server import listening
from trustcrm.plugin import Engagement, PluginContext, TrustCrmError
from trustcrm_caldav import server
from trustcrm_caldav.calendar import CalDav
from trustcrm_caldav.server import Patience, Server
from trustcrm_calendar.commands import calendar

USER, PASSWORD = "lee", "an app password"
HURRY = Patience(connect=5, read=20, again=4, pause=0.01)
_NUMBERS = itertools.count()


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


class Peer:
    """A server of others', which keeps calendars at `root`."""

    def __init__(self, root: str, login: tuple[str, str] | None) -> None:
        self.root, self.login = root, login

    def new(self, name: str = "") -> str:
        """Make a calendar and return its address."""
        url = f"{self.root}{name or f'calendar-{next(_NUMBERS)}'}/"
        answer = requests.request("MKCALENDAR", url, auth=self.login, timeout=20)
        assert answer.status_code == 201, answer.text
        return url

    def server(self, url: str) -> Server:
        return Server(url, lambda: self.login, patience=HURRY)

    def open(self, url: str) -> CalDav:
        return CalDav(self.server(url))


def started(command: list[str], folder: Path, url: str) -> Iterator[None]:
    """Run a server until the end, from when it answers."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            while True:
                assert process.poll() is None, (folder / "log").read_text()
                try:
                    requests.request("OPTIONS", url, timeout=20)
                    break
                except requests.ConnectionError:
                    process_waits(process)
            yield
        finally:
            process.terminate()
            process.wait(20)


def process_waits(process: subprocess.Popen[bytes]) -> None:
    """Let a moment pass, or less where the process ends."""
    try:
        process.wait(0.05)
    except subprocess.TimeoutExpired:
        return


RADICALE = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
[storage]
filesystem_folder = {folder}/collections
[logging]
level = warning
"""


@pytest.fixture(scope="session")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """Radicale, for one user with a password."""
    pytest.importorskip("radicale", reason="Radicale is not installed; the group `dev` brings it.")
    folder, port = tmp_path_factory.mktemp("radicale"), free_port()
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
    (folder / "config").write_text(RADICALE.format(port=port, folder=folder))
    command = [sys.executable, "-m", "radicale", "--config", str(folder / "config")]
    root = f"http://127.0.0.1:{port}/{USER}/"
    for _ in started(command, folder, root):
        yield Peer(root, (USER, PASSWORD))


@pytest.fixture(scope="session")
def xandikos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """Xandikos, which lets everybody of this machine in."""
    pytest.importorskip("xandikos", reason="Xandikos is not installed; the group `dev` brings it.")
    folder, port = tmp_path_factory.mktemp("xandikos"), free_port()
    command = [
        sys.executable, "-m", "xandikos", "serve", "-d", str(folder / "data"), "--defaults", "-l", "127.0.0.1",
        "-p", str(port), "--current-user-principal", "/user/", "--state-dir", str(folder / "state"),
    ]  # fmt: skip
    root = f"http://127.0.0.1:{port}/user/calendars/"
    for _ in started(command, folder, root):
        yield Peer(root, None)


class Faulty:
    """A proxy before a server that does to each request what `fault` says: "" lets it pass.

    "before" and "after" break the connection off before or after the server acted; "cut" sends half an answer; "500"
    answers for the server once it acted, "503" before; "twice" passes a request on twice, as a network that repeats it;
    "held" waits before the server acted, and "held after" afterwards, until it may `go_on`, and says so by `held`;
    "stale" answers a listing as it was answered before; "empty" lists nothing; "token" knows no token any more.
    """

    def __init__(self, root: str) -> None:
        self.fault: Callable[[str, str], str] = lambda method, kind: ""
        self.met: list[str] = []
        self.held, self.go_on = Event(), Event()
        self._listings: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self._root = urlsplit(root)
        self._server = listening(self.answer)

    def at(self, url: str) -> str:
        """Return the address at which the proxy shows what is at an address of the server."""
        return urlsplit(url)._replace(netloc=f"127.0.0.1:{self._server.server_port}").geturl()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        body = asked.rfile.read(int(asked.headers.get("Content-Length", 0)))
        kind = "token" if b"sync-collection" in body else "listing" if asked.headers.get("Depth") == "1" else ""
        kind = "" if b"calendar-multiget" in body else kind
        fault = self.fault(asked.command, kind)
        self.met.append(fault)
        if fault == "held":
            self._wait()
        if fault == "before":
            return self._break_off(asked)
        if fault == "503":
            return self._tell(asked, 503, {"Retry-After": "0"}, b"")
        if fault == "token":
            return self._tell(asked, 403, {}, b"")
        if fault == "stale" and asked.path in self._listings:
            return self._tell(asked, *self._listings[asked.path])
        for _ in range(2 if fault == "twice" else 1):
            status, headers, told = self._passed_on(asked, body)
        if kind == "listing" and fault == "empty":
            told = re.sub(rb"<response>(?:(?!</response>).)*?\.ics</href>.*?</response>", b"", told, flags=re.DOTALL)
        elif kind == "listing":
            self._listings[asked.path] = (status, headers, told)
        if fault == "held after":
            self._wait()
        if fault == "after":
            return self._break_off(asked)
        if fault == "500":
            return self._tell(asked, 500, {}, b"")
        return self._tell(asked, status, headers, told, cut=fault == "cut")

    def _passed_on(self, asked: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        headers = {name: value for name, value in asked.headers.items() if name.lower() not in _OF_A_HOP}
        headers["Accept-Encoding"] = "identity"
        url = self._root._replace(path=asked.path).geturl()
        told = requests.request(asked.command, url, data=body or None, headers=headers, timeout=30)
        kept = {name: value for name, value in told.headers.items() if name.lower() not in _OF_A_HOP}
        return told.status_code, kept, told.content

    def _tell(
        self, asked: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes, cut: bool = False
    ) -> None:
        with contextlib.suppress(OSError):  # whoever asked may be gone
            self._told(asked, status, headers, body, cut)

    def _told(
        self, asked: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes, cut: bool
    ) -> None:
        asked.send_response(status)
        for name, value in headers.items():
            asked.send_header(name, value)
        if status != 204:
            asked.send_header("Content-Length", str(len(body)))
        asked.end_headers()
        asked.wfile.write(body[: len(body) // 2] if cut else body)
        if cut:
            self._break_off(asked)

    def _wait(self) -> None:
        self.held.set()
        self.go_on.wait(60)

    def _break_off(self, asked: BaseHTTPRequestHandler) -> None:
        asked.close_connection = True
        with contextlib.suppress(OSError):
            asked.connection.shutdown(socket.SHUT_RDWR)


_OF_A_HOP = ("connection", "content-length", "transfer-encoding", "keep-alive", "host", "server", "date")


@pytest.fixture(scope="session")
def faulty(radicale: Peer) -> Iterator[Faulty]:
    """A proxy before Radicale, which is faultless until told otherwise."""
    proxy = Faulty(radicale.root)
    yield proxy
    proxy.close()


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Peer], None]:
    """Writes the configuration of the office: its calendar `shared` is at an address."""
    monkeypatch.setenv("CALENDAR_PASSWORD", PASSWORD)
    monkeypatch.setattr(server, "PATIENCE", HURRY)

    def configured(url: str, peer: Peer) -> None:
        login = f'user = "{USER}"\npassword = {{ env = "CALENDAR_PASSWORD" }}\n' if peer.login else ""
        (tmp_path / "trustcrm-office").mkdir(exist_ok=True)
        told = f'[calendars.shared]\nbackend = "caldav"\nurl = "{url}"\n{login}'
        (tmp_path / "trustcrm-office" / "trustcrm.toml").write_text(told, "utf-8")

    return configured


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Callable[[], PluginContext]:
    """Opens an empty office on 30 June 2030, once it is configured; returns the context of the plugin `calendar`."""

    def office() -> PluginContext:
        opened = request.getfixturevalue("trustcrm_office")
        assert opened.desk.today().isoformat() == "2030-06-30"
        found: PluginContext = opened.host.context("calendar")
        return found

    return office


Fresh = Callable[[Peer], Callable[[], CalDav]]


@pytest.fixture
def fresh() -> Iterator[Fresh]:
    """Makes a new calendar on a server, and returns what opens it."""
    made = list[CalDav]()

    def fresh(peer: Peer) -> Callable[[], CalDav]:
        url = peer.new()

        def opened() -> CalDav:
            made.append(peer.open(url))
            return made[-1]

        return opened

    yield fresh
    for one in made:
        one.close()


class Office:
    """An office whose calendar `shared` is on a server, and another program that writes there."""

    def __init__(self, context: PluginContext, url: str, login: tuple[str, str] | None) -> None:
        self.context, self.url, self.login = context, url, login

    def sync(self, *words: str, ends: int = 0) -> list[tuple[str, str]]:
        """Sync, and return what was done: the title and the deed."""
        done = self.run("sync", "shared", "--json", *words, ends=ends)
        return sorted((one["title"], one["did"]) for one in json.loads(done.stdout)) if not ends else []

    def run(self, *words: str, ends: int = 0) -> Result:
        done = CliRunner().invoke(calendar, [*words], obj=self.context)
        assert done.exit_code == ends, (done.output, done.exception)
        return done

    def sync_whatever_happens(self, *words: str) -> None:
        """Sync; that may fail, but in no way that is not documented."""
        done = CliRunner().invoke(calendar, ["sync", "shared", *words], obj=self.context)
        assert done.exception is None or isinstance(done.exception, TrustCrmError), done.exception

    def add(self, **told: Any) -> int:
        fields: dict[str, Any] = {"title": "Visit", "starts_on": date(2030, 7, 4)} | told
        return self.context.do.add(Engagement(**fields), again=True).ids[0]

    def engagements(self) -> dict[int, Engagement]:
        rows = self.context.ask.page("engagement").rows
        return {one.kept.id: cast("Engagement", one.kept.record) for one in rows}

    def put(self, name: str, ics: bytes) -> None:
        """Write as another program does that asks nobody."""
        answer = requests.put(f"{self.url}{name}", ics, auth=self.login, timeout=20)
        assert answer.status_code in (200, 201, 204), answer.text

    def there(self) -> dict[str, bytes]:
        """Return what is on the server, by name."""
        body = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
        headers = {"Depth": "1", "Content-Type": "application/xml"}
        told = requests.request("PROPFIND", self.url, data=body, headers=headers, auth=self.login, timeout=20)
        names = {one.split("<")[0].rpartition("/")[2] for one in told.text.split("href>")[1::2]}
        return {
            name: requests.get(f"{self.url}{name}", auth=self.login, timeout=20).content
            for name in sorted(names) if name.endswith(".ics")
        }  # fmt: skip


@pytest.fixture
def on_radicale(radicale: Peer, configured: Any, office: Any) -> Office:
    """An office whose calendar is on Radicale."""
    url = radicale.new()
    configured(url, radicale)
    return Office(office(), url, radicale.login)


@pytest.fixture
def make_office() -> type[Office]:
    """What brings an office and a calendar's address together."""
    return Office
