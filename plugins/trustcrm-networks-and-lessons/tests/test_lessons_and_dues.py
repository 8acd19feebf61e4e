"""Credit owed is thanks owed everywhere, dues stand in the ledger, and all of it is undone and honest where empty."""

from __future__ import annotations

from typing import Any

from trustcrm.plugin import PluginContext
from trustcrm_networks_and_lessons.screens import register_screens

Office = Any
"""The office of `conftest.py`."""
NETWORK = ("tie", "add", "--one", "Los Angeles", "--other", "Eurocities", "--kind", "network", "--since", "2016-01-01")


def network(office: Office) -> None:
    office.run("organisation", "add", "Eurocities", "--kind", "network")
    office.run(*NETWORK)


def test_an_office_without_any_says_so(office: Office) -> None:
    assert "No lesson" in office.run("report", "lessons")
    assert "No membership in a network is on record" in office.run("report", "networks")
    for words in (("lesson", "list"), ("membership", "list"), ("convening", "list"), ("trail", "list")):
        assert office.told(*words) == []
        assert office.result(*words).stderr
    network(office)
    assert "Nothing is on record as having come back" in office.run("report", "networks")
    assert "No dues are on record" in office.run("report", "networks", "Eurocities")
    assert "Nothing is on record" in office.run("membership", "show", "Eurocities")


def test_each_adoption_asks_for_credit_anew_until_it_is_given(office: Office) -> None:
    office.tie("Seoul", country="KR")
    office.run("lesson", "add", "Night buses", "--from", "Seoul", "--offered-on", "2020-02-01")
    assert "is Night buses of Seoul (KR) already" in office.refused("lesson", "add", "NIGHT BUSES", "--from", "Seoul")
    assert "neither told to us nor adopted" in office.refused("lesson", "credit", "1")
    result = ("lesson", "evidence", "1", "Fuller buses.", "--source", "counts", "--as", "result")
    assert "was not adopted yet" in office.refused(*result)
    assert office.thanks() == []
    office.run("lesson", "adopt", "1", "--by", "Transport", "--on", "2020-03-01")
    assert "credit given before that is none" in office.refused("lesson", "credit", "1", "--on", "2020-02-15")
    assert len(office.thanks()) == 1
    office.run("lesson", "credit", "1", "--on", "2020-03-05")
    assert "was given on 2020-03-05" in office.refused("lesson", "credit", "1")
    assert office.thanks() == []
    office.run("lesson", "adopt", "1", "--by", "The port", "--on", "2020-04-01")
    assert len(office.thanks()) == 1
    (one,) = office.told("lesson", "list", "--owed")
    assert [each["by"] for each in one["adoptions"]] == ["Transport", "The port"]
    office.run("step", "add", "acknowledged", "--contribution", "1")
    assert office.told("lesson", "show", "1")["standing"] == "adopted, credit given"
    assert office.thanks() == []
    assert "our own city" in office.refused("lesson", "add", "Ours", "--from", "Los Angeles")


def test_what_was_told_is_no_adoption_until_somebody_here_adopts_it(office: Office) -> None:
    office.tie("Milan", country="IT")
    gift = ("--giver", "Milan", "--receiver", "Los Angeles", "--kind", "expertise", "--state", "received")
    office.run("contribution", "add", "Heat plan", *gift, "--on", "2018-07-10")
    office.run("lesson", "add", "--contribution", "1")
    assert "is a lesson already" in office.refused("lesson", "add", "--contribution", "1")
    assert office.told("lesson", "show", "1")["standing"] == "told to us, thanks owed"
    office.run("lesson", "adopt", "1", "--by", "Climate office", "--step", "1")
    assert len(office.told("step", "list")) == 1
    assert office.told("lesson", "show", "heat plan")["standing"] == "adopted, credit owed"
    assert "is none in which" in office.refused("lesson", "adopt", "1", "--by", "x", "--step", "9")
    office.run("lesson", "drop", "1")
    assert office.told("lesson", "list") == []
    assert [one["what"] for one in office.told("contribution", "list")] == ["Heat plan"]


def test_lessons_adoptions_and_dues_are_undone_like_all_that_is_recorded(office: Office) -> None:
    network(office)
    office.tie("Seoul", country="KR")
    add = ("lesson", "add", "Night buses", "--from", "Seoul")
    bill = ("membership", "dues", "Eurocities", "--year", "2020", "--amount", "16,500.50", "--currency", "EUR")
    looks = (("lesson", "list"), ("membership", "show", "Eurocities"))
    for words, look in zip((add, bill), looks, strict=True):
        before = office.told(*look)
        office.run(*words)
        after = office.told(*look)
        office.run("undo")
        assert office.told(*look) == before != after
        office.run("undo", str(office.told("history")[0]["change"]))
        assert office.told(*look) == after
    office.run("lesson", "adopt", "1", "--by", "Transport")
    office.run("undo")
    assert office.told("lesson", "show", "1")["adoptions"] == []
    office.run("contribution", "withdraw", "2")
    assert office.told("membership", "show", "Eurocities")["dues"] == []
    office.run(*bill)
    assert len(office.told("membership", "show", "Eurocities")["dues"]) == 1


def test_dues_are_a_promise_until_they_are_paid_and_no_currency_is_added_to_another(office: Office) -> None:
    network(office)
    for year, amount, currency in (("2019", "16000", "EUR"), ("2020", "16500.50", "EUR"), ("2018", "900", "USD")):
        words = ("--amount", amount, "--currency", currency, "--on", "2018-01-02", "--due", f"{year}-03-31")
        office.run("membership", "dues", "Eurocities", "--year", year, *words)
    late = [one["reason"] for one in office.told("due") if one["kind"] == "promise"]
    assert len(late) == 3
    assert "stand already" in office.refused(
        "membership", "dues", "Eurocities", "--year", "2019", "--amount", "1", "--currency", "EUR"
    )
    assert "is no currency" in office.refused(
        "membership", "dues", "Eurocities", "--year", "2017", "--amount", "1", "--currency", "euro"
    )
    office.run("membership", "paid", "Eurocities", "--year", "2019", "--on", "2019-03-01")
    assert "0.50 EUR open" in office.run(
        "membership", "paid", "Eurocities", "--year", "2020", "--on", "2020-03-01", "--amount", "16500"
    ).replace("0.5 EUR", "0.50 EUR")
    assert "are open" in office.refused("membership", "paid", "Eurocities", "--year", "2020", "--amount", "9")
    assert "are paid already" in office.refused("membership", "paid", "Eurocities", "--year", "2019")
    (one,) = office.told("membership", "list")
    assert {due["year"]: (due["paid"], due["open"], due["standing"]) for due in one["dues"]} == {
        2018: ("0", "900", "unpaid"), 2019: ("16000", "0", "paid"), 2020: ("16500", "0.50", "part paid"),
    }  # fmt: skip
    assert "32,500 EUR paid, 0.5 EUR open; 0 USD paid, 900 USD open" in office.run("membership", "list")
    office.run("membership", "service", "Eurocities", "A peer review", "--on", "2020-05-01", "--thanked", "By letter.")
    office.run("membership", "service", "Eurocities", "A desk in Brussels", "--kind", "access", "--on", "2019-05-01")
    assert office.thanks() == ["we owe thanks: A desk in Brussels, received on 2019-05-01"]
    (told,) = office.told("membership", "list", "--year", "2020")
    assert [one["what"] for one in told["services"]] == ["A peer review"]
    assert "We are no member of" in office.refused("membership", "paid", "Los Angeles", "--year", "2019", ends=3)


def test_the_screen_tells_lessons_with_those_owed_credit_first(request: Any) -> None:
    office = request.getfixturevalue("trustcrm_office")
    assert office.desk.today()
    context: PluginContext = office.host.context("networks-and-lessons")
    (screen,) = register_screens()
    assert screen.load(context) == []
    from trustcrm.plugin import City
    from trustcrm_networks_and_lessons.lessons import Told, adopt, lesson, note_down

    context.do.add(City(name="Ost[/]ia", country="ZZ"))
    for measure in ("[b]Buses", "Trams"):
        note_down(context, Told(measure=measure, origin="Ost[/]ia", source="seen there"))
    adopt(context, lesson(context, "[b]Buses"), "Transport", context.clock.today())
    rows = screen.load(context)
    assert [(row.cells[0], row.cells[2], row.state) for row in rows] == [
        ("[b]Buses", "adopted, credit owed", "!"), ("Trams", "not adopted yet", ""),
    ]  # fmt: skip
    assert screen.card is not None
    card = screen.card(context, rows[0])
    assert card is not None
    assert any("Transport" in text for text in card.texts())
