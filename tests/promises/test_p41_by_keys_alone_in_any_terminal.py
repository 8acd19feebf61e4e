"""P41: full keyboard use, no meaning by colour alone, at 80×24, wide and right-to-left names aligned."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from trustcrm.cli.app import main
from trustcrm.office import Premises, Wishes
from trustcrm.plugin import City, PluginContext, Tie
from trustcrm_tui.app import OfficeApp
from trustcrm_tui.settings import TuiSettings

Act = Callable[[Pilot[None]], Awaitable[None]]

NAMES = (
    "東京都 国際課 連絡室",
    "מחלקת היחסים",
    "القنصلية العامة",
    "e\u0301\u0302\u0303 combining",
    "Plain name",
    "全角Ａ１",
)


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PluginContext]:
    """The terminal UI's context in a demo office of its own."""
    for folder in ("DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{folder}_HOME", str(tmp_path / folder))
    path = tmp_path / "office.db"
    assert main(["--no-plugins", "demo", "--no-tui", "--into", str(path)]) == 0
    with closing(Premises(Wishes(database=str(path), actor="Ana", environ=os.environ)).enter()) as office:
        _ = office.desk
        yield office.host.context("tui")


def at_the_screen(context: PluginContext, act: Act, *, theme: str = "dark") -> OfficeApp:
    """Let somebody act at a screen of 80×24."""

    async def run() -> OfficeApp:
        app = OfficeApp(context, TuiSettings(theme=theme))
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await act(pilot)
        app.backroom.stop()
        return app

    return asyncio.run(run())


async def settled(pilot: Pilot[None]) -> None:
    """Wait until everything is answered and painted."""
    app: Any = pilot.app
    for _ in range(1500):
        await pilot.pause()
        if app.at_rest:
            return
    raise AssertionError("the screen did not come to rest")


async def press(pilot: Pilot[None], *keys: str) -> str:
    """Press keys one after the other, and return what is on the screen then."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


def test_p41_every_screen_and_every_deed_has_a_plain_key(context: PluginContext) -> None:
    before = context.ask.count("interaction")

    async def act(pilot: Pilot[None]) -> None:
        for digit in "123456789":
            text = await press(pilot, digit)
            assert f"[{digit} " in text
            assert "? Keys" in text
        assert "[Keys]" in await press(pilot, "1", "?")
        assert "Logged call" in await press(pilot, "escape", "l", "c", "enter")
        assert "[Why]" in await press(pilot, "y")
        assert "[History]" in await press(pilot, "escape", "U")
        assert "Taken back" in await press(pilot, "escape", "u")
        await press(pilot, "enter", "tab", "down", "escape", "end", "home", "pagedown", "pageup")

    at_the_screen(context, act)
    assert context.ask.count("interaction") == before


def test_p41_no_meaning_hangs_on_a_colour(context: PluginContext) -> None:
    told: dict[str, list[str]] = {}

    def look(theme: str) -> Act:
        async def act(pilot: Pilot[None]) -> None:
            told[theme] = [await press(pilot, digit) for digit in "1234567"]

        return act

    for theme in ("dark", "light", "mono"):
        at_the_screen(context, look(theme), theme=theme)
    assert told["dark"] == told["light"] == told["mono"]
    assert " late " in told["mono"][0]
    assert "we owe" in told["mono"][2]


def test_p41_wide_and_right_to_left_names_stand_in_line(context: PluginContext) -> None:
    home = context.ask.home().side
    for name in NAMES:
        city = context.do.add(City(name=name, country="JP")).ids[0]
        context.do.add(Tie(one=home, other=city, since=date(2010, 1, 1)))
    lines: list[str] = []

    async def act(pilot: Pilot[None]) -> None:
        await press(pilot, "2")
        for _ in range(6):
            lines.extend((await press(pilot, "pagedown")).split("\n"))

    at_the_screen(context, act)
    for name in NAMES:
        line = next(line for line in lines if name[:8] in line)
        before, kind, _ = line.partition(" sister ")
        assert kind, line
        assert cell_len(before) == _column(lines), line


def _column(lines: list[str]) -> int:
    """Return at which cell the kind of a tie with a plain name begins."""
    plain = next(line for line in lines if "Plain name" in line)
    return cell_len(plain.partition(" sister ")[0])
