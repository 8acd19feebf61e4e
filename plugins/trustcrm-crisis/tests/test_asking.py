"""Whom to ask, and the guard: not who is in need, not who was asked; a person may all the same, and says why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from trustcrm.plugin import City, PluginContext, Refused, Window
from trustcrm_crisis import asking
from trustcrm_crisis.asking import Wish, ask
from trustcrm_crisis.hours import hour_at, office_hours
from trustcrm_crisis.in_need import in_one
from trustcrm_crisis.windows import crisis_on

Office = Any
"""The office of `conftest.py`."""


def test_a_second_colleague_is_told_who_asked_and_may_ask_all_the_same(office: Office) -> None:
    office.run("crisis", "ask", "Milan", "pumps", "--unit", "pumps", "--quantity", "4", who="Ben")
    refused = office.refused("crisis", "ask", "Milan", "masks", who="Cleo")
    assert "asked already, on 2020-03-24 for 4 pumps: no answer yet (asked by Ben)" in refused
    assert len(office.told("contribution", "list")) == 1
    office.run("crisis", "ask", "Milan", "masks", "--anyway", "the pumps can wait", who="Cleo")
    (step,) = (one for one in office.told("step", "list") if one["contribution_id"] == 2)
    assert step["words"] == "Asked all the same: the pumps can wait"
    assert "2020-03-24, Milan for masks: the pumps can wait" in office.run("crisis", "after-action")


def test_a_need_and_an_ask_are_told_in_one_breath_and_found_together(office: Office) -> None:
    office.run("crisis", "need", "50000", "masks", "--by", "1 April 2020")
    office.run("crisis", "need", "foam", "concentrate", "4,000", "--unit", "litres")
    assert "`trustcrm who-can beds`" in office.run("crisis", "need", "beds")
    assert "cots, 300 cots" in office.run("crisis", "need", "300", "cots", "by", "1", "April", "2020")
    rows = list(reversed(office.told("need", "list")))
    told = [(one["what"], one["unit"], one["quantity"]) for one in rows]
    assert told[:3] == [("masks", "masks", 50000), ("foam concentrate", "litres", 4000), ("beds", None, None)]
    assert [one["by_on"] for one in rows] == ["2020-04-01", None, None, "2020-04-01"]
    office.on("2020-03-26")
    asked = office.run("crisis", "ask", "Milan", "1000", "masks", "--on", "25 March 2020", who="Ben")
    assert asked == "Asked Milan for masks (need 1, contribution 1).\n"
    line = office.line("masks")
    assert (line["need"], line["sums"], line["unit"]) == (1, {"asked": "1000"}, "masks")
    assert "asked already, on 2020-03-25" in office.refused("crisis", "ask", "Milan", "beds")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("5.000", "masks"), "How much is meant in '5.000 masks': 5,000 or 5?"),
        (("50000",), "tells a number and not of what"),
        (("50", "masks", "--quantity", "60"), "How much is told twice"),
        (("50", "masks", "before", "noon"), "'before noon' is not understood behind the thing"),
        (("50", "masks", "by", "3/4"), "Which day is meant by '3/4': 2020-04-03 or 2021-03-04? Write it so."),
        (("50", "masks", "by", "friday", "--by", "2020-04-01"), "By when is told twice"),
        ((" ",), "Nothing is named; say what"),
    ],
)
def test_a_need_that_could_be_two_is_refused_and_nothing_kept(office: Office, words: tuple[str, ...], why: str) -> None:
    done = office.result("crisis", "need", *words)
    assert done.exit_code in (1, 2)
    assert why in done.stderr
    assert office.told("need", "list") == []


def test_what_answers_no_need_and_could_is_pointed_at(office: Office) -> None:
    office.run("crisis", "need", "500", "gowns")
    office.run("log", "Milan pledges 300 gowns", "--yes")
    assert "`trustcrm contribution correct 1 --need 1`" in office.result("crisis", "board").stderr
    office.run("contribution", "correct", "1", "--need", "1")
    assert office.line("gowns")["sums"] == {"pledged": "300"}
    assert "answers no need" not in office.result("crisis", "board").stderr


def test_the_sheet_says_that_nobody_can_be_called_for_a_need_that_is_open(office: Office) -> None:
    assert "No need is open" in office.run("crisis", "handoff")
    office.run("crisis", "need", "50", "tents", "--for", "Milan")
    office.run("crisis", "need", "50", "tents")
    told = " ".join(office.run("crisis", "handoff").split())
    assert "Nobody on record could be called; `trustcrm who-can` says why each is left out." in told
    assert "Do not ask Milan: in need itself of tents." in told


def test_the_sheet_tells_what_was_asked_for_without_a_need(office: Office) -> None:
    office.run("log", "ask Milan for 40 cots by 1 apr", "--yes")
    told = " ".join(office.run("crisis", "handoff").split())
    assert "No need of ours is open on the board." not in told
    assert "Milan: 40 cots, by 2020-04-01" in told
    office.run("crisis", "need", "50", "tents", "--by", "2020-03-31")
    later = " ".join(office.run("crisis", "handoff", "--as-of", "2020-04-01").split())
    assert "Milan: 40 cots, by 2020-04-01 " in f"{later} "
    assert "2020-03-31, gone by" in later
    assert "by 2020-04-01, which has gone by" in office.run("crisis", "handoff", "--as-of", "2020-04-02")
    office.run("log", "got 40 cots from Milan", "--yes")
    assert "by 2020-04-01" not in office.run("crisis", "handoff")


def test_that_a_city_is_in_need_itself_is_said_once() -> None:
    told = ("in need itself of tents", "in need itself: asked us for help on 2020-03-24", "asked already for pumps")
    assert in_one(told) == "in need itself of tents; asked us for help on 2020-03-24; asked already for pumps"


def test_an_answer_frees_a_city_and_a_refusal_does_not(office: Office) -> None:
    office.run("crisis", "ask", "Milan", "pumps")
    office.run("step", "add", "offered", "--contribution", "1")
    office.run("crisis", "ask", "Milan", "masks")
    office.run("step", "add", "declined", "--contribution", "2")
    assert "for masks: declined on 2020-03-24" in office.refused("crisis", "ask", "Milan", "hoses")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (("crisis", "need", "tents", "--for", "Milan"), "in need itself of tents"),
        (("tag", "add", "in need", "--about", "city Milan"), "tagged 'in need'"),
        (
            ("contribution", "add", "tents", "--giver", "Los Angeles", "--receiver", "Milan", "--state", "asked"),
            "in need itself: asked us for tents on 2020-03-24",
        ),
        (("tie", "correct", "1", "--state", "hibernating", "--why", "no means"), "the tie is hibernating"),
    ],
)
def test_who_should_not_be_asked_is_left_out_and_refused(office: Office, told: tuple[str, ...], why: str) -> None:
    (before,) = office.told("who-can", "masks")["candidates"]
    assert before["name"] == "Milan"
    office.run(*told)
    answer = office.told("who-can", "masks")
    assert answer["candidates"] == []
    (out,) = answer["left_out"]
    assert why in "; ".join(out["why"])
    assert out["records"]
    assert why in office.refused("crisis", "ask", "Milan", "masks")


def test_reasons_sum_to_the_score_and_past_aid_goes_before_acquaintance(office: Office) -> None:
    office.befriend("Seoul", "Park Ji-won")
    office.run("tag", "add", "pumps", "--about", "city Seoul")
    gift = ("--giver", "Milan", "--receiver", "Los Angeles", "--unit", "pumps", "--state", "received")
    office.run("contribution", "add", "pumps", *gift, "--quantity", "3", "--on", "2019-02-01")
    answer = office.told("who-can", "water", "pumps")
    assert [one["name"] for one in answer["candidates"]] == ["Milan", "Seoul"]
    for one in answer["candidates"]:
        assert one["score"] == sum(reason["points"] for reason in one["reasons"])
    reasons = {reason["words"]: reason["points"] for reason in answer["candidates"][0]["reasons"]}
    assert reasons["gave us some before: 3 pumps (2019-02-01)"] == 3
    assert reasons["we owe thanks: 3 pumps (2019-02-01)"] == -1
    assert "tagged pumps" in office.run("who-can", "pumps")
    office.run("step", "add", "acknowledged", "--contribution", "1")
    assert office.told("who-can", "pumps")["candidates"][0]["score"] == answer["candidates"][0]["score"] + 1


def test_whom_nobody_can_call_is_left_out_unless_it_offered_the_thing(office: Office) -> None:
    office.run("city", "add", "Nagoya", "--bare")
    office.tie("Nagoya")
    (out,) = office.told("who-can", "masks")["left_out"]
    assert out["why"][0].startswith("no living contact")
    gift = ("--giver", "Nagoya", "--receiver", "Los Angeles", "--unit", "masks", "--state", "offered")
    office.run("contribution", "add", "masks", *gift, "--quantity", "3")
    assert {one["name"] for one in office.told("who-can", "masks")["candidates"]} == {"Milan", "Nagoya"}


def test_of_two_who_ask_in_one_moment_only_one_does(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both looked before either wrote."""
    office = request.getfixturevalue("trustcrm_office")
    assert office.desk.today() == date(2030, 6, 30)
    context: PluginContext = office.host.context("crisis")
    them = context.do.add(City(name="Milan")).ids[0]
    context.do.add(Window(name="Flood", starts_on=date(2030, 6, 1)))
    crisis = crisis_on(context, context.clock.today())
    assert crisis is not None
    looked = asking._asks_so_far(context, crisis, them)
    ask(context, crisis, Wish(side=them, what="masks"))
    monkeypatch.setattr(asking, "_asks_so_far", lambda *told: looked)
    monkeypatch.setattr(asking, "standing_against", lambda *told: [])
    with pytest.raises(Refused, match="in this very moment"):
        ask(context, crisis, Wish(side=them, what="masks"))
    assert context.ask.count("contribution") == 1


def test_the_hour_there_is_that_of_its_own_clock() -> None:
    now = datetime(2020, 3, 24, 17, 30, tzinfo=UTC)  # a Tuesday
    told = {zone: hour_at(now, ZoneInfo(zone)).in_words for zone in ("America/Los_Angeles", "Asia/Seoul", "UTC")}
    assert told == {
        "America/Los_Angeles": "Tue 10:30 there, at work", "Asia/Seoul": "Wed 02:30 there, asleep",
        "UTC": "Tue 17:30 there, awake",
    }  # fmt: skip
    assert hour_at(now, None).in_words == "the local hour is not known"
    here = ZoneInfo("America/Los_Angeles")
    assert office_hours(date(2020, 3, 24), ZoneInfo("Asia/Tokyo"), here) == "17:00 to 01:00"
