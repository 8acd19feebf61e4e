"""Check-ins stand beside the readings and in none of them; who may not read one does not, and undo takes it back."""

from __future__ import annotations

from typing import Any

import pytest

Office = Any
"""The office of `conftest.py`."""
ANSWERS = (
    "--control-mutuality", "5", "--trust", "7", "--satisfaction", "6", "--commitment", "4", "--exchange", "1",
    "--communal", "6",
)  # fmt: skip


def check_in(office: Office, *words: str, who: str = "Ana") -> str:
    return str(office.run("checkin", "add", "Milan", *ANSWERS, *words, who=who))


def test_answers_change_no_reading_and_are_undone_like_all_else(demo: Office) -> None:
    before = demo.told("explain", "Milan"), demo.told("strategy", "compare"), demo.told("checkin", "list")
    assert "check-in 4 on Milan (IT) for 2020" in check_in(demo, "--note", "They called first.", "--by", "Hye-jin Baek")
    assert (demo.told("explain", "Milan"), demo.told("strategy", "compare")) == before[:2]
    (made,) = demo.told("checkin", "list", "Milan")
    assert (made["by"], made["words"], made["answers"]["exchange"]) == ("Hye-jin Baek", "They called first.", 1)
    assert made["trust_said"] == 1
    assert made["apart"] == 1 - made["trust_computed"]
    assert [note["words"] for note in demo.told("tie", "show", str(made["tie"]))["notes"]] == ["They called first."]
    demo.run("undo")
    assert demo.told("checkin", "list") == before[2]


def test_one_colleague_answers_once_a_year_unless_instead(demo: Office) -> None:
    check_in(demo, "--note", "First.", "--by", "Hye-jin Baek")
    assert "already (check-in 4)" in demo.refused(
        "checkin", "add", "Milan", *ANSWERS, "--note", "x", "--by", "Hye-jin Baek"
    )
    check_in(demo, "--note", "Second.", "--by", "Hye-jin Baek", "--instead")
    check_in(demo, "--note", "Another's.", "--by", "Aram Terzian")
    check_in(demo, "--note", "Last year.", "--by", "Hye-jin Baek", "--year", "2019")
    told = [(one["year"], one["words"]) for one in demo.told("checkin", "list", "Milan")]
    assert told == [(2020, "Second."), (2020, "Another's."), (2019, "Last year.")]


@pytest.mark.parametrize(
    ("changed", "says", "ends"),
    [
        (("--trust", "8"), "not in the range 1<=x<=7", 2),
        (("--note", " "), "needs a note", 1),
        (("--year", "2021"), "no year to look back on", 1),
        (("--by", "Nobody"), "Nobody", 3),
        ((), "No colleague works under Ana", 3),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused(demo: Office, changed: tuple[str, ...], says: str, ends: int) -> None:
    by = () if not changed or "--by" in changed else ("--by", "Hye-jin Baek")
    words = ("checkin", "add", "Milan", *ANSWERS, "--note", "They called.", *by, *changed)
    assert says in demo.refused(*words, ends=ends)
    assert demo.told("checkin", "list", "Milan") == []


def test_a_list_shows_the_latest_years_and_says_that_there_are_more(demo: Office) -> None:
    every = demo.told("checkin", "list")
    assert [one["year"] for one in every] == sorted((one["year"] for one in every), reverse=True)
    assert demo.told("checkin", "list", "--limit", "1") == every[:1]
    assert demo.told("checkin", "list", "--limit", "0") == every
    (alone,) = demo.told("checkin", "list", every[0]["with"])
    assert alone == every[0]


def test_what_is_restricted_is_hidden_from_who_is_not_cleared_and_named_on_no_paper(bare: Office) -> None:
    bare.run("city", "add", "Milan", "--bare")
    bare.run("tie", "add", "--one", "Los Angeles", "--other", "Milan")
    bare.run("colleague", "add", "Ana Lima", "--login", "Ana", "--role", "steward")
    bare.run("colleague", "add", "Ben Okri", "--login", "ben", "--role", "reader")
    check_in(bare, "--note", "Zyzzyva is leaving.", "--confidentiality", "restricted")
    check_in(bare, "--note", "All is well.", "--year", "2019")
    assert len(bare.told("checkin", "list")) == 2
    (seen,) = bare.told("checkin", "list", who="ben")
    assert seen["words"] == "All is well."
    for words in (("checkin", "list"), ("show", "Milan"), ("strategy", "paper"), ("tie", "show", "1")):
        assert "Zyzzyva" not in bare.run(*words, who="ben")
    assert "There is no check-in 1" in bare.refused("checkin", "show", "1", who="ben", ends=3)
    paper = bare.run("strategy", "paper")
    assert "Zyzzyva" not in paper
    assert "1 restricted check-in says" in paper
    bare.refused("priority", "add", "Health", who="ben")


def test_an_erased_person_is_named_in_no_priority_goal_or_check_in(demo: Office) -> None:
    demo.run("person", "add", "Giulia Rossi", "--side", "Milan")
    check_in(demo, "--note", "Giulia Rossi answers within the hour.", "--by", "Hye-jin Baek")
    demo.run("priority", "add", "Work with Giulia Rossi", "--words", "As Giulia Rossi asked.")
    demo.run("goal", "add", "CITY 9", "What Giulia Rossi wants", "--source", "Giulia Rossi")
    demo.run("person", "erase", "Giulia Rossi", "--why", "asked us to", "--yes")
    for words in (("priority", "list", "--all"), ("checkin", "list"), ("goal", "list")):
        assert "Giulia" not in demo.run(*words, "--json")
    assert b"Giulia Rossi" not in demo.path.read_bytes()
