"""Events that repeat: carried octet for octet, and shown here by the next of their meetings."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustcrm.plugin import Engagement, PluginContext
from trustcrm_calendar.ahead import Ahead
from trustcrm_calendar.collided import collisions
from trustcrm_calendar.lines import calendar_in, parse
from trustcrm_calendar.reading import Unreadable, fields_of, next_when

Run = Callable[..., Any]

WEEKLY = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//there//EN\r
BEGIN:VEVENT\r
UID:weekly@x\r
DTSTAMP:20300601T000000Z\r
DTSTART;TZID=Asia/Tokyo:20300603T090000\r
DTEND;TZID=Asia/Tokyo:20300603T100000\r
RRULE:FREQ=WEEKLY;COUNT=8\r
EXDATE;TZID=Asia/Tokyo:20300708T090000\r
SUMMARY:Corps breakfast\r
X-KEPT;P="a:b":yes\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:weekly@x\r
DTSTAMP:20300601T000000Z\r
RECURRENCE-ID;TZID=Asia/Tokyo:20300701T090000\r
DTSTART;TZID=Asia/Tokyo:20300702T110000\r
DTEND;TZID=Asia/Tokyo:20300702T120000\r
SUMMARY:Corps breakfast\\, moved\r
END:VEVENT\r
END:VCALENDAR\r
"""
"""Meetings on Mondays from 3 June 2030 on; that of 1 July is on 2 July at 11, that of 8 July is called off."""


@pytest.fixture
def series(folder: Path) -> Path:
    file = folder / "weekly.ics"
    file.write_bytes(WEEKLY)
    return file


@pytest.fixture
def on(context: PluginContext, monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Let the plugin's own clock stand on a day."""

    def on(day: date) -> None:
        monkeypatch.setattr(Ahead, "today", property(lambda self: day))

    return on


def engagements(context: PluginContext) -> list[Engagement]:
    return [cast("Engagement", one.kept.record) for one in reversed(context.ask.page("engagement").rows)]


def did(run: Run, *words: str) -> list[str]:
    return [one["did"] for one in json.loads(run("sync", "shared", "--json", *words).stdout)]


def test_a_series_is_one_engagement_that_shows_its_next_meeting(
    series: Path, run: Run, context: PluginContext, on: Callable[[date], None]
) -> None:
    assert did(run) == ["take in"]
    (one,) = engagements(context)
    assert (one.title, one.uid, one.starts_on, one.starts_at, one.time_zone) == (
        "Corps breakfast", "weekly@x", date(2030, 7, 2), time(11), "Asia/Tokyo",
    )  # fmt: skip
    assert did(run) == []
    on(date(2030, 7, 3))
    assert did(run) == ["change here"]
    assert [(one.starts_on, one.starts_at) for one in engagements(context)] == [(date(2030, 7, 15), time(9))]
    assert did(run) == []
    assert series.read_bytes() == WEEKLY


def test_a_clock_that_jumped_ahead_and_back_shows_the_right_meeting_again(
    series: Path, run: Run, context: PluginContext, on: Callable[[date], None]
) -> None:
    did(run)
    on(date(2045, 1, 1))
    assert did(run) == []
    on(date(2030, 7, 10))
    did(run)
    on(date(2030, 6, 30))
    did(run)
    assert [one.starts_on for one in engagements(context)] == [date(2030, 7, 2)]
    assert collisions(context.tables) == []
    assert series.read_bytes() == WEEKLY


def test_what_is_said_of_a_series_here_is_said_of_all_of_it_there(
    series: Path, run: Run, context: PluginContext
) -> None:
    did(run)
    row = context.ask.page("engagement").rows[0].kept.id
    context.do.correct("engagement", row, {"place": "Getty House"})
    assert did(run) == ["change there"]
    before, after = (
        ics[ics.index(b"BEGIN:VEVENT") :].split(b"\r\n") for ics in (WEEKLY, series.read_bytes())
    )  # fmt: skip
    new = [line for line in after if line not in before]
    assert b"LOCATION:Getty House" in new
    assert all(line.startswith((b"LOCATION", b"DTSTAMP", b"LAST-MODIFIED")) for line in new)
    assert [line for line in before if line not in after] == []
    assert did(run) == []


def test_a_meeting_moved_here_stays_where_the_calendar_has_it_and_is_told(
    series: Path, run: Run, context: PluginContext
) -> None:
    did(run)
    row = context.ask.page("engagement").rows[0].kept.id
    context.do.correct("engagement", row, {"starts_on": date(2030, 7, 4)})
    assert did(run) == ["change here"]
    assert [one.starts_on for one in engagements(context)] == [date(2030, 7, 2)]
    (told,) = collisions(context.tables)
    assert ("20300704" in told.ours, told.kept) == (True, "theirs")
    assert (did(run), series.read_bytes()) == ([], WEEKLY)


def test_the_meeting_after_one_that_was_called_off_here_comes_in(
    series: Path, run: Run, context: PluginContext
) -> None:
    did(run)
    row = context.ask.page("engagement").rows[0].kept.id
    context.do.correct("engagement", row, {"side": context.ask.found("city", "Nagoya")})
    context.do.cancel(row)
    assert did(run) == ["take in"]
    first, second = engagements(context)
    assert (first.state, first.starts_on) == ("cancelled", date(2030, 7, 2))
    assert (second.state, second.starts_on, second.side) == ("confirmed", date(2030, 7, 15), first.side)
    assert (did(run), series.read_bytes()) == ([], WEEKLY)


def test_an_event_that_repeats_by_now_stands_for_its_next_meeting(
    folder: Path, add: Callable[..., int], run: Run, context: PluginContext
) -> None:
    row = add(title="Visit", starts_on=date(2030, 7, 4))
    did(run)
    (file,) = folder.glob("*.ics")
    file.write_bytes(file.read_bytes().replace(b"END:VEVENT", b"RRULE:FREQ=DAILY;COUNT=9\r\nEND:VEVENT"))
    octets = file.read_bytes()
    context.do.correct("engagement", row, {"place": "Here"})
    assert did(run) == ["change there"]
    assert b"RRULE:FREQ=DAILY;COUNT=9" in file.read_bytes()
    assert [(one.place, one.starts_on) for one in engagements(context)] == [("Here", date(2030, 7, 4))]
    assert octets != file.read_bytes()


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=DAILY;BYHOUR=0,1,2,3,4;BYMINUTE=0,1,2,3,4", "FREQ=YEARLY;INTERVAL=0", "FREQ=NEVER"]
)
def test_a_rule_that_no_meeting_has_is_refused(rule: str) -> None:
    octets = WEEKLY.replace(b"FREQ=WEEKLY;COUNT=8", rule.encode())
    with pytest.raises(Unreadable):
        fields_of(calendar_in(parse(octets)), "UTC", date(2030, 6, 30))


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYMONTH=6"])
def test_a_series_that_never_meets_has_no_next_meeting(rule: str) -> None:
    octets = WEEKLY.replace(b"FREQ=WEEKLY;COUNT=8", rule.encode())
    with contextlib.suppress(Unreadable):
        assert next_when(calendar_in(parse(octets)), "UTC", date(2031, 6, 30)) is None


def test_a_birthday_on_29_february_is_found() -> None:
    octets = WEEKLY.replace(b"FREQ=WEEKLY;COUNT=8", b"FREQ=YEARLY").replace(b"20300603T", b"20280229T")
    when = next_when(calendar_in(parse(octets)), "UTC", date(2030, 8, 1))
    assert when is not None
    assert when["starts_on"] in (date(2032, 2, 29),)


@settings(max_examples=60)
@given(
    begins=st.datetimes(datetime(2030, 6, 28), datetime(2031, 12, 31))
    | st.datetimes(datetime(2038, 12, 1), datetime(2040, 1, 1)),
    zone=st.sampled_from(["Europe/Rome", "America/Los_Angeles", "Asia/Kathmandu", "UTC", "", "a day"]),
    ends=st.sampled_from(["", "DTEND", "PT1H", "PT45M", "P2D"]),
    rule=st.sampled_from(
        ["FREQ=WEEKLY;COUNT=30", "FREQ=MONTHLY;INTERVAL=2", "FREQ=DAILY;COUNT=1", "FREQ=WEEKLY;BYDAY=MO,FR",
         "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=YEARLY;BYMONTH=3", "FREQ=WEEKLY;UNTIL=20300101T000000Z", "FREQ=DAILY;COUNT=0"]
    ),
    but=st.booleans(),
)  # fmt: skip
def test_a_first_meeting_ahead_is_the_one_that_following_the_rule_finds(
    begins: datetime, zone: str, ends: str, rule: str, but: bool
) -> None:
    plain = _series(begins, zone, ends, rule)
    followed = calendar_in(parse(plain.replace(b"DTSTART", b"DTSTART;X-LEFT=TO-THE-PARSER")))
    first = next_when(followed, "Europe/Rome", date(2030, 6, 30))
    left_out = [(first["starts_on"], first["starts_at"])] if but and first else []
    told = (next_when(one, "Europe/Rome", date(2030, 6, 30), left_out) for one in (calendar_in(parse(plain)), followed))
    assert next(told) == next(told)


def _series(begins: datetime, zone: str, ends: str, rule: str) -> bytes:
    """Return a series that begins then, in a zone, UTC, none, or on that day, and ends an hour or a day later."""
    param = {"UTC": "", "": "", "a day": ";VALUE=DATE"}.get(zone, f";TZID={zone}")
    form = "%Y%m%d" if zone == "a day" else "%Y%m%dT%H%M%SZ" if zone == "UTC" else "%Y%m%dT%H%M%S"
    until = begins + (timedelta(days=1) if zone == "a day" else timedelta(hours=1))
    lasts = f"DTEND{param}:{until:{form}}\r\n" if ends == "DTEND" else f"DURATION:{ends}\r\n" if ends else ""
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART{param}:{begins:{form}}\r\n{lasts}"
        f"RRULE:{rule}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()
