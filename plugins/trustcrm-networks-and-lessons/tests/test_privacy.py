"""Whoever is named in what the plugin keeps is handed out, erased and veiled there as everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

Office = Any
"""The office of `conftest.py`."""


def name_everywhere(office: Office) -> None:
    """Name one person in all that the plugin keeps."""
    office.run("colleague", "add", "Ana", "--login", "Ana", "--role", "steward")
    office.tie("Seoul", country="KR")
    office.run("person", "add", "Hana Kimura", "--side", "Seoul")
    office.run("interaction", "add", "visit made", "--with", "Seoul", "--person", "Hana Kimura", "--on", "2019-05-01")
    office.run("lesson", "add", "Night buses", "--from", "Seoul", "--words", "Hana Kimura told us.")
    source = ("--source", "a letter of Hana Kimura")
    office.run("lesson", "evidence", "1", "Hana Kimura counted passengers.", *source)
    office.run("lesson", "adopt", "1", "--by", "Transport, with Hana Kimura", "--on", "2020-03-01")
    office.run("trail", "link", "contribution 1", "interaction 1", "--why", "Hana Kimura showed us the depot.")


def test_a_person_is_handed_out_and_erased_whole(office: Office, tmp_path: Path) -> None:
    name_everywhere(office)
    handed = office.run("person", "data", "Hana Kimura")
    for words in (
        "counted passengers",
        "a letter of Hana Kimura",
        "Transport, with Hana Kimura",
        "showed us the depot",
    ):
        assert words in handed
    office.run("person", "erase", "Hana Kimura", "--why", "asked us to", "--authority", "request 1", "--yes")
    (one,) = office.told("lesson", "list")
    assert (one["adoptions"][0]["by"], one["evidence"][0]["source"]) == (
        "Transport, with [erased]", "a letter of [erased]",
    )  # fmt: skip
    assert office.told("trail", "list")[0]["why"] == "[erased] showed us the depot."
    assert office.told("paths", "Seoul") == []
    office.run("export", str(tmp_path / "out"))
    assert not any("Kimura" in path.read_text("utf-8") for path in (tmp_path / "out").rglob("*.csv"))


def test_what_is_restricted_is_neither_listed_nor_linked_nor_walked_over_for_whoever_is_not_cleared(
    office: Office,
) -> None:
    name_everywhere(office)
    office.run("colleague", "add", "Rita", "--login", "rita", "--role", "reader")
    for words in (("lesson", "list"), ("trail", "list"), ("paths", "Seoul")):
        assert len(office.told(*words, who="rita")) == 1
    office.run("interaction", "correct", "1", "--confidentiality", "restricted")
    assert office.told("trail", "list", who="rita") == []
    assert office.told("paths", "Seoul", who="rita") == []
    assert len(office.told("trail", "show", "contribution 1", who="rita")["stages"]) == 1
    assert len(office.told("trail", "show", "contribution 1")["stages"]) == 2
    office.run("contribution", "correct", "1", "--confidentiality", "restricted")
    assert office.told("lesson", "list", who="rita") == []
    assert "Night buses" not in office.run("report", "lessons", who="rita")
    assert "Night buses" in office.run("report", "lessons")
