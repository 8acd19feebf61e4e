"""P22: no iCalendar text leaves with ATTENDEE, ORGANIZER or METHOD; no command releases one yet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Run

NAMING = re.compile(rb"^(ATTENDEE|ORGANIZER|METHOD)\b", re.IGNORECASE | re.MULTILINE)


@pytest.fixture
def busy(run: Run, tmp_path: Path) -> Path:
    """An office with meetings that have guests, and a folder of events for it to sync with."""
    folder = tmp_path / "shared"
    folder.mkdir()
    told = f'[calendars.shared]\nbackend = "vdir"\npath = "{folder}"\n'
    (tmp_path / "config" / "trustcrm" / "trustcrm.toml").write_text(told, "utf-8")
    for words in (
        ("db", "upgrade"),
        ("city", "add", "Nagoya, JP", "--bare"),
        ("person", "add", "Aiko Mori", "--side", "Nagoya"),
        ("engagement", "add", "--title", "Dinner", "--starts-on", "2020-07-04", "--side", "Nagoya"),
        ("seat", "add", "--engagement", "1", "--person", "Aiko Mori", "--role", "chair"),
        ("engagement", "add", "--title", "Quiet talk", "--starts-on", "2020-07-05", "--confidentiality", "restricted"),
        ("follow-up", "add", "--what", "Thank them", "--due-on", "2020-07-06"),
    ):
        done = run(*words)
        assert done.exit_code == 0, done.output
    return folder


def test_p22_what_is_written_names_nobody(run: Run, busy: Path, tmp_path: Path) -> None:
    written = tmp_path / "out.ics"
    for words in (
        ("export", str(written)),
        ("export", str(written), "--what", "follow-ups"),
        ("feed", "write", str(written), "--name", "Programme"),
        ("sync", "shared"),
    ):
        done = run("calendar", *words)
        assert done.exit_code == 0, done.output
        for file in (written, *busy.glob("*.ics")):
            octets = file.read_bytes()
            assert octets.startswith(b"BEGIN:VCALENDAR")
            assert NAMING.search(octets) is None, octets
            assert b"Mori" not in octets
            assert b"Quiet" not in octets
    assert len([*busy.glob("*.ics")]) == 1


def test_p22_guests_that_others_invited_stay_theirs(run: Run, busy: Path) -> None:
    octets = (
        b"BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:theirs@x\nDTSTART;VALUE=DATE:20200710\nSUMMARY:Theirs\n"
        b"ORGANIZER:mailto:a@x.example\nATTENDEE;CN=B:mailto:b@x.example\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    (busy / "theirs.ics").write_bytes(octets)
    assert run("calendar", "sync", "shared").exit_code == 0
    assert (busy / "theirs.ics").read_bytes() == octets
    others = [file.read_bytes() for file in busy.glob("*.ics") if file.name != "theirs.ics"]
    assert [NAMING.search(one) for one in others] == [None]
