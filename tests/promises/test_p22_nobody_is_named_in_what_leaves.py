"""P22: no iCalendar text leaves with ATTENDEE, ORGANIZER or METHOD unless a person released it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Run

pytestmark = pytest.mark.plugin_tables

NAMING = re.compile(rb"^(ATTENDEE|ORGANIZER|METHOD)\b", re.IGNORECASE | re.MULTILINE)


@pytest.fixture
def busy(run: Run, tmp_path: Path) -> Path:
    """An office with meetings that have guests, and a folder of events for it to sync with."""
    folder = tmp_path / "shared"
    folder.mkdir()
    told = f'[calendars.shared]\nbackend = "vdir"\npath = "{folder}"\n[plugins.calendar]\naddress = "us@home.example"\n'
    (tmp_path / "config" / "trustcrm" / "trustcrm.toml").write_text(told, "utf-8")
    for words in (
        ("city", "add", "Nagoya, JP", "--bare"),
        ("person", "add", "Aiko Mori", "--side", "Nagoya", "--email", "aiko@nagoya.example"),
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


def test_p22_only_what_a_person_released_names_a_guest(run: Run, busy: Path, tmp_path: Path) -> None:
    assert run("calendar", "invite", "1").exit_code == 0
    for words in (
        ("export", str(tmp_path / "out.ics")),
        ("feed", "write", str(tmp_path / "feed.ics"), "--name", "Programme"),
        ("sync", "shared"),
        ("follow-ups", "shared"),
        ("guests", "1"),
        ("outbox", "show", "1"),
    ):
        assert run("calendar", *words).exit_code == 0
    assert [file.name for file in tmp_path.rglob("*.ics") if NAMING.search(file.read_bytes())] == []
    (tmp_path / "leaves").mkdir()
    assert run("calendar", "outbox", "release", "1", "--to", str(tmp_path / "leaves"), "--as", "ics").exit_code == 0
    (left,) = (file for file in tmp_path.rglob("*.ics") if NAMING.search(file.read_bytes()))
    assert left.parent.name == "leaves"
    unfolded = left.read_bytes().replace(b"\r\n ", b"").splitlines()
    named = [line for line in unfolded if NAMING.match(line)]
    assert [line.partition(b":")[2] for line in named] == [
        b"REQUEST", b"mailto:us@home.example", b"mailto:aiko@nagoya.example",
    ]  # fmt: skip
