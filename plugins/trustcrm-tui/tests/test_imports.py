"""Going through what an import left open, by one key a piece; each answer is kept at once and can be taken back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from trustcrm.domain.noun import fields_of
from trustcrm.domain.nouns import NOUNS
from trustcrm.office import OpenOffice
from trustcrm.plugin import City, Draft, Mention, Person, PluginContext, Rejected, Tie
from trustcrm.services.importing.run import Task, run_import
from trustcrm_tui.deciding import row_said
from trustcrm_tui.ink import ink
from trustcrm_tui.undoing import in_words

CONFLICTS = 6


def _people(count: int, title: str) -> Iterable[Draft]:
    for number in range(count):
        record = Person(name=f"Person {number:03}", emails=(f"{title}{number}@city.example",))
        yield Draft(key=f"p{number}", record=record, where=f"line {number + 2}")


def _run(office: OpenOffice, fingerprint: str, pieces: list[Draft | Rejected]) -> None:
    task = Task(
        importer="t:t", plugin="t", source=f"contacts-{fingerprint}.csv", fingerprint=fingerprint, drafts=lambda: pieces
    )
    run_import(office.desk, task)


@pytest.fixture
def reviewed(office: OpenOffice, context: PluginContext) -> int:
    """The second of two imports: six rows were edited here since the first, two cannot be read, one is in doubt."""
    _run(office, "1", [*_people(109, "old")])
    for number in range(CONFLICTS):
        person = context.ask.found("person", f"Person {number:03}")
        context.do.correct("person", person, {"emails": (f"mine{number}@city.example",)})
    for region in ("Ohio", "Oregon"):
        context.do.add(City(name="Springfield", country="US", region=region), again=True)
    home = context.ask.home().side
    doubt = Draft(
        key="tie", record=Tie(one=home, other=Mention(noun="city", name="Springfield", country="US")), where="line 900"
    )
    bad = [Rejected(where=f"line {number}", reason="30/02/2026 is no day") for number in (88, 90)]
    changed = [*_people(118, "new")][:CONFLICTS]
    same = [*_people(118, "old")][CONFLICTS:]
    _run(office, "2", [*changed, *same, doubt, *bad])
    return context.ask.batches()[0].batch.id


def _emails(context: PluginContext, number: int) -> tuple[str, ...]:
    person = context.ask.found("person", f"Person {number:03}")
    record: Any = context.ask.one("person", person).kept.record
    emails: tuple[str, ...] = record.emails
    return emails


def test_six_conflicts_of_an_import_are_reviewed_in_sixteen_keys(
    show: Any, context: PluginContext, reviewed: int
) -> None:
    async def act(seat: Any) -> None:
        await seat.press("6", "enter")
        assert f"[Batch {reviewed}]" in seat.text()
        assert "old0" not in seat.text()
        await seat.press("left", "right", "right", "right", "=", "right")
        assert "6" not in {row.item.state for row in seat.app.listing.rows.rows}

    seat = show(act)
    assert seat.pressed <= 16
    assert _emails(context, 0) == ("mine0@city.example",)
    assert _emails(context, 1) == ("new1@city.example",)
    assert _emails(context, 4) == ("mine4@city.example", "new4@city.example")
    assert context.ask.batch(reviewed)[0].states["waiting"] == 1


def test_a_decision_is_taken_back_by_one_key(show: Any, context: PluginContext, reviewed: int) -> None:
    async def act(seat: Any) -> None:
        await seat.press("6", "enter", "right")
        assert "Kept as Person 0" in seat.text()
        await seat.press("u")

    show(act)
    assert _emails(context, 0) == ("mine0@city.example",)
    assert context.ask.batch(reviewed)[0].states["waiting"] == CONFLICTS + 1


def test_whoever_differs_in_two_fields_is_named_once_and_again_when_kept(
    show: Any, office: OpenOffice, context: PluginContext
) -> None:
    for run in ("1", "2"):
        told = Person(name="Hodan Warsame", emails=(f"{run}@city.example",), phones=(f"+1 213 555 010{run}",))
        _run(office, run, [Draft(key="h", record=told, where="line 2")])
        if run == "1":
            edited = {"emails": ("mine@city.example",), "phones": ("+1 1",)}
            context.do.correct("person", context.ask.found("person", "Hodan Warsame"), edited)

    async def act(seat: Any) -> None:
        await seat.press("6", "enter")
        assert seat.text().count("≠ Hodan Warsame") == 1
        await seat.press("left", "right")
        assert "Kept as Hodan Warsame." in seat.text()

    show(act, (80, 24))


def test_what_was_taken_back_before_an_import_stays_so_when_the_import_is_here_again(
    show: Any, context: PluginContext, reviewed: int
) -> None:
    async def act(seat: Any) -> None:
        await seat.press("6", "enter", "right", "u", "escape", "x")
        assert context.ask.batches()[0].undone
        await seat.press("u")
        assert f"Here again: import {reviewed}." in seat.text()
        await seat.press("x", "x")
        assert f"Here again: import {reviewed}." in seat.text()

    show(act)
    assert _emails(context, 0) == ("mine0@city.example",)
    assert context.ask.batch(reviewed)[0].states["waiting"] == CONFLICTS + 1


def test_what_is_in_doubt_is_named_by_its_number(show: Any, context: PluginContext, reviewed: int) -> None:
    ties = context.ask.count("tie")

    async def act(seat: Any) -> None:
        await seat.press("6")
        assert "7 pieces wait" in seat.text()
        await seat.press("enter")
        await seat.press(*["-"] * CONFLICTS)
        await seat.press("enter", "9", "enter")
        assert "? 9 is none of these; give a number from 1 to 2, or a name." in seat.text()
        await seat.press("backspace", "2", "enter")
        assert "Kept as tie" in seat.text()
        await seat.press("escape")
        assert "nothing waits" in seat.text()  # the list below was read before, and is anew

    show(act)
    assert context.ask.count("tie") == ties + 1
    assert context.ask.batch(reviewed)[0].states["waiting"] == 0


def test_a_refused_answer_leaves_the_cursor_on_the_piece_that_still_waits(
    show: Any, office: OpenOffice, context: PluginContext
) -> None:
    nowhere = Mention(noun="side", name="Nowhereville", create=False)
    pieces = [Draft(key=name, record=Tie(one=context.ask.home().side, other=nowhere), where=name) for name in "ab"]
    _run(office, "1", [*pieces])

    async def act(seat: Any) -> None:
        await seat.press("6", "enter")
        assert "+ New" in seat.text()
        assert "→ Theirs" not in seat.text()  # of a piece that has no row here
        await seat.press("+")
        assert "cannot be made from its name alone" in seat.text()
        await seat.press("-")

    show(act)
    left = [(item.where, item.state) for item in context.ask.batch(context.ask.batches()[0].batch.id)[1]]
    assert left == [("a", "decided"), ("b", "waiting")]


def test_a_whole_import_is_taken_back_by_one_key(show: Any, context: PluginContext, reviewed: int) -> None:
    people = context.ask.count("person")

    async def act(seat: Any) -> None:
        await seat.press("6", "x")
        assert "was taken back" in seat.text()

    show(act)
    assert context.ask.batch(reviewed)[0].undone
    assert context.ask.count("person") == people - 9


def test_read_only_decides_nothing(show: Any, context: PluginContext, reviewed: int) -> None:
    async def act(seat: Any) -> None:
        await seat.press("6", "x", "enter", "left", "right", "-", "+")

    show(act, read_only=True)
    assert context.ask.batch(reviewed)[0].states["waiting"] == CONFLICTS + 1


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_review_looks_as_it_was_kept(show: Any, snapshot: Any, reviewed: int, size: tuple[int, int]) -> None:
    looked: dict[str, str] = {}

    async def act(seat: Any) -> None:
        await seat.press("6")
        looked["imported"] = seat.text()
        await seat.press("enter")
        looked["review"] = seat.text()

    show(act, size)
    for name, text in looked.items():
        snapshot(f"{name}-{size[0]}x{size[1]}", text)


@pytest.mark.parametrize(("text", "said"), [("", "104"), ("2", "Springfield, US (Ohio)"), ("3", "3"), ("Lima", "Lima")])
def test_a_number_names_a_row_or_a_place_that_is_none_yet(text: str, said: str) -> None:
    assert row_said(["city 104 Springfield (US) [0.80: called so]", "Springfield, US (Ohio)"], text) == said


def test_an_import_that_was_taken_back_waits_for_nobody_and_the_key_for_undo_brings_it_back(
    show: Any, context: PluginContext, reviewed: int
) -> None:
    context.do.log(context.ask.entry("l call about the agenda", with_side=str(context.ask.overview()[0].them)))

    async def act(seat: Any) -> None:
        await seat.press("6", "x")
        assert "was taken back" in seat.text()
        assert context.ask.batches()[0].undone
        await seat.press("enter")
        assert "taken back: nothing of it waits" in seat.text()
        assert "This import was taken back." in seat.text()
        await seat.press("escape", "u")
        assert f"Here again: import {reviewed}" in seat.text()
        assert not context.ask.batches()[0].undone
        await seat.press("x", "x")
        assert f"Here again: import {reviewed}" in seat.text()
        await seat.press("u")
        assert "Taken back: the entry “l call about the agenda”" in seat.text()
        await seat.press("U", "down", "u")  # the import itself, under the cursor
        await seat.press("escape", "u")
        assert "Here again: " in seat.text()

    show(act)


def test_what_was_taken_back_is_told_in_plain_words_whatever_it_was(context: PluginContext) -> None:
    for noun, kind in NOUNS.items():
        (row, *_) = context.ask.page(noun, limit=1).rows or (None,)
        number = row.kept.id if row is not None else 1
        summaries = {
            "correct": f"{noun} {number}: {', '.join(fields_of(kind))}", "withdraw": f"{noun} {number}",
            "snooze": f"{noun} {number} until 2020-07-03", "add": f"{noun} Milan", "done": f"{noun} {number}",
        }  # fmt: skip
        for verb, summary in summaries.items():
            said = in_words(context, replace(context.ask.history(1)[0].change, verb=verb, summary=summary))
            assert not re.search(r"[a-z]_[a-z]|\bwindow\b.*:", said), said
    window = context.ask.found("window", "COVID-19")
    context.do.correct("window", window, {"ends_on": date(2020, 6, 30)})
    assert in_words(context, context.ask.history(1)[0].change) == "the last day of COVID-19"


def test_a_card_that_comes_late_stands_beside_no_empty_list(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("6")
        assert "Nothing was imported yet." in seat.text()
        before = seat.text()
        seat.app._carded(("today", None), [ink("Honorary Consulate of Luxembourg")])
        await seat.settle()
        assert seat.text() == before

    show(act, size=(120, 36))
