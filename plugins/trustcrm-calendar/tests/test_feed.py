"""Feeds: who has an address reads what its scope shows, others find nothing, and what has not changed is not sent."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, time, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import icalendar
import pytest
from sqlalchemy import text

from tests.waitress_server import running
from trustcrm.plugin import Agreement, FollowUp, NotFound, PinnedClock, PluginContext, Refused, Tie
from trustcrm_calendar.feed_app import A_MINUTE, feed_application

Add = Callable[..., int]
Run = Callable[..., Any]


class Reader:
    """Asks a feed application and checks that it keeps to WSGI."""

    def __init__(self, context: PluginContext) -> None:
        self.seconds = 0.0
        self.application = feed_application(context, lambda: self.seconds)

    def __call__(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        environ: dict[str, Any] = {"REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": ""}
        environ["REMOTE_ADDR"] = "192.0.2.1"
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        setup_testing_defaults(environ)
        told: list[Any] = []

        def start(status: str, given: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            told[:] = [int(status[:3]), dict(given)]
            return lambda octets: None

        answer = validator(self.application)(environ, start)
        try:
            octets = b"".join(answer)
        finally:
            answer.close()  # type: ignore[attr-defined]
        return told[0], told[1], octets


@pytest.fixture
def reader(context: PluginContext) -> Reader:
    return Reader(context)


@pytest.fixture
def path(run: Run) -> Callable[..., str]:
    """Makes a feed of a scope and returns the path it is read at."""

    def path(scope: str = "internal") -> str:
        return str(run("feed", "new", "--name", "Programme, ours", "--scope", scope).stdout.strip())

    return path


def titles(octets: bytes) -> list[str]:
    calendar: Any = icalendar.Calendar.from_ical(octets)
    return [str(one["SUMMARY"]) for one in calendar.walk() if one.name in ("VEVENT", "VTODO")]


def test_each_scope_shows_its_own(reader: Reader, path: Callable[..., str], add: Add, context: PluginContext) -> None:
    add(title="Open day", starts_on=date(2030, 7, 4), confidentiality="open")
    add(title="Dinner", starts_on=date(2030, 7, 5))
    add(title="Quiet", starts_on=date(2030, 7, 6), confidentiality="restricted")
    tie = context.do.add(Tie(one=context.ask.home().side, other=context.ask.found("city", "Nagoya"))).ids[0]
    context.do.add(Agreement(title="Pact", tie=tie, ends_on=date(2031, 12, 31)))
    context.do.add(FollowUp(what="Thank them", due_on=date(2030, 7, 5)))
    assert titles(reader(path("public"))[2]) == ["Open day"]
    assert titles(reader(path("internal"))[2]) == ["Open day", "Dinner", "Term ends: Pact"]
    assert titles(reader(path("follow-ups"))[2]) == ["Thank them"]


def test_it_says_how_often_to_look_and_names_nobody(reader: Reader, path: Callable[..., str], add: Add) -> None:
    add(title="Visit", starts_on=date(2030, 7, 4), starts_at=time(9), time_zone="Asia/Tokyo")
    status, headers, octets = reader(path())
    assert (status, headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert int(headers["Content-Length"]) == len(octets)
    assert headers["Cache-Control"] == "private, no-cache"
    for line in (b"REFRESH-INTERVAL;VALUE=DURATION:PT1H", b"X-PUBLISHED-TTL:PT1H", b"NAME:Programme\\, ours"):
        assert line in octets
    for word in (b"ATTENDEE", b"ORGANIZER", b"METHOD"):
        assert word not in octets
    calendar: Any = icalendar.Calendar.from_ical(octets)
    (event,) = calendar.walk("VEVENT")
    assert event["DTSTART"].dt.utcoffset() == timedelta(hours=9)
    assert octets.count(b"BEGIN:VTIMEZONE") == 1


def test_what_has_not_changed_is_not_sent_again(
    reader: Reader, path: Callable[..., str], add: Add, context: PluginContext
) -> None:
    row, where = add(title="Visit", starts_on=date(2030, 7, 4)), path()
    _, headers, octets = reader(where)
    etag = headers["ETag"]
    assert reader(where, if_none_match=etag)[::2] == (304, b"")
    assert reader(where, if_none_match=f'"other", W/{etag}')[0] == 304
    assert reader(where, if_modified_since=headers["Last-Modified"])[0] == 304
    assert reader(where, if_none_match='"other"', if_modified_since=headers["Last-Modified"])[0] == 200
    assert reader(where, if_modified_since="yesterday")[0] == 200
    context.do.add(FollowUp(what="Thank them", due_on=date(2030, 7, 5)))
    assert reader(where, if_none_match=etag)[0] == 304
    context.do.correct("engagement", row, {"title": "Visit of the council"})
    status, again, changed = reader(where, if_none_match=etag)
    assert (status, again["ETag"] != etag, changed != octets) == (200, True, True)
    assert titles(changed) == ["Visit of the council"]
    context.do.withdraw("engagement", row)
    assert titles(reader(where)[2]) == []


def test_head_and_gzip(reader: Reader, path: Callable[..., str], add: Add) -> None:
    for day in range(1, 20):
        add(title="Visit", starts_on=date(2030, 7, day))
    where = path()
    _, plain, octets = reader(where)
    assert reader(where, "HEAD") == (200, plain, b"")
    status, headers, packed = reader(where, accept_encoding="br, gzip;q=0.8")
    assert (status, headers["Content-Encoding"], headers["Vary"]) == (200, "gzip", "Accept-Encoding")
    assert (gzip.decompress(packed), len(packed) < len(octets)) == (octets, True)
    assert headers["ETag"] != plain["ETag"]
    assert reader(where, accept_encoding="gzip", if_none_match=headers["ETag"])[0] == 304
    assert "Content-Encoding" not in reader(where, accept_encoding="gzip;q=0")[1]
    assert reader(where, "POST")[0] == 405


def test_whoever_has_no_address_finds_nothing(reader: Reader, path: Callable[..., str], run: Run, add: Add) -> None:
    add(title="Visit", starts_on=date(2030, 7, 4))
    where = path()
    nothing = reader("/" + "A" * 22 + ".ics")
    assert nothing[0] == 404
    run("feed", "revoke", "1")
    for asked in (where, where.upper(), where[:-5] + ".ics", where + "/", "/", "/feed.ics", "/../office.db", "/é.ics"):
        assert reader(asked) == nothing
    assert isinstance(run("feed", "revoke", "1", ends=1).exception, Refused)
    assert isinstance(run("feed", "revoke", "7", ends=1).exception, NotFound)


def test_no_address_is_kept_or_told_again(path: Callable[..., str], run: Run, tmp_path: Path) -> None:
    token = path().strip("/").removesuffix(".ics")
    assert len(token) == 22
    assert token != path().strip("/").removesuffix(".ics")
    listed = run("feed", "list", "--json").stdout
    assert [(one["feed"], one["scope"], one["revoked_at"]) for one in json.loads(listed)] == [
        (1, "internal", None), (2, "internal", None),
    ]  # fmt: skip
    kept = b"".join(file.read_bytes() for file in (tmp_path / "trustcrm-office").rglob("*") if file.is_file())
    assert token.encode() not in kept
    assert token not in listed + run("feed", "list").stdout


def test_whoever_asks_too_often_must_wait(reader: Reader, path: Callable[..., str], add: Add) -> None:
    where = path()
    assert [reader(where)[0] for _ in range(A_MINUTE + 1)] == [200] * A_MINUTE + [429]
    assert [reader("/nothing.ics")[0] for _ in range(A_MINUTE + 1)] == [404] * A_MINUTE + [429]
    assert reader(where)[1]["Retry-After"] == "60"
    reader.seconds += 2
    assert reader(where)[0] == 200


def test_a_year_back_and_three_ahead(reader: Reader, path: Callable[..., str], add: Add) -> None:
    add(title="in, ends", starts_on=date(2029, 6, 1), ends_on=date(2029, 6, 30))
    for day in (date(2029, 6, 29), date(2029, 6, 30), date(2033, 6, 30), date(2033, 7, 1)):
        add(title=f"{day}", starts_on=day)
    assert titles(reader(path())[2]) == ["in, ends", "2029-06-30", "2033-06-30"]


def test_what_is_called_off_stays_for_ninety_days(
    reader: Reader, path: Callable[..., str], add: Add, context: PluginContext
) -> None:
    where, row = path(), add(title="Visit", starts_on=date(2030, 12, 4))
    context.do.cancel(row)
    assert b"STATUS:CANCELLED" in reader(where)[2]
    for day, shown in ((date(2030, 9, 28), True), (date(2030, 9, 29), False)):
        object.__setattr__(context, "clock", PinnedClock(day))
        assert titles(reader(where)[2]) == (["Visit"] if shown else [])


def test_what_is_restricted_later_leaves_the_feed(
    reader: Reader, path: Callable[..., str], add: Add, context: PluginContext
) -> None:
    row, where = add(title="Visit", starts_on=date(2030, 7, 4)), path()
    assert titles(reader(where)[2]) == ["Visit"]
    context.do.correct("engagement", row, {"confidentiality": "restricted"})
    assert titles(reader(where)[2]) == []


def test_a_feed_brought_up_to_date_is_the_feed_made_anew(
    reader: Reader, path: Callable[..., str], add: Add, context: PluginContext
) -> None:
    where = path()
    rows = [add(title=f"Visit {number}", starts_on=date(2030, 7, 4), uid=f"{number}@x.example") for number in range(3)]
    steps: list[Callable[[], object]] = [
        lambda: context.do.correct("engagement", rows[0], {"title": "Moved"}),
        lambda: add(title="The same", starts_on=date(2030, 7, 5), uid="1@x.example"),
        lambda: context.do.correct("engagement", rows[1], {"uid": "other@x.example"}),
        lambda: context.do.correct("engagement", rows[2], {"uid": "other@x.example"}),
        lambda: context.do.withdraw("engagement", rows[1]),
        context.do.undo,
        lambda: context.do.correct("engagement", rows[2], {"confidentiality": "restricted"}),
        context.do.undo,
        lambda: context.do.cancel(rows[0]),
        lambda: context.do.correct("engagement", rows[0], {"uid": None}),
        lambda: context.do.correct("office", 1, {"time_zone": "Asia/Tokyo"}),
        lambda: [add(title=f"{hour}", starts_on=date(2030, 7, 6), starts_at=time(hour)) for hour in (9, 10)],
    ]
    for number, step in enumerate(steps):
        step()
        brought = reader(where)[2]
        with context.tables.writing() as own:
            own.execute(text("DELETE FROM plugin_calendar_rendered"))
        context.keys.put("rendered", "")
        reader.seconds += 10
        assert Reader(context)(where)[2] == brought, number


def test_what_fails_is_told_without_the_address(
    reader: Reader, path: Callable[..., str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    where = path()
    with closing(sqlite3.connect(tmp_path / "trustcrm-office" / "office.db")) as connection:
        connection.execute("DROP TABLE plugin_calendar_rendered")
    assert reader(where)[0] == 503
    assert "could not be given" in caplog.text
    assert where.strip("/") not in caplog.text


@pytest.fixture
def served(context: PluginContext) -> Iterator[str]:
    """Where a server of waitress's gives the feeds of the office."""
    import waitress  # type: ignore[import-untyped]

    server = waitress.create_server(feed_application(context), host="127.0.0.1", port=0, threads=4)
    with running(server):
        yield f"http://127.0.0.1:{server.effective_port}"


def test_a_server_gives_it_to_several_at_once(
    served: str, path: Callable[..., str], add: Add, caplog: pytest.LogCaptureFixture
) -> None:
    add(title="Visit", starts_on=date(2030, 7, 4))
    where, got = served + path(), list[bytes]()
    readers = [Thread(target=lambda: got.append(urlopen(where, timeout=30).read())) for _ in range(6)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    assert [titles(octets) for octets in got] == [["Visit"]] * 6
    with pytest.raises(HTTPError, match="404"):
        urlopen(Request(served + "/nothing.ics", method="HEAD"), timeout=30)
    assert where.rpartition("/")[2] not in caplog.text


def test_other_machines_are_listened_to_only_on_demand(run: Run) -> None:
    for host in ("0.0.0.0", "192.0.2.7", "::", "city.example"):
        refused = run("feed", "serve", "--host", host, ends=1).exception
        assert isinstance(refused, Refused)
        assert re.search("without encryption", str(refused))
