"""The log bar's fields: the same entry as its words, read by the same reader."""

from __future__ import annotations

from typing import Any

import pytest

from trustcrm.plugin import PluginContext
from trustcrm_tui.form import PARTS, Form

PART = {part.name: part for part in PARTS}
ENTRY = "call with Milan +Giulia 20m yesterday, they offer 5000 masks, friday follow up, good talk"


@pytest.fixture
def form(context: PluginContext) -> Form:
    """An entry that says much, as fields."""
    return Form.of(context.ask.entry(ENTRY))


def test_each_field_has_its_own_words(form: Form) -> None:
    assert {name: words for name, part in PART.items() if (words := form.words(part))} == {
        "what": "call", "with": "Milan", "who": "+Giulia", "when": "yesterday", "minutes": "20m",
        "promise": "they offer 5000 masks", "follow-up": "friday follow up", "note": "good talk",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "words", "entry"),
    [
        ("what", "meeting", ENTRY.replace("call", "meeting")),
        ("minutes", "45", ENTRY.replace("20m", "45m")),
        ("tone", "++", ENTRY.replace("call with", "call ++ with")),
        ("who", "", ENTRY.replace(" +Giulia", "")),
        ("promise", "", ENTRY.replace(" they offer 5000 masks,", "")),
        ("tags", "#aid", f"{ENTRY}, #aid"),
        ("note", "bad line", ENTRY.replace("good talk", "bad line")),
    ],
)
def test_a_field_changes_its_own_words_alone(form: Form, field: str, words: str, entry: str) -> None:
    assert form.changed(PART[field], words) == entry


def test_what_is_typed_in_fields_is_understood_as_its_words_are(form: Form, context: PluginContext) -> None:
    text = ""
    for part in PARTS:
        cut = Form.of(context.ask.entry(text)) if text else Form.unread("")
        text = cut.changed(part, form.words(part))
    by_fields, by_words = context.ask.entry(text), context.ask.entry(ENTRY)
    for told in ("kind", "on", "minutes", "sides", "people", "contributions", "follow_ups", "questions"):
        assert getattr(by_fields, told) == getattr(by_words, told), told


def test_tab_turns_words_into_fields_and_back_and_enter_keeps_one_entry(show: Any, context: PluginContext) -> None:
    before = context.ask.count("interaction")

    async def act(seat: Any) -> None:
        await seat.press("2", "l")
        await seat.type("c 20m the desk")
        await seat.press("tab")
        assert "Log, field by field" in seat.text()
        assert seat.app.bar.words.value == "c"
        await seat.press("down", "down", "down", "down")
        assert seat.app.bar.words.value == "20m"
        await seat.press("backspace", "backspace", "backspace", "4", "5")
        assert "45 minutes" in seat.text()
        await seat.pilot.press("down")
        await seat.press("+")
        await seat.press("tab")
        assert seat.app.bar.words.value == "c + 45m the desk"
        await seat.press("tab", "escape")
        assert seat.app.bar.words.value == "c + 45m the desk"
        await seat.press("tab", "enter")
        assert "Logged call with" in seat.text()
        assert "[2 Ties]" in seat.text()

    show(act)
    newest: Any = context.ask.page("interaction", limit=1).rows[0].kept.record
    assert context.ask.count("interaction") == before + 1
    assert (newest.kind, newest.minutes, newest.tone, newest.words) == ("call", 45, 1, "the desk")


def test_fields_begun_with_nothing_make_an_entry(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("2", "l", "tab")
        await seat.type("meeting")
        await seat.press("pagedown")
        await seat.type("the new desk")
        await seat.press("tab")
        assert seat.app.bar.words.value == "meeting, the new desk"

    show(act, (80, 24))
