"""What people typed into this plugin's tables is taken back by `undo`, step by step, as all of the office is."""

from __future__ import annotations

from typing import Any

from tests.undone_step_by_step import undone_step_by_step

Office = Any
"""The office of `conftest.py`."""


def test_calls_honours_gifts_thresholds_and_elections_are_taken_back_step_by_step(office: Office) -> None:
    flag, on = ("protocol", "flags"), ("--on", "2020-06-02")
    left = undone_step_by_step(office, "protocol", [
        ("protocol", "gifts", "threshold", "50", "USD", "--from", "2020-01-01", "--source", "Code 5"),
        ("protocol", "elections", "add", "Rossi Imports", "2020-11-03", "--what", "board", "--source", "the press"),
        ("protocol", "elections", "remove", "1"),
        (*flag, "ask", "Consulate of Italy", *on, "--by", "Carlo Rossi"),
        (*flag, "refuse", "1", "--by", "the mayor", "--why", "the mast is broken"),
        ("protocol", "calls", "add", "Consulate of Italy", *on, "--in"),
        ("protocol", "requests", "add", "2", "interpreter"),
        ("protocol", "gifts", "add", "a vase", "--from", "Rossi Imports"),
        ("protocol", "gifts", "dispose", "1", "returned"),
    ])  # fmt: skip
    assert {name.removeprefix("plugin_protocol_"): len(rows) for name, rows in left.items()} == {
        "decision": 1, "disposition": 1, "election": 0, "gift": 1, "honour": 1, "request": 1, "threshold": 1,
        "version": 1, "visit": 1,
    }  # fmt: skip
