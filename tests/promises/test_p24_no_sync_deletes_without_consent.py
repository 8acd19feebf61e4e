"""P24: a sync never removes more than a set share without typed consent; two empty sides are not an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

pytestmark = pytest.mark.plugin_tables


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """The folder of a calendar that the office is configured for."""
    place = tmp_path / "shared"
    place.mkdir()
    told = f'[calendars.shared]\nbackend = "vdir"\npath = "{place}"\n'
    (tmp_path / "config" / "trustcrm" / "trustcrm.toml").write_text(told, "utf-8")
    return place


def add(run: Run, count: int) -> None:
    for number in range(count):
        done = run("engagement", "add", "--title", f"Visit {number}", "--starts-on", "2020-07-04")
        assert done.exit_code == 0, done.output


def test_p24_two_empty_sides_are_no_error(run: Run, folder: Path) -> None:
    for _ in range(3):
        done = run("calendar", "sync", "shared")
        assert (done.exit_code, done.stdout) == (0, "")


def test_p24_an_emptied_calendar_calls_nothing_off(run: Run, folder: Path) -> None:
    add(run, 7)
    assert run("calendar", "sync", "shared").exit_code == 0
    for file in folder.glob("*.ics"):
        file.unlink()
    assert run("calendar", "sync", "shared").exit_code == 0
    for consent in ((), ("--deletions", "6"), ("--deletions", "0")):
        done = run("calendar", "sync", "shared", *consent)
        assert (done.exit_code, "would delete 7 of 7 entries" in done.stderr) == (1, True)
    assert run("agenda", "--days", "30").stdout.count("cancelled") == 0
    done = run("calendar", "sync", "shared", "--deletions", "7")
    assert (done.exit_code, done.stdout.count("called off here")) == (0, 7)


def test_p24_an_emptied_office_removes_nothing_there(run: Run, folder: Path) -> None:
    add(run, 7)
    assert run("calendar", "sync", "shared").exit_code == 0
    for row in range(1, 8):
        assert run("engagement", "withdraw", str(row)).exit_code == 0
    done = run("calendar", "sync", "shared")
    assert (done.exit_code, "would delete 7 of 7 entries" in done.stderr) == (1, True)
    assert len([*folder.glob("*.ics")]) == 7
    assert run("calendar", "sync", "shared", "--deletions", "7").exit_code == 0
    assert [*folder.glob("*.ics")] == []


def test_p24_a_few_deletions_among_many_need_no_asking(run: Run, folder: Path) -> None:
    add(run, 7)
    assert run("calendar", "sync", "shared").exit_code == 0
    next(folder.glob("*.ics")).unlink()
    assert "missing there" in run("calendar", "sync", "shared").stdout
    assert run("calendar", "sync", "shared").stdout.count("called off here") == 1
