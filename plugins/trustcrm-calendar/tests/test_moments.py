"""Days and hours that a line tells plainly: read as the parser reads them, and left to it otherwise."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm_calendar.lines import Component, calendar_in, parse
from trustcrm_calendar.moments import span_in
from trustcrm_calendar.reading import Fields, Unreadable, event_in, fields_of

HERE = "America/Los_Angeles"
OWN_ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:{0}\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+1100\r\n"
    "TZOFFSETTO:+1100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)
days = st.dates(date(1970, 1, 1), date(2099, 12, 31)).map(lambda day: f"{day:%Y%m%d}")
hours = st.datetimes(datetime(1970, 1, 1), datetime(2099, 12, 31)).map(lambda hour: f"{hour:%Y%m%dT%H%M%S}")
zones = st.sampled_from(["Europe/Rome", "Asia/Kathmandu", "UTC", "Etc/UTC", "America/Los_Angeles", "Our Office", "+00"])
values = st.one_of(
    days.map(";VALUE=DATE:{}".format),
    days.map(":{}".format),
    hours.map(":{}Z".format),
    hours.map(";VALUE=DATE-TIME:{}".format),
    st.builds(";TZID={}:{}".format, zones, hours),
    st.builds(";TZID={}:{}Z".format, zones, hours),
    st.sampled_from(
        [":20250230T100000", ":20250101T240000", ":20250101T235960Z", ":20250101T1000", ":", ";VALUE=DATE:x"]
    ),
)
lengths = st.sampled_from(["PT1H", "PT90M", "P1D", "P2W", "PT0M", "P1DT2H", "-PT1H", "PT", "1H", "P99999D", "P9999W"])


def calendar_of(lines: str, zone: str = "") -> Component:
    """Return a calendar of one event of these lines, which brings a zone of its own."""
    own = OWN_ZONE.format(zone) if zone else ""
    told = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{own}BEGIN:VEVENT\r\nUID:1\r\n{lines}END:VEVENT\r\nEND:VCALENDAR\r\n"
    return calendar_in(parse(told.encode()))


def read(calendar: Component) -> Fields | None:
    """Return what an engagement would hold of it, None where it can hold nothing."""
    try:
        return fields_of(calendar, HERE)
    except Unreadable:
        return None


@given(values, values | st.none(), lengths | st.none(), st.just("") | zones)
def test_what_is_told_plainly_is_read_as_the_parser_reads_it(
    starts: str, ends: str | None, lasts: str | None, zone: str
) -> None:
    told = {"DTSTART": starts, "DTEND": ends, "DURATION": f":{lasts}" if lasts else None}
    plain, odd = (
        calendar_of("".join(f"{name}{more}{value}\r\n" for name, value in told.items() if value), zone)
        for more in ("", ";X-LEFT=TO-THE-PARSER")
    )
    assert span_in(event_in(odd)) is None
    assert read(plain) == read(odd)


@pytest.mark.parametrize(
    ("lines", "span"),
    [
        ("DTSTART;VALUE=DATE:20300504\r\n", (date(2030, 5, 4), None)),
        ("DTSTART:20300504T090000\r\nDURATION:PT1H\r\n", (datetime(2030, 5, 4, 9), timedelta(hours=1))),
        (
            "DTSTART;TZID=Europe/Rome:20300504T090000\r\nDTEND;TZID=Europe/Rome:20300504T100000\r\n",
            tuple(datetime(2030, 5, 4, hour, tzinfo=ZoneInfo("Europe/Rome")) for hour in (9, 10)),
        ),
        ("DTSTART;TZID=Our Office:20300504T090000\r\n", None),
        ("DTSTART:20300504T090000\r\nDTSTART:20300505T090000\r\n", None),
        ("DTSTART:20300504T090000\r\nDTEND:20300504T100000\r\nDURATION:PT9H\r\n", None),
        ("SUMMARY:Some time\r\n", None),
    ],
)
def test_only_what_is_plain_is_read_without_the_parser(lines: str, span: Any) -> None:
    assert span_in(event_in(calendar_of(lines))) == span
