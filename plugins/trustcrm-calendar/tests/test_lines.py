"""Content lines: whatever is read is given back octet for octet, and what is written is folded and escaped right."""

from __future__ import annotations

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.testing.calendar_objects import event
from trustcrm_calendar.lines import DEEPEST, LARGEST, Line, NotACalendar, escaped, parse, unescaped, written

ODD = b'BEGIN:X\r\nsummary ;P="a:b";Q=c,"d;e":one\r\n two\n\tthree\r\nnonsense\n\n:\nEND:x\n\x00\xff'
TEXTS = st.text(st.characters(codec="utf-8"), max_size=200)
PHYSICAL = st.lists(
    st.one_of(
        st.binary(max_size=90).filter(
            lambda told: b"\n" not in told and not told.upper().startswith((b"BEGIN", b"END"))
        ),
        st.sampled_from([b"SUMMARY:a", b" folded", b"\tfolded", b"", b"\r", b'X;A="b', b"X\xff:\xe2\x82", b":", b";:"]),
    ),
    max_size=30,
)


@given(lines=PHYSICAL, ends=st.sampled_from([b"\r\n", b"\n"]), last=st.booleans())
def test_whatever_is_read_is_given_back(lines: list[bytes], ends: bytes, last: bool) -> None:
    within = ends.join(lines)
    ics = (
        b"BEGIN:VCALENDAR"
        + ends
        + b"BEGIN:VEVENT"
        + ends
        + b"X:"
        + ends
        + within
        + ends
        + b"END:VEVENT"
        + ends
        + b"END:VCALENDAR"
    )
    ics += ends if last else b""
    assert parse(ics).octets() == ics


@pytest.mark.parametrize(
    "ics", [event(), event().replace(b"\r\n", b"\n"), b"\xef\xbb\xbf" + event(), ODD, b"", b"\n\n"]
)
def test_odd_files_are_given_back(ics: bytes) -> None:
    assert parse(ics).octets() == ics


def test_a_line_is_unfolded_before_it_is_decoded() -> None:
    line = Line("LOCATION:名古".encode()[:-2] + b"\r\n " + "古".encode()[1:] + b"\r\n")
    assert (line.name, line.value) == ("LOCATION", "名古")


def test_quoted_parameters_hide_colons_and_semicolons() -> None:
    line = Line(b'attendee;CN="Mori; Kenji: mayor";ROLE=CHAIR,"a,b":mailto:k@n.example\r\n')
    assert line.name == "ATTENDEE"
    assert line.params == {"CN": ("Mori; Kenji: mayor",), "ROLE": ("CHAIR", "a,b")}
    assert line.value == "mailto:k@n.example"


@given(TEXTS)
def test_a_text_comes_back_from_its_line(text: str) -> None:
    line = written("SUMMARY", escaped(text), {"X-SAID": 'by "him"; here'})
    assert all(len(one) <= 75 for one in line.raw.split(b"\r\n"))
    for one in line.raw.split(b"\r\n"):
        one.decode()
    plain = "".join(one for one in text.replace("\r\n", "\n").replace("\r", "\n") if one in "\n\t" or one >= " ")
    assert unescaped(line.value) == plain.replace("\x7f", "")
    assert line.params == {"X-SAID": ("by him; here",)}


@given(TEXTS.filter(lambda text: text.strip()))
def test_another_parser_reads_the_same_text(text: str) -> None:
    seen = "".join(one for one in text if one.isprintable() or one == "\n").replace("\r", "")
    whole = b"BEGIN:VEVENT\r\n" + written("DESCRIPTION", escaped(seen)).raw + b"END:VEVENT\r\n"
    assert str(icalendar.Event.from_ical(whole).get("DESCRIPTION", "")) == seen


@given(TEXTS, TEXTS)
def test_only_the_lines_named_are_touched(one: str, other: str) -> None:
    tree = parse(event())
    calendar = tree.components("VCALENDAR")[0]
    meeting = calendar.components("VEVENT")[0]
    changed = meeting.with_lines(["SUMMARY"], [written("SUMMARY", escaped(one))])
    changed = changed.with_lines(["URL"], [written("URL", escaped(other))])
    before = [line.raw for line in meeting.lines() if line.name != "SUMMARY"]
    assert [line.raw for line in changed.lines() if line.name not in ("SUMMARY", "URL")] == before
    assert changed.components() == meeting.components()
    back = changed.with_lines(["URL"], []).with_lines(["SUMMARY"], meeting.lines("SUMMARY"))
    assert back.octets() == meeting.octets()


def test_a_file_of_lonely_line_feeds_stays_one() -> None:
    meeting = parse(event().replace(b"\r\n", b"\n")).components("VCALENDAR")[0].components("VEVENT")[0]
    assert b"\r" not in meeting.with_lines(["SUMMARY"], [written("SUMMARY", "x" * 100)]).octets()


@pytest.mark.parametrize(
    ("ics", "why"),
    [
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "ends within 'VEVENT'; it was cut short"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", "Line 2: 'VEVENT' ends, and it was not begun"),
        (b"END:VCALENDAR\r\n", "Line 1: 'VCALENDAR' ends"),
        (b"BEGIN:A\n" * (DEEPEST + 1), f"more than {DEEPEST} components lie within each other"),
        (b"x" * (LARGEST + 1), "more than the 4,000,000 that are read"),
        (b"\n" * 200_000, "lines, more than"),
    ],
)
def test_what_is_no_calendar_is_told_by_its_line(ics: bytes, why: str) -> None:
    with pytest.raises(NotACalendar, match=why):
        parse(ics)
