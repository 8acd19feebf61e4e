"""What may ail an office, on a screen: what is wrong stands first, with what helps."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import PluginContext


def told(seat: Any, area: str) -> list[str]:
    """Return the lines of an area."""
    return [" ".join(line.split()) for line in seat.text().split("\n") if f" {area} " in line[:20]]


def test_a_missing_backup_stands_first_and_says_what_helps(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("9")
        rows = seat.app.listing.rows.rows
        assert (rows[0].area, rows[0].how, rows[0].told) == ("backup", "!", "there is none beside the database")
        assert "trustcrm db backup" in " ".join(seat.text().split())

    show(act)


@pytest.mark.parametrize(("days", "how"), [(0, " "), (3, "~"), (20, "!")])
def test_a_backup_is_as_good_as_it_is_new(
    context: PluginContext, show: Any, demo_path: Path, days: int, how: str
) -> None:  # fmt: skip
    backup = demo_path.with_name("office-backup-2020-06-30.db")
    backup.write_bytes(b"x" * 2_000_000)
    then = time.time() - days * 86_400
    os.utime(backup, (then, then))

    async def act(seat: Any) -> None:
        await seat.press("9")
        (row,) = [one for one in seat.app.listing.rows.rows if one.area == "backup"]
        assert row.how == how
        assert ("Size", "2.0 MB") in row.facts

    show(act)


BROKEN = "raise ImportError('no such library')"


@pytest.fixture
def broken(install: Any) -> None:
    """A plugin that cannot be imported."""
    install("broken", BROKEN)


def test_a_broken_plugin_and_a_calendar_without_backend_are_named(broken: None, demo_path: Path, request: Any) -> None:
    settings = demo_path.parent / "trustcrm.toml"
    settings.write_text('[calendars.work]\nbackend = "nowhere"\n', encoding="utf-8")
    show = request.getfixturevalue("show")

    async def act(seat: Any) -> None:
        await seat.press("9")
        rows = {f"{one.area} {one.what}": one for one in seat.app.listing.rows.rows}
        assert rows["plugin broken"].how == "!"
        assert "no such library" in rows["plugin broken"].told
        assert "trustcrm plugins disable broken" in rows["plugin broken"].mend
        assert rows["calendar work"].how == "!"
        assert str(settings) in rows["calendar work"].mend
        assert rows["plugin tui"].how == " "

    show(act)


def test_who_was_at_work_lately_is_told_by_name(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await seat.press("l", "c", "enter", "9")
        rows = {one.what: one.told for one in seat.app.listing.rows.rows if one.area == "at work"}
        assert rows["Ana (you)"].startswith("1 change in the last week")
        assert "demo" in rows

    show(act)


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36), (200, 60)])
def test_no_line_of_it_is_wider_than_the_window(show: Any, size: tuple[int, int]) -> None:
    async def act(seat: Any) -> None:
        await seat.press("9")
        assert "Health" in seat.text()
        for _ in range(6):
            await seat.press("enter")
            assert all(len(line) <= size[0] for line in seat.text().split("\n"))
            await seat.press("escape", "down")

    show(act, size)
