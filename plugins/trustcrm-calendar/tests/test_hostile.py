"""Hostile calendars: bounded in time, never raising but in a plain sentence, and one bad object stops no other."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import CalendarBackend, CalendarObject, Engagement, Unreachable
from trustcrm_calendar.agreed import Agreed
from trustcrm_calendar.ahead import Standing
from trustcrm_calendar.engagements import Stamps, calendar_of
from trustcrm_calendar.lines import NotACalendar, calendar_in, parse
from trustcrm_calendar.plan import Sides, plan
from trustcrm_calendar.vdir import LARGEST_FILE, Vdir

LONG = "9" * 5000
NAMES = (
    "DTSTART", "DTEND", "DURATION", "SUMMARY", "STATUS", "SEQUENCE", "DTSTAMP", "RRULE", "RDATE", "EXDATE", "GEO",
    "CATEGORIES", "ATTENDEE", "X-ODD", "CLASS", "TRIGGER", "BEGIN", "END", "RECURRENCE-ID", "",
)  # fmt: skip
PARAMS = ("", ";TZID=Asia/Tokyo", ";TZID=../../etc", ";VALUE=DATE", ';X="', ";;=;", f";TZID={LONG}", ";VALUE=PERIOD")
VALUES = (
    "20300704", "20300704T090000", "99991231T235959Z", "00010101", "20301345", "VALARM", "VEVENT", "VTIMEZONE",
    f"P{LONG}D", "-PT5M", "FREQ=SECONDLY;UNTIL=50000101T000000Z", LONG, "1;2", f"{LONG};nan", "CANCELLED", "\\",
    "a,b\\,c", "\x1b[31m\u202e", "private", "",
)  # fmt: skip
LINES = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(PARAMS), st.sampled_from(VALUES)), max_size=10)
WHEN = Stamps(first=datetime(2030, 1, 1, tzinfo=UTC), last=datetime(2030, 1, 1, tzinfo=UTC), corrections=0)


def written(lines: list[tuple[str, str, str]], starts: str) -> bytes:
    told = "".join(f"{name}{params}:{value}\r\n" for name, params, value in lines)
    body = f"UID:one@x\r\n{starts}{told}"
    return f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{body}END:VEVENT\r\nEND:VCALENDAR\r\n".encode()


@given(LINES, LINES, st.sampled_from(["DTSTART;VALUE=DATE:20300704\r\n", ""]), st.sampled_from([0, 1, 2]))
def test_no_object_stops_a_plan(
    base: list[tuple[str, str, str]], now: list[tuple[str, str, str]], starts: str, known: int
) -> None:
    engagement = Engagement(title="Visit", starts_on=date(2030, 7, 4), place="Here")
    standing = Standing(1, 1, engagement, "one@x", "UTC", lambda: WHEN)
    agreed = Agreed(uid="one@x", href="a", etag="1", ics=written(base, starts), row=1, missed=1)
    sides = Sides(
        agreed={"one@x": agreed} if known else {}, here={"one@x": standing} if known != 1 else {},
        there={"one@x": CalendarObject(href="a", etag="2", ics=written(now, starts))}, known=(), mark="@ours",
        refused=(), odd=(), unread=(), zone="UTC", today=date(2030, 6, 30),
    )  # fmt: skip
    for act in plan(sides):
        assert act.kind not in ("remove there", "call off here", "forget", "missed")
        assert act.why.count("\n") == 0 or act.kind == "left"
        if act.writes:
            calendar_in(parse(act.ics))


BOMBS = {
    "folds": b"BEGIN:VCALENDAR\r\nX:" + b"\r\n a" * 90_000 + b"\r\nEND:VCALENDAR\r\n",
    "one long line": b"BEGIN:VCALENDAR\r\nX" + b"a" * 3_900_000 + b"\r\nEND:VCALENDAR\r\n",
    "quotes": b"BEGIN:VCALENDAR\r\nX;A=" + b'"' * 1_999_999 + b":\r\nEND:VCALENDAR\r\n",
    "parameters": b"BEGIN:VCALENDAR\r\nX" + b';A="' * 900_000 + b":\r\nEND:VCALENDAR\r\n",
    "lines": b"BEGIN:VCALENDAR\r\n" + b"X:\r\n" * 99_000 + b"END:VCALENDAR\r\n",
    "members": b"BEGIN:VCALENDAR\r\nCATEGORIES:" + b"a," * 900_000 + b"\r\nEND:VCALENDAR\r\n",
    "escapes": b"BEGIN:VCALENDAR\r\nSUMMARY:" + b"\\" * 1_999_999 + b"\r\nEND:VCALENDAR\r\n",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_takes_seconds_at_most(bomb: str) -> None:
    from trustcrm_calendar.canonical import units

    began = time.process_time()
    tree = parse(BOMBS[bomb])
    units(calendar_in(tree))
    for line in tree.components()[0].lines():
        assert line.params is not None
    assert tree.octets() == BOMBS[bomb]
    assert time.process_time() - began < 20


def test_one_bad_file_stops_no_other(folder: Path, run: Callable[..., Any]) -> None:
    good = written([("SUMMARY", "", "Good")], "DTSTART;VALUE=DATE:20300704\r\n")
    (folder / "good.ics").write_bytes(good)
    for name, octets in BOMBS.items():
        (folder / f"{name}.ics").write_bytes(octets)
    (folder / "deep.ics").write_bytes(b"BEGIN:A\r\n" * 50_000)
    done = run("sync", "shared")
    assert "taken in              Good" in done.stdout
    assert done.stdout.count("left alone") == len(BOMBS) + 1


def test_a_file_that_no_event_has_stops_the_folder_and_is_named(tmp_path: Path) -> None:
    with (tmp_path / "huge.ics").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    calendar: CalendarBackend = Vdir(tmp_path)
    with pytest.raises(Unreachable, match=r"huge\.ics has 16,000,001 octets"):
        calendar.list()


def test_a_link_out_of_the_folder_is_no_object(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"BEGIN:VCALENDAR\nUID:x\n")
    place = tmp_path / "calendar"
    place.mkdir()
    (place / "a.ics").symlink_to(tmp_path / "secret")
    (place / "b.ics").mkdir()
    assert ([*Vdir(place).list()], [*Vdir(place).get(["a.ics", "b.ics"])]) == ([], [])


def test_what_is_no_calendar_is_one_sentence() -> None:
    for octets in (b"", b"\0" * 100, b"BEGIN:VCALENDAR\nBEGIN:\x1b[31m\n", calendar_of([]).octets() * 2):
        with pytest.raises(NotACalendar) as caught:
            calendar_in(parse(octets))
        assert "\n" not in str(caught.value)
