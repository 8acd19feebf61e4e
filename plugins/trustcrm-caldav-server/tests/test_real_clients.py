"""Programs of others, run as their users run them, over a socket."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from caldav.davclient import get_davclient

from tests.caldav_device import Client, Served, event

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
    for number in range(20):
        (folder / f"{number}.ics").write_bytes(event(uid=f"{number}@there", title=f"Meeting {number}"))
    row = served.add(title="Visit")
    vdirsyncer("sync")
    assert len(served.engagements()) == len([*folder.glob("*.ics")]) == len(ana.listed()) == 21
    before = {file.name: file.read_bytes() for file in folder.glob("*.ics")}
    assert "Copying" not in vdirsyncer("sync")
    served.context.do.correct("engagement", row, {"title": "State visit"})
    served.context.do.correct("engagement", served.engagements()["Meeting 3"][0], {"place": "Harbour"})
    (folder / "5.ics").write_bytes(before["5.ics"].replace(b"Meeting 5", b"Renamed"))
    (folder / "6.ics").unlink()
    vdirsyncer("sync")
    after = {file.name: file.read_bytes() for file in folder.glob("*.ics")}
    changed = {name for name in before if after.get(name) != before[name]}
    assert (len(changed), "6.ics" in after, b"LOCATION:Harbour" in after["3.ics"]) == (4, False, True)
    told = served.engagements()
    assert ("Renamed" in told, "State visit" in told, told["Meeting 6"][1].state) == (True, True, "cancelled")
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
