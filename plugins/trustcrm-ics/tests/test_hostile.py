from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustcrm.plugin import Draft, PluginContext, Rejected, Source
from trustcrm_ics.importer import CalendarImporter

Read = Callable[..., list[Any]]
GOOD = ["UID:last", "SUMMARY:Last", "DTSTART:20270105T090000"]
SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.ics"))
NEAR = [
    "DTSTART:20260105T090000", "DTSTART;VALUE=DATE:20260105", "DTSTART;TZID=Europe/Rome:20260105T090000",
    "DTEND:2026", "DURATION:-P1D", "DURATION:P1W", "RRULE:FREQ=DAILY;COUNT=2", "RRULE:FREQ=", "EXDATE:x",
    "RDATE;VALUE=PERIOD:20260106T090000/PT1H", "RECURRENCE-ID:20260105T090000", "UID:1", "UID:", "SEQUENCE:-1",
    "RECURRENCE-ID;RANGE=THISANDFUTURE:20260105", "BEGIN:VALARM", "END:VALARM", "ATTENDEE;CN=", "STATUS:",
    'ORGANIZER;CN=":mailto:a@x', "BEGIN:VEVENT", " folded",
]  # fmt: skip


def _read(path: Path) -> list[Any]:
    options = {"home": "Homeville, US", "with": "Nagoya, JP", "today": "2026-11-26"}
    return list(CalendarImporter(PluginContext(name="ics")).read(Source(path=path, options=options)))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.text(max_size=40), st.sampled_from(NEAR)), max_size=9))
def test_whatever_stands_in_an_entry_stops_nothing(read: Read, lines: list[str]) -> None:
    inside = [line for line in lines if not line.strip().upper().startswith(("END:VEVENT", "END:VC", "BEGIN:VC"))]
    pieces = read(inside, ["X-BREAK:1"], GOOD)
    assert [piece.key for piece in pieces if isinstance(piece, Draft)].count("engagement last") == 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SAMPLES), st.data())
def test_a_file_damaged_anywhere_is_read_as_far_as_it_goes(tmp_path: Path, sample: Path, data: st.DataObject) -> None:
    content = bytearray(sample.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(20, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=12))
    path = tmp_path / "damaged.ics"
    path.write_bytes(bytes(content))
    for piece in _read(path):
        assert isinstance(piece, (Draft, Rejected))
        assert piece.where


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_file_cut_anywhere_says_that_it_was_cut(tmp_path: Path, sample: Path) -> None:
    content = sample.read_bytes()
    path = tmp_path / "cut.ics"
    for part in range(1, 16):
        path.write_bytes(content[: 20 + (len(content) - 40) * part // 16])
        last = _read(path)[-1]
        assert isinstance(last, Rejected)
        assert last.where == "its end"


def test_an_entry_without_an_end_hides_no_other(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "open.ics"
    path.write_text("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20270101\nBEGIN:VEVENT\n" + "\n".join(GOOD))
    with path.open("a") as file:
        file.write("\nEND:VEVENT\nEND:VCALENDAR\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:2\n")
    assert [type(piece) for piece in _read(path)] == [Rejected, Draft, Rejected, Rejected]


def test_an_attachment_of_five_megabytes_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "c.ics"
    folded = "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "\r\n ".join("A" * 70 for _ in range(75_000))
    path.write_text("\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", folded, *GOOD, "END:VEVENT", "END:VCALENDAR", ""]))
    tracemalloc.start()
    (draft,) = _read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(draft, Draft)
    assert peak < 4_000_000


def test_a_file_of_many_calendars_needs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "c.ics"
    zone = ["BEGIN:VTIMEZONE", "TZID:Europe/Rome", *["COMMENT:" + "x" * 60] * 40, "END:VTIMEZONE"]
    with path.open("w") as file:
        for number in range(1_500):
            event = [f"UID:{number}", "DTSTART;TZID=Europe/Rome:20270101T090000"]
            lines = ["BEGIN:VCALENDAR", "X-WR-TIMEZONE:Europe/Rome", *zone, "BEGIN:VEVENT", *event, "END:VEVENT"]
            file.write("\r\n".join([*lines, "END:VCALENDAR", ""]))
    options = {"home": "Homeville, US", "with": "Nagoya, JP", "today": "2026-11-26"}
    tracemalloc.start()
    count = sum(1 for _ in CalendarImporter(PluginContext(name="ics")).read(Source(path=path, options=options)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1_500
    assert peak < 3_000_000


def test_an_agenda_of_megabytes_is_rejected_by_itself(read: Read) -> None:
    first, second = read(["UID:1", "DTSTART:20270101T090000", "DESCRIPTION:" + "x" * 3_000_000], GOOD)
    assert isinstance(first, Rejected)
    assert second.key == "engagement last"


def test_a_fold_within_a_character_parts_nothing(tmp_path: Path) -> None:
    path = tmp_path / "c.ics"
    title = "Besuch aus 名古屋"
    octets = b"\r\n ".join(bytes([octet]) for octet in title.encode())
    lines = [b"BEGIN:VCALENDAR", b"BEGIN:VEVENT", b"UID:1", b"DTSTART:20270101", b"SUMMARY:" + octets, b"END:VEVENT"]
    path.write_bytes(b"\r\n".join([*lines, b"END:VCALENDAR", b""]))
    (draft,) = _read(path)
    assert draft.record.title == title


def test_a_calendar_in_an_older_encoding_keeps_its_letters(tmp_path: Path) -> None:
    path = tmp_path / "c.ics"
    text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20270101\nSUMMARY:Köln\nEND:VEVENT\nEND:VCALENDAR\n"
    path.write_bytes(text.encode("cp1252"))
    assert _read(path)[0].record.title == "Köln"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("ab ,;:\\\"'nN%5C\t\u202e^=ü"), min_size=1, max_size=12))
def test_a_text_is_what_the_parser_makes_of_it(read: Read, told: str) -> None:
    parsed = icalendar.Event.from_ical(f"BEGIN:VEVENT\r\nLOCATION:{told}\r\nEND:VEVENT\r\n")
    pieces = read([*GOOD, f"LOCATION:{told}"])
    (engagement,) = [piece for piece in pieces if piece.key == "engagement last"]
    assert (engagement.record.place or "") == str(parsed.get("LOCATION", "")).strip()
