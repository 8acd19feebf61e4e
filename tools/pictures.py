"""`python -m tools.pictures`: the tutorial's morning at the terminal UI, drawn by the program itself.

The demo office is opened on a screen that nobody sees, the morning's keys are pressed, and Textual draws what stands
there as SVG, without the fonts that it would load from the network. The office's day is pinned, so the same pictures
come out each time; with `--look` nothing is written, and the command ends with 1 where one would be another.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import re
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trustcrm.cli.app import main as trustcrm
from trustcrm.office import Premises, Wishes

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from trustcrm_tui.app import OfficeApp

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "tutorial" / "pictures"
SIZE = (106, 26)
PATIENCE = 60.0
"""So many seconds the office may take to answer a key."""
_FONTS = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
_MADE = re.compile(r"terminal-\d+")
_FONT = "Fira Code, monospace"
FONT = "Fira Code, DejaVu Sans Mono, Menlo, Consolas, monospace"
"""What is there already on most machines; nothing is loaded."""


@dataclass(frozen=True)
class Scene:
    """Keys that are pressed, words that are typed, keys once more; then a picture, where the scene has a name."""

    keys: tuple[str, ...]
    words: str = ""
    then: tuple[str, ...] = ()
    picture: str = ""
    shows: str = ""
    """Words that stand on the picture, so that one of another moment is never kept."""


MORNING = (
    Scene(("1", "home"), picture="today", shows="30 overdue"),
    Scene(("/",), "nagoya", ("enter", "l")),
    Scene((), "c 10m + they pledge 2000 test kits by 3 jul", picture="log", shows="Nagoya promises 2,000 test kits"),
    Scene(("enter", "!"), "Heat wave", ("enter", "n")),
    Scene((), "300 cots by fri", ("enter", "n")),
    Scene((), "ask Seoul for 5000 test kits by fri", ("enter", "n")),
    Scene((), "Busan offers 8 generators by sat", ("enter", "n")),
    Scene((), "ask Mexico City for 40 engineers by thu", ("enter", "n")),
    Scene((), "ask Milan for 5000 test kits by fri", ("enter",)),
    Scene(("home", "down", "down"), picture="crisis", shows="Heat wave · day 1"),
    Scene(("6", "home", "enter"), picture="import", shows="Springfield"),
    Scene(("2", "home"), "", (*("down",) * 4, "b"), picture="briefing", shows="Looked after by"),
    Scene(("escape", "y"), picture="why", shows="global share"),
    Scene(("escape", "U"), picture="history", shows="u takes back"),
)
CALLS = """On,Kind,Giver,Receiver,Words
2020-06-22,call,"Los Angeles, US","Milan, IT",What stays open in August
2020-06-23,call,"Los Angeles, US",Springfield,How they cool their schools
"""


class Sitting:
    """Somebody at the screen, who waits for an answer before the next key."""

    def __init__(self, app: OfficeApp, pilot: Pilot[None]) -> None:
        self._app, self._pilot = app, pilot

    async def play(self, scene: Scene) -> None:
        """Press and type what a scene says."""
        for key in (*scene.keys, *map(_named, scene.words), *scene.then):
            await self._pilot.press(key)
            await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is asked and all is painted."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            await self._pilot.pause()
            if self._app.at_rest:
                await self._pilot.pause()
                if self._app.at_rest:
                    return
        raise TimeoutError("The screen did not come to rest.")

    def picture(self, name: str, shows: str) -> str:
        """Return what stands there as SVG. Raises `ValueError` where it is not what the picture is to show."""
        drawn = _FONTS.sub("", self._app.export_screenshot(title="trustcrm tui", simplify=True))
        if shows.replace(" ", "&#160;") not in drawn:
            raise ValueError(f"The picture {name} does not show {shows!r}.")
        drawn = _MADE.sub(name, drawn).replace(_FONT, FONT)
        return "\n".join(line.rstrip() for line in drawn.strip().splitlines()) + "\n"


def _named(character: str) -> str:
    return "space" if character == " " else character


def pictures() -> Mapping[str, str]:
    """Return each picture by the name of its file."""
    with tempfile.TemporaryDirectory(prefix="trustcrm-pictures-") as name:
        folder = Path(name)
        os.environ |= {f"XDG_{what}_HOME": str(folder / what.lower()) for what in ("DATA", "CONFIG", "CACHE")}
        os.environ["TRUSTCRM_ACTOR"] = "Ana"
        office, calls = folder / "office.db", folder / "calls.csv"
        calls.write_text(CALLS, encoding="utf-8")
        _run("demo", "--no-tui", "--into", str(office))
        _run("--db", str(office), "import", "table", str(calls), "--set", "noun=interaction")
        wishes = Wishes(database=str(office), actor="Ana", environ=os.environ)
        with closing(Premises(wishes).enter()) as opened:
            _ = opened.desk
            return asyncio.run(_played(opened.host.context("tui")))


def _run(*words: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
        ended = trustcrm(list(words))
    if ended:
        raise RuntimeError(said.getvalue())


async def _played(context: object) -> Mapping[str, str]:
    from trustcrm_tui.app import OfficeApp
    from trustcrm_tui.settings import TuiSettings

    app, drawn = OfficeApp(context, TuiSettings()), {}  # type: ignore[arg-type]
    async with app.run_test(size=SIZE) as pilot:
        sitting = Sitting(app, pilot)
        await sitting.settle()
        for scene in MORNING:
            await sitting.play(scene)
            if scene.picture:
                drawn[f"{scene.picture}.svg"] = sitting.picture(scene.picture, scene.shows)
    app.backroom.stop()
    return drawn


def main(arguments: Sequence[str]) -> int:
    """Write the pictures, or with `--look` compare them; return 1 where one differs."""
    found = pictures()
    if "--look" not in arguments:
        FOLDER.mkdir(exist_ok=True)
        for name, drawn in found.items():
            (FOLDER / name).write_text(drawn, encoding="utf-8")
        return 0
    kept = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.svg")}
    stale = sorted(name for name in {*found, *kept} if found.get(name) != kept.get(name))
    for name in stale:
        print(f"{FOLDER.relative_to(ROOT) / name} is not what the program draws; run `python -m tools.pictures`.",
              file=sys.stderr)  # fmt: skip
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
