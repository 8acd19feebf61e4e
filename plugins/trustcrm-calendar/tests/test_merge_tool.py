"""The merge tool, by itself and as vdirsyncer's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import Conflict, PluginContext, Refused
from trustcrm.testing.calendar_objects import event
from trustcrm_calendar.agreed import MOST_VERSIONS, versions_of

Add = Callable[..., int]
Run = Callable[..., Any]

VDIRSYNCER = """
[general]
status_path = "{place}/status/"

[pair two]
a = "a"
b = "b"
collections = null
conflict_resolution = ["command", {command}]

[storage a]
type = "filesystem"
path = "{a}"
fileext = ".ics"

[storage b]
type = "filesystem"
path = "{b}"
fileext = ".ics"
"""


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., list[str]]:
    def files(*octets: bytes) -> list[str]:
        paths = [tmp_path / f"{number}.ics" for number in range(len(octets))]
        for path, told in zip(paths, octets, strict=True):
            path.write_bytes(told)
        return [str(path) for path in paths]

    return files


OURS = event(summary="Ours")
THEIRS = event().replace(b"SUMMARY", b"LOCATION:There\r\nSUMMARY")


def test_both_changes_stand_in_both_files(files: Callable[..., list[str]], run: Run) -> None:
    first, second, base = files(OURS, THEIRS, event())
    run("merge-tool", first, second, "--base", base)
    assert (
        Path(first).read_bytes() == Path(second).read_bytes() == THEIRS.replace(b"A meeting\r\nDESC", b"Ours\r\nDESC")
    )


def test_a_collision_touches_neither_file_unless_somebody_prefers(files: Callable[..., list[str]], run: Run) -> None:
    first, second, base = files(OURS, event(summary="Theirs"), event())
    done = run("merge-tool", first, second, "--base", base, ends=1)
    assert isinstance(done.exception, Conflict)
    assert "SUMMARY:Theirs" in done.stderr
    assert (Path(first).read_bytes(), Path(second).read_bytes()) == (OURS, event(summary="Theirs"))
    run("merge-tool", first, second, "--base", base, "--prefer", "second")
    assert Path(first).read_bytes() == Path(second).read_bytes() == event(summary="Theirs")


def test_without_a_base_only_what_one_alone_has_is_merged(files: Callable[..., list[str]], run: Run) -> None:
    first, second = files(event(), THEIRS)
    run("merge-tool", first, second)
    assert Path(first).read_bytes() == Path(second).read_bytes() == THEIRS
    first, second = files(OURS, THEIRS)
    assert isinstance(run("merge-tool", first, second, ends=1).exception, Conflict)


def test_two_events_are_not_merged(files: Callable[..., list[str]], run: Run) -> None:
    first, second = files(event(), event("another@x"))
    assert isinstance(run("merge-tool", first, second, ends=1).exception, Refused)


def test_versions_that_were_agreed_on_are_kept_and_bounded(
    folder: Path, add: Add, run: Run, context: PluginContext
) -> None:
    row = add(title="Visit 0", starts_on=date(2030, 7, 4), uid="one@x")
    for number in range(MOST_VERSIONS + 3):
        context.do.correct("engagement", row, {"title": f"Visit {number}"})
        run("sync", "shared")
        run("sync", "shared")
    kept = versions_of(context.tables, "one@x")
    assert [b"SUMMARY:Visit %d\r" % number in ics for number, ics in enumerate(kept, 3)] == [True] * MOST_VERSIONS


def test_vdirsyncer_merges_what_changed_on_both_its_sides(
    tmp_path: Path, folder: Path, add: Add, run: Run, context: PluginContext, vdirsyncer: str
) -> None:
    row = add(title="Visit", starts_on=date(2030, 7, 4), uid="one@x")
    run("sync", "shared")
    phone = tmp_path / "phone"
    phone.mkdir()
    tool = [sys.executable, "-c", "from trustcrm.cli import program; program()"]
    tool += ["--db", str(tmp_path / "trustcrm-office" / "office.db"), "calendar", "merge-tool"]
    command = ", ".join(f'"{word}"' for word in tool)
    settings = tmp_path / "vdirsyncer"
    settings.write_text(VDIRSYNCER.format(place=tmp_path, a=folder, b=phone, command=command), "utf-8")

    def synced(what: str) -> None:
        asked = [vdirsyncer, "-c", str(settings), what]
        done = subprocess.run(asked, capture_output=True, text=True, check=False, input="y\n" * 4)
        assert done.returncode == 0, done.stdout + done.stderr

    synced("discover")
    synced("sync")
    (ours,), (theirs,) = folder.glob("*.ics"), phone.glob("*.ics")
    theirs.write_bytes(theirs.read_bytes().replace(b"STATUS", b"LOCATION:On the phone\r\nSTATUS"))
    context.do.correct("engagement", row, {"title": "Visit of the council", "words": "Bring the flag"})
    run("sync", "shared")
    ours.write_bytes(ours.read_bytes().replace(b"STATUS", b"URL:https://city.example\r\nSTATUS"))
    synced("sync")
    run("sync", "shared")
    synced("sync")
    (ours,), (theirs,) = folder.glob("*.ics"), phone.glob("*.ics")
    wanted = (b"SUMMARY:Visit of the council", b"DESCRIPTION:Bring", b"LOCATION:On the phone", b"URL:https://city")
    for file in (ours, theirs):
        assert [line for line in wanted if line not in file.read_bytes()] == []
    kept = context.ask.one("engagement", row).kept.record
    assert (kept.title, kept.place) == ("Visit of the council", "On the phone")  # type: ignore[attr-defined]
