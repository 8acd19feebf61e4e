"""The city comes out of the crisis with a strategy, told by commands."""

from __future__ import annotations

from typing import Any

Office = Any
"""The office of `conftest.py`."""


def test_the_city_comes_out_of_the_crisis_with_a_strategy(bare: Office) -> None:
    bare.on("2020-02-01")
    for city, person in (("Milan", "Giulia Conti"), ("Nagoya", "Sato Yui")):
        bare.run("city", "add", city, "--bare")
        bare.run("tie", "add", "--one", "Los Angeles", "--other", city)
        bare.run("person", "add", person, "--side", city)
    bare.run("colleague", "add", "Ana Lima", "--login", "Ana", "--role", "steward")
    bare.run("interaction", "add", "call", "--with", "Nagoya", "--minutes", "30")
    bare.run("priority", "add", "Young people abroad", "--from", "2020-01-01", "--serves", "4.7")
    bare.run("priority", "tie", "Young people abroad", "Nagoya", "--share", "100")

    bare.on("2020-03-04").run("crisis", "open", "COVID-19")
    bare.on("2020-04-15").run("interaction", "add", "call", "--with", "Milan", "--minutes", "60")
    bare.run("signal", "add", "came unasked", "--giver", "Milan", "--witness", "Ana")
    bare.run("contribution", "add", "test kits", "--giver", "Milan", "--receiver", "Los Angeles", "--unit", "kits")
    bare.run("contribution", "step", "1", "--state", "received", "--quantity", "500")

    bare.on("2020-06-30")
    bare.run("priority", "add", "Health preparedness", "--from", "2020-03-04", "--serves", "3.d", "--serves", "11.b")
    bare.run("priority", "tie", "Health preparedness", "Milan", "--share", "75%")
    said = bare.refused("priority", "tie", "Young people abroad", "Milan", "--share", "40")
    assert said.startswith("On 2020-03-04 115 % of the time with Milan would be given away")
    bare.run("priority", "tie", "Young people abroad", "Nagoya", "--share", "50", "--from", "2020-06-01")
    bare.run(
        "checkin", "add", "Milan", "--control-mutuality", "6", "--trust", "5", "--satisfaction", "6", "--commitment",
        "5", "--exchange", "2", "--communal", "7", "--note", "They called while they had it worse.",
    )  # fmt: skip

    time = {one["name"]: (one["minutes"], one["percent"]) for one in bare.told("strategy", "time")["priorities"]}
    assert time == {"Young people abroad": (30, 33), "Health preparedness": (45, 50), None: (15, 17)}
    assert bare.told("goal", "show", "3")["ties"] == [1]

    days = ("--on", "2020-03-03", "--on", "2020-04-15", "--on", "2020-06-30")
    told = bare.told("strategy", "compare", *days)
    milan = next(one for one in told["ties"] if one["with"] == "Milan")["on"]
    assert milan[0]["trust"] < milan[1]["trust"] > milan[2]["trust"]
    assert [here["last_contact"] for here in milan] == [None, "2020-04-15", "2020-04-15"]
    assert [[one["sum"] for one in moment["arrived"]] for moment in told["days"]] == [[], ["500"], ["500"]]

    shown = bare.run("show", "Milan")
    assert "Health preparedness: 75 % of its time, 2020-03-04 on; SDG 3.d, SDG 11.b" in shown
    assert "Check-in 2020, Ana Lima: Trust as answered: 5 of 7, which is 66.7 of 100." in shown
    board = {one["what"]: one["sums"] for one in bare.told("crisis", "board")["lines"]}
    assert board == {"test kits": {"received": "500"}}
    paper = bare.run("strategy", "paper")
    assert "2 priorities held on 2020-06-30, served by 2 ties." in paper
    assert "They called while they had it worse." in paper

    bare.on("2021-07-01").run("priority", "end", "Health preparedness", "--on", "2021-06-30")
    assert [one["name"] for one in bare.told("priority", "list")] == ["Young people abroad"]
    assert len(bare.told("priority", "list", "--as-of", "2021-06-30")) == 2
    assert bare.told("priority", "show", "Health preparedness")["shares"][0]["to_on"] == "2021-06-30"


def test_what_was_kept_by_mistake_is_taken_back(bare: Office) -> None:
    bare.run("city", "add", "Milan", "--bare")
    bare.run("tie", "add", "--one", "Los Angeles", "--other", "Milan")
    bare.run("priority", "add", "Helth", "--serves", "3.c", "--words", "What we were short of.")
    bare.run("priority", "correct", "Helth", "--name", "Health")
    bare.run("priority", "serve", "Health", "3.d")
    bare.run("priority", "unserve", "Health", "3.c")
    assert "does not serve SDG 3.c" in bare.refused("priority", "unserve", "Health", "3.c")
    bare.run("priority", "tie", "Health", "Milan", "--share", "40")
    bare.run("priority", "untie", "Health", "Milan", "--never")
    told = bare.told("priority", "show", "Health")
    assert (told["serves"], told["shares"], told["words"]) == (["SDG 3.d"], [], "What we were short of.")
    assert "No tie of ours is with" in bare.refused("priority", "tie", "Health", "Los Angeles", "--share", "1", ends=3)
    bare.run("priority", "remove", "Health", "--yes")
    assert bare.told("priority", "list", "--all") == []
