"""Story 8, a colleague is furloughed on Friday, and story 9, ties of the 1970s with no record of why, by commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Office = Any
"""The office of `conftest.py`."""

QUESTIONS: tuple[tuple[str, ...], ...] = (
    ("overview",), ("overview", "--as-of", "2020-05-01"), ("show", "Milan"), ("show", "Mumbai"), ("explain", "Milan"),
    ("explain", "Mumbai", "--as-of", "2020-06-01"), ("ledger",), ("ledger", "Milan"), ("due", "--days", "60"),
    ("agenda",), ("search", "choir"), ("tie", "list"), ("tie", "show", "1"), ("custody", "list"),
    ("follow-up", "list"), ("interaction", "list"), ("contribution", "list"), ("person", "show", "Giulia Conti"),
    ("plan", "--hours", "2"), ("cost", "list"), ("who-can", "masks"), ("report", "briefing", "Milan"),
    ("report", "ledger"), ("report", "portfolio"), ("report", "value"), ("report", "costs"),
    ("report", "handover", "colleague 1"),
)  # fmt: skip
"""Everything an office asks: none of it may know that somebody left."""


def texts(document: Any) -> str:
    """Return all that a report says, in one text."""
    return json.dumps(document["blocks"], ensure_ascii=False)


def test_a_colleague_is_furloughed_on_friday_and_nothing_hangs_in_the_air(office: Office, tmp_path: Path) -> None:
    before, why = office.line("Milan"), office.told("explain", "Milan")
    assert before["custodians"] == ["Ben"]
    done = office.told("handover", "Ben", "--to", "Cleo", "--leaves", "2020-06-26", "--out", str(tmp_path / "pack"))
    assert [one["name"] for one in done["ties"]] == ["Milan", "Mumbai"]
    assert (done["first_day"], done["follow_ups"], done["promises"]) == ("2020-06-27", [1, 2], [1])
    assert Path(done["files"][0]).read_text("utf-8").count('class="sheet"') == 2
    assert office.told("explain", "Milan") == why
    (change,) = (one for one in office.told("history") if one["verb"] == "hand over")
    assert (change["change"], change["summary"]) == (done["change"], "Ben to Cleo")

    office.on("2020-06-27")
    assert {one["name"]: one["custodians"] for one in office.told("overview")} == {
        "Milan": ["Cleo"], "Mumbai": ["Cleo"], "Oslo": ["Cleo"]
    }  # fmt: skip
    assert all(one["colleague"] == "Cleo" for one in office.told("follow-up", "list"))
    assert not [one for one in office.told("due") if one["kind"] == "custody"]
    after = office.line("Milan")
    assert (after["acts"], after["last_contact"]) == (before["acts"], before["last_contact"])
    assert "masks" in office.run("ledger", "Milan")

    gone = [office.run(*asked, "--json") for asked in QUESTIONS]
    office.run("colleague", "withdraw", "Ben")
    assert [office.run(*asked, "--json") for asked in QUESTIONS] == gone


def test_a_handover_is_taken_back_whole(office: Office) -> None:
    told = ("custody", "list"), ("follow-up", "list"), ("colleague", "list"), ("overview",)
    before = [versionless(office.told(*words)) for words in told]
    change = office.told("handover", "Ben", "--to", "Cleo", "--leaves", "2020-06-26")["change"]
    assert versionless(office.told("custody", "list")) != before[0]
    office.run("undo", str(change))
    assert [versionless(office.told(*words)) for words in told] == before


def versionless(rows: Any) -> Any:
    """Return rows without their versions, which count how often each was corrected, back and forth."""
    return [{name: value for name, value in row.items() if name != "version"} for row in rows]


def test_two_ties_of_the_1970s_say_that_there_is_no_record_of_why_and_ask_for_it(office: Office) -> None:
    pack = office.told("report", "handover", "Ben")
    assert "There is no record of why these ties exist: Mumbai." in texts(pack)
    assert "No record of why." in texts(pack)
    assert "It has stood since 1972. No signed text is on file either. Ask the leaver" in texts(pack)
    assert "trustcrm tie correct 2 --origin WORDS" in texts(pack)
    assert "no record of why: ask for it" in office.run("handover", "Ben", "--to", "Cleo", "--dry-run")
    office.run("tie", "correct", "2", "--origin", "Two harbour masters met at sea.")
    pack = office.told("report", "handover", "Ben")
    assert "Two harbour masters met at sea." in texts(pack)
    assert "no record of why" not in texts(pack).casefold()


def test_a_pack_has_people_promises_dates_what_is_delicate_and_lines_to_sign(office: Office) -> None:
    office.run("note", "add", "Their mayor is ill; nobody knows.", "--about", "city Milan")
    office.run("post", "add", "Consul", "--side", "Milan", "--national-day", "06-02")
    slight = ("signal", "add", "public slight", "--giver", "Milan", "--receiver", "Los Angeles", "--on", "2020-02-01")
    office.run(*slight, "--witness", "the press", "--words", "We were left out.")
    office.run("engagement", "add", "Talks of many cities", "--starts-on", "2020-07-14")
    office.run("seat", "add", "--engagement", "1", "--side", "Milan")
    pack = office.told("report", "handover", "Ben", "--set", "to=Cleo")
    (milan, _) = [block for block in pack["blocks"] if block["block"] == "heading" and block.get("new_page")]
    assert milan["text"] == "Milan"
    for said in (
        "A choir sang here in 1984.", "Giulia Conti, Mayor's adviser (last met 2020-03-02)", "We promised",
        "500 masks", "We owe thanks", "Send the choir's programme (Ben)",
        "2020-07-14 ", "Talks of many cities", "2020-08-30", "2021-06-02 ", "national day (Consul)",
        "Their mayor is ill; nobody knows.", "We were left out.", "Handed over by Ben",
        "Taken over by Cleo", "[  ] Thanks owed were given",
    ):  # fmt: skip
        assert said in texts(pack), said


def test_what_nobody_answers_for_is_told_and_given_on_demand(office: Office) -> None:
    office.run("city", "add", "Turin", "--bare")
    gift = ("--giver", "Los Angeles", "--receiver", "Turin", "--state", "committed", "--due-on", "2020-09-01")
    office.run("contribution", "add", "a grant", *gift)
    office.run("follow-up", "add", "Water the plants", "--due-on", "2020-07-01")
    said = office.result("handover", "Ben", "--to", "Cleo", "--dry-run").stderr
    assert "Nobody answers for 2 other things (a grant, Water the plants); --nobodys gives it to Cleo." in said
    office.run("handover", "Ben", "--to", "Cleo", "--nobodys")
    assert {one["what"]: one["colleague"] for one in office.told("follow-up", "list")} == dict.fromkeys(
        ("Send the choir's programme", "Ask who is mayor now", "Water the plants", "Keep our promise: a grant"), "Cleo"
    )  # fmt: skip
    left = office.told("handover", "Cleo", "--to", "Ben", "--dry-run")
    assert (left["nobodys_promises"], left["nobodys_follow_ups"]) == ([], [])


def test_what_cannot_be_handed_over_is_refused_and_changes_nothing(office: Office) -> None:
    assert "Nobody hands over to themselves" in office.refused("handover", "Ben", "--to", "Ben")
    office.run("colleague", "add", "Dora", "--to-on", "2020-06-25")
    leaving = office.refused("handover", "Ben", "--to", "Dora", "--leaves", "2020-06-26")
    assert "Dora is here until 2020-06-25 only" in leaving
    assert "Dora has no tie, follow-up or promise to hand over" in office.refused("handover", "Dora", "--to", "Ben")
    (newest, *_) = office.told("history")
    assert (newest["verb"], newest["summary"]) == ("add", "colleague Dora")


def test_one_tie_may_pass_on_by_itself(office: Office) -> None:
    done = office.told("handover", "Ben", "--to", "Cleo", "--tie", "Mumbai")
    assert ([one["name"] for one in done["ties"]], done["follow_ups"]) == (["Mumbai"], [2])
    assert office.line("Milan")["custodians"] == ["Ben"]
    assert office.line("Mumbai")["custodians"] == ["Cleo"]


def test_custodies_that_overlap_or_begin_later_pass_on_too_and_a_late_handover_ends_them_when_somebody_left(
    office: Office,
) -> None:
    office.run("custody", "add", "--tie", "1", "--colleague", "Ben", "--from-on", "2020-06-01")
    office.run("custody", "add", "--tie", "3", "--colleague", "Ben", "--from-on", "2020-08-01")
    office.run("colleague", "correct", "Ben", "--to-on", "2020-06-19")
    office.run("handover", "Ben", "--to", "Cleo")
    told = {(one["tie_id"], one["colleague"], one["from_on"], one["to_on"]) for one in office.told("custody", "list")}
    assert told == {
        (1, "Ben", "2018-01-01", "2020-06-19"), (1, "Ben", "2020-06-01", "2020-06-19"), (2, "Ben", None, "2020-06-19"),
        (1, "Cleo", "2020-06-24", None), (2, "Cleo", "2020-06-24", None), (3, "Cleo", "2020-08-01", None),
        (3, "Cleo", None, None),
    }  # fmt: skip
    assert not [one for one in office.told("due") if one["kind"] == "custody"]
