"""Who changed what, and taking it back, on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def corrected(run: Run) -> None:
    run("organisation", "add", "C40")
    run("organisation", "correct", "2", "--kind", "network")


def test_newest_changes_come_first_with_keys_that_stay(run: Run, corrected: None) -> None:
    newest = told(run("history", "--json"))
    assert [change["verb"] for change in newest] == ["correct", "add", "init"]
    assert set(newest[0]) == {
        "change", "at", "actor", "verb", "summary", "batch_id", "reverses", "reversed_by", "wrote",
    }  # fmt: skip
    assert newest[0]["at"].startswith("2020-06-30T05:00:00-07:00")
    assert len(told(run("history", "--limit", "1", "--json"))) == 1


@pytest.mark.parametrize("words", [["3"], ["change", "3"], ["change:3"]])
def test_one_change_tells_its_rows_before_and_after(run: Run, corrected: None, words: list[str]) -> None:
    change = told(run("history", *words, "--json"))
    assert change["rows"] == [
        {"noun": "organisation", "id": 2, "operation": "changed", "before": {"kind": "other"},
         "after": {"kind": "network"}},
    ]  # fmt: skip
    assert "kind: other → network" in run("history", *words).stdout


@pytest.mark.parametrize("words", [["organisation", "2"], ["organisation:C40"], ["organisation", "c40"]])
def test_one_thing_tells_what_happened_to_it_even_when_it_is_gone(run: Run, corrected: None, words: list[str]) -> None:
    assert [one["verb"] for one in told(run("history", *words, "--json"))] == ["correct", "add"]
    run("undo", "3")
    run("undo", "2")
    gone = told(run("history", "organisation", "2", "--json"))
    assert [one["row"]["operation"] for one in gone] == ["removed", "changed", "changed", "added"]


def test_undo_takes_the_newest_back_and_an_undo_can_be_undone(run: Run, corrected: None) -> None:
    report = told(run("undo", "--json"))
    assert (report["change"], report["reversed"]) == (3, [{"noun": "organisation", "id": 2, "reason": "kind"}])
    assert "Reversed (1)" in run("undo", "4").stdout
    assert told(run("history", "3", "--json"))["reversed_by"] is None


def test_undo_keeps_what_was_edited_since_and_says_so(run: Run, corrected: None) -> None:
    report = told(run("undo", "2", "--json"))
    assert (report["reversed"], report["impossible"]) == ([], [])
    assert "edited since" in report["kept"][0]["reason"]


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (3, ["history", "99"]),
        (3, ["history", "city", "99"]),
        (3, ["history", "city", "Atlantis"]),
        (1, ["history", "citty", "1"]),
        (1, ["history", "city"]),
        (2, ["history", "--limit", "0"]),
        (2, ["undo", "city", "1"]),
        (3, ["undo", "99"]),
    ],
)
def test_what_is_not_there_is_one_sentence(run: Run, code: int, arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert "Traceback" not in result.stderr


def test_a_change_is_taken_back_once(run: Run, corrected: None) -> None:
    run("undo", "3")
    assert run("undo", "3").exit_code == 1
