"""What a calendar-query finds: by time, by property, and with each repetition by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote

import pytest

from tests.caldav_device import CALDAV, NAMES, Client, event

JULY = '<C:time-range start="20300701T000000Z" end="20300801T000000Z"/>'
BERLIN = "DTSTART;TZID=Europe/Berlin:203007{}T{}\nDTEND;TZID=Europe/Berlin:203007{}T{}"


def names(ana: Client, inner: str, data: str = "") -> set[str]:
    return {href.rpartition("/")[2].removesuffix(".ics") for href in ana.query(inner, data)}


def in_events(inner: str) -> str:
    return f'<C:comp-filter name="VEVENT">{inner}</C:comp-filter>'


def between(start: str, end: str) -> str:
    return in_events(f'<C:time-range start="{start}" end="{end}"/>')


@pytest.fixture
def full(ana: Client) -> Client:
    """A calendar with one event of each kind."""
    told = {
        "day": event(uid="day", day=9),
        "hours": event(uid="hours", when=BERLIN.format("12", "100000", "12", "113000"), title="Lunch, and talk"),
        "moment": event(uid="moment", when="DTSTART:20300714T080000Z"),
        "lasting": event(uid="lasting", when="DTSTART:20300714T080000Z\nDURATION:PT2H", more="LOCATION:Town Hall\n"),
        "weekly": event(uid="weekly", when="DTSTART;TZID=Europe/Berlin:20300104T100000", more="RRULE:FREQ=WEEKLY\n"),
        "counted": event(uid="counted", when="DTSTART:20300601T080000Z", more="RRULE:FREQ=DAILY;COUNT=40\n"),
        "ended": event(uid="ended", when="DTSTART:20300101T080000Z", more="RRULE:FREQ=WEEKLY;UNTIL=20300601T000000Z\n"),
        "winter": event(uid="winter", when="DTSTART;VALUE=DATE:20301220"),
    }
    for name, ics in told.items():
        assert ana.put(f"{name}.ics", ics).status == 201, name
    return ana


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("20300701T000000Z", "20300801T000000Z", {"day", "hours", "moment", "lasting", "weekly", "counted"}),
        ("20300709T000000Z", "20300709T010000Z", {"day"}),
        ("20300709T235959Z", "20300710T000000Z", {"day"}),
        ("20300710T000000Z", "20300710T010000Z", set()),
        ("20300712T080000Z", "20300712T080001Z", {"hours", "weekly"}),
        ("20300712T075959Z", "20300712T080000Z", set()),
        ("20300714T080000Z", "20300714T080001Z", {"moment", "lasting"}),
        ("20300714T095959Z", "20300714T110000Z", {"lasting"}),
        ("20300705T080000Z", "20300705T080001Z", {"weekly", "counted"}),
        ("20300706T000000Z", "20300706T070000Z", set()),
        ("20300710T080000Z", "20300710T080001Z", {"counted"}),
        ("20300711T080000Z", "20300711T080001Z", set()),
        ("20300531T000000Z", "20300531T120000Z", {"weekly"}),
        ("20300527T000000Z", "20300529T090000Z", {"ended"}),
    ],
)
def test_a_range_finds_what_lies_in_it(full: Client, start: str, end: str, found: set[str]) -> None:
    for _ in range(2):
        assert names(full, between(start, end)) - {"ended"} == found - {"ended"}
    assert ("ended" in names(full, between(start, end))) == ("ended" in found)


@pytest.mark.parametrize(
    ("inner", "found"),
    [
        ('<C:prop-filter name="SUMMARY"><C:text-match>LUNCH, and</C:text-match></C:prop-filter>', {"hours"}),
        (
            '<C:prop-filter name="SUMMARY"><C:text-match collation="i;octet">LUNCH</C:text-match></C:prop-filter>',
            set(),
        ),
        ('<C:prop-filter name="LOCATION"/>', {"lasting"}),
        (
            f'{JULY}<C:prop-filter name="LOCATION"><C:is-not-defined/></C:prop-filter>',
            {"day", "hours", "moment", "weekly", "counted"},
        ),
        (
            '<C:prop-filter name="DTSTART"><C:param-filter name="TZID"><C:text-match>Berlin</C:text-match>'
            "</C:param-filter></C:prop-filter>",
            {"hours", "weekly"},
        ),
        (
            '<C:prop-filter name="SUMMARY"><C:text-match negate-condition="yes">there</C:text-match></C:prop-filter>',
            {"hours"},
        ),
        (
            '<C:prop-filter name="UID"><C:text-match collation="i;octet">winter</C:text-match></C:prop-filter>',
            {"winter"},
        ),
    ],
)
def test_properties_choose(full: Client, inner: str, found: set[str]) -> None:
    assert names(full, in_events(inner)) == found


def test_kinds_choose(full: Client) -> None:
    assert len(names(full, "")) == len(names(full, in_events(""))) == 8
    assert names(full, '<C:comp-filter name="VTODO"/>') == set()
    absent = '<C:comp-filter name="VTODO"><C:is-not-defined/></C:comp-filter>'
    assert len(names(full, absent)) == 8


def test_each_repetition_is_told_by_itself_in_utc(full: Client) -> None:
    expand = '<C:calendar-data><C:expand start="20300701T000000Z" end="20300713T000000Z"/></C:calendar-data>'
    told = full.query(between("20300701T000000Z", "20300713T000000Z"), expand)
    weekly = told[full.calendar + "weekly.ics"].splitlines()
    assert [line for line in weekly if line.startswith("DTSTART")] == [
        "DTSTART:20300705T080000Z",
        "DTSTART:20300712T080000Z",
    ]
    assert not [line for line in weekly if line.startswith("RRULE")]
    assert [line for line in weekly if line.startswith("RECURRENCE-ID")] == [
        "RECURRENCE-ID:20300705T080000Z",
        "RECURRENCE-ID:20300712T080000Z",
    ]
    hours = told[full.calendar + "hours.ics"]
    assert ("DTSTART:20300712T080000Z" in hours, "RECURRENCE-ID" in hours) == (True, False)
    assert "DTSTART;VALUE=DATE:20300709" in told[full.calendar + "day.ics"]


@pytest.mark.parametrize("more", ["", "RRULE:FREQ=YEARLY;COUNT=2\n"])
@pytest.mark.parametrize(
    ("start", "lasts", "ends"),
    [
        ("20301026T120000", "P1D", "20301027T110000Z"),
        ("20301026T120000", "PT24H", "20301027T100000Z"),
        ("20301026T120000", "P1DT1H", "20301027T120000Z"),
        ("20301027T013000", "PT2H", "20301027T013000Z"),
        ("20300331T013000", "PT2H", "20300331T023000Z"),
        ("20300325T120000", "P1W", "20300401T100000Z"),
    ],
)
def test_clocks_that_change_lengthen_days_and_no_hours(
    ana: Client, start: str, lasts: str, ends: str, more: str
) -> None:
    ana.put("long.ics", event(when=f"DTSTART;TZID=Europe/Berlin:{start}\nDURATION:{lasts}", more=more))
    expand = '<C:calendar-data><C:expand start="20300101T000000Z" end="20301231T000000Z"/></C:calendar-data>'
    (told,) = ana.query(between("20300101T000000Z", "20301231T000000Z"), expand).values()
    assert [line for line in told.splitlines() if line.startswith(("DTEND", "DURATION", "X-"))] == [f"DTEND:{ends}"]
    before = (datetime.fromisoformat(ends) - timedelta(seconds=1)).strftime("%Y%m%dT%H%M%SZ")
    assert names(ana, between(before, "20301231T000000Z")) == {"long"}
    assert names(ana, between(ends, "20301231T000000Z")) == set()


def test_octets_in_a_report_are_the_octets_of_the_object(full: Client) -> None:
    told = full.query(in_events(JULY), "<C:calendar-data/>")
    for href, ics in told.items():
        assert ics.encode() == full.ask("GET", href).body


def test_multiget_gives_what_is_there_and_says_what_is_not(full: Client) -> None:
    none = [full.calendar + "none.ics", "/calendars/Ben/engagements/day.ics", "/etc/passwd", "//[x"]
    paths = [full.calendar + "day.ics", *none]
    hrefs = "".join(f"<D:href>{path}</D:href>" for path in paths)
    body = f"<C:calendar-multiget {NAMES}><D:prop><D:getetag/><C:calendar-data/></D:prop>{hrefs}</C:calendar-multiget>"
    reply = full.ask("REPORT", full.calendar, body)
    found = reply.responses
    assert list(found) == [quote(path) for path in paths]
    assert found[paths[0]].findtext(f".//{CALDAV}calendar-data", "").encode() == full.get("day.ics").body
    assert {found[quote(path)].findtext("{DAV:}status") for path in none} == {"HTTP/1.1 404 Not Found"}


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=100000000",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=NEVER",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;BYDAY=XX;UNTIL=yesterday",
    ],
)
def test_a_rule_that_nobody_can_follow_keeps_nobody_waiting(ana: Client, rule: str) -> None:
    ics = event(uid=rule, when="DTSTART:19000101T000000Z", more=f"RRULE:{rule}\n")
    assert ana.put("odd.ics", ics).status == 201
    expand = '<C:calendar-data><C:expand start="20300701T000000Z" end="20300801T000000Z"/></C:calendar-data>'
    assert names(ana, in_events(JULY), expand) <= {"odd"}
    assert ana.get("odd.ics").body == ics


@pytest.mark.parametrize("day", ["xx", "\u00b2\u00b3"])
def test_a_series_that_begins_on_no_day_is_kept_as_it_came(ana: Client, day: str) -> None:
    ics = event(uid=day, when=f"DTSTART:203007{day}T080000Z", more="RRULE:FREQ=MONTHLY\n")
    assert ana.put("odd.ics", ics).status == 201
    assert (names(ana, in_events(JULY)) <= {"odd"}, ana.get("odd.ics").body) == (True, ics)


def test_a_range_may_begin_at_the_end_of_all_years(ana: Client) -> None:
    ana.put("yearly.ics", event(more="RRULE:FREQ=YEARLY\n"))
    assert names(ana, in_events('<C:time-range start="99980101T000000Z"/><C:prop-filter name="RRULE"/>')) == {"yearly"}


@pytest.mark.parametrize(
    ("body", "condition"),
    [
        ("<C:calendar-query {}><D:prop/></C:calendar-query>", f"{CALDAV}valid-filter"),
        (
            '<C:calendar-query {}><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
            '<C:time-range start="2030-07-01"/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>',
            f"{CALDAV}valid-filter",
        ),
        ("<D:expand-property {}/>", "{DAV:}supported-report"),
        ("<C:free-busy-query {}/>", "{DAV:}supported-report"),
    ],
)
def test_what_is_not_answered_is_refused_by_its_name(ana: Client, body: str, condition: str) -> None:
    refused = ana.ask("REPORT", ana.calendar, body.format(NAMES))
    assert (refused.status, refused.condition) == (403, condition)
