"""P6: every verb that writes has undo, after a restart too; here those of calendars, and what a device sends.

Each command opens the office anew, as after a restart.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.caldav_device import Client, Served, event
from tests.conftest import Run

Facts = Callable[[str], dict[str, list[tuple[Any, ...]]]]
Told = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """The folder of the calendar `shared`, in an office with engagements and a follow-up that it holds already."""
    place = tmp_path / "shared"
    place.mkdir()
    told = f'[calendars.shared]\nbackend = "vdir"\npath = "{place}"\n[calendars.todos]\nbackend = "vdir"\npath = '
    told += f'"{tmp_path / "todos"}"\n'
    (tmp_path / "todos").mkdir()
    (tmp_path / "config" / "trustcrm" / "trustcrm.toml").write_text(told, "utf-8")
    for words in (
        ("engagement", "add", "Visit", "--starts-on", "2030-07-04"),
        ("engagement", "add", "Dinner", "--starts-on", "2020-01-05", "--side", "Bern"),
        ("follow-up", "add", "Thank them", "--due-on", "2030-07-05"),
        ("calendar", "sync", "shared"),
        ("calendar", "follow-ups", "todos"),
    ):
        assert (done := run(*words)).exit_code == 0, done.output
    return place


def _changed_there(folder: Path) -> None:
    (file,) = folder.glob("*.ics")
    file.write_bytes(file.read_bytes().replace(b"SUMMARY:Visit", b"SUMMARY:State visit\r\nLOCATION:Getty House"))
    (folder / "new.ics").write_bytes(event())


def _ticked_there(folder: Path) -> None:
    (file,) = (folder.parent / "todos").glob("*.ics")
    octets = file.read_bytes().replace(b"NEEDS-ACTION", b"COMPLETED")
    file.write_bytes(octets.replace(b"LAST-MODIFIED:2", b"LAST-MODIFIED:9"))


def _todo_there(folder: Path) -> None:
    told = event(uid="todo@x", when="DUE;VALUE=DATE:20300709").replace(b"VEVENT", b"VTODO")
    (folder.parent / "todos" / "new.ics").write_bytes(told)


def _file(folder: Path) -> None:
    (folder.parent / "file.ics").write_bytes(event(uid="file@x", when="DTSTART:20200709T080000Z"))


WRITES: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "sync": (_changed_there, ("calendar", "sync", "shared")),
    "follow-ups": (_ticked_there, ("calendar", "follow-ups", "todos")),
    "to-dos": (_todo_there, ("calendar", "follow-ups", "todos")),
    "import": (_file, ("calendar", "import", "{folder}/../file.ics")),
    "held": (lambda folder: None, ("calendar", "held", "--all")),
}


def core(told: Told) -> Told:
    return {name: rows for name, rows in told.items() if not name.startswith("plugin_")}


@pytest.mark.plugin_tables
def test_p06_a_run_over_a_calendar_is_taken_back_whole(run: Run, address: str, facts: Facts, folder: Path) -> None:
    for verb, (prepared, words) in WRITES.items():
        prepared(folder)
        before = core(facts(address))
        done = run(*(word.format(folder=folder) for word in words))
        assert (verb, done.exit_code, core(facts(address)) != before) == (verb, 0, True), done.output
        number = json.loads(run("batches", "list", "--json").stdout)[0]["id"]
        undone = run("batches", "undo", str(number))
        assert undone.exit_code == 0, (verb, undone.output)
        assert core(facts(address)) == before, verb


def test_p06_what_a_device_sends_is_taken_back_one_by_one(caldav_served: Served, caldav_device: Client) -> None:
    device, do, ask = caldav_device, caldav_served.context.do, caldav_served.context.ask

    def stands() -> dict[str, tuple[str | None, str]]:
        return {title: (one.place, one.state) for title, (_, one) in caldav_served.engagements().items()}

    told = [stands()]
    for method, ics in (("PUT", event()), ("PUT", event(more="LOCATION:Room 4\n")), ("DELETE", b"")):
        assert device.ask(method, f"{device.calendar}a.ics", ics).status in (201, 204)
        told.append(stands())
    assert len({repr(one) for one in told}) == 4
    newest = ask.newest_change()
    for number, before in zip(range(newest, newest - 3, -1), reversed(told[:-1]), strict=True):
        do.undo(number)
        assert stands() == before


@pytest.mark.plugin_tables
def test_p06_a_decision_about_a_conflict_is_taken_back(run: Run, address: str, facts: Facts, folder: Path) -> None:
    (file,) = folder.glob("*.ics")
    file.write_bytes(file.read_bytes().replace(b"SUMMARY:Visit", b"SUMMARY:Theirs"))
    for words in (("engagement", "correct", "1", "--title", "Ours"), ("calendar", "sync", "shared")):
        assert (done := run(*words)).exit_code == 0, done.output
    (told,) = json.loads(run("calendar", "conflicts", "--json").stdout)
    decide, before = ("calendar", "settle", str(told["number"]), "--take"), core(facts(address))
    for back in ((*decide, "ours"), ("undo",)):
        assert (done := run(*decide, "theirs")).exit_code == 0, done.output
        assert (core(facts(address)) != before, b"SUMMARY:Theirs" in file.read_bytes()) == (True, True)
        for following in (back, ("calendar", "sync", "shared")):
            assert (done := run(*following)).exit_code == 0, (following, done.output)
        assert core(facts(address)) == before
        assert b"SUMMARY:Ours" in file.read_bytes()
