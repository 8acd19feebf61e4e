"""Syncing a calendar on a server, beside vdirsyncer on the same calendar of the same server, which is Radicale.

The calendar holds as many events as the size of the run says, at most 10,000. Radicale takes longer for each event that
is put there the more it has, so they are laid into its storage; and it takes its share of every figure, of both.
"""

from __future__ import annotations

import itertools
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Row
from tests.benchmarks.programs import TRUSTCRM, surroundings

MOST = 10_000
_EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\nBEGIN:VEVENT\r\nUID:{0}@bench\r\n"
    "DTSTAMP:20250101T000000Z\r\nDTSTART;VALUE=DATE:2090{1:02}{2:02}\r\nSUMMARY:Meeting {0}\r\n"
    "LOCATION:Room {2}\r\nX-KEPT:{0}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
_RADICALE = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = none
[storage]
filesystem_folder = {folder}
[logging]
level = error
"""
_TRUSTCRM = """
[calendars.shared]
backend = "caldav"
url = "{url}"
user = "lee"
password = {{ command = ["echo", "none"] }}
"""
_VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair both]
a = "here"
b = "there"
collections = null
[storage here]
type = "filesystem"
path = "{folder}/events"
fileext = ".ics"
[storage there]
type = "caldav"
url = "{url}"
username = "lee"
password = "none"
"""


@dataclass(frozen=True)
class _Ground:
    """A running server with a calendar, and both programs configured for it."""

    bench: Bench
    folder: Path
    url: str

    def office(self) -> None:
        """Begin a new office."""
        for file in self.folder.glob("office.db*"):
            file.unlink()
        self.trustcrm("init", "--home", "Los Angeles, US")

    def sync(self) -> None:
        """Sync by `trustcrm`."""
        self.trustcrm("calendar", "sync", "shared")

    def trustcrm(self, *words: str) -> None:
        """Run a command of the program in that office."""
        self._run(str(TRUSTCRM), "--db", str(self.folder / "office.db"), *words)

    def vdirsyncer(self, *words: str) -> None:
        """Run vdirsyncer."""
        tool = str(TRUSTCRM.with_name("vdirsyncer"))
        self._run(tool, "-v", "ERROR", "-c", str(self.folder / "vdirsyncer.conf"), *words)

    def folder_of_vdirsyncer(self) -> None:
        """Begin with an empty folder on vdirsyncer's side."""
        for name in ("status", "events"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        (self.folder / "events").mkdir()
        self.vdirsyncer("discover", "both")

    def _run(self, *command: str) -> None:
        subprocess.run(command, env=surroundings(self.bench), check=True, capture_output=True)


@contextmanager
def _served(bench: Bench) -> Iterator[_Ground]:
    folder = bench.folder / "calendars"
    shutil.rmtree(folder, ignore_errors=True)
    place = folder / "server" / "collection-root" / "lee" / "shared"
    place.mkdir(parents=True)
    (place / ".Radicale.props").write_text('{"tag": "VCALENDAR"}', "utf-8")
    days = itertools.cycle((month, day) for month in range(1, 13) for day in range(1, 29))
    for number, (month, day) in zip(range(min(MOST, bench.rows)), days, strict=False):
        (place / f"{number}.ics").write_bytes(_EVENT.format(number, month, day).encode())
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = tried.getsockname()[1]
    url = f"http://127.0.0.1:{port}/lee/shared/"
    (folder / "radicale.conf").write_text(_RADICALE.format(port=port, folder=folder / "server"), "utf-8")
    (folder / "vdirsyncer.conf").write_text(_VDIRSYNCER.format(folder=folder, url=url), "utf-8")
    (folder / "trustcrm.toml").write_text(_TRUSTCRM.format(url=url), "utf-8")
    server = [sys.executable, "-m", "radicale", "--config", str(folder / "radicale.conf")]
    with subprocess.Popen(server, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while not _answers(url):
                if process.poll() is not None:
                    raise RuntimeError("Radicale does not start; the group `dev` brings it.")
                time.sleep(0.1)
            yield _Ground(bench, folder, url)
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method="OPTIONS"), timeout=30):
            return True
    except (urllib.error.HTTPError, ConnectionError):
        return True
    except urllib.error.URLError:
        return False


@contextmanager
def _unchanged(bench: Bench) -> Iterator[Contest]:
    with _served(bench) as ground:
        ground.office()
        ground.sync()
        ground.sync()
        ground.folder_of_vdirsyncer()
        ground.vdirsyncer("sync")
        yield Contest(ground.sync, lambda: ground.vdirsyncer("sync"))


@contextmanager
def _first(bench: Bench) -> Iterator[Contest]:
    with _served(bench) as ground:
        # Radicale writes each event down anew, and waits for the disk, when it is first asked for it and again when it
        # is first asked what has changed, 10 ms an event whoever asks; neither side pays that here.
        ground.office()
        ground.sync()
        ground.folder_of_vdirsyncer()
        ground.vdirsyncer("sync")

        def ours() -> float:
            ground.office()
            start = bench.clock()
            ground.sync()
            return bench.clock() - start

        def theirs() -> float:
            ground.folder_of_vdirsyncer()
            start = bench.clock()
            ground.vdirsyncer("sync")
            return bench.clock() - start

        yield Contest(ours, theirs)


ROWS = (
    Row(
        name="sync-unchanged",
        job="`trustcrm calendar sync` of a calendar of 10,000 events on a server: nothing changed",
        reference="`vdirsyncer sync` of the same calendar and a folder: nothing changed",
        must=Limit(1.0),
        aim=Limit(0.2),
        prepare=_unchanged,
    ),
    Row(
        name="sync-first",
        job="the first sync of that calendar: every event an engagement, journalled, undoable",
        reference="`vdirsyncer sync` into an empty folder, which writes files",
        must=Limit(4.0),
        aim=Limit(1.0),
        prepare=_first,
    ),
)
