"""Two public stories told by commands: the mayors of March 2020 and their lessons, and names in either spelling."""

from __future__ import annotations

from typing import Any

Office = Any
"""The office of `conftest.py`."""
Paper = Any

# Whom the press release names, but for three: so they are of the 31 countries it counts, and no name is two cities.
GUESTS = (
    "Milan, IT", "Seoul, KR", "Freetown, SL", "London, GB", "Paris, FR", "Accra, GH", "Athens, GR", "Austin, US",
    "Barcelona, ES", "Bogotá, CO", "Boston, US", "Buenos Aires, AR", "Curitiba, BR", "Dakar, SN", "Dar es Salaam, TZ",
    "Delhi, IN", "Dubai, AE", "Guadalajara, MX", "Guangzhou, CN", "Heidelberg, DE", "Shanghai, CN", "Istanbul, TR",
    "Jakarta, ID", "Johannesburg, ZA", "Kolkata, IN", "Lima, PE", "Lisbon, PT", "Madrid, ES", "Melbourne, AU",
    "Montreal, CA", "Nanjing, CN", "New Orleans, US", "Oslo, NO", "Phoenix, US", "Denver, US", "Quezon City, PH",
    "Rome, IT", "San Francisco, US", "Santiago, CL", "Seattle, US", "Singapore, SG", "Tokyo, JP", "Vancouver, CA",
    "Philadelphia, US",
)  # fmt: skip
SOURCE = "https://www.c40.org/press_releases/mayors-covid19-webinar"


def trust(office: Office, city: str) -> tuple[float, float]:
    """Return our trust in a city and the city's in us."""
    told = office.told("explain", city)
    return told["our_trust_in_them"]["trust"]["value"], told["their_trust_in_us"]["trust"]["value"]


def acts(office: Office, city: str, whose: str = "our_trust_in_them") -> dict[str, dict[str, float]]:
    """Return the acts that a trust rests on, each with its weight, and what the reading would lack without it."""
    shares = office.told("explain", city)[whose]["trust"]["shares"]
    return {share["about"].split(":")[0]: share for share in shares if "kind" in share}


def test_los_angeles_convenes_forty_five_mayors_and_learns_of_milan_and_seoul(office: Office, paper: Paper) -> None:
    office.on("2020-03-25").tie("Milan", country="IT")
    office.tie("Seoul", "--kind", "partner", country="KR")
    office.run("organisation", "add", "C40 Cities", "--kind", "network", "--alias", "C40")
    office.run("tie", "add", "--one", "Los Angeles", "--other", "C40", "--kind", "network")
    before = {city: trust(office, city) for city in ("Milan", "Seoul", "C40")}

    office.run("convening", "add", "Lessons learned", "--with", "C40", "--on", "2020-03-27")
    office.run("convening", "seat", "1", "Milan", "Seoul", "--role", "speaker")
    seated = office.result("convening", "seat", "1", *GUESTS)
    assert "45 sides of 31 countries have a seat" in seated.stdout
    assert "Seated already: Milan, IT, Seoul, KR." in seated.stderr
    assert {city: trust(office, city) for city in before} == before
    assert "not held yet: seats alone move no reading" in office.run("convening", "show", "1")
    assert "was not held yet" in office.refused("lesson", "add", "Test centres", "--from", "Seoul", "--at", "1")

    office.on("2020-03-27").run("engagement", "hold", "1")
    shown = office.told("convening", "show", "1")
    assert (shown["our_role"], shown["sides"], len(shown["countries"])) == ("chair", 46, 31)
    weights = {seat["name"]: seat["weight"] for seat in shown["seats"]}
    assert weights["Milan (IT)"] == weights["Seoul (KR)"] == 1 / 45
    for city in ("Milan", "Seoul"):
        assert {about: act["weight"] for about, act in acts(office, city).items()} == {"interaction 1": 1 / 45}
        assert 0 < acts(office, city)["interaction 1"]["effect"] < 0.01
        assert office.told("explain", city)["our_trust_in_them"]["trust"]["certainty"] == "mostly prior"

    told = ("--at", "1", "--source", SOURCE, "--evidence-on", "2020-03-27")
    office.run("lesson", "add", "Drive-through test centres", "--from", "Seoul", *told, "--evidence", "New cases fell.")
    office.run("lesson", "add", "Meals for who is alone", "--from", "Milan", *told, "--evidence", "30,000 meals a day.")
    office.run("convening", "ask", "1", "a call on reopening", "--of", "Milan", "--kind", "expertise")
    office.run("convening", "offer", "1", "our testing contract", "--to", "Seoul", "--kind", "expertise")
    born = [(each["sort"], each["what"]) for each in office.told("convening", "show", "1")["born"]]
    assert sorted(born) == [
        ("lesson", "Drive-through test centres"), ("lesson", "Meals for who is alone"),
        ("we asked", "a call on reopening"), ("we offered", "our testing contract"),
    ]  # fmt: skip
    assert office.thanks() == []

    office.on("2020-04-06").run("lesson", "adopt", "Drive-through test centres", "--by", "Fire Department")
    assert office.thanks() == ["we owe thanks: Drive-through test centres, received on 2020-04-06"]
    (owed,) = office.told("lesson", "list", "--owed")
    assert (owed["from"], owed["adoptions"][0]["by"]) == ("Seoul (KR)", "Fire Department")
    ledger = office.told("ledger", "Seoul")["contributions"]
    assert {one["what"]: one["state"] for one in ledger}["Drive-through test centres"] == "received"
    office.on("2020-05-01").run(
        "lesson", "evidence", "1", "1.7 million tests.", "--source", "minutes", "--as", "result"
    )
    witness = ("--witness", "the press", "--words", "Named at the mayor's briefing.")
    office.on("2020-05-04").run("lesson", "credit", "1", *witness)
    assert office.thanks() == []
    assert office.told("signal", "list")[0]["kind"] == "gave public credit"
    assert {"step 1", "step 5", "interaction 1"} <= set(acts(office, "Seoul"))
    assert {"step 6", "signal 1"} <= set(acts(office, "Seoul", "their_trust_in_us"))

    blocks = paper("lessons")
    facts = {fact["label"]: fact["value"][0]["text"] for fact in blocks[0]["facts"]}
    assert facts == {"Lessons": "2", "Adopted here": "1", "Credit given": "1", "Credit or thanks owed": "0"}
    texts = " ".join(office.run("report", "lessons").split())
    assert "Result here: 1.7 million tests. (2020-05-01, minutes)" in texts
    assert "Evidence: 30,000 meals a day. (2020-03-27, " + SOURCE in texts
    network = office.told("membership", "show", "C40")
    assert [one["measure"] for one in network["lessons"]] == ["Drive-through test centres", "Meals for who is alone"]
    assert [one["what"] for one in network["asks"]] == ["a call on reopening"]


def test_either_spelling_finds_the_paths_and_the_lessons(office: Office) -> None:
    office.tie("Kyiv", country="UA")
    office.run("city", "correct", "Kyiv", "--alias", "Kiev")
    office.tie("Zürich", country="CH")
    office.run("colleague", "add", "Ana", "--from-on", "2010-01-01")
    for person, city in (("Lætitia Roux", "Zürich"), ("Olena Koval", "Kyiv")):
        office.run("person", "add", person, "--side", city)
        office.run("post", "add", "Head of protocol", "--side", city)
        post = str(len(office.told("post", "list")))
        office.run("tenure", "add", "--person", person, "--post", post, "--from-on", "2015-01-01")
        office.run("interaction", "add", "call", "--with", city, "--person", person, "--on", "2020-06-01")
    office.run("participant", "add", "--interaction", "1", "--colleague", "Ana")
    for one, other, expected in (
        ("Zürich", "Zuerich", "Ana → Lætitia Roux → Head of protocol → Zürich"),
        ("Lætitia Roux", "Laetitia Roux", "Ana → Lætitia Roux"),
        ("Kyiv", "Kiev", "we, by whom is not on record → Olena Koval → Head of protocol → Kyiv"),
    ):
        found = office.told("paths", other)
        assert found == office.told("paths", one)
        assert [path["path"] for path in found] == [expected]
        assert found[0]["score"] == sum(reason["points"] for reason in found[0]["reasons"])
        assert all(hop["records"] for hop in found[0]["hops"])
    office.run(
        "lesson", "add", "Trams for Zürich's night shift", "--from", "Zuerich", "--words", "Told by Lætitia Roux."
    )
    office.run("lesson", "add", "Shelters below the metro", "--from", "Kiev")
    for words, expected in (
        ("Zuerich", "Trams for Zürich's night shift"), ("Laetitia", "Trams for Zürich's night shift"),
        ("Kiev", "Shelters below the metro"), ("Kyiv", "Shelters below the metro"),
    ):  # fmt: skip
        assert [one["measure"] for one in office.told("lesson", "list", words)] == [expected], words
    assert office.told("lesson", "show", "trams for zuerich's night shift")["id"] == 1
    assert [one["measure"] for one in office.told("lesson", "list", "--from", "Kiev")] == ["Shelters below the metro"]
    assert "Shelters below the metro" in office.run("report", "lessons", "Kiev")
