"""Batches on the command line: what each import did, deciding, and taking it back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

from tests.cli.conftest import OnTerminal
from trustcrm.domain.draft import Draft, Rejected
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import City, Tie
from trustcrm.services.desk import Desk
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.record import correct, record

Run = Callable[..., Result]


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def imported(desk: Desk) -> None:
    """A batch with a city that was made, a tie that waits between two Springfields, and a rejected line."""
    record(desk, "add", "two", *(City(name="Springfield", country="US", region=one) for one in ("Ohio", "Oregon")))
    there = Mention(noun="city", name="Springfield", country="US")
    pieces: list[Draft | Rejected] = [
        Draft(key="turku", record=City(name="Turku", country="FI"), where="line 1"),
        Draft(key="tie", record=Tie(one=1, other=there), where="line 2", raw={"city": "Springfield"}),
        Rejected(where="line 3", reason="it holds \x1b[2J", raw={"city": "\x1b[2J"}),
    ]
    task = Task(importer="t:t", plugin="t", source="a.csv", fingerprint="1", drafts=lambda: pieces)
    run_import(desk, task)


@pytest.mark.usefixtures("imported")
def test_list_and_show_tell_counts_and_what_waits(run: Run) -> None:
    batch = told(run("batches", "list", "--json"))[0]
    assert set(batch) == {
        "id", "at", "actor", "source", "importer", "plugin", "read", "created", "corrected", "same", "items_by_state",
        "undone",
    }  # fmt: skip
    assert batch["items_by_state"] == {"waiting": 1, "possible duplicate": 0, "rejected": 1, "decided": 0}
    shown = told(run("batches", "show", "1", "--state", "waiting", "--json"))["items"]
    assert [(item["item"], item["where"], len(item["candidates"])) for item in shown] == [(1, "line 2", 2)]
    text = run("batches", "show", "1").stdout
    assert "could be city 2 Springfield (US)" in text
    assert "\x1b" not in text
    assert "a.csv" in run("batches", "list").stdout
    assert "--limit 0 shows all" in run("batches", "show", "1", "--limit", "1").stderr


@pytest.mark.usefixtures("imported")
def test_a_piece_is_decided_and_all_of_it_taken_back(run: Run) -> None:
    decided = run("batches", "decide", "1", "1", "--as", "3")
    assert (decided.exit_code, decided.stdout) == (0, "1\n")
    assert told(run("tie", "show", "1", "--json"))["other_id"] == 3
    assert "batch 1" in run("tie", "show", "1").stdout
    report = told(run("batches", "undo", "1", "--json"))
    assert {(fate["noun"], fate["id"]) for fate in report["reversed"]} == {("tie", 1), ("city", 4), ("batch item", 1)}
    assert told(run("batches", "show", "1", "--json"))["undone"] is True
    assert run("batches", "undo", "1").exit_code == 1


@pytest.mark.usefixtures("imported")
def test_decisions_answer_in_json(run: Run) -> None:
    assert told(run("batches", "decide", "1", "1", "--new", "--json")) == {
        "batch": 1, "item": 1, "state": "decided", "noun": "tie", "id": 1, "reason": None, "candidates": [],
    }  # fmt: skip
    skipped = told(run("batches", "decide", "1", "2", "--skip", "--json"))
    assert (skipped["state"], skipped["id"]) == ("decided", None)


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (3, ["show", "9"]),
        (3, ["undo", "9"]),
        (3, ["decide", "9", "1", "--new"]),
        (3, ["decide", "1", "9", "--new"]),
        (3, ["decide", "1", "1", "--as", "Atlantis"]),
        (2, ["decide", "1", "1"]),
        (2, ["decide", "1", "1", "--new", "--skip"]),
        (2, ["decide", "1", "1", "--field", "name=mine"]),
        (2, ["decide", "1", "1", "--field", "name"]),
        (1, ["decide", "1", "1", "--field", "name=ours"]),
        (3, ["review", "9"]),
        (2, ["show", "one"]),
        (2, ["show", "9" * 30]),
        (2, ["list", "--limit", "9" * 30]),
        (2, ["show", "1", "--state", "asleep"]),
        (1, ["decide", "1", "2", "--new"]),
    ],
)
def test_what_cannot_be_decided_changes_nothing(run: Run, code: int, arguments: list[str]) -> None:
    before = told(run("batches", "show", "1", "--json"))
    result = run("batches", *arguments)
    assert (result.exit_code, result.stdout) == (code, ""), result.stderr
    assert "Traceback" not in result.stderr
    assert told(run("batches", "show", "1", "--json")) == before


@pytest.fixture
def edited(desk: Desk, imported: None) -> None:
    """A second batch in which a city comes again that was edited here."""
    correct(desk, "city", 4, {"region": "Finland Proper"})
    came = Draft(key="turku", record=City(name="Turku", country="FI", region="Varsinais-Suomi"), where="line 1")
    run_import(desk, Task(importer="t:t", plugin="t", source="b.csv", fingerprint="2", drafts=lambda: [came]))


@pytest.mark.usefixtures("edited")
def test_what_waits_is_told_with_where_it_differs(run: Run) -> None:
    (item,) = told(run("batches", "review", "2", "--json"))
    assert item["differences"] == {"region": {"ours": "Finland Proper", "theirs": "Varsinais-Suomi", "edited": True}}
    listed = run("batches", "review", "2")
    assert re.search("region +Finland Proper +Varsinais-Suomi", listed.stdout)
    assert "batches decide 2 ITEM" in listed.stderr
    decided = run("batches", "decide", "2", "1", "--field", "region=both")
    assert (decided.exit_code, decided.stdout) == (0, "4\n")
    assert told(run("city", "show", "4", "--json"))["region"] == "Finland Proper; Varsinais-Suomi"
    assert "Nothing of batch 2 waits" in run("batches", "review", "2").stderr


@pytest.mark.usefixtures("edited")
def test_on_a_terminal_one_piece_is_asked_about_after_the_other(run: Run, on_terminal: OnTerminal) -> None:
    talk = on_terminal("batches", "review", "2", typed=("x", "t"))
    assert talk.code == 0, talk.shown
    assert "region: o ours, t theirs, b both" in talk.shown
    assert "'x' is not one of" in talk.shown
    assert "1 decided, 0 still waiting" in talk.shown
    assert told(run("city", "show", "4", "--json"))["region"] == "Varsinais-Suomi"
    talk = on_terminal("batches", "review", "1", typed=("7", "=Atlantis", "2"))
    assert "1  city 2 Springfield" in talk.shown
    assert "7 is none of these answers" in talk.shown
    assert "called 'Atlantis'" in talk.shown
    assert told(run("tie", "show", "1", "--json"))["other_id"] == 3


@pytest.mark.usefixtures("edited")
def test_a_review_ends_where_somebody_stops_and_may_leave_pieces_aside(run: Run, on_terminal: OnTerminal) -> None:
    assert "0 decided, 1 still waiting" in on_terminal("batches", "review", "1", typed=("q",)).shown
    for batch in ("1", "2"):
        assert "1 decided, 0 still waiting" in on_terminal("batches", "review", batch, typed=("s",)).shown
    assert told(run("city", "show", "4", "--json"))["region"] == "Finland Proper"


@pytest.mark.usefixtures("edited")
def test_what_is_edited_here_no_more_is_asked_about_all_the_same(run: Run, on_terminal: OnTerminal) -> None:
    change = next(one["change"] for one in told(run("history", "--json")) if one["verb"] == "correct")
    assert run("undo", str(change)).exit_code == 0
    assert "0 decided, 1 still waiting" in on_terminal("batches", "review", "2", typed=("q",)).shown
    assert "1 decided, 0 still waiting" in on_terminal("batches", "review", "2", typed=("",)).shown
    assert told(run("city", "show", "4", "--json"))["region"] == "Varsinais-Suomi"
