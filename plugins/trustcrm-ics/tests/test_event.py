from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm_ics.event import Event, Guest, NoEvent, event_of

ROME, UTC = ZoneInfo("Europe/Rome"), ZoneInfo("UTC")


def _event(*lines: str, zone: str = "") -> Event:
    component = icalendar.Event.from_ical("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""]))
    assert isinstance(component, icalendar.Event)
    return event_of(component, zone)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 1, 1)), st.integers(min_value=1, max_value=300))
def test_a_day_never_shifts(day: date, days: int) -> None:
    told = day.strftime("%Y%m%d").rjust(8, "0")
    event = _event(f"DTSTART;VALUE=DATE:{told}", f"DURATION:P{days}D", zone="Pacific/Kiritimati")
    assert (event.starts, event.all_day, event.zone) == (day, True, None)
    assert event.ends is not None
    assert (event.ends - day).days == days


@pytest.mark.parametrize(
    ("start", "zone", "expected"),
    [
        ("DTSTART;TZID=Europe/Rome:20260301T090000", "", datetime(2026, 3, 1, 9, tzinfo=ROME)),
        ("DTSTART:20260301T080000Z", "", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("DTSTART:20260301T080000Z", "Europe/Rome", datetime(2026, 3, 1, 9, tzinfo=ROME)),
        ("DTSTART:20260301T090000", "Europe/Rome", datetime(2026, 3, 1, 9)),
    ],
)
def test_a_moment_is_kept_in_the_zone_its_calendar_tells_it_in(start: str, zone: str, expected: datetime) -> None:
    event = _event(start, zone=zone)
    assert event.starts == expected
    assert event.zone == getattr(expected.tzinfo, "key", None)


@pytest.mark.parametrize(
    ("lines", "minutes"),
    [
        (["DTSTART;TZID=Europe/Rome:20260328T230000", "DTEND;TZID=Europe/Rome:20260329T040000"], 240),
        (["DTSTART;TZID=Europe/Rome:20260328T230000", "DURATION:PT5H"], 300),
        (["DTSTART;TZID=Europe/Rome:20260101T090000", "DTEND;TZID=America/New_York:20260101T090000"], 360),
        (["DTSTART:20260101T090000", "DTEND:20260101T094500"], 45),
        (["DTSTART:20260101T090000", "DTEND;VALUE=DATE:20260102"], None),
        (["DTSTART:20260101T090000"], None),
        (["DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20260103"], None),
    ],
)
def test_how_long_it_lasts_is_what_the_clock_says(lines: list[str], minutes: int | None) -> None:
    assert _event(*lines).minutes == minutes


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["DTSTART:tomorrow"],
        ["DTSTART:20260230T090000"],
        ["DTSTART:20260201T090000", "DTEND:20260201T080000"],
        ["DTSTART;VALUE=DATE:20260201", "DTEND;VALUE=DATE:20260131"],
        ["DTSTART:99990101T000000", "DURATION:P9999999D"],
    ],
)
def test_what_tells_no_time_that_can_be_is_no_event(lines: list[str]) -> None:
    with pytest.raises(NoEvent, match=r"^The entry .*\.$"):
        _event("UID:1", *lines)


def test_guests_are_those_who_come() -> None:
    event = _event(
        "DTSTART:20260101T090000",
        "ORGANIZER;CN=Giulia Rossi:MAILTO:Giulia@City.example",
        "ATTENDEE;CN=Giulia Rossi;PARTSTAT=ACCEPTED:mailto:giulia@city.example",
        "ATTENDEE;CN=Kenji Mori;ROLE=CHAIR:mailto:kenji@nagoya.example",
        "ATTENDEE;CN=Hana Ito;PARTSTAT=DECLINED:mailto:hana@nagoya.example",
        "ATTENDEE;CN=Room 3;CUTYPE=ROOM:mailto:room3@city.example",
        "ATTENDEE;CN=All consuls;CUTYPE=GROUP:mailto:all@city.example",
        "ATTENDEE;CN=Press;ROLE=NON-PARTICIPANT:mailto:press@city.example",
        "ATTENDEE;CN=ren@nagoya.example:mailto:ren@nagoya.example",
    )
    assert event.guests == (
        Guest(name="Giulia Rossi", address="giulia@city.example", role="organiser"),
        Guest(name="Kenji Mori", address="kenji@nagoya.example", role="chair"),
        Guest(name="", address="ren@nagoya.example"),
    )


def test_five_officers_of_one_mailbox_are_five_guests() -> None:
    names = ["Ana", "Bo", "Cem", "Dilan", "Eszter"]
    lines = [f"ATTENDEE;CN={name}:mailto:desk@consulate.example" for name in names]
    event = _event("DTSTART:20260101T090000", "ORGANIZER;CN=Bo:mailto:desk@consulate.example", *lines)
    assert [guest.name for guest in event.guests] == names
    assert [guest.role for guest in event.guests] == [None, "organiser", None, None, None]


def test_an_organiser_who_declined_is_no_guest() -> None:
    lines = ["ORGANIZER;CN=Ana:mailto:a@x.example", "ATTENDEE;CN=Ana;PARTSTAT=DECLINED:mailto:a@x.example"]
    assert not _event("DTSTART:20260101T090000", *lines).guests


def test_what_acts_on_a_screen_or_a_sheet_stays_data() -> None:
    event = _event(
        "DTSTART:20260101T090000",
        "SUMMARY:=cmd|'/c calc'!A1 \u202eanA \x1b[31m",
        'ATTENDEE;CN="+1 \u202eoB":mailto:b@x',
    )
    assert event.title == "=cmd|'/c calc'!A1 \u202eanA \x1b[31m"
    assert event.guests[0].name == "+1 \u202eoB"


@pytest.mark.parametrize(
    ("line", "state", "private", "takes_time"),
    [
        ("STATUS:CONFIRMED", "confirmed", False, True),
        ("STATUS:TENTATIVE", "planned", False, True),
        ("STATUS:cancelled", "cancelled", False, True),
        ("CLASS:CONFIDENTIAL", "confirmed", True, True),
        ("CLASS:X-SECRET", "confirmed", True, True),
        ("CLASS:PUBLIC", "confirmed", False, True),
        ("TRANSP:TRANSPARENT", "confirmed", False, False),
    ],
)
def test_how_firm_how_secret_and_how_busy(line: str, state: str, private: bool, takes_time: bool) -> None:
    event = _event("DTSTART:20260101T090000", line)
    assert (event.state, event.is_private, event.takes_time) == (state, private, takes_time)


names = st.text(
    st.characters(categories=["L", "M", "N", "P", "S"]) | st.sampled_from("\u202e\u2066\x1b\x07"), min_size=1
)
"""What may act on a screen or in a sheet, and letters, marks and signs of every script."""


@given(names)
def test_whatever_a_meeting_is_called_stays_what_it_is(title: str) -> None:
    escaped = title.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    assert _event("DTSTART:20260101T090000", f"SUMMARY:{escaped}").title == title
