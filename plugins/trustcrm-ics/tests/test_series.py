from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from trustcrm.plugin import Draft, Rejected

Read = Callable[..., list[Any]]
WEEKLY = ["UID:w", "SUMMARY:Call", "DTSTART;TZID=Europe/Rome:20261005T090000", "DTEND;TZID=Europe/Rome:20261005T100000"]


def _ahead(pieces: list[Any]) -> list[tuple[str, str, str]]:
    """Return the engagements in brief: day, hour, title."""
    records: list[Any] = [
        piece.record for piece in pieces if isinstance(piece, Draft) and piece.key.startswith("engagement")
    ]
    return [(f"{one.starts_on:%m-%d}", f"{one.starts_at:%H:%M}" if one.starts_at else "", one.title) for one in records]


def _keys(pieces: list[Any]) -> list[str]:
    return [piece.key for piece in pieces if isinstance(piece, Draft) and piece.key.startswith("engagement")]


def test_the_hour_stays_when_summer_time_ends(read: Read) -> None:
    pieces = read([*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=4"])
    assert [(day, hour) for day, hour, _ in _ahead(pieces)] == [
        ("10-05", "09:00"), ("10-12", "09:00"), ("10-19", "09:00"), ("10-26", "09:00"),
    ]  # fmt: skip
    assert _keys(pieces)[-2:] == ["engagement w 20261019T070000Z", "engagement w 20261026T080000Z"]


def test_one_that_was_moved_is_told_once_and_where_it_is_now(read: Read) -> None:
    moved = ["UID:w", "RECURRENCE-ID:20261012T070000Z", "DTSTART:20261013T110000Z", "SUMMARY:Call, moved"]
    for entries in ([[*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=3"], moved], [moved, [*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=3"]]):
        pieces = read(*entries)
        assert _ahead(pieces) == [
            ("10-05", "09:00", "Call"),
            ("10-13", "11:00", "Call, moved"),
            ("10-19", "09:00", "Call"),
        ]
        assert _keys(pieces)[1] == "engagement w 20261012T070000Z"
    alone = read(moved)
    assert _keys(alone) == ["engagement w 20261012T070000Z"]


def test_one_moved_with_all_after_it_keeps_their_keys(read: Read) -> None:
    after = [
        "UID:w", "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Rome:20261012T090000", "SUMMARY:Later call",
        "DTSTART;TZID=Europe/Rome:20261013T140000", "DTEND;TZID=Europe/Rome:20261013T150000",
    ]  # fmt: skip
    plain = read([*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=4"])
    shifted = read([*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=4"], after)
    assert _keys(shifted) == _keys(plain)
    assert [day for day, _, _ in _ahead(shifted)] == ["10-05", "10-13", "10-20", "10-27"]
    assert [hour for _, hour, _ in _ahead(shifted)] == ["09:00", "14:00", "14:00", "14:00"]


def test_one_that_stands_beside_an_entry_that_does_not_repeat_is_told_too(read: Read) -> None:
    beside = ["UID:w", "RECURRENCE-ID;TZID=Europe/Rome:20261012T090000", "DTSTART;TZID=Europe/Rome:20261012T110000"]
    assert [(day, hour) for day, hour, _ in _ahead(read(WEEKLY, beside))] == [("10-05", "09:00"), ("10-12", "11:00")]


def test_days_that_are_left_out_or_added_are(read: Read) -> None:
    pieces = read(
        [*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/Rome:20261012T090000", "EXDATE:",
         "RDATE;TZID=Europe/Rome:20261120T170000"]
    )  # fmt: skip
    assert [(day, hour) for day, hour, _ in _ahead(pieces)] == [
        ("10-05", "09:00"),
        ("10-19", "09:00"),
        ("11-20", "17:00"),
    ]


def test_one_that_is_called_off_is_cancelled_and_the_others_stand(read: Read) -> None:
    off = ["UID:w", "RECURRENCE-ID;TZID=Europe/Rome:20261207T090000", "DTSTART;TZID=Europe/Rome:20261207T090000",
           "SUMMARY:Call", "STATUS:CANCELLED"]  # fmt: skip
    pieces = read([*WEEKLY, "RRULE:FREQ=WEEKLY;UNTIL=20261214T080000Z"], off, since="2026-11-27")
    assert [piece.record.state for piece in pieces] == ["confirmed", "cancelled", "confirmed"]


def test_a_series_without_end_is_told_for_a_year_ahead(read: Read) -> None:
    pieces = read([*WEEKLY, "RRULE:FREQ=WEEKLY"], since="2026-11-01")
    days = [piece.record.starts_on.isoformat() for piece in pieces if piece.key.startswith("engagement")]
    assert (days[0], days[-1], len(days)) == ("2026-11-02", "2027-11-22", 56)
    less = read([*WEEKLY, "RRULE:FREQ=WEEKLY"], since="2026-11-01", until="2026-11-16")
    assert [piece.record.starts_on.isoformat() for piece in less if piece.key.startswith("engagement")] == days[:3]


def test_days_of_a_series_never_shift(read: Read) -> None:
    yearly = ["UID:d", "SUMMARY:National day", "DTSTART;VALUE=DATE:20240229", "DTEND;VALUE=DATE:20240301"]
    pieces = read([*yearly, "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3"], today="2024-01-01")
    assert [(one.record.starts_on.isoformat(), one.record.ends_on, one.record.starts_at) for one in pieces] == [
        ("2024-02-29", None, None), ("2024-03-31", None, None), ("2024-04-30", None, None),
    ]  # fmt: skip
    assert _keys(pieces)[0] == "engagement d 20240229"


def test_no_more_than_a_thousand_meetings_come_of_a_series(read: Read) -> None:
    pieces = read(["UID:d", "SUMMARY:Daily", "DTSTART:16010101T090000", "RRULE:FREQ=DAILY"])
    assert len(_keys(pieces)) == 1000
    assert isinstance(pieces[-1], Rejected)
    assert pieces[-1].reason.startswith("The series has more than 1,000 meetings")


HOSTILE = [
    "FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=5", "FREQ=HOURLY", "FREQ=NEVER", "", "COUNT=3", "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=13", "FREQ=WEEKLY;BYSETPOS=300",
    "FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5;BYSECOND=1,2", "FREQ=DAILY;BYEASTER=1",
    "FREQ=YEARLY;INTERVAL=99999999",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2", "FREQ=YEARLY;BYYEARDAY=400",
    "FREQ=DAILY;INTERVAL=7;BYDAY=TU", "FREQ=YEARLY;BYWEEKNO=99", "FREQ=MONTHLY;BYDAY=+9MO",
]  # fmt: skip


@pytest.mark.parametrize("rule", HOSTILE)
def test_a_rule_that_could_take_forever_ends_soon_and_hides_nothing(read: Read, rule: str) -> None:
    began = time.process_time()
    pieces = read(["UID:h", "DTSTART:20260105T090000", f"RRULE:{rule}"], ["UID:last", "DTSTART:20270105T090000"])
    assert time.process_time() - began < 5
    assert pieces[-1].key == "engagement last"
    assert len(pieces) <= 1 + 2 * 1000
