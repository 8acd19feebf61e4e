"""A call asks for things that take their time; a flag is asked for, decided, and becomes a precedent; all is undone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

Office = Any
"""The office of `conftest.py`."""


def plan(office: Office, *words: str) -> None:
    office.run(
        "protocol", "calls", "add", "Consulate of Italy", "--in", "--on", "2020-03-20", "--at", "10:30", "--guest",
        "Carlo Rossi=head of the delegation", "--reason", "a first visit", *words,
    )  # fmt: skip


def test_a_request_is_late_before_the_day_by_its_own_lead_time(office: Office) -> None:
    plan(office)
    add = ("protocol", "requests", "add", "1")
    assert "by 2020-03-06 (due in 4 days)" in office.run(*add, "interpreter", "--words", "Italian")
    office.run(*add, "parking", "--lead", "18")
    assert "it takes 21 days" in office.run(*add, "gift")
    told = office.told("protocol", "requests", "list")
    assert [(one["kind"], one["latest_on"], one["late"]) for one in told] == [
        ("gift", "2020-02-28", True), ("parking", "2020-03-02", False), ("interpreter", "2020-03-06", False),
    ]  # fmt: skip
    assert [one["standing"] for one in told] == [
        "3 days late: it takes 21 days, 18 days left", "due today", "due in 4 days",
    ]  # fmt: skip
    assert "Interpreter (Italian) for Courtesy call of Consulate of Italy, due in 4 days" in office.run("due")
    office.run("protocol", "requests", "done", "3")
    assert [one["kind"] for one in office.told("protocol", "requests", "list", "--late")] == []
    (call,) = office.told("protocol", "calls", "list")
    assert (call["direction"], call["at"], call["reason"]) == ("in", "10:30", "a first visit")
    assert call["guests"][0]["titles"] == ["Honorary Consul"]
    assert [one["standing"] for one in call["requests"]] == ["done 3 days late", "due today", "due in 4 days"]


def test_a_call_that_was_moved_takes_its_requests_along(office: Office) -> None:
    plan(office)
    office.run("protocol", "requests", "add", "1", "interpreter")
    office.run("engagement", "correct", "1", "--starts-on", "2020-03-27")
    (one,) = office.told("protocol", "requests", "list")
    assert (one["latest_on"], one["due_on"], one["moved"]) == ("2020-03-13", "2020-03-06", True)
    assert "by 2020-03-13" in office.run("protocol", "requests", "retime")
    assert office.told("follow-up", "list")[0]["due_on"] == "2020-03-13"
    office.run("undo")
    assert office.told("follow-up", "list")[0]["due_on"] == "2020-03-06"


def test_whoever_came_acted_first_and_undoing_leaves_nothing(office: Office) -> None:
    plan(office)
    office.on("2020-03-20").run("protocol", "calls", "held", "1", "--words", "A good beginning.")
    (met,) = office.told("interaction", "list")
    assert (met["giver"], met["kind"], met["words"]) == ("Consulate of Italy", "courtesy call", "A good beginning.")
    assert "was held" in office.refused("protocol", "requests", "add", "1", "press")
    office.run("batches", "undo", "1")
    assert office.told("interaction", "list") == []
    office.run("protocol", "requests", "add", "1", "press")
    for _ in range(2):
        office.run("undo")
    assert office.told("protocol", "requests", "list", "--all") == []
    assert office.told("protocol", "calls", "list") == []


def test_a_flag_is_asked_for_decided_and_a_precedent_for_the_next(office: Office) -> None:
    flags = ("protocol", "flags")
    asked = ("Consulate of Italy", "--on", "2020-06-02", "--by", "Carlo Rossi", "--what", "Republic day")
    assert "no precedent: no flag raising is on record" in office.run(*flags, "ask", *asked)
    office.run(*flags, "approve", "1", "--by", "the council president")
    assert "is approved already" in office.refused(*flags, "refuse", "1", "--by", "the mayor", "--why", "no")
    assert [one["kind"] for one in office.told("protocol", "openings") if "flag" in one["kind"]] == ["flag raising"]
    office.run("undo")
    (one,) = office.told(*flags, "list")
    assert (one["state"], one["decided_by"], one["asker"]) == ("asked", "", "Carlo Rossi")
    office.run(*flags, "approve", "1", "--by", "the mayor")
    office.on("2020-06-02").run("engagement", "hold", "1")
    assert office.told(*flags, "list", "--all")[0]["state"] == "done"
    office.run("organisation", "add", "Consulate of Malta", "--kind", "consulate", "--city", "Los Angeles")
    told = office.run(*flags, "ask", "Consulate of Malta", "--on", "2020-09-21")
    assert "never before for Consulate of Malta" in told
    assert "done on 2020-06-02 for Consulate of Italy: Republic day  [interaction 1]" in told
    office.run(*flags, "refuse", "2", "--by", "the mayor", "--why", "the pole is being mended")
    office.on("2020-10-01")
    (refused, done) = office.told(*flags, "precedents")
    assert (refused["was_done"], refused["why"], done["was_done"]) == (False, "the pole is being mended", True)
    office.run(*flags, "ask", "Consulate of Italy", "--on", "2020-11-04", "--proclamation", "--what", "Unity day")
    assert office.told(*flags, "show", "3")["precedents"] == []
    office.run(
        "protocol", "elections", "add", "Los Angeles", "2020-11-03", "--what", "council", "--source", "the clerk"
    )
    coming = [(one["on"], one["kind"]) for one in office.told("protocol", "openings", "--days", "34")]
    assert coming == [("2020-11-03", "election"), ("2020-11-04", "proclamation")]
    office.run("protocol", "elections", "remove", "1")
    assert office.told("protocol", "elections", "list") == []


@pytest.mark.parametrize("what", ["flags", "gifts", "elections"])
def test_a_list_says_that_the_tables_are_not_made_rather_than_that_there_is_nothing(office: Office, what: str) -> None:
    with closing(sqlite3.connect(office.path)) as file:
        named = file.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'plugin_protocol_%'")
        for (name,) in named.fetchall():
            file.execute(f"DROP TABLE {name}")
    told = office.refused("protocol", what, "list", ends=6)
    assert told == (
        "The tables of the plugin protocol are not made yet; run `trustcrm db upgrade`, which backs everything up "
        "first.\n"
    )
    assert "2020" in office.run("protocol", "openings", "--days", "365")
