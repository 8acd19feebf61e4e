"""Calendars: ten thousand events brought in, once and again, and given to subscribers: at first, changed, unchanged."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Row
from trustcrm.plugin import PluginContext
from trustcrm.testing.an_office import an_office

EVENTS = 10_000
ZONES = ("Europe/Berlin", "Asia/Tokyo", "America/New_York")
FIRST = date(2030, 1, 1)


@dataclass(frozen=True)
class _Place:
    """An office that was just started, its plugin's context, and where files may lie."""

    context: PluginContext
    folder: Path

    def written(self, count: int, name: str, mark: int) -> Path:
        """Write a calendar of so many events, all of them the same whatever the mark."""
        file = self.folder / name
        file.write_text(_calendar(count, mark), encoding="utf-8", newline="")
        return file

    def bring(self, file: Path, *, dry_run: bool = False) -> Any:
        return import_module("trustcrm_calendar.bring").bring(self.context, file, {"unknown": "keep"}, dry_run=dry_run)


@contextmanager
def _place(bench: Bench) -> Iterator[_Place]:
    folder = bench.folder / "calendars"
    with an_office(folder, plugins=True) as office:
        assert office.desk
        yield _Place(office.host.context("calendar"), folder)
    for file in folder.iterdir():
        file.unlink()


def _calendar(count: int, mark: int) -> str:
    """Return a calendar of events of three years: whole days, hours in a zone, and hours in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//x//{mark}//EN"]
    for number in range(count):
        day = FIRST + timedelta(days=number % 1000)
        kinds = (
            f";VALUE=DATE:{day:%Y%m%d}", f";TZID={ZONES[number % 3]}:{day:%Y%m%d}T090000", f":{day:%Y%m%d}T090000Z",
        )  # fmt: skip
        lines += [
            "BEGIN:VEVENT", f"UID:{number}@x.example", f"SUMMARY:Meeting {number}\\, in part",
            "DTSTAMP:20300101T000000Z", f"DTSTART{kinds[number % 3]}", "LOCATION:City Hall\\; room 4",
            f"DESCRIPTION:{'some words ' * 8}",
            "STATUS:CONFIRMED", "END:VEVENT",
        ]  # fmt: skip
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


@contextmanager
def _import(bench: Bench) -> Iterator[Contest]:
    with _place(bench) as place:
        file = place.written(min(bench.rows, EVENTS), "first.ics", 0)

        def run() -> None:
            told = place.bring(file, dry_run=True)
            assert len(told.entries) == min(bench.rows, EVENTS)

        yield Contest(run)


@contextmanager
def _again(bench: Bench) -> Iterator[Contest]:
    with _place(bench) as place:
        count, marks = min(bench.rows, EVENTS), itertools.count(1)
        place.bring(place.written(count, "first.ics", 0))

        def run() -> float:
            file = place.written(count, "again.ics", next(marks))
            start = bench.clock()
            told = place.bring(file)
            lasted = bench.clock() - start
            assert told.unchanged == count
            return lasted

        yield Contest(run)


class _Reader:
    """Reads a feed of an office's engagements, and changes one of them."""

    def __init__(self, place: _Place, count: int) -> None:
        self._context = place.context
        place.bring(place.written(count, "first.ics", 0))
        feeds = import_module("trustcrm_calendar.feeds").Feeds(place.context.tables)
        self._path = f"/{feeds.make('Programme', 'internal', place.context.clock.now())[1]}.ics"
        self._titles = itertools.count()
        self.start()
        self.etag = self.get()[1]["ETag"]

    def start(self) -> None:
        """Begin anew: nothing is held in memory."""
        self._seconds = itertools.count(0, 60)
        self._application = import_module("trustcrm_calendar.feed_app").feed_application(
            self._context, lambda: float(next(self._seconds))
        )

    def get(self, **headers: str) -> tuple[int, dict[str, str], int]:
        """Ask for it, and return the status, the headers and how many octets came."""
        environ: dict[str, Any] = {"PATH_INFO": self._path, "REQUEST_METHOD": "GET", **headers}
        setup_testing_defaults(environ)
        told: list[Any] = []
        octets = sum(map(len, self._application(environ, lambda status, given: told.append((status, dict(given))))))
        return int(told[0][0][:3]), told[0][1], octets

    def cold(self) -> None:
        """Read it as whoever asks first."""
        self.start()
        assert self.get()[2] > 1000

    def unchanged(self) -> None:
        """Read it as who has it already."""
        assert self.get(HTTP_IF_NONE_MATCH=self.etag)[0] == 304

    def changed(self) -> None:
        """Read it after one engagement was corrected."""
        self._context.do.correct("engagement", 5, {"title": f"Moved {next(self._titles)}"})
        assert self.get()[0] == 200


def _generated(count: int) -> None:
    """Make the same calendar whole by icalendar."""
    icalendar = import_module("icalendar")
    zones = [import_module("zoneinfo").ZoneInfo(key) for key in ZONES]
    whole = icalendar.Calendar()
    whole.add("version", "2.0")
    whole.add("prodid", "-//x//y//EN")
    for number in range(count):
        day = FIRST + timedelta(days=number % 1000)
        hour = datetime.combine(day, time(9))
        event = icalendar.Event()
        event.add("uid", f"{number}@x.example")
        event.add("dtstamp", datetime(2030, 1, 1, tzinfo=UTC))
        event.add("dtstart", (day, hour.replace(tzinfo=zones[number % 3]), hour.replace(tzinfo=UTC))[number % 3])
        event.add("summary", f"Meeting {number}, in part")
        event.add("location", "City Hall; room 4")
        event.add("description", "some words " * 8)
        event.add("status", "CONFIRMED")
        whole.add_component(event)
    assert whole.to_ical()


@contextmanager
def _feed(bench: Bench, what: str) -> Iterator[Contest]:
    with _place(bench) as place:
        count = min(bench.rows, EVENTS)
        reader = _Reader(place, count)
        yield Contest(getattr(reader, what), (lambda: _generated(count)) if what == "changed" else None)


ROWS = (
    Row(
        name="calendar-import", job="10,000 events brought in from a file", reference="a figure of its own",
        must=Limit(15, of="ours"), aim=Limit(8, of="ours"), prepare=_import, scales=False,
    ),
    Row(
        name="calendar-again", job="the same events in another file", reference="a figure of its own",
        must=Limit(3, of="ours"), aim=Limit(1.5, of="ours"), prepare=_again, scales=False,
    ),
    Row(
        name="feed-cold", job="a feed of 10,000 engagements, asked for first", reference="a figure of its own",
        must=Limit(0.5, of="ours"), aim=Limit(0.2, of="ours"), prepare=lambda bench: _feed(bench, "cold"), scales=False,
    ),
    Row(
        name="feed-unchanged", job="the same feed for who has it already", reference="a figure of its own",
        must=Limit(0.005, of="ours"), aim=Limit(0.002, of="ours"), prepare=lambda bench: _feed(bench, "unchanged"),
        scales=False,
    ),
    Row(
        name="feed-changed", job="the same feed, one engagement changed", reference="made whole by icalendar",
        must=Limit(0.2), aim=Limit(0.05), prepare=lambda bench: _feed(bench, "changed"), scales=False,
    ),
)  # fmt: skip
"""The rows of this family."""
