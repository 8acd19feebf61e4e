"""The demo office on a screen that nobody sees: keys go in, text comes out."""

from __future__ import annotations

import asyncio
import fcntl
import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from tests.plugin_site import install as install
from tests.plugin_site import site as site
from tests.terminal import LIMIT
from trustcrm.cli.app import main
from trustcrm.office import OpenOffice, Premises, Wishes
from trustcrm.plugin import PluginContext
from trustcrm_tui.app import OfficeApp
from trustcrm_tui.settings import TuiSettings

TRUSTCRM = [sys.executable, "-c", "import sys; from trustcrm.cli import program; sys.exit(program())"]


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo office."""
    return _built_once(tmp_path_factory, "plain", "--no-plugins")


@pytest.fixture(scope="session")
def furnished_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo office with what plugins add."""
    return _built_once(tmp_path_factory, "furnished")


def _built_once(factory: pytest.TempPathFactory, name: str, *how: str) -> Path:
    """Return a demo office that one of all workers builds; nothing of the user's is read or written."""
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    folder = (factory.getbasetemp() if alone else factory.getbasetemp().parent) / f"demo-{name}"
    folder.mkdir(exist_ok=True)
    path = folder / "office.db"
    with (folder / "lock").open("w") as lock, pytest.MonkeyPatch.context() as patch:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for own in ("DATA", "CONFIG", "CACHE"):
            patch.setenv(f"XDG_{own}_HOME", str(folder / own.lower()))
        if not path.exists():
            assert main([*how, "demo", "--no-tui", "--into", str(path)]) == 0
    return path


@pytest.fixture
def demo_path(demo_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo office of this test's own; nothing of the user's is read or written."""
    for folder in ("data", "config"):
        monkeypatch.setenv(f"XDG_{folder.upper()}_HOME", str(tmp_path / folder))
    monkeypatch.setenv("TRUSTCRM_ACTOR", "Ana")
    path = tmp_path / "office.db"
    shutil.copy(demo_template, path)
    return path


@pytest.fixture
def office(demo_path: Path) -> Iterator[OpenOffice]:
    """That office, open."""
    wishes = Wishes(database=str(demo_path), actor="Ana", environ=os.environ)
    with closing(Premises(wishes).enter()) as opened:
        _ = opened.desk
        yield opened


@pytest.fixture
def context(office: OpenOffice) -> PluginContext:
    """What the plugin is given of it."""
    return office.host.context("tui")


@dataclass
class Seat:
    """Somebody at the screen: counts what they press."""

    app: OfficeApp
    pilot: Pilot[None]
    pressed: int = 0

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until everything they asked for is answered and painted."""
        for key in keys:
            self.pressed += 1
            await self.pilot.press(key)
        await self.settle()

    async def type(self, words: str) -> None:
        """Type words, faster than each letter is answered; they are not counted as keys."""
        for character in words:
            typed = Key(_character_to_key(character), character)
            typed.set_sender(self.app)
            assert self.app._driver is not None
            self.app._driver.send_message(typed)
            await asyncio.sleep(0)
        await self.settle()

    async def settle(self) -> None:
        """Wait until no question is open and nothing is left to paint."""
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            await self.pilot.pause(0.002)
            if self.app.at_rest:
                await self.pilot.pause(0.012)
                if self.app.at_rest:
                    return
        raise AssertionError("the screen did not come to rest")

    def text(self) -> str:
        """Return what is on the screen."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    def strong(self) -> list[str]:
        """Return what is bold, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return [
            f"{number}: {words}"
            for number, strip in enumerate(strips)
            if (words := " | ".join(s.text.strip() for s in strip if s.style and s.style.bold and s.text.strip()))
        ]


Act = Callable[[Seat], Coroutine[Any, Any, None]]


def at_the_screen(
    context: PluginContext, act: Act, size: tuple[int, int] = (120, 36), *, read_only: bool = False,
    typed_early: Sequence[str] = (), **settings: Any,
) -> Seat:  # fmt: skip
    """Open the screen at a size, let somebody act, and return the seat as they left it.

    What is `typed_early` is pressed while the office is still opening, which it does only then.
    """

    async def run() -> Seat:
        app = OfficeApp(context, TuiSettings(**settings), read_only=read_only)
        opens = threading.Event()
        app.backroom.ask(lambda _: opens.wait(LIMIT), lambda _: None, app.failed)
        async with app.run_test(size=size) as pilot:
            seat = Seat(app, pilot)
            for key in typed_early:
                await pilot.press(key)
            opens.set()
            await seat.settle()
            await act(seat)
        app.backroom.stop()
        return seat

    return asyncio.run(run())


@pytest.fixture
def show_as() -> Callable[..., Seat]:
    """Open the screen of somebody's context; see `at_the_screen`."""
    return at_the_screen


@pytest.fixture
def show(context: PluginContext) -> Callable[..., Seat]:
    """Open the screen of this test's office."""
    return partial(at_the_screen, context)


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a screen with the one kept under a name; `TRUSTCRM_SNAPSHOTS=write` keeps it as it is now."""
    folder = Path(str(request.path)).parent / "snapshots"

    def compare(name: str, text: str) -> None:
        file = folder / f"{name}.txt"
        if os.environ.get("TRUSTCRM_SNAPSHOTS") == "write":
            folder.mkdir(exist_ok=True)
            file.write_text(text + "\n", encoding="utf-8")
        assert file.read_text(encoding="utf-8") == text + "\n", f"{name} differs; see the difference before keeping it"

    return compare


def plain(text: str) -> str:
    """Return text with every stretch of spaces as one."""
    return re.sub(r"\s+", " ", text)
