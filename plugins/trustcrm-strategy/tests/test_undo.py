"""What people typed into this plugin's tables is taken back by `undo`, step by step, as all of the office is."""

from __future__ import annotations

from typing import Any

from tests.undone_step_by_step import undone_step_by_step

Office = Any
"""The office of `conftest.py`."""


def test_goals_priorities_and_the_ties_that_serve_them_are_taken_back_step_by_step(bare: Office) -> None:
    bare.run("city", "add", "Milan", "--bare")
    bare.run("tie", "add", "--one", "Los Angeles", "--other", "Milan")
    undone_step_by_step(bare, "strategy", [
        ("goal", "add", "CITY-1", "Trees in every street"),
        ("goal", "remove", "CITY-1"),
        ("priority", "add", "Clean air", "--serves", "3.9", "--serves", "11.6", "--from", "2020-01-01"),
        ("priority", "tie", "Clean air", "Milan", "--share", "60"),
        ("priority", "tie", "Clean air", "Milan", "--share", "40", "--from", "2020-05-01"),
        ("priority", "serve", "Clean air", "13"),
        ("priority", "unserve", "Clean air", "3.9"),
        ("priority", "correct", "Clean air", "--name", "Air", "--to", "2020-12-31"),
        ("priority", "remove", "Air", "--yes"),
    ])  # fmt: skip


def test_what_was_built_on_a_priority_keeps_it(bare: Office) -> None:
    bare.run("priority", "add", "Clean air")
    (added, *_) = (one["change"] for one in bare.told("history"))
    bare.run("priority", "serve", "Clean air", "13")
    said = bare.run("undo", str(added))
    assert "strategy priority 1: strategy serves 1 refers to it" in said
    assert [one["name"] for one in bare.told("priority", "list")] == ["Clean air"]
