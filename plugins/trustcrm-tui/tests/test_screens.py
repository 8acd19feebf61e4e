"""Every screen at four sizes, as text that can be read in a diff."""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tools.captures import LOOKS, Look, kept

SIZES = ((60, 18), (80, 24), (120, 36), (200, 60))
SCREENS = {"1": "today", "2": "ties", "3": "ledger", "4": "agenda", "5": "pacts", "7": "reports"}
MORE = (
    Look("promise", ("1", "Home", "p"), ""),
    Look("form", ("1", "Home", "l"), "", typed="c 20m"),
    Look("suggested", ("4", "Home", "s"), ""),
    Look("new", ("2", "Home", "n"), "", typed="Oslo"),
    Look("tell", ("2", "f", "c", "V", "t"), "", typed="Hi."),
)
"""What is looked at here alone, and whatever `tools.captures` looks at besides; the last leaves its marks."""
THEN = {"form": ("tab", "down"), "new": ("enter",)}
"""The keys that follow the words."""
PARTS = 2
"""So many starts of the program look at everything, each at every so manieth."""
EVERY_SIZE = not {"TRUSTCRM_TESTS_THOROUGH", "TRUSTCRM_SNAPSHOTS"}.isdisjoint(os.environ)
LOOKED_AT = [
    (size, part)
    for (place, size), part in product(enumerate(SIZES), range(PARTS))
    if EVERY_SIZE or SIZES[0] != size != SIZES[-1] or part == place % PARTS
]
"""At the smallest and the largest size every other thing, where there is no time for all: half of all at either."""


@pytest.fixture(scope="session")
def demo_template(furnished_template: Path) -> Path:
    """The demo office as `trustcrm demo` makes it, with what plugins add."""
    return furnished_template


@pytest.mark.parametrize(("size", "part"), LOOKED_AT, ids=[f"{part}-{size[0]}x{size[1]}" for size, part in LOOKED_AT])
def test_everything_looks_as_it_was_kept(show: Any, snapshot: Any, size: tuple[int, int], part: int) -> None:
    looked: dict[str, str] = {}

    async def look_around(seat: Any) -> None:
        for look in (*LOOKS, *MORE)[part::PARTS]:
            await seat.press(*map(_key, look.keys))
            await seat.type(look.typed)
            await seat.press(*THEN.get(look.name, ()))
            bold = "\n\n-- bold --\n" + "\n".join(seat.strong()) if look.name in SCREENS.values() else ""
            looked[look.name] = kept(seat.text()) + bold
            while seat.app.bar.mode is not None or seat.app.lists.page.marks or seat.app.reading:
                await seat.press("escape")

    show(look_around, size)
    for name, text in looked.items():
        snapshot(f"{name}-{size[0]}x{size[1]}", text)


def _key(told: str) -> str:
    """Return what Textual calls a key that tmux calls so."""
    return told.lower() if len(told) > 1 else told


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_the_footer_cuts_no_word_and_always_names_the_keys(show: Any, width: int) -> None:
    feet: dict[str, str] = {}

    async def look(seat: Any) -> None:
        for key, screen in SCREENS.items():
            await seat.press(key)
            feet[screen] = seat.text().split("\n")[-1]

    seat = show(look, (width, 24))
    hints = {f"{seat.app.keys.shown(one.id)} {one.hint}" for one in seat.app.keys.keys if one.hint}
    for screen, foot in feet.items():
        assert "? Keys" in foot, screen
        assert {part.strip() for part in foot.split("  ") if part.strip()} <= hints, screen


@pytest.mark.parametrize("glyphs", ["boxes", "letters"])
def test_without_braille_every_state_is_still_told(show: Any, snapshot: Any, glyphs: str) -> None:
    looked: dict[str, str] = {}

    async def look(seat: Any) -> None:
        looked["today"] = seat.text()
        await seat.press("3")
        looked["ledger"] = seat.text()

    show(look, (80, 24), glyphs=glyphs, theme="mono")
    for name, text in looked.items():
        snapshot(f"{name}-{glyphs}", text)
        if glyphs == "letters":
            assert text.isascii() or not (set(text) & set("▌▲▼◀▶█░─│⠒"))


@pytest.mark.parametrize("theme", ["dark", "light", "mono"])
def test_the_words_are_the_same_in_every_theme(show: Any, theme: str) -> None:
    looked: dict[str, str] = {}

    async def look(seat: Any) -> None:
        looked["today"] = seat.text()

    show(look, (80, 24), theme=theme)
    assert " late thanks: " in looked["today"]
    assert looked["today"].count("! ") > 10


def test_a_window_too_small_says_so_and_keeps_the_draft(show: Any) -> None:
    looked: dict[str, str] = {}

    async def look(seat: Any) -> None:
        await seat.press("l")
        await seat.type("call, careful words")
        await seat.pilot.resize_terminal(52, 16)
        await seat.settle()
        looked["small"] = seat.text()
        await seat.pilot.resize_terminal(80, 24)
        await seat.settle()
        looked["again"] = seat.text()

    show(look, (80, 24))
    assert "Please make the window larger: 52×16" in looked["small"]
    assert "call, careful words" in looked["again"]
