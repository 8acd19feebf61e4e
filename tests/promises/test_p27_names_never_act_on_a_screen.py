"""P27: terminal escapes, bidi controls and markup inside names never act on a screen."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
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
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def acting(text: str) -> set[str]:
    """Return the characters of a text that a terminal or a reader's eye could obey, line ends left out."""
    return {character for character in text if character != "\n" and unicodedata.category(character) in UNSEEN}


@pytest.fixture(params=list(HOSTILE.values()), ids=list(HOSTILE))
def name(request: pytest.FixtureRequest) -> str:
    """A name somebody would rather not see run."""
    return str(request.param)


@pytest.fixture
def office(desk: Desk, name: str) -> Desk:
    """An office in which everything that holds words holds that name."""
    them = City(name=name, aliases=(name,), region=name)
    record(
        desk, name, name, them,
        Organisation(name=name, aliases=(name,), website=name, emails=(name,)),
        Colleague(name=name, email=name), Person(name=name, side=2, emails=(name,), phones=(name,), languages=(name,)),
        Post(title=name, side=2, district=name, verified_by=name), Tenure(person=1, post=1, source=name),
        Tie(one=1, other=2, why=name, origin=name, source=name), Custody(tie=1, colleague=1),
        Agreement(
            title=name, tie=1, signed_on=TODAY, notice_on=TODAY, resolution=name, signatories=(name,), words=name
        ),
        Window(name=name, starts_on=TODAY, ends_on=TODAY, words=name),
        Interaction(kind="call", giver=1, receiver=2, on=TODAY, words=name, place=name, source=name),
        Participant(interaction=1, person=1, side=2, role=name),
        Contribution(what=name, giver=2, receiver=1, unit=name, words=name),
        Step(contribution=1, state="pledged", on=TODAY, due_on=TODAY, words=name),
        Signal(kind="withdrew", giver=2, receiver=1, on=TODAY, witness=name, words=name),
        Engagement(title=name, starts_on=TODAY, side=2, place=name, words=name),
        Seat(engagement=1, person=1, role=name),
        FollowUp(what=name, due_on=TODAY, side=2, person=1, colleague=1),
        Tag(name=name, about_noun="city", about_row=2),
        Note(words=name, about_noun="city", about_row=2, author=name, colleague=1),
    )  # fmt: skip
    correct(desk, "city", 2, {"region": f"{name} again"})
    _import(desk, name)
    return desk


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
LOOKING: tuple[tuple[str, ...], ...] = (
    *((noun, "list") for noun in NOUNS),
    *((noun, "show", {"city": "2", "organisation": "3"}.get(noun, "1")) for noun in NOUNS),
    ("overview",), ("overview", "--all"), ("show", "2"), ("explain", "2"), ("ledger",), ("ledger", "2"), ("due",),
    ("agenda",), ("search", "Milan"), ("search", "call"), ("search", "again"), ("history",), ("history", "2"),
    ("history", "city", "2"), ("batches", "list"), ("batches", "show", "1"),
)  # fmt: skip


@pytest.mark.only_sqlite
def test_p27_nothing_in_a_name_acts_on_the_terminal(office: Desk, run: Run, name: str) -> None:
    for command in LOOKING:
        done = run(*command)
        assert done.exit_code == 0, (command, done.stderr)
        assert not acting(done.stdout), command
        assert not acting(done.stderr), command


@pytest.mark.only_sqlite
def test_p27_no_report_lets_a_name_act(office: Desk, run: Run, name: str) -> None:
    pytest.importorskip("trustcrm_report", reason="the plugin report offers these")
    for form in ("text", "md", "html", "json", "csv"):
        for command in (("briefing", "2"), ("ledger",)):
            done = run("report", *command, "--format", form)
            assert done.exit_code == 0, (command, form, done.stderr)
            assert not acting(done.stdout.replace("\r\n", "\n")), (command, form)


@pytest.mark.only_sqlite
def test_p27_an_error_that_repeats_a_name_does_not_let_it_act(office: Desk, run: Run, name: str) -> None:
    for command in (
        ("show", f"{name}!"), ("city", "show", f"{name}!"), ("explain", f"{name}!"), ("history", f"{name}!"),
        ("tie", "add", "--other", f"{name}!"), (f"{name}!",), ("city", "add", "X", "--country", name),
        ("interaction", "add", "--kind", name, "--with", "2"), ("search", name), ("undo", name),
    ):  # fmt: skip
        done = run(*command)
        assert not acting(done.stdout), command
        assert not acting(done.stderr), command
        assert "Traceback" not in done.stderr


def strings(content: Any) -> set[str]:
    if isinstance(content, dict):
        return set().union(*(strings(value) for value in content.values()), set())
    if isinstance(content, list):
        return set().union(*(strings(value) for value in content), set())
    return {content} if isinstance(content, str) else set()


def test_p27_json_gives_every_name_back_exactly_and_lets_none_act(office: Desk, run: Run, name: str) -> None:
    for command in LOOKING:
        done = run(*command, "--json")
        assert done.exit_code == 0, (command, done.stderr)
        assert not acting(done.stdout), command
        content = json.loads(done.stdout)
        if command[0] in ("city", "organisation", "person", "colleague", "window", "tag", "note", "agreement"):
            assert name in strings(content), command
