"""What people typed into this plugin's tables is taken back by `undo`, step by step, as all of the office is."""

from __future__ import annotations

from typing import Any

from tests.undone_step_by_step import undone_step_by_step

Office = Any
"""The office of `conftest.py`."""


def test_leads_their_checks_and_asks_are_taken_back_step_by_step(office: Office) -> None:
    lead = ("crisis", "leads")
    left = undone_step_by_step(office, "crisis", [
        ("crisis", "ask", "Milan", "masks"),
        (*lead, "add", "Acme", "masks", "--unit", "masks", "--quantity", "9"),
        (*lead, "check", "1", "identity", "--evidence", "the register of companies"),
        (*lead, "check", "1", "price", "--evidence", "ten times too much", "--failed"),
        (*lead, "drop", "1", "--why", "too dear"),
    ])  # fmt: skip
    assert [len(rows) for rows in left.values()] == [1, 2, 1, 1]
    told = [(one["verb"], one["summary"]) for one in office.told("history") if "lead 1" in one["summary"]]
    assert ("check", "crisis lead 1: price failed") in told
    assert ("drop", "crisis lead 1: too dear") in told


def test_a_lead_has_its_history_by_the_name_that_changes_call_it_by(office: Office) -> None:
    office.run("crisis", "leads", "add", "Acme", "masks", "--unit", "masks", "--quantity", "9")
    office.run("crisis", "leads", "drop", "1", "--why", "too dear")
    for words in (("crisis lead 1",), ("crisis", "lead", "1"), ("Crisis lead:1",)):
        found = office.told("history", *words)
        assert [(one["verb"], one["row"]["operation"]) for one in found] == [("drop", "changed"), ("add", "added")]
        assert {one["row"]["noun"] for one in found} == {"crisis lead"}
    assert "Nothing here was ever called 'crisis lead 7'" in office.refused("history", "crisis lead 7", ends=3)


def test_a_lead_that_became_a_commitment_is_one_again_when_that_is_taken_back(office: Office) -> None:
    office.run("crisis", "leads", "add", "Acme", "masks", "--unit", "masks", "--quantity", "9")
    for name in ("identity", "certificate", "sample", "price", "payment terms"):
        office.run("crisis", "leads", "check", "1", name, "--evidence", "seen")
    undone_step_by_step(office, "crisis", [("crisis", "leads", "commit", "1")])
    assert office.told("crisis", "leads", "show", "1")["state"] == "checked"
    assert office.told("ledger")["contributions"] == []
