"""Words are found in any spelling, and nothing typed can be more than words."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from trustcrm.clock import PinnedClock
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import City, Contribution, FollowUp, Interaction, Note, Organisation, Person, Step
from trustcrm.errors import InvalidValue
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.record import record, withdraw
from trustcrm.services.search import MOST_WORDS, Found, search
from trustcrm.services.start import Opening, start_office
from trustcrm.store.engine import open_database
from trustcrm.store.queries.search import Wanted, fts5_query, tsquery

DAY = date(2020, 3, 4)


def home(desk: Desk) -> int:
    with desk.database.reading() as connection:
        return home_of(connection)


def add(desk: Desk, *records: City | Organisation | Person | Interaction | Note | Contribution | Step) -> list[int]:
    return list(record(desk, "add", "story", *records).ids)


def call(desk: Desk, with_side: int, words: str, confidentiality: str = "internal") -> int:
    told = Interaction(
        kind="call", giver=home(desk), receiver=with_side, on=DAY, words=words, confidentiality=confidentiality
    )
    return add(desk, told)[0]


def named(found: list[Found]) -> list[tuple[str, int]]:
    return [(one.noun, one.id) for one in found]


@pytest.fixture
def kyiv(desk: Desk) -> int:
    return add(desk, City(name="Kyiv", country="UA", aliases=("Kiev", "Київ")))[0]


@pytest.mark.parametrize("typed", ["Kiev", "Kyiv", "КИЇВ", "kie", "“Kiev”"])
def test_a_former_name_finds_what_says_the_present_one(desk: Desk, kyiv: int, typed: str) -> None:
    spoken = call(desk, kyiv, "Kyiv asks for ventilators")
    assert ("city", kyiv) in named(search(desk, typed))
    if typed != "kie":
        assert ("interaction", spoken) in named(search(desk, typed))


def test_the_present_name_finds_what_says_the_former_one(desk: Desk, kyiv: int) -> None:
    spoken = call(desk, kyiv, "letter from Kiev about the choir")
    assert ("interaction", spoken) in named(search(desk, "choir Kyiv"))


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("Lætitia", "Laetitia"), ("Laetitia", "Lætitia"), ("Zürich", "Zuerich"), ("Zürich", "Zurich"),
        ("Zürich", "zürich"),
    ],
)  # fmt: skip
def test_either_spelling_finds_the_other(desk: Desk, kept: str, typed: str) -> None:
    city = add(desk, City(name=kept))[0]
    assert named(search(desk, typed)) == [("city", city)]


def test_an_ascii_note_about_zurich_is_found_by_zuerich(desk: Desk) -> None:
    city = add(desk, City(name="Zürich"))[0]
    spoken = call(desk, city, "on the way to Zurich")
    assert ("interaction", spoken) in named(search(desk, "Zuerich"))


def test_a_name_of_several_words_stands_for_its_other_names(desk: Desk) -> None:
    body = add(desk, Organisation(name="Consulate-General of Korea", aliases=("KCG",)))[0]
    spoken = call(desk, body, "KCG wants the leaflet in Korean")
    assert ("interaction", spoken) in named(search(desk, "leaflet Consulate-General of Korea"))


def test_a_short_alias_does_not_find_every_word_that_begins_so(desk: Desk) -> None:
    body = add(desk, Organisation(name="Landmark Society", aliases=("La",)))[0]
    spoken = call(desk, body, "ladders and lamps")
    assert ("interaction", spoken) not in named(search(desk, "Landmark Society"))


@pytest.mark.parametrize("typed", ["park j", "j park", "ji pa", "won par", "p ji w"])
def test_beginnings_of_several_words_find_in_any_order(desk: Desk, typed: str) -> None:
    person, _ = add(desk, Person(name="Park Ji-won"), Person(name="Park Min"))
    assert named(search(desk, typed)) == [("person", person)]


def test_every_word_must_stand_in_the_row_and_the_newest_comes_first(desk: Desk, kyiv: int) -> None:
    first, second = call(desk, kyiv, "masks and gloves"), call(desk, kyiv, "masks again")
    assert named(search(desk, "masks")) == [("interaction", second), ("interaction", first)]
    assert named(search(desk, "masks gloves")) == [("interaction", first)]
    assert named(search(desk, "masks", limit=1)) == [("interaction", second)]


@pytest.mark.parametrize("typed", ["karin", "kar", "karin marsh lee", "kar mar"])
def test_whose_name_begins_so_is_not_lost_among_what_mentions_them(desk: Desk, kyiv: int, typed: str) -> None:
    person, other = add(desk, Person(name="Karin Marsh-Lee"), Person(name="Marco Polo"))
    for number in range(7):
        call(desk, kyiv, f"Karin Marsh Lee wrote {number}")
    assert named(search(desk, typed, limit=6))[0] == ("person", person)
    assert len(search(desk, typed, limit=6)) == 6
    assert ("person", other) not in named(search(desk, typed, limit=6))


def test_whose_name_begins_so_stands_first_where_all_is_told_too(desk: Desk) -> None:
    place = add(desk, City(name="Nagoya", country="JP"))[0]
    interaction = call(desk, place, "Nagoya asks for masks")
    assert named(search(desk, "nago")) == [("city", place), ("interaction", interaction)]


def test_one_noun_can_be_asked_for_alone(desk: Desk, kyiv: int) -> None:
    call(desk, kyiv, "Kyiv asks")
    assert named(search(desk, "Kyiv", noun="city")) == [("city", kyiv)]


def test_a_noun_in_which_nothing_is_searched_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidValue, match="did you mean 'interaction'"):
        search(desk, "masks", noun="interactoin")


def test_what_is_withdrawn_is_not_found(desk: Desk, kyiv: int) -> None:
    spoken = call(desk, kyiv, "told in error")
    withdraw(desk, "interaction", spoken)
    assert search(desk, "error") == []


def test_the_snippet_shows_the_words_as_they_were_written(desk: Desk, kyiv: int) -> None:
    call(desk, kyiv, "lange Rede " * 20 + "Grüße an Lætitia aus Zürich " + "und so weiter " * 20)
    (found,) = search(desk, "laetitia")
    assert "Grüße an Lætitia aus Zürich" in found.snippet
    assert found.snippet.startswith("…")
    assert found.snippet.endswith("…")
    assert len(found.title) <= 100


def test_what_is_restricted_shows_no_word_of_it(desk: Desk, kyiv: int) -> None:
    spoken = call(desk, kyiv, "the mayor confided his illness", confidentiality="restricted")
    secret = Contribution(
        what="medicine", giver=home(desk), receiver=kyiv, words="for his illness", confidentiality="restricted"
    )
    given = add(desk, secret)[0]
    add(desk, Step(contribution=given, state="offered", on=DAY, words="illness told by phone"))
    add(desk, Note(words="illness, keep quiet", about_noun="city", about_row=kyiv, confidentiality="restricted"))
    add(desk, FollowUp(what="ask about the illness", due_on=DAY, interaction=spoken))  # type: ignore[arg-type]
    found = search(desk, "illness")
    assert len(found) == 5
    assert all(one.restricted and not one.snippet and "illness" not in one.title for one in found)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(
                ['"', "*", "NEAR", "NEAR(", "AND", "OR", "NOT", "-", "(", ")", "^", ":", "words:", "{a b}:", "'", "+",
                 "a*b", ";", "--", "masks", "\x00", "\ud800", "&", "|", "!", "<->", ":*", "\\"]
            ),
            max_size=12,
        ).map(" ".join),
    )
)  # fmt: skip
def test_nothing_typed_can_be_more_than_words(desk: Desk, typed: str) -> None:
    assert isinstance(search(desk, typed), list)


def test_operators_are_searched_for_as_the_words_they_are(desk: Desk, kyiv: int) -> None:
    spoken = call(desk, kyiv, "near the river or not")
    assert named(search(desk, "NEAR(river) OR NOT -")) == [("interaction", spoken)]


def test_no_words_find_nothing(desk: Desk, kyiv: int) -> None:
    assert search(desk, "") == search(desk, ' "*" - ') == []


@pytest.mark.parametrize("typed", ["masks " * 1700, "m" * 10_000, "ü" * 10_000, " ".join(f"w{n}" for n in range(2500))])
def test_ten_thousand_characters_are_cut_to_the_words_that_count(desk: Desk, kyiv: int, typed: str) -> None:
    spoken = call(desk, kyiv, "masks")
    found = search(desk, typed)
    assert named(found) == ([("interaction", spoken)] if typed.startswith("masks") else [])
    assert len(typed.split()[:MOST_WORDS]) <= MOST_WORDS


token = st.text(alphabet="abcz019", min_size=2, max_size=5)  # what a letter begins is asked for by two in one of them
wanted = st.lists(
    st.lists(st.lists(token, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(
        lambda ways: Wanted(tuple(ways), tuple(ways[:1]))
    ),
    min_size=1,
    max_size=4,
)


@given(wanted)
def test_both_engines_are_asked_the_same_tokens(things: list[Wanted]) -> None:
    sqlite, postgresql = fts5_query(things), tsquery(things)
    assert re.findall("[a-z0-9]+", sqlite.replace(" AND ", " ").replace(" OR ", " ")) == re.findall(
        "[a-z0-9]+", postgresql
    )
    assert sqlite.count("*") == postgresql.count(":*") > 0


@pytest.fixture
def on_a_server() -> Iterator[Desk]:
    """A desk in a PostgreSQL schema of its own, where a server is named in TRUSTCRM_TEST_POSTGRESQL."""
    address = os.environ.get("TRUSTCRM_TEST_POSTGRESQL")
    if not address:
        pytest.skip("TRUSTCRM_TEST_POSTGRESQL names no server to test on")
    pytest.importorskip("psycopg", reason="PostgreSQL's driver is not installed")
    schema = f"search_{os.getpid()}"
    whole = open_database(address)
    with whole.writing() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    apart = f"{address}{'&' if '?' in address else '?'}options=-csearch_path%3D{schema}"
    database = open_database(apart, create=True)
    desk = Desk(database=database, clock=PinnedClock(date(2020, 6, 30)), actor="Ana")
    start_office(desk, Opening(home=Mention(noun="city", name="Los Angeles", country="US"), time_zone="UTC"))
    yield desk
    database.close()
    with whole.writing() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    whole.close()


def test_a_server_finds_what_a_file_finds(on_a_server: Desk, desk: Desk) -> None:
    found = []
    for at in (on_a_server, desk):
        city = add(at, City(name="Kyiv", country="UA", aliases=("Kiev",)), City(name="Zürich"))[0]
        call(at, city, "Kyiv asks for masks, near the river")
        call(at, city, "masks from Zurich & Kiev")
        typed = [
            "Kiev",
            "mas",
            "Zuerich",
            "NEAR(river) -",
            "masks kyiv",
            "' & | ! <-> :* \\ \"",
            "",
            "zeppelin",
            "\x00",
        ]
        found.append([[(one.noun, one.title, one.snippet) for one in search(at, words)] for words in typed])
    assert found[0] == found[1]
