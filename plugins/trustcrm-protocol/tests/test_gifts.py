"""Gifts are entered in one change with their record, undone, exported, hidden and forgotten as the law asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

Office = Any
"""The office of `conftest.py`."""
GIFTS = ("protocol", "gifts")
PRIVATE = (*GIFTS, "add", "a watch", "--person", "Carlo Rossi", "--privately")


def test_undoing_takes_the_gift_and_its_record_back(office: Office) -> None:
    office.run(*PRIVATE)
    office.run("undo")
    office.run(*GIFTS, "add", "a vase", "--from", "Rossi Imports")
    office.run("undo")
    assert (office.told(*GIFTS, "list"), office.told("note", "list"), office.told("ledger")["contributions"]) == (
        [], [], [],
    )  # fmt: skip


def test_what_is_on_record_is_entered_once_and_what_nobody_entered_is_told(office: Office) -> None:
    for giver, what in (("Rossi Imports", "a vase"), ("Rossi Imports", "a lamp"), ("Los Angeles", "a plate")):
        to = "Los Angeles" if giver != "Los Angeles" else "Rossi Imports"
        office.run("contribution", "add", what, "--giver", giver, "--receiver", to, "--state", "received")
    office.run(*GIFTS, "add", "--contribution", "1", "--person", "Carlo Rossi")
    assert "stands in the gift register already" in office.refused(*GIFTS, "add", "--contribution", "1")
    assert "nothing that we received" in office.refused(*GIFTS, "add", "--contribution", "3")
    assert "what we receive" in office.refused(*GIFTS, "add", "a plate", "--from", "Los Angeles")
    assert "how it was valued" in office.refused(*GIFTS, "add", "x", "--from", "Rossi Imports", "--value", "1")
    (gift,) = office.told(*GIFTS, "list")
    assert (gift["donor"], gift["record"]) == ("Rossi Imports, through Carlo Rossi", "contribution 1")
    left_out = office.told("report", "gifts")["blocks"][-1]["rows"]
    assert [row["cells"][1:3] for row in left_out] == [["Rossi Imports", "a lamp"]]


def test_each_disposition_is_kept_and_the_latest_counts(office: Office) -> None:
    office.run(*PRIVATE, "--on", "2020-02-01")
    assert "nothing became of it before" in office.refused(*GIFTS, "dispose", "1", "returned", "--on", "2020-01-01")
    office.run(*GIFTS, "dispose", "1", "on display", "--on", "2020-02-02")
    office.run(*GIFTS, "dispose", "1", "returned", "--words", "by courier")
    gift = office.told(*GIFTS, "show", "1")
    assert gift["disposition"] == "returned"
    assert [(one["what"], one["login"]) for one in gift["disposed"]] == [("on display", "Ana"), ("returned", "Ana")]


def test_a_gift_before_the_ask_raises_the_note_when_the_ask_is_made(office: Office) -> None:
    office.run(*PRIVATE, "--on", "2020-02-01")
    office.run("signal", "add", "asked us for help", "--giver", "Rossi Imports", "--receiver", "Los Angeles",
               "--on", "2020-02-20", "--witness", "Ana", "--words", "a permit")  # fmt: skip
    (near,) = office.told(*GIFTS, "notes")
    assert (near["gift_record"], near["ask_record"], near["days"]) == ("note 1", "signal 1", -19)
    asked = office.result("protocol", "flags", "ask", "Consulate of Italy", "--on", "2020-06-02")
    assert "came 30 days before Consulate of Italy asked for: a flag raising" in asked.stderr
    notes = [one["words"] for one in office.told("note", "list") if one["words"].startswith("Gift 1")]
    assert len(notes) == 1
    office.run(*GIFTS, "notes")
    assert len(office.told("note", "list")) == 3
    office.on("2020-12-01").run(*PRIVATE)
    assert len(office.told(*GIFTS, "notes")) == 2


def test_what_is_restricted_is_in_no_list_and_no_sum_of_who_is_not_cleared(office: Office) -> None:
    office.run("colleague", "add", "Ana", "--login", "Ana", "--role", "steward")
    office.run("colleague", "add", "Ben", "--login", "ben", "--role", "reader")
    office.run(*PRIVATE, "--restricted", "--value", "9", "--currency", "EUR", "--method", "estimate")
    office.run(*GIFTS, "add", "a vase", "--from", "Rossi Imports", "--restricted")
    assert len(office.told(*GIFTS, "list")) == 2
    for words in (("list",), ("sums",), ("notes",)):
        assert office.told(*GIFTS, *words, who="ben") == []
    assert "There is no gift 1" in office.refused(*GIFTS, "show", "1", who="ben", ends=3)


def test_a_person_is_exported_whole_and_forgotten_in_the_register_too(office: Office, tmp_path: Path) -> None:
    office.run("colleague", "add", "Ana", "--login", "Ana", "--role", "steward")
    office.run(*PRIVATE, "--circumstances", "Carlo Rossi came by himself.")
    office.run(*GIFTS, "dispose", "1", "returned", "--words", "to Carlo Rossi")
    office.run("protocol", "flags", "ask", "Consulate of Italy", "--on", "2020-06-02", "--by", "Carlo Rossi")
    office.run("protocol", "flags", "approve", "1", "--by", "Carlo Rossi")
    office.run("export", str(tmp_path / "out"))
    for table in ("gift", "disposition", "honour", "decision"):
        rows = (tmp_path / "out" / "csv" / f"plugin_protocol_{table}.csv").read_text("utf-8").splitlines()
        assert len(rows) == 2
    office.run("person", "erase", "Carlo Rossi", "--why", "asked to be", "--yes")
    told = office.run(*GIFTS, "show", "1") + office.run("protocol", "flags", "show", "1") + office.run("note", "list")
    assert "Rossi came" not in told
    assert "Carlo" not in told
    assert b"Carlo Rossi" not in office.path.read_bytes()


def test_whoever_turns_out_to_be_somebody_else_is_one_donor_until_they_are_parted_again(office: Office) -> None:
    office.run(*PRIVATE)
    office.run("person", "add", "C. Rossi", "--side", "Rossi Imports")
    office.run(*GIFTS, "add", "a pen", "--person", "C. Rossi", "--privately")
    office.run("protocol", "elections", "add", "Rossi Imports", "2020-05-05", "--what", "a board", "--source", "Ana")
    office.run("organisation", "add", "Rossi Ltd")
    apart = [one for one in office.told(*GIFTS, "sums") if one["reckoned"] == "apart"]
    assert [len(one["gifts"]) for one in apart] == [1, 1]
    office.run("person", "merge", "Carlo Rossi", "C. Rossi")
    office.run("organisation", "merge", "Rossi Ltd", "Rossi Imports")
    apart = [one for one in office.told(*GIFTS, "sums") if one["reckoned"] == "apart"]
    assert [(one["donor"], one["gifts"]) for one in apart] == [("Carlo Rossi", [1, 2])]
    assert office.told("protocol", "elections", "list")[0]["name"] == "Rossi Ltd"
    office.run("undo")
    office.run("undo")
    assert len([one for one in office.told(*GIFTS, "sums") if one["reckoned"] == "apart"]) == 2
