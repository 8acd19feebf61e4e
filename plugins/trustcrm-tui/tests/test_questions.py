"""Nothing asks "are you sure?": a key does its deed, or opens a line for words in which Enter alone does nothing."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from trustcrm.office import OpenOffice
from trustcrm.plugin import City, Draft, Piece, PluginContext, Rejected
from trustcrm.services.importing.run import Task, run_import
from trustcrm_tui import opening
from trustcrm_tui.keys import KEYS, KeyMap
from trustcrm_tui.opening import EndCrisis

WAYS: Mapping[str, Sequence[str]] = {
    "batch": ("screen 6", "open"), "imports": ("screen 6",), "today": ("screen 1",), "ties": ("screen 2",),
    "closeness": ("screen 2", "closeness"), "map": ("screen 2", "map"), "ledger": ("screen 3",),
    "agenda": ("screen 4",), "pacts": ("screen 5",), "reports": ("screen 7",), "crisis": ("screen 8",),
    "health": ("screen 9",), "record": ("screen 3", "edit"), "why": ("screen 2", "why"), "brief": ("screen 2", "brief"),
    "history": ("history",), "commands": ("keys",), "more": ("more",), "told": ("told",),
    "all interaction": ("list interaction",),
}  # fmt: skip
"""Each screen, by what leads to it."""
STAYS = {"up", "down", "page-up", "page-down", "first", "last", "leave"}
"""What moves the cursor, and what ends the program."""
EVERYWHERE = {one.id for one in KEYS if not one.on and not one.off} - {"open"}
"""What is the same on every screen, so that one screen tells of all."""
SCREENS = len(WAYS) if "TRUSTCRM_TESTS_THOROUGH" in os.environ else 2
"""On so many screens of those that have it every other key is tried."""
DONE_BY_ENTER_ALONE = {EndCrisis: {"end-crisis"}}
"""What is asked before it is done, and by which keys. It does not leave the building, and nothing else does either."""


@pytest.fixture
def with_an_import(office: OpenOffice) -> None:
    """An office with an import of which a piece waits."""
    pieces: list[Piece] = [
        Draft(key="1", record=City(name="Lyon", country="FR"), where="line 2"), Rejected(where="line 3", reason="?"),
    ]  # fmt: skip
    run_import(office.desk, Task(importer="t:t", plugin="t", source="a.csv", fingerprint="1", drafts=lambda: pieces))


@pytest.mark.usefixtures("with_an_import")
def test_no_key_of_any_screen_asks_whether_it_is_meant(show: Any, context: PluginContext) -> None:
    tried: Counter[str] = Counter()
    asked: dict[type, set[str]] = {}

    async def go(seat: Any, *way: str) -> None:
        for id in way:
            seat.app.perform(id)
            await seat.settle()

    async def enter_alone(seat: Any) -> bool:
        """Return whether Enter changes anything in the office where no word was typed."""
        seat.app.bar.rewrite("")
        before = context.ask.newest_change()
        await seat.press("enter")
        return context.ask.newest_change() != before

    async def act(seat: Any) -> None:
        await go(seat, "screen 2", "tell")
        await seat.type("Closed")
        await seat.press("enter")
        for screen, way in WAYS.items():
            known = {id for id, count in tried.items() if id in EVERYWHERE or count == SCREENS}
            here = {one.id for one in KeyMap().here(screen)} - STAYS - known
            for id in sorted(here):
                if seat.app.lists.page.sheet.id != screen:
                    await go(seat, *way)
                assert seat.app.lists.page.sheet.id == screen
                await go(seat, id)
                tried[id] += 1
                assert len(seat.app.screen_stack) == 1, (screen, id)
                mode = type(seat.app.bar.mode)
                if mode is not type(None) and mode not in asked:
                    assert await enter_alone(seat) is (mode in DONE_BY_ENTER_ALONE), (screen, id)
                if mode is not type(None):
                    asked.setdefault(mode, set()).add(id)
                while seat.app.bar.mode is not None:
                    await seat.press("escape")

    show(act, (80, 24))
    assert set(tried) == {one.id for one in KEYS} - STAYS
    assert {mode: asked.get(mode) for mode in DONE_BY_ENTER_ALONE} == DONE_BY_ENTER_ALONE


def test_what_enter_alone_does_is_opened_by_another_key() -> None:
    ids = {id for found in DONE_BY_ENTER_ALONE.values() for id in found}
    assert not {"enter"} & {key for one in KEYS if one.id in ids for key in one.keys}


def test_keys_pressed_blind_end_no_crisis(show: Any, context: PluginContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "GUARD", 3600.0)
    before = context.ask.newest_change()

    async def act(seat: Any) -> None:
        await seat.press("8")
        await seat.pilot.press("v", "enter")
        assert isinstance(seat.app.bar.mode, EndCrisis)
        await seat.pilot.press("escape")

    show(act, (80, 24))
    assert context.ask.newest_change() == before
