"""When something fails: it is said in a line, nothing typed is lost, and no value of the database is printed."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import PluginContext
from trustcrm_tui.listing import Listing

CANARY = "Zebulon Quackenbush-Tarr"


def test_a_crash_says_four_lines_and_no_value(show: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(seat: Any) -> None:
        await seat.press("l")
        await seat.type("call before the crash")
        monkeypatch.setattr(Listing, "render_line", _breaks)
        seat.app.listing.refresh()
        for _ in range(50):
            await seat.pilot.pause()

    with pytest.raises(ValueError, match=CANARY):
        show(act)
    log = next(tmp_path.rglob("errors.log")).read_text()
    assert "builtins.ValueError" in log
    assert CANARY not in log
    assert any("call before the crash" in file.read_text() for file in tmp_path.rglob("draft-*.json"))


def _breaks(listing: Listing, y: int) -> Any:
    name = CANARY
    raise ValueError(name)


def test_the_last_words_name_the_log_and_hold_no_value(tmp_path: Path) -> None:
    from trustcrm_tui.crash import last_words

    try:
        raise ValueError(CANARY)
    except ValueError as error:
        lines = last_words(error, tmp_path, ending=True)
    assert len(lines) == 4
    assert CANARY not in "\n".join(lines)
    assert str(tmp_path / "errors.log") in "\n".join(lines)


def test_a_locked_office_is_said_in_a_line_while_typing_goes_on(
    show: Any, demo_path: Path, context: PluginContext
) -> None:
    before = context.ask.count("interaction")

    async def act(seat: Any) -> None:
        other = sqlite3.connect(demo_path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await seat.pilot.press("l")
        await seat.settle()
        await seat.pilot.press("c", "enter")
        for _ in range(600):
            await seat.pilot.pause(0.05)
            if "busy" in seat.text():
                break
        assert "busy" in seat.text()
        await seat.pilot.press("x")
        assert seat.app.bar.words.value == "cx"
        other.execute("COMMIT")
        other.close()
        await seat.settle()
        assert "Logged call" in seat.text()

    show(act)
    assert context.ask.count("interaction") == before + 1


def test_a_busy_office_is_called_busy_no_longer_than_it_is(show: Any) -> None:
    free = threading.Event()

    async def act(seat: Any) -> None:
        seat.app.ask(lambda office: free.wait(60), lambda _: None)
        while "busy" not in seat.text():
            await seat.pilot.pause(0.05)
        free.set()
        await seat.settle()
        assert "busy" not in seat.text()
        assert "overdue" in seat.text()

    show(act)


def test_an_error_that_nobody_expected_is_named_and_the_rest_goes_on(show: Any, tmp_path: Path) -> None:
    def breaks(office: PluginContext) -> None:
        raise KeyError(CANARY)

    async def act(seat: Any) -> None:
        seat.app.ask(breaks, lambda said: None)
        await seat.settle()
        assert "That did not work: error" in seat.text()
        assert CANARY not in seat.text()
        await seat.press("2")
        assert "56 ties" in seat.text()

    show(act)
    assert CANARY not in next(tmp_path.rglob("errors.log")).read_text()


def test_what_a_rule_refuses_is_said_in_its_own_words(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("d")
        await seat.press("5", "enter", "1", "6", "z")
        assert seat.app.bar.mode is None

    show(act)
