"""People in the plugin's tables are erased like everywhere, and what is restricted is hidden with what points at it."""

from __future__ import annotations

from typing import Any

Office = Any
"""The office of `conftest.py`."""


def test_an_erased_person_is_named_in_no_cost_and_no_pack(office: Office) -> None:
    office.run("cost", "add", "Milan", "--hours", "1", "--words", "Dinner with Giulia Conti")
    office.run("person", "erase", "Giulia Conti", "--why", "asked us to", "--yes")
    assert "Dinner with [erased]" in office.run("cost", "list", "Milan")
    for words in (("cost", "list", "Milan"), ("report", "costs"), ("report", "handover", "Ben")):
        assert "Giulia" not in office.run(*words, "--json")
    assert b"Giulia" not in office.path.read_bytes()


def test_a_cost_of_a_restricted_contact_is_hidden_from_who_is_not_cleared(office: Office) -> None:
    office.run("colleague", "add", "Ana", "--login", "Ana", "--role", "steward")
    office.run("colleague", "correct", "Ben", "--login", "ben", "--role", "reader")
    secret = ("--words", "Zyzzyva resigns", "--confidentiality", "restricted", "--minutes", "60")
    office.run("interaction", "add", "meeting", "--with", "Milan", "--on", "2020-06-01", *secret)
    office.run("note", "add", "Zyzzyva told us first.", "--about", "city Milan", "--confidentiality", "restricted")
    bill = ("--money", "77", "--currency", "EUR", "--words", "the lunch with Zyzzyva", "--interaction", "3")
    office.run("cost", "add", "Milan", *bill)
    asked = (
        ("cost", "list", "Milan"),
        ("report", "costs"),
        ("report", "handover", "Ben"),
        ("show", "Milan"),
        ("plan",),
    )
    assert "Zyzzyva" in office.run(*asked[0]) + office.run(*asked[2])
    for words in asked:
        said = office.run(*words, "--json", who="ben")
        assert "Zyzzyva" not in said
        assert '"77"' not in said


def test_a_reader_may_look_and_change_nothing(office: Office) -> None:
    office.run("colleague", "add", "Ana", "--login", "Ana", "--role", "steward")
    office.run("colleague", "correct", "Ben", "--login", "ben", "--role", "reader")
    office.run("plan", who="ben")
    for words in (
        ("handover", "Ben", "--to", "Cleo"), ("hibernate", "Milan", "--why", "x"),
        ("cost", "add", "Milan", "--hours", "1"), ("cost", "cap", "Milan", "--hours", "1"),
    ):  # fmt: skip
        done = office.result(*words, who="ben")
        assert (done.exit_code, "write" in done.stderr) == (1, True), words
    assert office.line("Milan")["state"] == "active"
