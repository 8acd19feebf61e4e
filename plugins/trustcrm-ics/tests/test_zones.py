from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from trustcrm_ics.zones import UnknownZone, iana_key, named, renamed


def _definition(name: str, *rules: str) -> str:
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}", *rules, "END:VTIMEZONE", ""]
    return "\r\n".join(lines)


def _part(kind: str, start: str, before: str, after: str, rule: str) -> str:
    offsets = f"TZOFFSETFROM:{before}\r\nTZOFFSETTO:{after}"
    return f"BEGIN:{kind}\r\nDTSTART:{start}\r\n{offsets}\r\n{rule}\r\nEND:{kind}"


LONDON = (
    _part("STANDARD", "16010101T020000", "+0100", "+0000", "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10"),
    _part("DAYLIGHT", "16010101T010000", "+0000", "+0100", "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3"),
)


@pytest.mark.parametrize("name", sorted(WINDOWS_TO_OLSON))
def test_every_name_of_windows_is_a_zone_that_there_is(name: str) -> None:
    assert ZoneInfo(named(name)).key in (name, WINDOWS_TO_OLSON[name])


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Europe/Rome", "Europe/Rome"),
        ("/freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("/mozilla.org/20070129_1/Europe/Paris", "Europe/Paris"),
        ("W. Europe Standard Time ", "Europe/Berlin"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_known_by_any_of_its_names(name: str, key: str) -> None:
    assert iana_key(name, {}) == key


def test_a_zone_that_is_only_defined_is_known_by_its_rules() -> None:
    name = "(UTC) Dublin: Edinburgh, London"
    defined = {name: _definition(name, *LONDON)}
    assert iana_key(name, defined) == "Europe/London"
    line = f'DTSTART;TZID="{name}";X-A=b:20260101T090000'
    assert renamed(line, defined) == "DTSTART;TZID=Europe/London;X-A=b:20260101T090000"


def test_a_zone_of_the_same_name_is_what_each_calendar_says() -> None:
    rome = _definition("Customized Time Zone", "X-LIC-LOCATION:Europe/Rome", *LONDON)
    london = _definition("Customized Time Zone", *LONDON)
    assert iana_key("Customized Time Zone", {"Customized Time Zone": rome}) == "Europe/Rome"
    assert iana_key("Customized Time Zone", {"Customized Time Zone": london}) == "Europe/London"


@pytest.mark.parametrize(
    "rules",
    [
        (),
        ("no line of iCalendar",),
        (_part("STANDARD", "16010101T000000", "+0000", "+0000", "RRULE:FREQ=SECONDLY"),),
        (_part("STANDARD", "16010101T000000", "+0000", "+0000", "RRULE:FREQ=YEARLY;INTERVAL=0"),),
        (_part("STANDARD", "20200101T000000", "+0013", "+0013", ""),),
        (_part("STANDARD", "20200101T000000", "+9999", "+9999", ""),),
    ],
)
def test_a_zone_like_none_is_unknown(rules: tuple[str, ...]) -> None:
    with pytest.raises(UnknownZone):
        iana_key("Atlantis", {"Atlantis": _definition("Atlantis", *rules)})


def test_what_looks_like_a_zone_in_a_text_is_left() -> None:
    for line in (
        "SUMMARY:about;TZID=Europe/Rome:x",
        'ATTENDEE;CN=";TZID=Nowhere":mailto:a@x.example',
        "DTSTART:20260101T090000",
    ):
        assert renamed(line, {}) == line


def test_a_name_without_a_letter_is_told_in_a_short_sentence() -> None:
    with pytest.raises(UnknownZone) as told:
        iana_key("\ufeff" * 1_000, {})
    assert len(str(told.value)) < 250
