"""What people typed into this plugin's tables is taken back by `undo`, step by step, as all of the office is."""

from __future__ import annotations

from typing import Any

from tests.undone_step_by_step import undone_step_by_step

Office = Any
"""The office of `conftest.py`."""


def test_lessons_dues_and_trails_are_taken_back_step_by_step(office: Office) -> None:
    office.tie("Seoul", country="KR")
    office.run("organisation", "add", "Eurocities", "--kind", "network")
    office.run("tie", "add", "--one", "Los Angeles", "--other", "Eurocities", "--kind", "network")
    office.run("interaction", "add", "meeting", "--with", "Seoul", "--on", "2019-05-02")
    dues = ("membership", "dues", "Eurocities", "--year", "2020")
    undone_step_by_step(office, "networks-and-lessons", [
        ("lesson", "add", "Night buses", "--from", "Seoul", "--offered-on", "2020-02-01"),
        ("lesson", "evidence", "1", "Fuller buses.", "--source", "counts"),
        ("lesson", "adopt", "1", "--by", "Transport", "--on", "2020-03-01"),
        (*dues, "--amount", "500", "--currency", "EUR"),
        ("trail", "link", "contribution 1", "interaction 1", "--why", "heard of there"),
        ("lesson", "drop", "1"),
    ])  # fmt: skip
