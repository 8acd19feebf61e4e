"""The stories of an honorary consul who is also a donor, and of a mayor who changes on both sides in one year."""

from __future__ import annotations

from typing import Any

Office = Any
"""An office of `conftest.py`."""


def blocks(office: Office, report: str, *words: str) -> dict[str, Any]:
    """Return a report's tables and lists under their titles, each row by column."""
    found: dict[str, Any] = {}
    heading = ""
    for block in office.told("report", report, *words)["blocks"]:
        if block["block"] == "heading":
            heading = block["text"]
        elif block["block"] == "table":
            titles = [column["title"] for column in block["columns"]]
            found[block["title"] or heading] = [dict(zip(titles, row["cells"], strict=True)) for row in block["rows"]]
        elif block["block"] == "bullets":
            found[heading] = ["".join(run["text"] for run in item) for item in block["items"]]
    return found


def test_an_honorary_consul_is_a_donor_too_and_the_gift_is_told_from_the_role(office: Office) -> None:
    office.run("tie", "add", "--one", "Los Angeles", "--other", "Consulate of Italy", "--kind", "consular")
    gifts = ("protocol", "gifts")
    office.run(*gifts, "threshold", "250", "USD", "--from", "2019-01-01", "--source", "ordinance 12")
    office.run("protocol", "flags", "ask", "Consulate of Italy", "--on", "2020-06-02", "--by", "Carlo Rossi")

    office.on("2020-03-20")
    unsaid = office.refused(*gifts, "add", "a silver bowl", "--person", "Carlo Rossi")
    assert "In which role does the person give?" in unsaid
    assert "--post 'Honorary Consul'" in unsaid
    bowl = office.result(
        *gifts, "add", "a silver bowl", "--person", "Carlo Rossi", "--privately", "--value", "180", "--currency", "EUR",
        "--method", "shop price",
        "--circumstances", "At the mayor's door, without an occasion.",
    )  # fmt: skip
    assert "Gift 1: a silver bowl, from Carlo Rossi, privately  [note 1]." in bowl.stdout
    assert "came 18 days after Consulate of Italy asked for: a flag raising" in bowl.stderr
    assert "cannot be added: no rate for EUR on 2020-03-20" in bowl.stderr
    book = ("add", "a book of Dante", "--person", "Carlo Rossi", "--post", "honorary consul", "--value", "90")
    office.run(*gifts, *book, "--currency", "USD", "--method", "estimate")
    office.run(*gifts, "dispose", "2", "on display", "--words", "in the library")

    (gift,) = office.told("ledger")["contributions"]
    assert (gift["what"], gift["quantities"]) == ("a book of Dante", {"received": None})
    shares = office.told("explain", "Consulate of Italy")["our_trust_in_them"]["trust"]["shares"]
    assert [share["kind"] for share in shares if share["about"].startswith("step")] == ["received"]
    assert office.told("show", "Rossi Imports")["ties"] == []

    notes = [(one["about_noun"], one["words"]) for one in office.told("note", "list")]
    ethics = [words for noun, words in notes if noun == "person" and words.startswith("Gift 1 (a silver bowl")]
    assert len(ethics) == 1
    assert "note 1)" in ethics[0]
    assert "engagement 1)" in ethics[0]
    assert [one["gift_record"] for one in office.told(*gifts, "notes")] == ["note 1", "contribution 1"]
    office.run(*gifts, "notes")
    assert len(office.told("note", "list")) == len(notes) == 3

    rate = ("--into", "USD", "--worth", "1.08", "--since", "2020-03-01", "--until", "2020-03-31", "--source", "ECB")
    office.run("rate", "add", "EUR", *rate)
    sums = {(one["reckoned"], one["donor"]): one for one in office.told(*gifts, "sums")}
    assert sums["apart", "Carlo Rossi"]["in_all"] == "194.40"
    assert (sums["apart", "Consulate of Italy"]["in_all"], sums["apart", "Consulate of Italy"]["over"]) == ("90", False)
    assert sums["person", "Carlo Rossi"]["sums"] == {"EUR": "180", "USD": "90"}
    assert (sums["person", "Carlo Rossi"]["in_all"], sums["person", "Carlo Rossi"]["over"]) == ("284.40", True)
    paper = blocks(office, "gifts")
    assert [row["from"] for row in paper["The register"]] == [
        "Carlo Rossi, privately", "Consulate of Italy, through Carlo Rossi as Honorary Consul",
    ]  # fmt: skip
    assert [row["sum"] for row in paper["A person in every role"]] == [180, 90]
    assert paper["A person in every role"][0]["in all, USD"] == 284.4
    assert paper["A person in every role"][0]["standing of the year"] == "over 250 USD"
    assert len(paper["Gifts close to an ask"]) == 2
    (post,) = office.told("protocol", "corps")
    assert (post["holder"], post["honorary"], post["stale"]) == ("Carlo Rossi", True, True)


def test_a_mayor_changes_on_both_sides_in_one_year_and_nothing_of_the_tie_is_lost(start: Any) -> None:
    office = start("Los Angeles")
    office.run("city", "add", "Milan", "--country", "IT", "--bare")
    office.run("tie", "add", "--one", "Los Angeles", "--other", "Milan", "--since", "1990-07-14")
    for name, side, title in (("Ada Old", "Los Angeles", "Mayor"), ("Bice Old", "Milan", "Sindaco")):
        office.run("person", "add", name, "--side", side)
        office.run("post", "add", title, "--side", side)
        office.run("tenure", "add", "--person", name, "--post", title, "--from-on", "2012-01-01")
    for day in ("2019-09-02", "2019-11-04", "2020-01-07"):
        office.run("interaction", "add", "meeting", "--with", "Milan", "--person", "Bice Old", "--on", day)
    before = office.told("explain", "Milan")["our_trust_in_them"]["trust"]
    (hang,) = office.told("protocol", "hangs")
    assert (hang["person_name"], hang["named"], hang["contacts"]) == ("Bice Old", 3, 3)

    for number, name, side, title in ((2, "Dina New", "Milan", "Sindaco"), (1, "Cora New", "Los Angeles", "Mayor")):
        office.run("tenure", "correct", str(number), "--to-on", "2020-02-10", "--source", "the council's minutes")
        office.run("person", "add", name, "--side", side)
        new = ("--person", name, "--post", title, "--from-on", "2020-02-11", "--source", "the council's minutes")
        office.run("tenure", "add", *new)
    changes = office.told("protocol", "turnover")
    assert [(one["ours"], one["left"], one["came"], one["is_met"]) for one in changes] == [
        (False, "Bice Old", "Dina New", False), (True, "Ada Old", "Cora New", False),
    ]  # fmt: skip
    assert "Dina New followed Bice Old as Sindaco on 2020-02-11: not met since" in office.run("show", "Milan")

    assert office.told("explain", "Milan")["our_trust_in_them"]["trust"] == before
    assert office.told("ledger", "Milan")["contributions"] == []
    met = [one["on"] for one in office.told("interaction", "list", "--with", "Milan")]
    assert met == ["2020-01-07", "2019-11-04", "2019-09-02"]
    paper = blocks(office, "protocol")
    assert paper[""][1].startswith("2 changes within 365 days, 1 on our side; 2 newcomers have not been met yet.")
    assert [row["who"] for row in paper["On their side"]] == ["Dina New followed Bice Old"]
    assert [row["who"] for row in paper["On our side"]] == ["Cora New followed Ada Old"]
    assert [row["why"] for row in paper["What opens"]] == ["30 years of the sister tie, since 1990-07-14"]

    office.run("tenure", "correct", "3", "--to-on", "2020-02-20", "--source", "the council's minutes")
    office.on("2020-02-21")
    (gone,) = (one for one in office.told("protocol", "turnover") if one["came"] == "Dina New")
    assert gone["gone_on"] == "2020-02-20"
    assert [one["came"] for one in office.told("protocol", "turnover", "--not-met")] == ["Cora New"]
    paper = blocks(office, "protocol")
    assert paper[""][1].startswith("3 changes within 365 days, 1 on our side; 1 newcomer has not been met yet.")
    assert [row["since then"] for row in paper["On their side"]] == ["vacant", "not met; left on 2020-02-20"]
    office.run("tenure", "correct", "3", "--clear", "to_on")

    office.on("2020-03-09")
    both = ("--person", "Dina New", "--person", "Cora New", "--on", "2020-03-09")
    office.run("interaction", "add", "video call", "--with", "Milan", *both)
    assert [one["met_on"] for one in office.told("protocol", "turnover")] == ["2020-03-09", "2020-03-09"]
    assert office.told("protocol", "turnover", "--not-met") == []
    assert office.told("protocol", "hangs") == []


def test_a_corps_of_consulates_that_nobody_placed_says_how_to_place_them(start: Any) -> None:
    office = start("Los Angeles")
    assert "`trustcrm organisation add NAME" in office.result("protocol", "corps").stderr
    office.run("organisation", "add", "Consulate of Peru", "--kind", "consulate", "--country", "PE")
    office.run("post", "add", "Consul of Peru", "--side", "Consulate of Peru")
    told = office.result("protocol", "corps").stderr
    assert "1 consulate sits is not said: `trustcrm organisation correct 2 --city 'Los Angeles'` says it." in told
    office.run("organisation", "correct", "2", "--city", "Los Angeles")
    assert "Consul of Peru" in office.run("protocol", "corps")
