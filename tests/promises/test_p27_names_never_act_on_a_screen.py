"""P27: terminal escapes, bidi controls and markup inside names never act on a screen."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from click.testing import Result

from trustcrm.domain.draft import Draft, Rejected
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import (
    Agreement,
    City,
    Colleague,
    Contribution,
    Custody,
    Engagement,
    FollowUp,
    Interaction,
    Note,
    Organisation,
    Participant,
    Person,
    Post,
    Seat,
    Signal,
    Step,
    Tag,
    Tenure,
    Tie,
    Window,
)
from trustcrm.services.desk import Desk
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.record import correct, record

Run = Callable[..., Result]
TODAY = date(2020, 6, 30)

HOSTILE = {
    "colours and a cleared screen": "Mi\x1b[31mlan\x1b[2J",
    "a title set and a link": "Mi\x1b]0;owned\x07lan\x1b]8;;http://x\x1b\\",
    "one-byte controls": "Mi\x9b31mlan\x90q\x9c",
    "a line begun anew": "Milan\rTurin\nOslo\x08\x08\x7f",
    "right-to-left override": "Mi\u202enal\u202c\u2066x\u2069\u200f",
    "unseen characters": "Mi\u200bl\u200da\ufeffn\u00ad\u2060\U000e0041",
    "markup of two screens": "[red]Mi[/red][link=file:///etc/passwd]lan[/] [@click=app.quit]x[/]",
    "a private and an unassigned character": "Mi\ue000lan\U000effff",
}
NAMES = tuple(HOSTILE.values())
APART, APART_ON_A_SERVER = (1, 1) if "TRUSTCRM_TESTS_THOROUGH" in os.environ else (3, len(NAMES))
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def acting(text: str) -> set[str]:
    """Return the characters of a text that a terminal or a reader's eye could obey, line ends left out."""
    return {character for character in text if character != "\n" and unicodedata.category(character) in UNSEEN}


def assert_nothing_acts(said: str, asked: object) -> None:
    """Nothing of any name may act; where something does, tell whose it was and what had been asked."""
    found = acting(said)
    assert not found, (asked, [which for which, name in HOSTILE.items() if acting(name) & found])


@pytest.fixture
def office(desk: Desk) -> Desk:
    """An office in which everything that holds words holds each of those names."""
    for number, name in enumerate(NAMES):
        _record(desk, name, number)
    for name in NAMES:
        _import(desk, name)
    return desk


def _record(desk: Desk, name: str, number: int) -> None:
    """Record one thing of each noun: those of the name of this number have the ids that `of_one` looks at."""
    city, row = 2 + 2 * number, 1 + number
    them = City(name=name, aliases=(name,), region=name)
    record(
        desk, name, name, them,
        Organisation(name=name, aliases=(name,), website=name, emails=(name,)),
        Colleague(name=name, email=name),
        Person(name=name, side=city, emails=(name,), phones=(name,), languages=(name,)),
        Post(title=name, side=city, district=name, verified_by=name), Tenure(person=row, post=row, source=name),
        Tie(one=1, other=city, why=name, origin=name, source=name), Custody(tie=row, colleague=row),
        Agreement(
            title=name, tie=row, signed_on=TODAY, notice_on=TODAY, resolution=name, signatories=(name,), words=name
        ),
        Window(name=name, starts_on=TODAY, ends_on=TODAY, words=name),
        Interaction(kind="call", giver=1, receiver=city, on=TODAY, words=name, place=name, source=name),
        Participant(interaction=row, person=row, side=city, role=name),
        Contribution(what=name, giver=city, receiver=1, unit=name, words=name),
        Step(contribution=row, state="pledged", on=TODAY, due_on=TODAY, words=name),
        Signal(kind="withdrew", giver=city, receiver=1, on=TODAY, witness=name, words=name),
        Engagement(title=name, starts_on=TODAY, side=city, place=name, words=name),
        Seat(engagement=row, person=row, role=name),
        FollowUp(what=name, due_on=TODAY, side=city, person=row, colleague=row),
        Tag(name=name, about_noun="city", about_row=city),
        Note(words=name, about_noun="city", about_row=city, author=name, colleague=row),
    )  # fmt: skip
    correct(desk, "city", city, {"region": f"{name} again"})


def _import(desk: Desk, name: str) -> None:
    pieces: list[Draft | Rejected] = [
        Draft(key="1", record=Tie(one=1, other=Mention(noun="side", name=name + "?")), where=name, raw={name: name}),
        Draft(key="2", record=Person(name=name, side=Mention(noun="organisation", name=name)), where=name),
        Rejected(where=name, reason=name, raw={name: name}),
    ]
    run_import(desk, Task(importer=name, plugin=name, source=name, fingerprint=name, drafts=lambda: iter(pieces)))


NOUNS = (
    "city", "organisation", "person", "post", "tenure", "colleague", "tie", "custody", "interaction", "participant",
    "contribution", "signal", "engagement", "seat", "agreement", "window", "follow-up", "tag", "note",
)  # fmt: skip
WHOLE: tuple[tuple[str, ...], ...] = (
    *((noun, "list") for noun in NOUNS), ("overview",), ("overview", "--all"), ("ledger",), ("due",), ("agenda",),
    *(("search", words, "--limit", "1000") for words in ("Milan", "call", "again")), ("history", "--limit", "1000"),
    ("batches", "list"),
)  # fmt: skip
"""Every command that tells of all that there is."""


def of_one(number: int) -> tuple[tuple[str, ...], ...]:
    """Return every command that tells of one thing, each of one that holds the name of this number."""
    city, row = str(2 + 2 * number), str(1 + number)
    rows = {"city": city, "organisation": str(3 + 2 * number)}
    return (
        *((noun, "show", rows.get(noun, row)) for noun in NOUNS), ("show", city), ("explain", city), ("ledger", city),
        ("history", city), ("history", "city", city), ("batches", "show", row),
    )  # fmt: skip


@pytest.mark.only_sqlite
def test_p27_nothing_in_a_name_acts_on_the_terminal(office: Desk, run: Run) -> None:
    for command in (*WHOLE, *(command for command, _ in of_each(apart=APART))):
        done = run(*command)
        assert done.exit_code == 0, (command, done.stderr)
        assert_nothing_acts(done.stdout, command)
        assert_nothing_acts(done.stderr, command)


@pytest.mark.only_sqlite
def test_p27_no_report_lets_a_name_act(office: Desk, run: Run) -> None:
    pytest.importorskip("trustcrm_report", reason="the plugin report offers these")
    for form in ("text", "md", "html", "json", "csv"):
        for command in (("ledger",), *(("briefing", str(2 + 2 * number)) for number in range(len(NAMES)))):
            done = run("report", *command, "--format", form)
            assert done.exit_code == 0, (command, form, done.stderr)
            assert_nothing_acts(done.stdout.replace("\r\n", "\n"), (command, form))


@pytest.mark.only_sqlite
def test_p27_an_error_that_repeats_a_name_does_not_let_it_act(office: Desk, run: Run) -> None:
    for command in (command for name in NAMES for command in mistaken(name)):
        done = run(*command)
        assert_nothing_acts(done.stdout, command)
        assert_nothing_acts(done.stderr, command)
        assert "Traceback" not in done.stderr


def mistaken(name: str) -> tuple[tuple[str, ...], ...]:
    """Return commands that cannot be done, each with a name in it that its error may repeat."""
    return (
        ("show", f"{name}!"), ("city", "show", f"{name}!"), ("explain", f"{name}!"), ("history", f"{name}!"),
        ("tie", "add", "--other", f"{name}!"), (f"{name}!",), ("city", "add", "X", "--country", name),
        ("interaction", "add", "--kind", name, "--with", "2"), ("search", name), ("undo", name),
    )  # fmt: skip


def strings(content: Any) -> set[str]:
    if isinstance(content, dict):
        return set().union(*(strings(value) for value in content.values()), set())
    if isinstance(content, list):
        return set().union(*(strings(value) for value in content), set())
    return {content} if isinstance(content, str) else set()


HELD = ("city", "organisation", "person", "colleague", "window", "tag", "note", "agreement")
"""Nouns of which a whole field is such a name."""


def of_each(apart: int) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the commands that tell of one thing with the name it holds: each of names so many apart, of all with 1.

    The lists give back every name; what is shown of one thing is told by the same lines, and from a server by the same
    as from a file.
    """
    for number, name in enumerate(NAMES):
        for place, command in enumerate(of_one(number)):
            if place % apart == number % apart:
                yield command, name


def test_p27_json_gives_every_name_back_exactly_and_lets_none_act(office: Desk, run: Run, engine: str) -> None:
    asked: list[tuple[tuple[str, ...], set[str]]] = [(command, set(NAMES)) for command in WHOLE]
    apart = APART if engine == "sqlite" else APART_ON_A_SERVER
    for command, names in (*asked, *((command, {name}) for command, name in of_each(apart))):
        done = run(*command, "--json")
        assert done.exit_code == 0, (command, done.stderr)
        assert_nothing_acts(done.stdout, command)
        content = json.loads(done.stdout)
        if command[0] in HELD:
            assert names <= strings(content), command
