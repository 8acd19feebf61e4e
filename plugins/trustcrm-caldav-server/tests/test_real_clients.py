"""Programs of others, run as their users run them, over a socket."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from caldav.davclient import get_davclient

from tests.caldav_device import Client, Served, event

MANY = 1_000 if "TRUSTCRM_TESTS_THOROUGH" in os.environ else 20
CONFIG = """
[general]
status_path = "{place}/status/"
[pair both]
a = "files"
b = "server"
collections = [["cal", "cal", "engagements"]]
metadata = ["displayname", "color"]
[storage files]
type = "filesystem"
path = "{place}/files/"
fileext = ".ics"
[storage server]
type = "caldav"
url = "{url}"
username = "{person}"
password = "{password}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "files" / "cal"
    place.mkdir(parents=True)
    return place


@pytest.fixture
def vdirsyncer(ana: Client, folder: Path, tmp_path: Path, peer: Callable[[str], str]) -> Callable[..., str]:
    """Run vdirsyncer between a folder and the server."""
    config = tmp_path / "vdirsyncer"
    config.write_text(CONFIG.format(place=tmp_path, url=ana.url, person=ana.person, password=ana.password), "utf-8")
    program = [peer("vdirsyncer"), "-c", str(config)]

    def run(*words: str, ends: int = 0) -> str:
        done = subprocess.run(
            [*program, *words], capture_output=True, text=True, check=False, input="y\n" * 20, timeout=300
        )
        assert done.returncode == ends, done.stdout + done.stderr
        return done.stdout + done.stderr

    run("discover")
    return run


def test_vdirsyncer_brings_both_sides_together(
    vdirsyncer: Callable[..., str], folder: Path, ana: Client, served: Served
) -> None:
    for number in range(MANY):
        (folder / f"{number}.ics").write_bytes(event(uid=f"{number}@there", title=f"Meeting {number}"))
    row = served.add(title="Visit")
    vdirsyncer("sync")
    assert len(served.engagements()) == len([*folder.glob("*.ics")]) == len(ana.listed()) == MANY + 1
    before = {file.name: file.read_bytes() for file in folder.glob("*.ics")}
    assert "Copying" not in vdirsyncer("sync")
    rows = {title: row for title, (row, _) in served.engagements().items()}
    served.context.do.correct("engagement", row, {"title": "State visit"})
    edited = set(before) - {f"{number}.ics" for number in range(MANY)}
    for number in range(0, MANY, 4):  # of each four one is edited here, one there, and two are left alone
        served.context.do.correct("engagement", rows[f"Meeting {number}"], {"place": f"Harbour {number}"})
        file = folder / f"{number + 1}.ics"
        file.write_bytes(before[file.name].replace(b"SUMMARY:Meeting", b"SUMMARY:Renamed"))
        edited |= {f"{number}.ics", file.name}
    (folder / "6.ics").unlink()
    vdirsyncer("sync")
    after = {file.name: file.read_bytes() for file in folder.glob("*.ics")}
    assert {name for name in before if after.get(name) != before[name]} == edited | {"6.ics"}
    assert "6.ics" not in after
    told = served.engagements()
    assert ("State visit" in told, told["Meeting 6"][1].state) == (True, "cancelled")
    for number in range(0, MANY, 4):
        assert f"LOCATION:Harbour {number}\r\n".encode() in after[f"{number}.ics"]
        assert f"Renamed {number + 1}" in told
    assert "Copying" not in vdirsyncer("sync")


def test_vdirsyncer_that_lost_everything_deletes_nothing(
    vdirsyncer: Callable[..., str], folder: Path, ana: Client
) -> None:
    for number in range(8):
        (folder / f"{number}.ics").write_bytes(event(uid=f"{number}@there", title=f"Meeting {number}"))
    vdirsyncer("sync")
    for file in folder.glob("*.ics"):
        file.unlink()
    vdirsyncer("sync", "--force-delete", ends=1)
    assert len(ana.listed()) == 3


@pytest.fixture
def library(ana: Client) -> Iterator[Any]:
    opened: Any = get_davclient(url=ana.url, username=ana.person, password=ana.password)
    with opened as client:
        yield client


def test_the_caldav_library_finds_adds_edits_searches_and_deletes(library: Any, ana: Client, served: Served) -> None:
    principal = library.principal()
    calendars = {str(one.get_display_name()): one for one in principal.calendars()}
    assert sorted(calendars) == ["Agreements", "Engagements", "Follow-ups", "Public programme"]
    calendar = calendars["Engagements"]
    made = calendar.save_event(event(when="DTSTART:20300709T080000Z\nDTEND:20300709T090000Z").decode())
    assert served.engagements()["From there"][1].starts_on == date(2030, 7, 9)
    start, end = datetime(2030, 7, 1, tzinfo=UTC), datetime(2030, 8, 1, tzinfo=UTC)
    (found,) = calendar.search(start=start, end=end, event=True, expand=False)
    assert found.icalendar_component["UID"] == "theirs@x"
    changes = calendar.objects_by_sync_token(load_objects=True)
    assert len(list(changes)) == 1
    found.icalendar_component["SUMMARY"] = "Renamed"
    found.save()
    later = calendar.objects_by_sync_token(changes.sync_token, load_objects=True)
    assert [str(one.icalendar_component["SUMMARY"]) for one in later] == ["Renamed"]
    made.delete()
    assert (ana.listed(), served.engagements()["Renamed"][1].state) == ({}, "cancelled")
