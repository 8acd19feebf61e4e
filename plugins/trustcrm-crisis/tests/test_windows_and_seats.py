"""A crisis is opened and closed, cadences pause meanwhile and it is said; who helps for a while stops by themselves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from trustcrm.plugin import City, Contribution, Need, Person, PluginContext, Post, Step, Tenure, Tie, Window
from trustcrm_crisis.screens import register_screens

Office = Any
"""The office of `conftest.py`."""


def test_cadences_stand_still_from_the_first_day_to_the_last(start: Any) -> None:
    office = start("Los Angeles")
    office.befriend("Milan", "Giulia Conti")
    office.run("tie", "correct", "1", "--cadence-days", "10")
    assert "Cadences are paused" in office.run("crisis", "open", "Flood", "--on", "2020-03-25")
    office.on("2020-05-24")
    assert "no cadence runs" in office.run("overview")
    assert "Flood" in office.result("due").stderr
    assert [one for one in office.told("due") if one["kind"] == "contact"] == []
    assert office.told("crisis", "show")["cadences_paused"] is True
    assert "Cadences run again from the day after" in office.run("crisis", "close")
    office.on("2020-06-04")
    (late,) = (one for one in office.told("due") if one["kind"] == "contact")
    assert late["reason"].endswith("1 day beyond the cadence of 10")
    assert office.told("crisis", "show")["cadences_paused"] is False


def test_closing_says_what_is_left_undone(office: Office) -> None:
    assert "Flood is on already" in office.refused("crisis", "open", "flood")
    assert {office.told("crisis", "board", name)["crisis"] for name in ("Flood", "flood", "flo")} == {"Flood"}
    office.run("crisis", "need", "pumps", "--quantity", "12", "--unit", "pumps")
    gift = ("--giver", "Milan", "--receiver", "Los Angeles", "--unit", "pumps", "--need", "1", "--state", "received")
    office.run("contribution", "add", "pumps", *gift, "--quantity", "5")
    assert "pumps" in office.run("crisis", "show")
    closed = office.result("crisis", "close")
    assert "Needs not met: pumps (7 still lacking)." in closed.stderr
    assert "We owe thanks for 5 pumps." in closed.stderr
    assert "none can be closed" in office.on("2020-03-25").refused("crisis", "close", ends=3)
    assert [one["is_on"] for one in office.told("crisis", "list")] == [False]


def test_an_ask_stands_on_the_board_of_one_crisis_alone(office: Office) -> None:
    office.run("crisis", "ask", "Milan", "40", "pumps")
    office.run("log", "ask 20 boats", "--with", "Milan")  # while one crisis alone is on
    for city in ("Nagoya", "Busan"):
        office.befriend(city, f"Yuki of {city}")
    opened = office.result("crisis", "open", "Storm")
    assert "Flood is on as well; name the one you mean." in opened.stderr
    assert "Flood is on already" in office.refused("crisis", "open", "flood")
    assert office.told("crisis", "board")["lines"] == []
    assert "Milan" not in {one["name"] for one in office.told("who-can", "pumps", "--in", "Flood")["candidates"]}
    office.run("log", "ask 10 tarpaulins", "--with", "Nagoya")  # while both are on: the one begun last
    assert "in Flood (contribution" in office.run("crisis", "ask", "Busan", "9", "tents", "--in", "flood")
    boards = {name: office.told("crisis", "board", name)["lines"] for name in ("Flood", "Storm")}
    assert {line["what"] for line in boards["Storm"]} == {"tarpaulins"}
    assert {line["what"] for line in boards["Flood"]} == {"pumps", "boats", "tents"}
    assert "Storm, day 1. Flood is on as well" in office.result("crisis", "board").stderr
    assert "Hand-off sheet: Storm" in office.run("crisis", "handoff", "Storm")
    assert "1 ask of ours." in office.run("crisis", "after-action", "Storm")
    assert "3 asks of ours." in office.run("crisis", "after-action", "Flood")
    assert "say which of them is over" in office.refused("crisis", "close", ends=2)
    assert "Cadences stay paused for Flood" in office.run("crisis", "close", "Storm")


def test_what_an_earlier_crisis_asked_for_stays_its_own_when_another_begins_later(office: Office) -> None:
    office.run("log", "ask 20 boats", "--with", "Milan")
    office.on("2020-03-28").run("crisis", "close")
    office.on("2020-04-02").run("crisis", "open", "Storm")
    office.run("log", "got 20 boats", "--with", "Milan")
    assert office.told("crisis", "board", "Storm")["lines"] == []
    assert office.line_of("Flood", "boats")["sums"] == {"asked": "20", "received": "20"}


def test_dues_of_a_network_are_no_aid_of_the_crisis_they_fall_due_in(office: Office) -> None:
    office.run("organisation", "add", "C40")
    office.run("tie", "add", "--one", "Los Angeles", "--other", "C40", "--kind", "network")
    gift = ("--giver", "Los Angeles", "--unit", "EUR", "--kind", "money", "--state", "received", "--quantity", "500")
    office.run("contribution", "add", "Dues of C40 for 2020", "--receiver", "C40", *gift)
    office.run("contribution", "add", "relief", "--receiver", "Milan", *gift)
    paper = office.run("crisis", "after-action")
    assert "1 contribution of ours arrived." in paper
    assert "Dues" not in paper


def test_a_surge_seat_ends_by_itself_and_can_be_extended_while_a_steward_is_there(office: Office) -> None:
    office.run("colleague", "add", "Ana", "--login", "Ana", "--role", "steward")
    office.run("crisis", "seats", "add", "Theo Brandt", "--login", "theo", "--until", "2020-03-30")
    note = ("note", "add", "seen", "--about", "city Milan")
    office.run(*note, who="theo")
    assert office.told("crisis", "seats", "list")[0]["standing"] == "ends in 6 days"
    assert "lasts until 2020-03-30 already" in office.refused(
        "crisis", "seats", "extend", "Theo Brandt", "--until", "2020-03-30"
    )
    assert "only a steward" in office.refused(
        "crisis", "seats", "extend", "Theo Brandt", "--until", "2020-05-01", who="theo"
    )
    office.on("2020-03-31")
    assert "theo is a reader here (surge until 2020-03-30)" in office.refused(*note, who="theo")
    assert office.told("crisis", "seats", "list")[0]["standing"] == "ended 1 day ago"
    office.run("crisis", "seats", "extend", "Theo Brandt", "--until", "2020-04-15")
    office.run(*note, who="theo")


def test_the_screens_tell_the_board_and_whom_to_ask(request: Any) -> None:
    office = request.getfixturevalue("trustcrm_office")
    assert office.desk.today() == date(2030, 6, 30)
    context: PluginContext = office.host.context("crisis")
    needs, leads = register_screens()
    assert (needs.load(context), leads.load(context)) == ([], [])
    us = context.ask.home().side
    them = context.do.add(City(name="Ost[/]ia", country="ZZ")).ids[0]
    context.do.add(Tie(one=us, other=them))
    person = context.do.add(Person(name="Giulia Conti", side=them)).ids[0]
    post = context.do.add(Post(title="Harbour master", side=them)).ids[0]
    context.do.add(Tenure(person=person, post=post))
    window = context.do.add(Window(name="Flood", starts_on=date(2030, 6, 1))).ids[0]
    need = context.do.add(Need(what="[b]masks", window=window, unit="masks", quantity=Decimal(500))).ids[0]
    gift = context.do.add(Contribution(what="masks", giver=them, receiver=us, unit="masks", need=need)).ids[0]
    context.do.add_step(Step(contribution=gift, state="received", on=date(2030, 6, 2), quantity=Decimal(200)))
    storm = context.do.add(Window(name="Storm", starts_on=date(2030, 6, 30))).ids[0]
    context.do.add(Need(what="tarpaulins", window=storm))
    told = [(row.cells[0], row.kind) for row in needs.load(context)]
    assert told == [("tarpaulins (Storm)", "Storm"), ("[b]masks (Flood)", "Flood")]
    context.do.correct("window", storm, {"ends_on": date(2030, 6, 30)})
    context.do.withdraw("window", storm)
    (row,) = needs.load(context)
    assert (row.cells[:2], row.cells[3]) == (("[b]masks", "200 of 500"), "300 still lacking")
    assert (row.state, row.kind) == ("!", "open")
    assert needs.card is not None
    card = needs.card(context, row)
    assert card is not None
    texts = list(card.texts())
    assert any("Ost[/]ia" in text for text in texts)
    assert any("gave us some before" in text for text in texts)
