"""Whoever types the next entry while the log still asks about the one before loses neither."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from textual.events import Key

from trustcrm.plugin import PluginContext

OPEN = "called w seol about masks"
"""An entry that leaves open with whom it was."""


@pytest.mark.parametrize("typed", ["lc with Milan 20m", "l c with Milan 20m"])
def test_an_entry_typed_as_an_answer_is_logged_and_the_first_one_waits(
    show: Any, context: PluginContext, typed: str
) -> None:
    before = context.ask.count("interaction")

    async def act(seat: Any) -> None:
        await seat.press("2", "l")
        await seat.type(OPEN)
        await seat.press("enter")
        assert "With whom was it?" in seat.text()
        await seat.type(typed)
        await seat.press("enter")
        assert seat.app.bar.mode is None
        assert "Logged call with Milan" in seat.text()
        assert "1 entry waits: . brings it back." in seat.text()
        await seat.press(".")
        assert seat.app.bar.words.value == OPEN
        await seat.press("enter", "enter")
        assert "Logged call with Seoul" in seat.text()
        assert "waits" not in seat.text()

    show(act)
    assert context.ask.count("interaction") == before + 2
    newest = [one.kept.record for one in context.ask.page("interaction", limit=2).rows]
    assert {getattr(one, "minutes", None) for one in newest} == {20, None}


def test_words_typed_as_an_answer_wait_where_escape_leaves_the_question(show: Any) -> None:
    async def leave(seat: Any) -> None:
        await seat.press("l")
        await seat.type(OPEN)
        await seat.press("enter")
        await seat.type("then the mayor of Milan")
        await seat.press("enter")
        assert seat.app.bar.words.value == "then the mayor of Milan"
        await seat.press("escape")
        assert seat.app.bar.words.value == OPEN
        await seat.press("enter", "enter")
        assert "Logged call with Seoul" in seat.text()
        seat.app.leave()

    async def come(seat: Any) -> None:
        assert seat.app.bar.words.value == "then the mayor of Milan"

    show(leave)
    show(come)


def test_a_wrong_answer_of_a_word_is_no_entry(show: Any, context: PluginContext) -> None:
    before = context.ask.newest_change()

    async def act(seat: Any) -> None:
        await seat.press("l")
        await seat.type(OPEN)
        await seat.press("enter")
        for answer in ("9", "meeting", "Nowhereville at all"):
            await seat.type(answer)
            await seat.press("enter")
            assert seat.app.bar.words.value == answer
            seat.app.bar.rewrite("")
        await seat.press("escape")
        assert seat.app.bar.words.value == OPEN
        assert seat.app.notes.waits == 0

    show(act)
    assert context.ask.newest_change() == before


@pytest.mark.parametrize("first", ["call, all well", OPEN])
def test_what_is_typed_while_an_entry_is_being_saved_is_the_next_one(
    show: Any, context: PluginContext, first: str
) -> None:
    before = context.ask.count("interaction")
    answers = threading.Event()

    async def act(seat: Any) -> None:
        await seat.press("l")
        await seat.type(first)
        seat.app.backroom.ask(lambda _: answers.wait(10), lambda _: None, seat.app.failed)
        await seat.pilot.press("enter", "enter")
        for character in "lc with Milan 20m":
            seat.app.screen.focused.post_message(Key("space" if character == " " else character, character))
        await seat.pilot.pause()
        answers.set()
        await seat.settle()
        assert seat.app.bar.words.value.endswith("c with Milan 20m")
        await seat.press("enter")
        assert "Logged call with Milan" in seat.text()
        assert seat.app.notes.waits == (first == OPEN)

    show(act)
    assert context.ask.count("interaction") == before + 1 + (first != OPEN)
