"""P26: bombs are bounded, and never run: what a device sends to the CalDAV server."""

from __future__ import annotations

import time

from tests.caldav_device import NAMES, Client, event

MONTH = '<C:comp-filter name="VEVENT"><C:time-range start="20300701T000000Z" end="20300801T000000Z"/></C:comp-filter>'
EXPAND = '<C:calendar-data><C:expand start="20300701T000000Z" end="20300801T000000Z"/></C:calendar-data>'
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(9))
SECONDS = 20
"""Far more than any of it takes, and far less than what it asks for would."""


def test_p26_rules_without_end_are_answered_in_time(caldav_device: Client) -> None:
    rules = (
        "FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=1;UNTIL=99991231T235959Z", "FREQ=HOURLY;BYMINUTE=0,1,2,3,4,5,6,7,8,9",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;COUNT=999999999", "FREQ=WEEKLY;INTERVAL=999999999999999",
        "FREQ=DAILY;BYSETPOS=" + ",".join(map(str, range(1, 366))),
    )  # fmt: skip
    ana, began = caldav_device, time.monotonic()
    for number, rule in enumerate(rules):
        for year in ("0001", "1900", "5000", "9999"):
            ics = event(uid=f"{number}-{year}", when=f"DTSTART:{year}0101T000000Z", more=f"RRULE:{rule}\n")
            assert ana.put(f"{number}-{year}.ics", ics).status in (201, 403)
    assert ana.query(MONTH, EXPAND) is not None
    assert time.monotonic() - began < SECONDS


def test_p26_bombs_of_xml_are_refused(caldav_device: Client) -> None:
    ana, began = caldav_device, time.monotonic()
    for body in (
        f"<!DOCTYPE a [{ENTITIES}]><D:propfind {NAMES}><D:prop><D:x>&e8;</D:x></D:prop></D:propfind>",
        "<a>" * 1_000_000,
        f"<D:propfind {NAMES}><D:prop>" + "<D:x/>" * 500_000 + "</D:prop></D:propfind>",
    ):
        assert ana.ask("PROPFIND", ana.calendar, body, Depth="1").status in (400, 413)
    assert time.monotonic() - began < SECONDS


def test_p26_what_is_too_large_or_too_deep_is_refused(caldav_device: Client) -> None:
    ana = caldav_device
    for ics in (
        event(more="".join("BEGIN:VALARM\n" for _ in range(50_000))),
        event(more="".join(f"X-{n}:y\n" for n in range(150_000))),
        event(more="DESCRIPTION:" + "x\n " * 1_500_000 + "\n"),
    ):
        assert ana.put("a.ics", ics).status in (403, 413)
    assert ana.listed() == {}
