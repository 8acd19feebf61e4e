"""What people typed into this plugin's tables is taken back by `undo`, step by step, as all of the office is."""

from __future__ import annotations

from typing import Any

from tests.undone_step_by_step import undone_step_by_step

Office = Any
"""The office of `conftest.py`."""


def test_costs_and_caps_are_taken_back_step_by_step(office: Office) -> None:
    undone_step_by_step(office, "continuity", [
        ("cost", "add", "Milan", "--hours", "2:20", "--words", "the speech"),
        ("cost", "drop", "1"),
        ("cost", "cap", "Milan", "--hours", "2"),
        ("cost", "cap", "Milan", "--hours", "3"),
        ("cost", "cap", "Milan", "--hours", "0"),
    ])  # fmt: skip
