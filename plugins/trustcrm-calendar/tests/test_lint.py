"""What programs read differently is found by its line; what they agree on is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from trustcrm_calendar.commands import COMMANDS, calendar
from trustcrm_calendar.lines import NotACalendar, parse
from trustcrm_calendar.lint import faults
from trustcrm_calendar.zones import vtimezone

ZONE = vtimezone("Europe/Berlin", 2030, 2031).octets().decode()
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"


def told(*lines: str, zone: str = ZONE) -> list[tuple[int, str]]:
    """Return the faults of an event that holds these lines, the first of them counted as line 1."""
    body = "".join(f"{line}\r\n" for line in lines)
    before = f"{HEAD}{zone}BEGIN:VEVENT\r\n"
    tree = parse(f"{before}{body}END:VEVENT\r\nEND:VCALENDAR\r\n".encode())
    return [(fault.line - before.count("\n"), fault.sentence) for fault in faults(tree)]


BERLIN = "DTSTART;TZID=Europe/Berlin:"

ODD = {
    "an hour that clocks skip": ((f"{BERLIN}20300331T023000",), 1, "Clocks skip or repeat"),
    "an hour that clocks repeat": ((f"{BERLIN}20301027T023000",), 1, "Clocks skip or repeat"),
    "a day left out of hours": ((f"{BERLIN}20300401T090000", "EXDATE;VALUE=DATE:20300408"), 2, "A day is left out"),
    "a date added to a rule": (("DTSTART:20300401T090000Z", "RRULE:FREQ=DAILY", "RDATE:20300409T090000Z"), 3, "A date"),
    "a period": (("DTSTART:20300401T090000Z", "RDATE;VALUE=PERIOD:20300409T090000Z/PT1H"), 2, "A period is added"),
    "all that follow": (("DTSTART:20300401T090000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20300402T090000Z"), 2, "This"),
    "29 February": (("DTSTART;VALUE=DATE:20320229", "RRULE:FREQ=YEARLY"), 2, "It repeats on 29 February"),
    "a local end": ((f"{BERLIN}20300401T090000", "RRULE:FREQ=DAILY;UNTIL=20300501T090000"), 2, "The rule ends"),
    "an unknown zone": (("DTSTART;TZID=Asia/Tokyo:20300401T090000",), 1, "The zone 'Asia/Tokyo' is not defined"),
    "weeks of the year": (("DTSTART:20300401T090000Z", "RRULE:FREQ=YEARLY;BYWEEKNO=20"), 2, "The rule counts weeks"),
    "days where clocks change": (("DTSTART:20300330T090000Z", "DURATION:P1D"), 2, "It lasts for days"),
    "a first day beside the rule": (("DTSTART:20300402T090000Z", "RRULE:FREQ=WEEKLY;BYDAY=MO"), 2, "The first day"),
    "every second": (("DTSTART:20300402T090000Z", "RRULE:FREQ=SECONDLY"), 2, "It repeats more often than hourly"),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_engines_disagree_on_is_found(odd: str) -> None:
    lines, at, why = ODD[odd]
    ((line, sentence),) = told(*lines)
    assert (line, sentence.startswith(why)) == (at, True), sentence


@pytest.mark.parametrize(
    "lines",
    [
        (f"{BERLIN}20300401T090000", "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20300501T070000Z"),
        ("DTSTART;VALUE=DATE:20300401", "RRULE:FREQ=MONTHLY;BYMONTHDAY=1", "EXDATE;VALUE=DATE:20300501"),
        ("DTSTART;VALUE=DATE:20300401", "DURATION:P1D"),
        ("DTSTART:20300401T090000Z", "DURATION:PT90M", "RRULE:FREQ=MONTHLY;BYDAY=1MO"),
        ("DTSTART;VALUE=DATE:20300131", "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("DTSTART:20300401T090000Z", "RDATE:20300409T090000Z"),
    ],
)
def test_what_they_agree_on_is_not(lines: tuple[str, ...]) -> None:
    assert told(*lines) == []


def test_a_zone_with_its_changes_on_one_line_is_found() -> None:
    zone = "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nRDATE:20300101T000000,20310101T000000\r\n"
    (found,) = faults(parse(f"{HEAD}{zone}END:STANDARD\r\nEND:VTIMEZONE\r\nEND:VCALENDAR\r\n".encode()))
    assert (found.line, found.name) == (6, "RDATE")


VALUES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=40),
    st.sampled_from(
        ["20300331T023000", "99991231T235959", "00000000T000000", "FREQ=YEARLY;BYMONTH=,x;BYDAY=5XX", "P1D"]
    ),
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["DTSTART", "RRULE", "RDATE", "EXDATE", "DURATION", "RECURRENCE-ID;RANGE=THISANDFUTURE"]),
            st.sampled_from(["", ";TZID=Europe/Berlin", ";TZID=../etc", ";VALUE=DATE"]), VALUES,
        ),
        max_size=8,
    )
)  # fmt: skip
def test_nothing_odd_stops_it(lines: list[tuple[str, str, str]]) -> None:
    told(*(f"{name}{params}:{value}" for name, params, value in lines))


def test_the_command_names_file_line_and_property(tmp_path: Path) -> None:
    file = tmp_path / "odd.ics"
    file.write_text(
        f"{HEAD}BEGIN:VEVENT\r\nDTSTART:20300401T090000Z\r\nDURATION:P1D\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    done = CliRunner().invoke(calendar, ["check", str(file)])
    assert done.stdout.startswith(f"{file}, line 5, DURATION: It lasts for days")
    assert str(done.exception) == "1 thing may be read differently by different programs."
    told = CliRunner().invoke(calendar, ["check", str(file), "--json"]).stdout
    assert '"line": 5' in told


def test_the_command_says_where_a_file_is_no_calendar(tmp_path: Path) -> None:
    file = tmp_path / "cut.ics"
    file.write_text(HEAD)
    done = CliRunner().invoke(calendar, ["check", str(file)])
    assert isinstance(done.exception, NotACalendar)
    assert str(file) in str(done.exception)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_called_as_it_is_looked_for(name: str) -> None:
    assert calendar.commands[name].name == name
