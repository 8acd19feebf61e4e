"""Exporting and feeding: what stands ahead, in the words of any calendar program, and nobody named in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import Agreement, Engagement, FollowUp, Mention, Person, PluginContext, Seat, Tie
from trustcrm_calendar.ahead import said_by, said_of
from trustcrm_calendar.engagements import Stamps, calendar_of, event_of
from trustcrm_calendar.lines import parse
from trustcrm_calendar.lint import faults

Add = Callable[..., int]
Run = Callable[..., Any]
Khal = Callable[..., str]

ZONES = sorted(available_timezones() - {"Factory", "localtime"})
CAPITALS = (
    "America/Los_Angeles", "America/Sao_Paulo", "America/Bogota", "America/Mexico_City", "America/Santiago",
    "America/St_Johns", "Africa/Cairo", "Africa/Lagos", "Europe/Berlin", "Europe/London",
    "Europe/Dublin", "Europe/Kyiv", "Europe/Istanbul", "Asia/Jerusalem", "Asia/Tehran", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Shanghai", "Asia/Tokyo", "Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Auckland",
    "Pacific/Chatham",
)  # fmt: skip

STAMPS = Stamps(
    first=datetime(2030, 1, 1, tzinfo=UTC), last=datetime(2030, 2, 1, 9, 30, tzinfo=UTC), corrections=2
)  # fmt: skip


def _events(file: Path) -> list[Any]:
    return list(icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT"))


def _rendered(engagement: Engagement, zone: str = "UTC") -> Any:
    written = event_of(engagement, "u@x", STAMPS, zone)
    assert said_by(engagement, "u@x", zone) == said_of(written)
    octets = calendar_of([written]).octets()
    assert list(faults(parse(octets))) == []
    (event,) = icalendar.Calendar.from_ical(octets).walk("VEVENT")
    return event


def test_an_engagement_becomes_an_event(tmp_path: Path, add: Add, run: Run) -> None:
    row = add(
        title="Mayor's visit, day one", starts_on=date(2030, 7, 4), starts_at=time(9), ends_at=time(10, 30),
        time_zone="Asia/Tokyo", place="City Hall; room 4", words="Sign\nand exchange", state="confirmed", kind="visit",
    )  # fmt: skip
    assert row
    run("export", str(tmp_path / "a.ics"))
    (event,) = _events(tmp_path / "a.ics")
    assert event["DTSTART"].dt == datetime(2030, 7, 4, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert event["DTEND"].dt == datetime(2030, 7, 4, 10, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert {name: str(event[name]) for name in ("SUMMARY", "LOCATION", "DESCRIPTION", "STATUS")} == {
        "SUMMARY": "Mayor's visit, day one", "LOCATION": "City Hall; room 4", "DESCRIPTION": "Sign\nand exchange",
        "STATUS": "CONFIRMED",
    }  # fmt: skip


def test_exporting_twice_gives_the_same_octets(tmp_path: Path, add: Add, run: Run) -> None:
    for day in range(1, 6):
        add(title=f"Visit {day}", starts_on=date(2030, 7, day))
    run("export", str(tmp_path / "a.ics"))
    run("export", str(tmp_path / "b.ics"))
    assert (tmp_path / "a.ics").read_bytes() == (tmp_path / "b.ics").read_bytes()


def test_a_feed_without_news_is_left_alone(tmp_path: Path, add: Add, run: Run) -> None:
    add(title="Visit", starts_on=date(2030, 7, 1))
    add(title="Long ago", starts_on=date(2027, 7, 1))
    run("feed", "write", str(tmp_path / "a.ics"), "--name", "Ours in public")
    before = (tmp_path / "a.ics").stat()
    run("feed", "write", str(tmp_path / "a.ics"), "--name", "Ours in public")
    after = (tmp_path / "a.ics").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    told: Any = icalendar.Calendar.from_ical((tmp_path / "a.ics").read_bytes())
    assert (str(told["X-WR-CALNAME"]), str(told["NAME"])) == ("Ours in public",) * 2
    assert told["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert [str(event["SUMMARY"]) for event in told.walk("VEVENT")] == ["Visit"]


def test_a_change_shows_and_the_uid_stays(tmp_path: Path, add: Add, run: Run, context: PluginContext) -> None:
    row = add(title="Visit", starts_on=date(2030, 7, 1))
    run("export", str(tmp_path / "a.ics"))
    (before,) = _events(tmp_path / "a.ics")
    context.do.correct("engagement", row, {"title": "Visit of the council"})
    context.do.cancel(row)
    run("export", str(tmp_path / "a.ics"))
    (after,) = _events(tmp_path / "a.ics")
    assert before["UID"] == after["UID"]
    assert str(row) not in before["UID"].split("@")[0].split("-")
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 2)
    assert (str(after["SUMMARY"]), str(after["STATUS"])) == ("Visit of the council", "CANCELLED")


def test_an_event_keeps_the_uid_it_came_with_unless_several_share_it(tmp_path: Path, add: Add, run: Run) -> None:
    add(title="Alone", starts_on=date(2030, 7, 1), uid="invitation, 1@there.example")
    add(title="First", starts_on=date(2030, 7, 2), uid="series@there.example")
    add(title="Second", starts_on=date(2030, 7, 9), uid="series@there.example")
    run("export", str(tmp_path / "a.ics"))
    uids = {str(event["SUMMARY"]): str(event["UID"]) for event in _events(tmp_path / "a.ics")}
    assert uids["Alone"] == "invitation, 1@there.example"
    assert len({*uids.values(), "series@there.example"}) == 4


def test_nobody_is_named_and_what_is_restricted_stays(
    tmp_path: Path, add: Add, run: Run, context: PluginContext
) -> None:
    side = context.ask.found("city", "Nagoya")
    guest = Seat(
        engagement=Mention(noun="engagement", name="@0"),
        person=context.do.add(Person(name="Aiko Mori", side=side)).ids[0],
    )
    open_one = Engagement(title="Dinner", starts_on=date(2030, 7, 1), side=side)
    context.do.add(open_one, guest)
    add(title="Quiet talk", starts_on=date(2030, 7, 2), confidentiality="restricted")
    for command in (("export",), ("feed", "write", "--name", "x")):
        done = run(*command, str(tmp_path / "a.ics"))
        octets = (tmp_path / "a.ics").read_bytes()
        assert b"Dinner" in octets
        for word in (b"ATTENDEE", b"ORGANIZER", b"METHOD", b"Mori", b"Quiet"):
            assert word not in octets
        assert "1 restricted engagement stays here" in done.stderr


def test_dates_of_agreements_are_whole_days_that_take_no_time(tmp_path: Path, run: Run, context: PluginContext) -> None:
    home, side = context.ask.home().side, context.ask.found("city", "Nagoya")
    tie = context.do.add(Tie(one=home, other=side)).ids[0]
    context.do.add(Agreement(title="Pact", tie=tie, ends_on=date(2031, 12, 31), notice_on=date(2031, 6, 30)))
    run("export", str(tmp_path / "a.ics"))
    told = {str(event["SUMMARY"]): event for event in _events(tmp_path / "a.ics")}
    assert {name: (event["DTSTART"].dt, event["DTEND"].dt, str(event["TRANSP"])) for name, event in told.items()} == {
        "Last day to give notice or renew: Pact": (date(2031, 6, 30), date(2031, 7, 1), "TRANSPARENT"),
        "Term ends: Pact": (date(2031, 12, 31), date(2032, 1, 1), "TRANSPARENT"),
    }


def test_follow_ups_are_to_dos(tmp_path: Path, run: Run, context: PluginContext) -> None:
    context.do.add(FollowUp(what="Thank them", due_on=date(2030, 7, 5)))
    done = context.do.add(FollowUp(what="Write, call", due_on=date(2030, 6, 5))).ids[0]
    context.do.done(done, date(2030, 6, 4))
    run("export", str(tmp_path / "a.ics"), "--what", "follow-ups")
    todos: Any = icalendar.Calendar.from_ical((tmp_path / "a.ics").read_bytes()).walk("VTODO")
    open_one, done_one = todos
    assert (open_one["DUE"].dt, str(open_one["STATUS"])) == (date(2030, 7, 5), "NEEDS-ACTION")
    assert (str(done_one["SUMMARY"]), str(done_one["STATUS"]), done_one["PERCENT-COMPLETE"]) == (
        "Write, call", "COMPLETED", 100,
    )  # fmt: skip
    assert done_one["COMPLETED"].dt.date() == date(2030, 6, 4)


@given(
    day=st.dates(date(1990, 1, 1), date(2060, 1, 1)), days=st.integers(0, 40), zone=st.sampled_from(ZONES),
    home=st.sampled_from(ZONES),
)  # fmt: skip
def test_a_whole_day_never_shifts(day: date, days: int, zone: str, home: str) -> None:
    last = day + timedelta(days=days)
    event = _rendered(
        Engagement(title="x", starts_on=day, ends_on=last if days else None, time_zone=zone), home
    )  # fmt: skip
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (day, last + timedelta(days=1))


@given(
    day=st.dates(date(2000, 1, 1), date(2040, 1, 1)), at=st.times(), minutes=st.integers(1, 3000),
    zone=st.sampled_from(ZONES),
)  # fmt: skip
def test_every_hour_is_the_very_moment_meant(day: date, at: time, minutes: int, zone: str) -> None:
    at = at.replace(microsecond=0)
    starts = datetime.combine(day, at)
    ends = starts + timedelta(minutes=minutes)
    event = _rendered(
        Engagement(
            title="x", starts_on=day, starts_at=at, ends_on=ends.date(), ends_at=ends.time(), time_zone=zone
        )
    )  # fmt: skip
    for name, wall in (("DTSTART", starts), ("DTEND", ends)):
        assert event[name].dt.astimezone(UTC) == wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_khal_shows_every_hour_right(folder: Path, khal: Khal) -> None:
    wanted = {}
    for number, zone in enumerate(CAPITALS):
        starts = datetime(2030, 1 + number % 12, 10, 9 + number % 8, 15)
        engagement = Engagement(
            title=f"In {zone}", starts_on=starts.date(), starts_at=starts.time(), ends_at=time(20), time_zone=zone
        )
        octets = calendar_of([event_of(engagement, f"{number}@x", STAMPS, "UTC")]).octets()
        (folder / f"{number}.ics").write_bytes(octets)
        wanted[f"In {zone}"] = f"{starts.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC):%Y-%m-%d %H:%M}"
    told = khal("list", "--format", "{title}\t{start-long}", "2030-01-01", "2030-12-31")
    shown = dict(line.split("\t") for line in told.splitlines() if "\t" in line)
    assert shown == wanted
