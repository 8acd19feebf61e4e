"""The public stories of 2020, told by commands as the office of each city could have told them."""

from __future__ import annotations

from typing import Any

Start = Any
"""Starts an office of `conftest.py`."""
Office = Any


def received(ledger: Any, what: str) -> Any:
    (one,) = (one for one in ledger["contributions"] if one["what"] == what)
    return one["quantities"]


def trust_shares(office: Office, city: str) -> list[dict[str, Any]]:
    """Return the acts that our trust in a city rests on, as `explain` tells them."""
    shares = office.told("explain", city)["our_trust_in_them"]["trust"]["shares"]
    return [share for share in shares if "kind" in share]


def after_action(office: Office) -> dict[str, Any]:
    """Return the paper's tables by title, each as its rows by column."""
    found: dict[str, Any] = {}
    heading = ""
    for block in office.told("report", "crisis-after-action")["blocks"]:
        if block["block"] == "heading":
            heading = block["text"]
        elif block["block"] == "table":
            titles = [column["title"] for column in block["columns"]]
            found[block["title"] or heading] = [dict(zip(titles, row["cells"], strict=True)) for row in block["rows"]]
        elif block["block"] == "bullets":
            found[heading] = ["".join(run["text"] for run in item) for item in block["items"]]
    return found


def test_toyokawa_gives_asks_in_the_open_and_is_given_more_than_it_gave(start: Start) -> None:
    office = start("Toyokawa").on("2020-02-04")
    office.befriend("Wuxi", "Chen Xin")
    office.run("crisis", "open", "COVID-19")
    gift = ("--with", "Wuxi", "--giver", "Toyokawa", "--receiver", "Wuxi", "--unit", "masks")
    office.run("contribution", "add", "masks for Xinwu", *gift[2:], "--state", "in transit", "--quantity", "4500")
    office.on("2020-03-24").run("step", "add", "received", "--contribution", "1", "--quantity", "4500")
    office.run("crisis", "need", "masks", "--quantity", "50000", "--unit", "masks", "--by", "2020-04-10")
    (best, *_) = office.told("who-can", "masks")["candidates"]
    assert best["name"].startswith("Wuxi")
    assert best["score"] == sum(reason["points"] for reason in best["reasons"])
    words = "If there is stock left, the masks would be welcome back; at home many find it improper to ask."
    office.run("crisis", "ask", "Wuxi", "--need", "1", "--words", words)
    assert office.line("masks")["uncounted"] == {"asked": 1}
    office.run("step", "add", "in transit", "--contribution", "2", "--quantity", "50000")
    line = office.line("masks")
    assert (line["sums"], line["lacking"]) == ({"in transit": "50000"}, "50000")
    office.on("2020-03-31").run("step", "add", "received", "--contribution", "2", "--quantity", "50000")
    office.run("step", "add", "inspected", "--contribution", "2", "--quantity", "50000")
    office.run("step", "add", "distributed", "--contribution", "2", "--quantity", "50000")
    assert after_action(office)["Thanks we still owe"] == ["Wuxi: 50,000 masks, received on 2020-03-31"]
    office.run("step", "add", "acknowledged", "--contribution", "2")
    witness = ("--on", "2020-03-31", "--witness", "the press")
    office.run("signal", "add", "gave public credit", "--giver", "Toyokawa", "--receiver", "Wuxi", *witness)

    line = office.line("masks")
    assert (line["sums"]["received"], line["sums"]["inspected"], line["lacking"]) == ("50000", "50000", "0")
    ledger = office.told("ledger", "Wuxi")
    assert float(received(ledger, "masks for Xinwu")["received"]) == 4500
    assert float(received(ledger, "masks")["received"]) == 50000
    paper = after_action(office)
    assert paper["How soon asks were answered"][0]["days"] == 0
    assert any(row["what happened"] == "signal of ours: gave public credit" for row in paper["Day by day"])
    deeds = [share["kind"] for share in trust_shares(office, "Wuxi")]
    assert {"received", "asked", "acknowledged", "gave public credit"} <= set(deeds)
    assert not {"inspected", "distributed"} & set(deeds)


def test_san_antonio_is_pledged_thirty_thousand_and_a_pledge_is_no_deed(start: Start) -> None:
    office = start("San Antonio").on("2020-02-18")
    office.befriend("Wuxi", "Chen Xin")
    office.run("crisis", "open", "COVID-19")
    asked = ("--on", "2020-02-18", "--witness", "the city's office")
    office.run("signal", "add", "asked us for help", "--giver", "Wuxi", "--receiver", "San Antonio", *asked)
    funds = ("--giver", "San Antonio", "--receiver", "Wuxi", "--kind", "money", "--unit", "USD")
    office.run("contribution", "add", "community funds", *funds, "--state", "committed", "--carried-by", "residents")
    refused = office.refused("crisis", "ask", "Wuxi", "masks", "--unit", "masks")
    assert "in need itself: asked us for help on 2020-02-18" in refused
    office.on("2020-04-01")
    pledge = ("--giver", "Wuxi", "--receiver", "San Antonio", "--unit", "masks", "--state", "pledged")
    office.run("contribution", "add", "more than 30,000 masks", *pledge, "--quantity", "30000")

    assert office.line("more than 30,000 masks")["sums"] == {"pledged": "30000"}
    assert "received" not in received(office.told("ledger", "Wuxi"), "more than 30,000 masks")
    paper = after_action(office)
    assert paper["What was promised to us"][0]["became"] == "hoped for"
    assert "What arrived, both ways" not in paper
    assert [share["kind"] for share in trust_shares(office, "Wuxi") if share["about"].startswith("step")] == [
        "committed", "pledged",
    ]  # fmt: skip
    handoff = office.run("crisis", "handoff")
    assert "do not count on it" in handoff
    assert "Nothing is on its way." in handoff


def test_annapolis_is_given_forty_thousand_and_sends_a_letter_and_a_book(start: Start) -> None:
    office = start("Annapolis").on("2020-04-01")
    office.befriend("Changsha", "Liu Min")
    office.run("crisis", "open", "COVID-19")
    office.run("crisis", "need", "masks", "--quantity", "60000", "--unit", "masks", "--by", "2020-09-01")
    gift = ("--giver", "Changsha", "--receiver", "Annapolis", "--unit", "masks", "--state", "offered", "--need", "1")
    office.run("contribution", "add", "medical masks", *gift, "--quantity", "40000")
    office.on("2020-08-14")
    for state, quantity in (("received", "40000"), ("inspected", "39600")):
        office.run("step", "add", state, "--contribution", "1", "--quantity", quantity)
    assert "received on 2020-08-14" in office.run("due")
    office.run("step", "add", "acknowledged", "--contribution", "1", "--words", "A letter of thanks.")
    book = ("--giver", "Annapolis", "--receiver", "Changsha", "--unit", "books", "--state", "received")
    office.run("contribution", "add", "a book of photographs", *book, "--quantity", "1")

    line = office.line("masks")
    assert line["sums"] == {"offered": "40000", "received": "40000", "inspected": "39600"}
    assert (line["uncounted"], line["lacking"]) == ({"acknowledged": 1}, "20000")
    paper = after_action(office)
    assert "Thanks we still owe" not in paper
    assert [row["what happened"] for row in paper["Day by day"]] == [
        "they offered", "we received", "we inspected", "we thanked", "they received",
    ]  # fmt: skip
    assert len(office.told("ledger", "Changsha")["contributions"]) == 2


def test_los_angeles_convenes_many_mayors_and_none_of_them_becomes_a_close_friend_by_it(start: Start) -> None:
    office = start("Los Angeles").on("2020-03-27")
    office.run("crisis", "open", "COVID-19", "--on", "2020-03-04")
    guests = ("Milan", "Seoul", "Freetown", "London")
    for city in guests:
        office.run("city", "add", city, "--country", {"Milan": "IT", "Seoul": "KR", "Freetown": "SL"}.get(city, "GB"))
    office.tie("Milan")
    office.tie("Seoul", "--kind", "partner")
    also = [word for city in guests[1:] for word in ("--also", city)]
    office.run("interaction", "add", "convening", "--with", "Milan", *also, "--words", "Lessons, us in the chair.")
    office.run("crisis", "need", "advice on containment", "--by", "2020-04-01")
    for city in ("Milan", "Seoul"):
        told = ("--giver", city, "--receiver", "Los Angeles", "--kind", "expertise", "--need", "1")
        office.run("contribution", "add", f"lessons of {city}", *told, "--state", "received")

    dues = ("--giver", "Los Angeles", "--receiver", "Milan", "--kind", "money", "--unit", "EUR", "--state", "committed")
    office.run("contribution", "add", "Dues for 2020", *dues, "--quantity", "900", "--on", "2020-01-15")
    office.run("contribution", "step", "Dues for 2020", "received", "--quantity", "900", "--on", "2020-03-20")
    assert "Dues" not in office.run("crisis", "after-action")

    line = office.line("advice on containment")
    assert (line["sums"], line["uncounted"], len(line["contributions"])) == ({}, {"received": 2}, 2)
    paper = after_action(office)
    assert len(paper["Thanks we still owe"]) == 2
    shares = [one for one in trust_shares(office, "Milan") if one["about"].startswith("interaction")]
    assert {one["weight"] for one in shares} == {0.25}
    assert {one["kind"] for one in office.told("due") if one["kind"] == "thanks"} == {"thanks"}
