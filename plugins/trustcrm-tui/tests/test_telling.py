"""Telling many: drafts are written, nothing is sent, and whoever was told is ticked."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from trustcrm.plugin import PluginContext
from trustcrm_tui.folders import folder_of
from trustcrm_tui.letters import subject_of


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("Visas change on Monday. Please tell your citizens.", "Visas change on Monday"),
        ("New desk: the harbour office", "New desk"),
        ("word " * 40, "word " * 14 + "word"),
        ("a\u202eb \x1b[31m", "a\\u202eb \\x1b[31m"),
    ],
)
def test_the_first_sentence_is_the_subject_and_nothing_in_it_acts(words: str, subject: str) -> None:
    assert subject_of(words) == subject


def test_all_consulates_are_told_by_five_keys_and_ticked_once_told(show: Any, context: PluginContext) -> None:
    counts = [context.ask.count("interaction")]

    async def act(seat: Any) -> None:
        await seat.press("2")
        seat.pressed = 0
        await seat.press("f", "c", "V", "t")
        seat.sides = {one.side for one in seat.app.lists.subjects}
        await seat.type("The rule changed. Masks are asked for again.")
        await seat.press("enter")
        assert seat.pressed == 5
        assert "nothing was sent" in " ".join(seat.text().split())
        counts.append(context.ask.count("interaction"))
        assert {row.told for row in seat.app.listing.rows.rows} == {None}
        await seat.press("enter")
        counts.append(context.ask.count("interaction"))
        await seat.press("V", "d")
        counts.append(context.ask.count("interaction"))
        await seat.press("u")
        counts.append(context.ask.count("interaction"))

    seat = show(act)
    many = len(seat.sides)
    assert many > 10
    assert [count - counts[0] for count in counts] == [0, 0, 1, many, 1]
    drafts = sorted(folder_of(context).glob("told/*/*.eml"))
    assert len(drafts) == many
    message = message_from_bytes(drafts[0].read_bytes(), policy=default)
    assert message["Subject"] == "The rule changed"
    assert message["X-Unsent"] == "1"
    assert "Masks are asked for again." in message.get_content()
    assert {file.stat().st_mode & 0o077 for file in drafts} == {0}


def test_whom_is_told_can_be_come_back_to(show: Any) -> None:
    async def tell(seat: Any) -> None:
        await seat.press("2", "t")
        await seat.type("We moved.")
        await seat.press("enter", "enter")

    async def come(seat: Any) -> None:
        await seat.press("T")
        assert "told 1 of 1" in seat.text()

    show(tell)
    show(come)


def test_a_reminder_blames_nobody(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("3", ">", "r")
        assert "We look forward to 10,000 masks, 4,000 arrived, hoped for by Mon 15" in seat.app.bar.words.value
        await seat.press("escape", "<", "r")
        assert "This is ours to do" in seat.text()

    show(act)
