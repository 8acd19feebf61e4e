"""Every screen at four sizes, as text that can be read in a diff."""

from __future__ import annotations

import re
from typing import Any

import pytest

SIZES = ((60, 18), (80, 24), (120, 36), (200, 60))
SCREENS = {"1": "today", "2": "ties", "3": "ledger", "4": "agenda", "5": "pacts", "7": "reports"}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_screens_look_as_they_were_kept(show: Any, snapshot: Any, size: tuple[int, int]) -> None:
    looked: dict[str, str] = {}

    async def look(seat: Any) -> None:
        for key, screen in SCREENS.items():
            await seat.press(key)
            looked[screen] = seat.text() + "\n\n-- bold --\n" + "\n".join(seat.strong())

    show(look, size)
    for screen, text in looked.items():
        snapshot(f"{screen}-{size[0]}x{size[1]}", text)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("card", ("enter",)),
        ("log", ("l", "c", "space", "2", "0", "m")),
        ("found", ("/", "m", "i", "l")),
        ("why", ("y",)),
        ("keys", ("?",)),
        ("history", ("U",)),
        ("commands", (":", "l", "i", "s", "t")),
        ("promise", ("p",)),
        ("brief", ("2", "down", "b")),
        ("map", ("2", "down", "m")),
        ("corps", ("0", "enter")),
        ("marked", ("2", "space", "down", "space")),
        ("tell", ("2", "f", "c", "V", "t", "H", "i", ".")),
        ("closeness", ("2", "v")),
        ("form", ("l", "c", "space", "2", "0", "m", "tab", "down")),
        ("suggested", ("4", "s")),
        ("new", ("2", "n", "O", "s", "l", "o", "enter")),
    ],
)
def test_what_opens_over_a_screen_looks_as_it_was_kept(
    show: Any, snapshot: Any, name: str, keys: tuple[str, ...], size: tuple[int, int]
) -> None:
    looked: dict[str, Any] = {}

    async def look(seat: Any) -> None:
        await seat.press(*keys)
        looked["text"] = seat.text()

    show(look, size)
    snapshot(f"{name}-{size[0]}x{size[1]}", looked["text"])


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_health_looks_as_it_was_kept_but_for_the_size_of_the_database(
    show: Any, snapshot: Any, size: tuple[int, int]
) -> None:
    looked: dict[str, str] = {}

    async def look(seat: Any) -> None:
        await seat.press("9", "end")
        looked["text"] = re.sub(r"\d\.\d MB", "#.# MB", seat.text())

    show(look, size)
    snapshot(f"health-{size[0]}x{size[1]}", looked["text"])


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
    assert " late thanks for " in looked["today"]
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
