from __future__ import annotations

import itertools
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from click.testing import Result

from trustcrm.plugin import PluginContext
from trustcrm_caldav import server
from trustcrm_caldav.calendar import CalDav
from trustcrm_caldav.server import Patience, Server

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


Run = Callable[..., Result]


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
