"""Matching says why it takes one thing for another, lets ids beat names, and never guesses between namesakes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from trustcrm.domain.noun import Mention, Record, mention_of
from trustcrm.domain.nouns import City, Colleague, Organisation, Person
from trustcrm.domain.place import PlaceMatch, PlaceQuery
from trustcrm.services.desk import AskPlaces, Desk, no_places
from trustcrm.services.directory import Directory, kilometres
from trustcrm.services.match import CLOSE_CALL, SURE, Match, Matcher, city_of
from trustcrm.services.merge import merge
from trustcrm.services.record import record, withdraw

DAY = date(2020, 6, 30)


@pytest.fixture(params=[False, True], ids=["asked one by one", "read whole"])
def whole(request: pytest.FixtureRequest) -> bool:
    """Whether the directory asks for each name, as at entry, or reads them all, as an import does."""
    return bool(request.param)


@pytest.fixture
def office(knowing: Desk) -> Desk:
    """An office that knows some cities, a network, and two people of one name."""
    record(
        knowing, "add", "them",
        City(name="Birmingham", country="GB", latitude=52.48, longitude=-1.90, wikidata="Q2256"),
        City(name="Portland", country="US", region="Oregon"),
        City(name="Portland", country="US", region="Maine"),
        Organisation(name="Eurocities", kind="network", country="BE", wikidata="Q1372867"),
        Person(name="Ana Silva"), Person(name="Ana Silva"), Person(name="Li Wei", aliases=("李伟",)),
        Colleague(name="Ben"),
    )  # fmt: skip
    return knowing


def match(
    desk: Desk,
    whole: bool,
    mention: Mention,
    *,
    by_size: bool = False,
    by_side: bool = False,
    places: AskPlaces | None = None,
) -> Match:
    with desk.database.reading() as connection:
        directory = Directory(connection, whole=whole)
        return Matcher(directory, places or desk.places, by_size=by_size, by_side=by_side).match(mention)


@pytest.mark.parametrize(
    ("mention", "row", "reasons"),
    [
        (Mention(noun="city", name="Birmingham"), 2, ("called 'Birmingham'", "nobody else here is")),
        (
            Mention(noun="city", name="BIRMINGHAM", country="gb"), 2,
            ("called 'BIRMINGHAM'", "nobody else here is", "same country GB"),
        ),
        (
            Mention(noun="side", name="Birmingham", near=(52.5, -1.9)), 2,
            ("called 'Birmingham'", "nobody else here is", "2 km apart"),
        ),
        (Mention(noun="side", name="Brum", ids=(("wikidata", "Q2256"),)), 2, ("same wikidata id Q2256",)),
        (Mention(noun="side", name="Portland", ids=(("wikidata", "Q1372867"),)), 5, ("same wikidata id Q1372867",)),
        (Mention(noun="person", name="李伟"), 3, ("called '李伟'", "nobody else here is")),
        (Mention(noun="colleague", name="ben"), 1, ("called 'ben'", "nobody else here is")),
        (
            Mention(noun="organisation", name="eurocities", country="Belgium"), 5,
            ("called 'eurocities'", "nobody else here is"),
        ),
    ],
)  # fmt: skip
def test_what_is_known_is_known_for_a_reason(
    office: Desk, whole: bool, mention: Mention, row: int, reasons: tuple[str, ...]
) -> None:
    found = match(office, whole, mention)
    assert (found.outcome, found.id, found.reasons) == ("known", row, reasons)


def test_each_reason_has_its_weight(office: Desk, whole: bool) -> None:
    def weight(**more: object) -> float:
        mention = Mention(noun="city", name="Birmingham", create=False, **more)  # type: ignore[arg-type]
        with office.database.reading() as connection:
            (candidate,) = Matcher(Directory(connection, whole=whole), no_places)._candidates(mention)
        return candidate.weight

    assert weight() == pytest.approx(0.75)
    assert weight(near=(52.5, -1.9)) == pytest.approx(0.95)
    assert weight(near=(53.5, -1.9)) == pytest.approx(0.75), "neither near nor far says nothing"
    assert weight(country="GB") == pytest.approx(0.95)
    assert weight(country="GB", near=(52.5, -1.9)) == 1.0
    assert SURE <= 0.75
    assert pytest.approx(0.1) == CLOSE_CALL


@pytest.mark.parametrize(
    "contradiction",
    [{"country": "US"}, {"near": (33.5, -86.8)}, {"ids": (("wikidata", "Q79867"),)}],
    ids=["another country", "far away", "another id"],
)
def test_a_contradiction_outweighs_the_name(office: Desk, whole: bool, contradiction: dict[str, object]) -> None:
    mention = Mention(noun="city", name="Birmingham", **contradiction)  # type: ignore[arg-type]
    found = match(office, whole, mention)
    assert found.outcome == "new"
    assert found.record is not None
    assert found.record.name == "Birmingham"  # type: ignore[attr-defined]
    assert found.suspects == ()


@pytest.mark.parametrize(
    "mention", [Mention(noun="city", name="Portland", country="US"), Mention(noun="side", name="portland")]
)
def test_namesakes_are_never_guessed_between(office: Desk, whole: bool, mention: Mention) -> None:
    for by_size in (False, True):
        found = match(office, whole, mention, by_size=by_size)
        assert (found.outcome, found.id, found.record) == ("doubtful", None, None)
        assert sorted(candidate.id for candidate in found.candidates) == [3, 4]


def test_people_of_one_name_are_never_guessed_between(office: Desk, whole: bool) -> None:
    found = match(office, whole, Mention(noun="person", name="Ana Silva"))
    assert (found.outcome, [candidate.id for candidate in found.candidates]) == ("doubtful", [1, 2])


def test_a_new_thing_with_an_id_of_its_own_is_kept_apart_and_its_namesake_suspected(office: Desk, whole: bool) -> None:
    record(office, "add", "x", City(name="Leeds", country="GB"))
    found = match(office, whole, Mention(noun="city", name="Leeds", country="GB", ids=(("wikidata", "Q39121"),)))
    assert found.outcome == "new"
    assert found.record == City(name="Leeds", country="GB", wikidata="Q39121")
    assert [suspect.id for suspect in found.suspects] == [6]


def test_what_may_not_be_made_is_unknown(office: Desk, whole: bool) -> None:
    assert match(office, whole, Mention(noun="city", name="Nagoya", create=False)).outcome == "unknown"
    assert match(office, whole, Mention(noun="side", name="Nowhere"), places=no_places).outcome == "unknown"
    assert match(office, whole, Mention(noun="colleague", name="Nobody")).outcome == "unknown"


@pytest.mark.parametrize(
    ("mention", "made"),
    [
        (Mention(noun="city", name="Vaduz", country="li"), City(name="Vaduz", country="LI")),
        (
            Mention(
                noun="city", name="Vaduz", country="Liechtenstein", near=(47.1, 9.5), ids=(("geonames", "3042030"),)
            ),
            City(name="Vaduz", latitude=47.1, longitude=9.5, geonames="3042030"),
        ),
        (
            Mention(noun="organisation", name="ICLEI", country="DE", ids=(("wikidata", "Q1"),)),
            Organisation(name="ICLEI", country="DE", wikidata="Q1"),
        ),
        (Mention(noun="person", name="Mara"), Person(name="Mara")),
    ],
)  # fmt: skip
def test_what_nobody_knows_is_made_of_what_was_told(office: Desk, whole: bool, mention: Mention, made: Record) -> None:
    assert match(office, whole, mention, places=no_places).record == made


def test_a_city_is_made_under_the_gazetteers_name_and_keeps_the_sources(office: Desk, whole: bool) -> None:
    found = match(office, whole, Mention(noun="city", name="名古屋市"))
    assert found.outcome == "new"
    assert isinstance(found.record, City)
    assert (found.record.name, found.record.aliases, found.record.wikidata) == ("Nagoya", ("名古屋市",), "Q11751")


def test_a_place_the_office_knows_under_another_name_is_that_city(office: Desk, whole: bool) -> None:
    record(office, "add", "x", City(name="Nagoya-shi", geonames="1856057"))
    found = match(office, whole, Mention(noun="city", name="Nagoya"))
    assert (found.outcome, found.id, found.reasons) == ("known", 6, ("the gazetteer knows it as Nagoya",))


def test_a_machine_never_chooses_a_place_by_its_size_and_a_person_is_told(office: Desk, whole: bool) -> None:
    paris = Mention(noun="city", name="Paris")
    found = match(office, whole, paris)
    assert (found.outcome, [place.country for place in found.places]) == ("doubtful", ["FR", "US"])
    taken = match(office, whole, paris, by_size=True)
    assert taken.record == City(name="Paris", country="FR", geonames="2988507")
    assert match(office, whole, Mention(noun="city", name="Springfield"), by_size=True).outcome == "doubtful"


def test_the_gazetteer_is_asked_once_for_the_same_words(office: Desk) -> None:
    asked: list[PlaceQuery] = []

    def ask(query: PlaceQuery) -> tuple[PlaceMatch, ...]:
        asked.append(query)
        return ()

    with office.database.reading() as connection:
        matcher = Matcher(Directory(connection), ask)
        for _ in range(3):
            matcher.match(Mention(noun="city", name="Vaduz"))
    assert len(asked) == 1


def test_the_withdrawn_and_the_merged_are_no_candidates(office: Desk, whole: bool) -> None:
    withdraw(office, "city", 3)
    assert match(office, whole, Mention(noun="city", name="Portland")).id == 4
    merge(office, "person", 2, 1)
    assert match(office, whole, Mention(noun="person", name="Ana Silva")).id == 2
    withdraw(office, "city", 2)
    assert match(office, whole, Mention(noun="city", name="X", ids=(("wikidata", "Q2256"),))).outcome == "new"


@pytest.mark.parametrize(
    ("words", "name", "country"),
    [
        ("Milan, IT", "Milan", "IT"),
        ("Milan, it", "Milan", "IT"),
        (" Milan ", "Milan", None),
        ("Washington, District", "Washington, District", None),
        (", IT", ", IT", None),
        ("Paris, 75", "Paris, 75", None),
    ],
)
def test_a_country_may_follow_a_comma(words: str, name: str, country: str | None) -> None:
    assert mention_of("side", words) == Mention(noun="side", name=name, country=country)


def test_a_city_of_the_gazetteers_name_that_lies_there_is_no_second_one(knowing: Desk, whole: bool) -> None:
    nagoya = City(name="Nagoya", country="JP", latitude=35.2, longitude=136.9)
    another = City(name="Nagoya", country="JP", latitude=43.0, longitude=141.3)
    first, _ = record(knowing, "add", "them", nagoya, another).ids
    found = match(knowing, whole, Mention(noun="city", name="名古屋市", create=True))
    assert (found.outcome, found.id) == ("known", first)


def test_a_city_of_which_nobody_knows_where_it_lies_may_be_the_gazetteers(knowing: Desk, whole: bool) -> None:
    (row,) = record(knowing, "add", "it", City(name="Nagoya", country="JP")).ids
    found = match(knowing, whole, Mention(noun="city", name="名古屋市", create=True))
    assert (found.outcome, [one.id for one in found.suspects]) == ("new", [row])


def test_an_alias_is_added_only_where_the_name_says_otherwise() -> None:
    place = PlaceMatch(name="Zürich", country="CH", aliases=("Zurigo",))
    assert city_of(place, called="zuerich").aliases == ("Zurigo",)
    assert city_of(place, called="Turicum").aliases == ("Zurigo", "Turicum")


def test_distances_are_great_circles() -> None:
    assert kilometres((0, 0), (0, 180)) == pytest.approx(20015.1, abs=0.1)
    assert kilometres((34.05, -118.24), (35.18, 136.91)) == pytest.approx(9080, abs=30)
    assert kilometres((10, 179.9), (10, -179.9)) == pytest.approx(21.9, abs=0.1)


def test_what_was_just_made_is_found_by_name_and_by_id_before_it_is_written(office: Desk) -> None:
    with office.database.reading() as connection:
        directory = Directory(connection, whole=True)
        directory.learn(77, City(name="Nagoya", aliases=("名古屋市",), wikidata="Q11751", geonames="1856057"))
        assert directory.called("side", "名古屋市") == [("city", 77)]
        assert directory.by_outside_id("city", "wikidata", "Q11751") == 77
        assert directory.by_outside_id("city", "isbn", "1") is None
        assert directory.row("city", 77)["geonames"] == "1856057"


def test_a_mail_address_tells_namesakes_apart_and_names_nobody_by_itself(knowing: Desk, whole: bool) -> None:
    shared = "Consulate@Norvia.example"
    ids = record(
        knowing, "add", "them",
        Person(name="Ana Silva", emails=("ana@porto.example",)),
        Person(name="Ana Silva", emails=(shared, "a@b.example")),
        Person(name="Ben Okoro", emails=(shared,)),
    ).ids  # fmt: skip
    by_address = (("email", shared.lower()),)
    found = match(knowing, whole, Mention(noun="person", name="ana silva", ids=by_address))
    assert (found.outcome, found.id) == ("known", ids[1])
    assert found.reasons == ("called 'ana silva'", "same mail address")
    assert match(knowing, whole, Mention(noun="person", name="Ana Silva")).outcome == "doubtful"
    elsewhere = (("email", "ana@elsewhere.example"),)
    assert match(knowing, whole, Mention(noun="person", name="Ana Silva", ids=elsewhere)).outcome == "doubtful"
    newcomer = match(knowing, whole, Mention(noun="person", name="Cy Adair", ids=by_address))
    assert (newcomer.outcome, newcomer.record) == ("new", Person(name="Cy Adair", emails=(shared.lower(),)))


@pytest.mark.parametrize(
    ("told", "weight", "outcome"),
    [
        ({"side": 2}, 0.95, "known"),
        ({"side": 2, "ids": (("email", "dia@leeds.example"),)}, 1.0, "known"),
        ({"ids": (("email", "DIA@leeds.example"),)}, 0.8, "known"),
        ({}, 0.6, "doubtful"),
        ({"side": 3}, 0.6, "doubtful"),
        ({"side": 1}, 0.3, "new"),
        ({"side": 1, "ids": (("email", "dia@leeds.example"),)}, 0.3, "new"),
        ({"side": 1, "create": False}, 0.3, "doubtful"),
    ],
    ids=["side", "and address", "address", "nothing", "body of the city", "other side", "address too", "known only"],
)
def test_the_side_of_a_person_weighs_in_an_import(
    knowing: Desk, whole: bool, told: dict[str, Any], weight: float, outcome: str
) -> None:
    leeds = record(knowing, "add", "Leeds", City(name="Leeds", country="GB")).ids[0]
    dia = Person(name="Dia Ray", side=leeds, emails=("dia@leeds.example",))
    body = record(knowing, "add", "them", Organisation(name="Leeds Council", city=leeds), dia).ids[0]
    assert (leeds, body) == (2, 3)
    mention = Mention(noun="person", name="dia ray", **told)
    found = match(knowing, whole, mention, by_side=True)
    with knowing.database.reading() as connection:
        (candidate,) = Matcher(Directory(connection, whole=whole), no_places, by_side=True)._candidates(mention)
    assert found.outcome == outcome
    assert candidate.weight == pytest.approx(weight)
    assert found.suspects == ((candidate,) if outcome == "new" else ())
    assert match(knowing, whole, Mention(noun="person", name="dia ray")).outcome == "known", "at the keyboard"
