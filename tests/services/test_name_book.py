"""Names are found for quick entry in any spelling, and only where they are certain enough."""

from __future__ import annotations

import pytest

from trustcrm.domain.nouns import City, Organisation, Person
from trustcrm.services.desk import Desk
from trustcrm.services.name_book import OfficeNames
from trustcrm.services.quick_entry import Known
from trustcrm.services.record import record


@pytest.fixture
def sides(desk: Desk) -> dict[str, int]:
    kept = record(
        desk, "add", "sides",
        City(name="Zürich", country="CH"), City(name="Paris", country="FR"),
        City(name="Paris", country="US", region="Texas"), City(name="Kyiv", country="UA", aliases=("Kiev",)),
        Organisation(name="Consulate General of Korea", aliases=("Korea",)), City(name="Kyoto", country="JP"),
    )  # fmt: skip
    return dict(zip(("zurich", "paris", "texas", "kyiv", "korea", "kyoto"), kept.ids, strict=True))


def asked(desk: Desk, words: str) -> list[tuple[int, str]]:
    with desk.database.reading() as connection:
        return [(known.id, known.how) for known in OfficeNames(connection).sides(words)]


def people(desk: Desk, words: str, side: int | None = None) -> list[tuple[str, str]]:
    with desk.database.reading() as connection:
        return [(known.name, known.how) for known in OfficeNames(connection).people(words, side)]


def test_a_name_matches_in_any_spelling(desk: Desk, sides: dict[str, int]) -> None:
    for words in ("Zürich", "ZURICH", "Zuerich"):
        assert asked(desk, words) == [(sides["zurich"], "name")]


def test_an_alias_says_that_it_is_one(desk: Desk, sides: dict[str, int]) -> None:
    assert asked(desk, "Kiev") == [(sides["kyiv"], "alias")]


def test_namesakes_are_all_returned_and_told_apart(desk: Desk, sides: dict[str, int]) -> None:
    with desk.database.reading() as connection:
        found = OfficeNames(connection).sides("paris")
    assert [(known.id, known.where) for known in found] == [(sides["paris"], "FR"), (sides["texas"], "Texas, US")]


def test_a_beginning_is_enough_where_one_name_alone_begins_so(desk: Desk, sides: dict[str, int]) -> None:
    assert asked(desk, "consul") == [(sides["korea"], "prefix")]
    assert asked(desk, "ky") == []
    assert asked(desk, "kyo") == [(sides["kyoto"], "prefix")]
    assert asked(desk, "par") == []


def test_a_misspelt_name_is_nearly_the_one_that_begins_alike(desk: Desk, sides: dict[str, int]) -> None:
    with desk.database.reading() as connection:
        book = OfficeNames(connection)
        assert [(known.id, known.how) for known in book.nearly("zurihc")] == [(sides["zurich"], "nearly")]
        assert {known.id for known in book.nearly("Kyivv")} == {sides["kyiv"]}
        assert not book.nearly("hurich")
        assert not book.nearly("leave")


def test_a_word_of_a_longer_name_is_nearly_that_name(desk: Desk, sides: dict[str, int]) -> None:
    with desk.database.reading() as connection:
        book = OfficeNames(connection)
        assert [(known.id, known.how) for known in book.nearly("korea")] == [(sides["korea"], "nearly")]
        assert not book.nearly("kor")


def test_the_home_city_and_any_side_are_known_by_id(desk: Desk, sides: dict[str, int]) -> None:
    with desk.database.reading() as connection:
        names = OfficeNames(connection)
        home = names.home()
        assert home is not None
        assert home.name == "Los Angeles"
        assert names.side(sides["korea"]) == Known(
            noun="organisation", id=sides["korea"], name="Consulate General of Korea"
        )
        assert names.side(999) is None


def test_a_person_is_found_by_any_part_of_the_name_within_a_side(desk: Desk, sides: dict[str, int]) -> None:
    record(
        desk, "add", "people",
        Person(name="Giulia Rossi", side=sides["zurich"]), Person(name="Anna Bianchi", side=sides["zurich"]),
        Person(name="Giulia Verdi", side=sides["kyiv"]),
    )  # fmt: skip
    assert people(desk, "rossi", sides["zurich"]) == [("Giulia Rossi", "prefix")]
    assert people(desk, "Giulia", sides["zurich"]) == [("Giulia Rossi", "prefix")]
    assert people(desk, "Giulia") == [("Giulia Rossi", "prefix"), ("Giulia Verdi", "prefix")]
    assert people(desk, "Anna Bianchi") == [("Anna Bianchi", "name")]


def test_a_longer_name_goes_on_behind_the_one_that_is_known_of_a_side(desk: Desk, sides: dict[str, int]) -> None:
    record(desk, "add", "people", Person(name="Olha", side=sides["kyiv"]))
    assert people(desk, "Olha Kovalenko", sides["kyiv"]) == [("Olha", "shorter")]
    assert people(desk, "Olhana", sides["kyiv"]) == []
    assert people(desk, "Olha Kovalenko") == []


def test_words_without_a_letter_name_nobody(desk: Desk, sides: dict[str, int]) -> None:
    assert asked(desk, "—") == []
    assert people(desk, "—") == people(desk, "—", sides["kyiv"]) == []


def test_the_kinds_are_those_of_interactions(desk: Desk) -> None:
    with desk.database.reading() as connection:
        kinds = OfficeNames(connection).kinds()
    assert "call" in kinds
    assert "pledged" not in kinds
