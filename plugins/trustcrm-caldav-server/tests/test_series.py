"""An event that repeats is the engagement of its next meeting, whoever changes it, and goes on to the one after."""

from __future__ import annotations

from datetime import date, time

import pytest

from tests.caldav_device import Client, Served, event
from trustcrm.clock import PinnedClock
from trustcrm.plugin import Engagement
from trustcrm_calendar.collided import collisions

WEEKLY = "DTSTART;TZID=Asia/Tokyo:20300604T100000"
MORE = "RRULE:FREQ=WEEKLY\nX-OWN:kept\n"


@pytest.fixture
def weekly(ana: Client) -> bytes:
    """A series on Tuesdays, of which the next meeting is on 2 July 2030."""
    ics = event(title="Weekly", when=WEEKLY, more=MORE)
    assert ana.put("w.ics", ics).status == 201
    return ics


def held(served: Served) -> list[Engagement]:
    return [one for _, one in sorted(served.engagements().values(), key=lambda told: told[0])]


def every(served: Served) -> list[tuple[date, str]]:
    rows = served.context.ask.page("engagement").rows
    told = [one.kept.record for one in rows]
    return sorted((one.starts_on, one.state) for one in told if isinstance(one, Engagement))


def test_a_series_becomes_its_next_meeting_and_stays_as_it_came(ana: Client, served: Served, weekly: bytes) -> None:
    (one,) = held(served)
    assert (one.starts_on, one.starts_at, one.time_zone) == (date(2030, 7, 2), time(10), "Asia/Tokyo")
    assert ana.get("w.ics").body == weekly
    later = event(title="Monthly", when=WEEKLY.replace("T10", "T11"), more=MORE)
    assert ana.put("w.ics", later, If_Match=ana.get("w.ics").etag).status == 204
    (one,) = held(served)
    assert (one.title, one.starts_on, one.starts_at) == ("Monthly", date(2030, 7, 2), time(11))


def test_what_the_office_says_of_it_is_said_of_the_whole_series(ana: Client, served: Served, weekly: bytes) -> None:
    row = served.engagements()["Weekly"][0]
    served.context.do.correct("engagement", row, {"title": "Every week", "place": "Room 4"})
    octets = ana.get("w.ics").body
    for line in (b"SUMMARY:Every week", b"LOCATION:Room 4", b"RRULE:FREQ=WEEKLY", b"X-OWN:kept", WEEKLY.encode()):
        assert line in octets


def test_a_meeting_moved_in_the_office_goes_back_and_that_is_told(ana: Client, served: Served, weekly: bytes) -> None:
    row = served.engagements()["Weekly"][0]
    served.context.do.correct("engagement", row, {"starts_on": date(2030, 7, 3)})
    assert ana.get("w.ics").body == weekly
    assert served.engagements()["Weekly"][1].starts_on == date(2030, 7, 2)
    (told,) = collisions(served.calendar.tables)
    assert "20300703" in told.ours


def test_after_a_meeting_that_was_called_off_the_next_one_comes_in(ana: Client, served: Served, weekly: bytes) -> None:
    served.context.do.cancel(served.engagements()["Weekly"][0])
    assert ana.get("w.ics").body == weekly
    assert every(served) == [(date(2030, 7, 2), "cancelled"), (date(2030, 7, 9), "confirmed")]
    assert len(ana.listed()) == 1
    assert every(served) == [(date(2030, 7, 2), "cancelled"), (date(2030, 7, 9), "confirmed")]


def test_it_moves_on_with_the_days_and_ends_with_its_last_meeting(
    ana: Client, served: Served, weekly: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = {date(2030, 7, 2): 2, date(2030, 7, 3): 9, date(2030, 7, 10): 16}
    for today, shown in days.items():
        monkeypatch.setattr(PinnedClock, "today", lambda self, today=today: today)
        assert ana.get("w.ics").body == weekly
        assert every(served) == [(date(2030, 7, shown), "confirmed")]
    before = served.context.ask.newest_change()
    ana.listed()
    assert served.context.ask.newest_change() == before


def test_a_series_that_was_undone_stays_out(ana: Client, served: Served, weekly: bytes) -> None:
    served.context.do.undo(served.context.ask.newest_change())
    ana.listed()
    assert held(served) == []
