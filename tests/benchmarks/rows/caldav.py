"""Serving a calendar to vdirsyncer, beside Radicale: the first upload of 1,000 events, and a sync that changes nothing.

Radicale runs in an environment of its own that `uv` makes for it: no program of ours needs it. Ten thousand events take
it hours, the more the longer; so that upload, and what a month holds, are held to figures of their own. Much of an
upload, and nearly all of a sync that changes nothing, is vdirsyncer's own work: what it takes with a server that keeps
nothing (`canned`) stands beside ours, as what no server can better.
"""

from __future__ import annotations

import base64
import itertools
import json
import random
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Row
from tests.benchmarks.programs import TRUSTCRM, surroundings
from trustcrm.office import Premises, Wishes

UPLOADED, KEPT = 1_000, 10_000
"""So many events, or as many as rows are asked for, where those are fewer."""
RADICALE = "radicale>=3.5,<4"
PERSON = "Ana"
_ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Rome
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""
_MONTHS = [f'start="{y}{m:02}01T000000Z" end="{y}{m + 1:02}01T000000Z"' for y in (2040, 2041) for m in range(1, 12)]
_QUERY = """<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:prop><D:getetag/><C:calendar-data>{inside}</C:calendar-data></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range {month}/></C:comp-filter>
</C:comp-filter></C:filter></C:calendar-query>"""
_CONFIG = """[general]
status_path = "{place}/status/"
[pair both]
a = "files"
b = "server"
collections = [["cal", "cal", "{calendar}"]]
conflict_resolution = "b wins"
[storage files]
type = "filesystem"
path = "{place}/files/"
fileext = ".ics"
[storage server]
type = "caldav"
url = "{url}"
username = "{person}"
password = "{password}"
"""


def _event(number: int, chance: random.Random) -> bytes:
    """Return an event of a kilobyte: of hours in a zone, of days, of hours in UTC, or one that repeats."""
    day, kind = date(2040, 1, 1) + timedelta(days=chance.randrange(900)), number % 10
    hours = f"DTSTART;TZID=Europe/Rome:{day:%Y%m%d}T100000\nDTEND;TZID=Europe/Rome:{day:%Y%m%d}T113000\n"
    when = (
        hours if kind < 5
        else f"DTSTART;VALUE=DATE:{day:%Y%m%d}\nDTEND;VALUE=DATE:{day + timedelta(days=2):%Y%m%d}\n" if kind < 7
        else f"DTSTART:{day:%Y%m%d}T080000Z\nDURATION:PT1H\n" if kind < 9
        else f"{hours}RRULE:FREQ={'WEEKLY' if number % 20 < 10 else 'MONTHLY'};COUNT=30\n"
    )  # fmt: skip
    words = "".join(chance.choice("abcdefgh ijkl mno") for _ in range(300))
    text = (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//TrustCRM//benchmarks//EN\n{_ZONE if 'TZID' in when else ''}"
        f"BEGIN:VEVENT\nUID:event-{number}@benchmark.example\nDTSTAMP:20400101T000000Z\n"
        f"{when}SUMMARY:Meeting {number}\n"
        f"DESCRIPTION:{words}\nLOCATION:Room {number % 17}\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    return text.replace("\n", "\r\n").encode()


def _events(count: int) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(7)
    return ((f"event-{number}.ics", _event(number, chance)) for number in range(count))


@dataclass(frozen=True)
class _Peer:
    """A server that is started anew for each contest: its folder, and what starts it there with some events.

    `start` is given the folder and how many events are to be there; it yields address, calendar and password.
    """

    folder: Path
    start: Callable[[Path, int, Bench], Iterator[tuple[str, str, str]]]


@contextmanager
def _served(bench: Bench, peer: _Peer, files: int, there: int) -> Iterator[Callable[[], None]]:
    """Yield the running of `vdirsyncer sync` between a folder of events and a server that holds some."""
    shutil.rmtree(peer.folder, ignore_errors=True)
    (peer.folder / "files" / "cal").mkdir(parents=True)
    for name, ics in _events(files):
        (peer.folder / "files" / "cal" / name).write_bytes(ics)
    with contextmanager(peer.start)(peer.folder, there, bench) as (url, calendar, password):
        config = peer.folder / "config"
        told = _CONFIG.format(place=peer.folder, url=url, calendar=calendar, person=PERSON, password=password)
        config.write_text(told, "utf-8")
        program = [str(Path(sys.executable).with_name("vdirsyncer")), "-c", str(config)]

        def run(*words: str) -> None:
            subprocess.run([*program, *words], check=True, capture_output=True, input=b"y\n" * 9)

        run("discover")
        yield lambda: run("sync")
    shutil.rmtree(peer.folder)


def _ours(folder: Path, there: int, bench: Bench) -> Iterator[tuple[str, str, str]]:
    around = surroundings(bench) | {"TRUSTCRM_DB": str(folder / "office.db")}
    subprocess.run([str(TRUSTCRM), "init", "--home", "Milan, IT"], env=around, check=True, capture_output=True)
    words = [str(TRUSTCRM), "calendar", "password", "new", "benchmark", "--json"]
    told = json.loads(subprocess.run(words, env=around, check=True, capture_output=True).stdout)
    _put_on_the_shelf(folder / "office.db", there)
    words = [str(TRUSTCRM), "calendar", "serve", "--port", "0", "--quiet"]
    with _running(words, around) as process:
        yield _address(process), "engagements", told["password"]


def _canned(folder: Path, there: int, bench: Bench) -> Iterator[tuple[str, str, str]]:
    listed = folder / "listed"
    listed.mkdir()
    for name, ics in _events(there):
        (listed / name).write_bytes(ics)
    with _running([sys.executable, "-m", "tests.benchmarks.canned", str(listed)], None) as process:
        yield _address(process), "engagements", "none"


def _address(process: subprocess.Popen[bytes]) -> str:
    """Return at which address a server says that it serves."""
    assert process.stderr is not None
    found = re.search(rb":(\d+)/; stop it", process.stderr.readline())
    if found is None:
        raise RuntimeError(process.stderr.read().decode())
    return f"http://127.0.0.1:{int(found[1])}/"


def _put_on_the_shelf(office: Path, there: int) -> None:
    """Have events there before anybody asks, without the hours that uploading them one by one takes."""
    if not there:
        return
    kept, facts, shelf = (import_module(f"trustcrm_caldav_server.{name}") for name in ("kept", "facts", "shelf"))
    with closing(Premises(Wishes(database=str(office), actor=PERSON, environ={})).enter()) as opened:
        _ = opened.desk
        context = opened.host.context("caldav-server")
        own = shelf.Shelf(context.tables, context.clock, "engagements")
        own.standing()
        puts = (
            kept.Put(href=name, ics=ics, facts=facts.facts_of(ics, "UTC"), source="x") for name, ics in _events(there)
        )
        own.write(puts)


def _radicale(folder: Path, there: int, bench: Bench) -> Iterator[tuple[str, str, str]]:
    calendar = folder / "collections" / "collection-root" / PERSON / "cal"
    calendar.mkdir(parents=True)
    (calendar / ".Radicale.props").write_text('{"tag": "VCALENDAR", "C:supported-calendar-component-set": "VEVENT"}')
    for name, ics in _events(there):
        (calendar / name).write_bytes(ics)
    (folder / "users").write_text(f"{PERSON}:secret\n")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [
        "uv", "tool", "run", "--from", RADICALE, "radicale", "--config", "", "--server-hosts", f"127.0.0.1:{port}",
        "--auth-type", "htpasswd", "--auth-htpasswd-filename", str(folder / "users"), "--auth-htpasswd-encryption",
        "plain", "--storage-filesystem-folder", str(folder / "collections"), "--logging-level", "warning",
    ]  # fmt: skip
    with _running(words, None) as process:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}/", "cal", "secret"


@contextmanager
def _running(words: list[str], around: dict[str, str] | None) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(words, env=around, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=60)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"Radicale did not start: {process.stderr.read().decode() if process.stderr else ''}")
        with closing(socket.socket()) as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("Radicale does not answer.")


def _first_sync(bench: Bench, peer: _Peer, count: int) -> float:
    """Return how long vdirsyncer takes to upload so many events to a server that has none."""
    with _served(bench, peer, min(count, bench.rows), 0) as sync:
        began = bench.clock()
        sync()
        return bench.clock() - began


@contextmanager
def _upload(bench: Bench, count: int, reference: str) -> Iterator[Contest]:
    ours, theirs = _peers(bench, reference)
    yield Contest(lambda: _first_sync(bench, ours, count), lambda: _first_sync(bench, theirs, count))


@contextmanager
def _no_change(bench: Bench, reference: str) -> Iterator[Contest]:
    ours, theirs = _peers(bench, reference)
    kept = min(KEPT, bench.rows)
    with _served(bench, ours, kept, kept) as sync_ours, _served(bench, theirs, kept, kept) as sync_theirs:
        for sync in (sync_ours, sync_theirs) * 2:
            sync()
        yield Contest(sync_ours, sync_theirs)


@contextmanager
def _month(bench: Bench, inside: str) -> Iterator[Contest]:
    """Yield asking over HTTP for the events of a month, another one each time, their octets with them."""
    folder = bench.folder / "ours"
    folder.mkdir(parents=True, exist_ok=True)
    with contextmanager(_ours)(folder, min(KEPT, bench.rows), bench) as (url, calendar, password):
        secret = base64.b64encode(f"{PERSON}:{password}".encode()).decode()
        headers = {"Authorization": f"Basic {secret}", "Depth": "1", "Content-Type": "application/xml"}
        months = itertools.cycle(_MONTHS)
        with closing(HTTPConnection(urlsplit(url).netloc)) as asked:

            def ask() -> None:
                month = next(months)
                body = _QUERY.format(inside=inside.format(month=month), month=month)
                asked.request("REPORT", f"/calendars/{PERSON}/{calendar}/", body, headers)
                answer = asked.getresponse()
                told = answer.read()
                if answer.status != 207:
                    raise RuntimeError(f"The server answered {answer.status}: {told[:200]!r}")

            ask()
            yield Contest(ask)
    shutil.rmtree(folder)


def _peers(bench: Bench, reference: str) -> tuple[_Peer, _Peer]:
    """Return our server and the one that it is measured beside."""
    start = {"radicale": _radicale, "canned": _canned}[reference]
    return _Peer(bench.folder / "ours", _ours), _Peer(bench.folder / reference, start)


ROWS = (
    Row(
        name="caldav-upload",
        job="first upload of 1,000 events by vdirsyncer, each an engagement where it can be one",
        reference="the same to Radicale",
        must=Limit(0.2),
        aim=Limit(0.1),
        prepare=lambda bench: _upload(bench, UPLOADED, "radicale"),
        scales=False,
    ),
    Row(
        name="caldav-no-change",
        job="vdirsyncer's sync of 10,000 events of which none has changed",
        reference="the same with Radicale",
        must=Limit(0.5),
        aim=Limit(0.3),
        prepare=lambda bench: _no_change(bench, "radicale"),
        scales=False,
    ),
    Row(
        name="caldav-upload-many",
        job="first upload of 10,000 events by vdirsyncer",
        reference="the same to a server that keeps nothing",
        must=Limit(45, of="ours"),
        aim=Limit(30, of="ours"),
        prepare=lambda bench: _upload(bench, KEPT, "canned"),
        scales=False,
    ),
    Row(
        name="caldav-nothing-new",
        job="vdirsyncer's sync of 10,000 events of which none has changed",
        reference="the same to a server that keeps nothing",
        must=Limit(1.5, of="ours"),
        aim=Limit(1.2, of="ours"),
        prepare=lambda bench: _no_change(bench, "canned"),
        scales=False,
    ),
    Row(
        name="caldav-month",
        job="the events of one month among 10,000, whole",
        reference="a figure of its own",
        must=Limit(0.1, of="ours"),
        aim=Limit(0.05, of="ours"),
        prepare=lambda bench: _month(bench, ""),
        scales=False,
    ),
    Row(
        name="caldav-month-expanded",
        job="the same month with `expand`: each repetition by itself",
        reference="a figure of its own",
        must=Limit(1, of="ours"),
        aim=Limit(0.5, of="ours"),
        prepare=lambda bench: _month(bench, "<C:expand {month}/>"),
        scales=False,
    ),
)
"""The rows of this family."""
