"""Zones: whoever reads what is written sees the very hours that the zone database has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from dateutil.tz import tzical  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import InvalidValue
from trustcrm_calendar.lines import Component
from trustcrm_calendar.zones import changes, vtimezone, wall_is_plain, zone_of

CITIES = (
    "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "America/Bogota", "America/Mexico_City",
    "America/Santiago", "America/St_Johns", "America/Nuuk", "Atlantic/Azores", "Africa/Casablanca", "Africa/Cairo",
    "Africa/Lagos", "Africa/Johannesburg", "Europe/Berlin", "Europe/London", "Europe/Dublin", "Europe/Kyiv",
    "Europe/Istanbul", "Europe/Moscow", "Asia/Beirut", "Asia/Jerusalem", "Asia/Gaza", "Asia/Tehran", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Shanghai", "Asia/Tokyo", "Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Auckland",
    "Pacific/Chatham", "UTC",
)  # fmt: skip


def _octets(key: str, first: int, last: int) -> bytes:
    return (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + vtimezone(key, first, last).octets() + b"END:VCALENDAR\r\n"
    )


@pytest.mark.parametrize("key", CITIES)
def test_two_other_readers_see_the_right_hours(key: str) -> None:
    octets, zone = _octets(key, 2026, 2030), ZoneInfo(key)
    (read,) = icalendar.Calendar.from_ical(octets).timezones
    one = read.to_tz(lookup_tzid=False)
    other = tzical(StringIO(octets.decode())).get(key)
    at = datetime(2026, 1, 1, 12)
    while at.year <= 2030:
        offset = at.replace(tzinfo=zone).utcoffset()
        assert at.replace(tzinfo=one).utcoffset() == offset, at
        assert at.replace(tzinfo=other).utcoffset() == offset, at
        at += timedelta(days=5, hours=7)


@pytest.mark.parametrize("key", CITIES)
def test_no_dates_are_listed(key: str) -> None:
    octets = _octets(key, 2026, 2030)
    assert b"RDATE" not in octets
    assert octets.count(b"TZID:") == 1


@pytest.mark.parametrize(
    ("key", "first", "last", "by_rules"),
    [
        ("America/Los_Angeles", 2026, 2030, True),
        ("America/Los_Angeles", 2005, 2008, False),
        ("Europe/Berlin", 2026, 2030, True),
        ("Africa/Casablanca", 2026, 2030, False),
        ("Asia/Tokyo", 2026, 2030, False),
        ("Australia/Lord_Howe", 2026, 2030, True),
    ],
)
def test_rules_are_told_where_they_hold_in_those_years(key: str, first: int, last: int, by_rules: bool) -> None:
    zone = vtimezone(key, first, last)
    assert bool([block for block in zone.components() if block.lines("RRULE")]) is by_rules
    if by_rules:
        assert [block.value("DTSTART")[:4] for block in zone.components()] == ["1970", "1970"]


def test_a_zone_without_changes_has_one_block() -> None:
    (block,) = vtimezone("Asia/Tokyo", 2026, 2030).components()
    told = [block.value(name) for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME")]
    assert (block.name, told) == ("STANDARD", ["19700101T000000", "+0900", "+0900", "JST"])


@given(
    key=st.sampled_from(CITIES), year=st.integers(1990, 2035), hours=st.integers(0, 24 * 364)
)  # fmt: skip
def test_every_hour_of_every_year_is_right(key: str, year: int, hours: int) -> None:
    zone = ZoneInfo(key)
    wall = datetime(year, 1, 1) + timedelta(hours=hours)
    if not wall_is_plain(wall, zone):
        return
    assert _offset_by(vtimezone(key, year, year), wall) == wall.replace(tzinfo=zone).utcoffset()


def _offset_by(zone: Component, wall: datetime) -> timedelta:
    """Return the offset at a wall time, worked out from the blocks alone as RFC 5545 says."""
    found = []
    for block in zone.components():
        onset = datetime.strptime(block.value("DTSTART"), "%Y%m%dT%H%M%S")
        if rule := block.value("RRULE"):
            onsets = [one for one in (rrulestr(rule, dtstart=onset).before(wall, inc=True),) if one is not None]
        else:
            onsets = [onset] if onset <= wall else []
        found += [(one, block.value("TZOFFSETTO")) for one in onsets]
    told = max(found)[1]
    return timedelta(hours=int(told[1:3]), minutes=int(told[3:5])) * (-1 if told[0] == "-" else 1)


def test_changes_are_found_to_the_second() -> None:
    (spring, autumn) = changes(ZoneInfo("Europe/Berlin"), 2030, 2030)
    assert (spring.at, autumn.at) == (datetime(2030, 3, 31, 1, tzinfo=UTC), datetime(2030, 10, 27, 1, tzinfo=UTC))


@pytest.mark.parametrize("key", ["Europe/Nowhere", "", "../etc/passwd", "+00", "Europe", "UTC\0"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(InvalidValue, match="There is no time zone"):
        zone_of(key)
