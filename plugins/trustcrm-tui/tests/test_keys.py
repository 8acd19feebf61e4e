from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from trustcrm.plugin import ConfigError
from trustcrm_tui.doing import _DEEDS
from trustcrm_tui.keys import DIGITS, KEYS, KeyMap
from trustcrm_tui.sheets.digits import IDS, NAMES, SCREENS

HARD = ("ctrl+", "alt+", "f1", "f10", "f11", "shift+")


EVERY_SCREEN = sorted({*IDS, *(screen for one in KEYS for screen in (*one.on, *one.off)), "found", "all interaction"})


def test_a_key_that_means_nothing_here_says_why() -> None:
    keys = KeyMap()
    for screen in EVERY_SCREEN:
        for one in KEYS:
            for key in one.keys:
                assert keys.meant(key, screen) or keys.why_not(key).endswith("."), (key, screen)
    assert keys.why_not("Z") == ""


def test_each_digit_leads_to_the_screen_it_names() -> None:
    made = {number: make() for number, make in SCREENS.items()}
    assert {sheet.id: number for number, sheet in made.items()} == dict(IDS)
    assert {number: sheet.name for number, sheet in made.items()} == dict(NAMES)


def test_no_key_means_two_things_on_one_screen() -> None:
    for screen in EVERY_SCREEN:
        keys = Counter(key for one in KeyMap().here(screen) for key in one.keys)
        assert [key for key, count in keys.items() if count > 1] == []
        assert not set(keys) & set(DIGITS)


def test_every_key_is_plain_or_has_a_plain_one_beside_it() -> None:
    for one in KEYS:
        assert not one.keys or any(not key.startswith(HARD) for key in one.keys), one.id


def test_everything_a_key_names_is_done_by_something() -> None:
    assert {one.id for one in KEYS} == set(_DEEDS)


def test_commands_that_begin_as_typed_stand_first(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press(":")
        await seat.type("list")
        rows = [row.words for row in seat.app.listing.rows.rows]
        begun = [words.startswith("list") for words in rows]
        assert any(begun)
        assert begun == sorted(begun, reverse=True)
        assert "mark all: mark all that the list shows, or none" in rows
        assert "Its name in the settings" not in seat.text()

    show(act)


def test_every_screen_and_what_its_keys_do_is_found_by_the_words_people_have(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press(":")
        await seat.type("world")
        await seat.press("enter")
        assert "on the map" in seat.text()
        await seat.press("escape", ":")
        await seat.type("plan wee")
        await seat.press("enter")
        assert "[Plan of the week]" in seat.text()

    show(act)


def test_where_no_row_stands_only_what_works_is_offered_and_done(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("l", "c", "enter", "/")
        await seat.type("zzqq")
        await seat.press("enter")
        assert "l Log" not in seat.text()
        for key in ("l", ".", "e", "b"):
            await seat.press(key)
            assert "No row stands here to do that with" in seat.text()
        await seat.press("/")
        await seat.type("park j")
        await seat.press("enter")
        assert "l Log" in seat.text()
        assert seat.text().count("Seoul (KR)") > 0
        await seat.press("9")
        assert "z Snooze" not in seat.text()
        await seat.press("5")
        assert "z Snooze" in seat.text()
        assert "f Filter" not in seat.text()
        assert "d Done" not in seat.text()
        await seat.press("2", "m")
        assert "Enter Open" not in seat.text()
        await seat.press("enter")
        assert "A map opens nothing" in seat.text()

    show(act)


def test_a_moved_key_means_what_it_was_moved_to() -> None:
    keys = KeyMap(moved=("log = a",))
    assert keys.meant("a", "today") == "log"
    assert keys.meant("l", "today") == ""
    assert keys.shown("log") == "a"


@pytest.mark.parametrize(
    ("wish", "said"),
    [("logg = a", "nothing called 'logg'"), ("log", "does not say which key"), ("log = u", "both 'log' and 'undo'")],
)
def test_a_wish_that_cannot_be_is_named(wish: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        KeyMap(moved=(wish,))


def test_advice_names_the_key_where_the_screens_have_one_for_the_command() -> None:
    keys = KeyMap(moved=["undo = Z"])
    assert keys.named_in("`trustcrm undo` takes it back, `trustcrm history` tells.") == "Z takes it back, U tells."
    assert keys.named_in("`trustcrm batches show 3` tells more.") == "6 tells more."
    add = "add it first with `trustcrm city add` or `trustcrm organisation add`."
    assert keys.named_in(add) == "add it first with 2, then n."
    twin = "City 4 is here; change it with `trustcrm city correct 4`, or keep a second one with --again."
    assert keys.named_in(twin) == "City 4 is here; change it with e."
    assert keys.named_in("Give a name, or stop with Ctrl-C.") == "Give a name, or stop with Esc."
    assert keys.named_in("`trustcrm city merge` makes one of two.") == "`trustcrm city merge` makes one of two."
    assert keys.named_in("Say why or when; give --why or --ended-on.") == "Say why or when; give “why” or “ended on”."
    assert keys.named_in("`trustcrm log --yes x` logs.") == "`trustcrm log --yes x` logs."
