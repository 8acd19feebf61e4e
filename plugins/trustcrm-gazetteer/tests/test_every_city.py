"""What holds for every city of the file and for every text whatever."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from trustcrm.plugin import PlaceMatch, fold
from trustcrm_gazetteer.atlas import Atlas
from trustcrm_gazetteer.likeness import LONGEST, SHORTEST, marks, slips, sought_marks
from trustcrm_gazetteer.spelling import keys

Ask = Callable[..., list[PlaceMatch]]

CITIES = 34_006
ALL = 1000

ranks = st.integers(1, CITIES)
any_text = st.text(st.characters(exclude_categories=()), max_size=300)
sampled = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def geonames(matches: list[PlaceMatch]) -> set[str]:
    return {dict(match.ids)["geonames"] for match in matches}


def without_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


@sampled
@given(rank=ranks)
def test_every_city_is_among_those_its_own_name_could_mean(ask: Ask, atlas: Atlas, rank: int) -> None:
    place = atlas.place(rank)
    for written in (place.name, place.name.upper(), without_accents(place.name)):
        assert geonames([place]) <= geonames(ask(written, limit=ALL)), written


@sampled
@given(rank=ranks, data=st.data())
def test_every_city_is_found_by_each_of_its_aliases(ask: Ask, atlas: Atlas, rank: int, data: st.DataObject) -> None:
    place = atlas.place(rank)
    alias = data.draw(st.sampled_from([place.name, *place.aliases]))
    if keys(alias):
        assert geonames([place]) <= geonames(ask(alias, limit=ALL)), alias


@sampled
@given(rank=ranks)
def test_every_city_is_found_with_its_country(ask: Ask, atlas: Atlas, rank: int) -> None:
    place = atlas.place(rank)
    found = ask(place.name, country=place.country, limit=ALL)
    assert geonames([place]) <= geonames(found)
    assert {match.country for match in found} == {place.country}


@sampled
@given(rank=ranks, data=st.data())
def test_a_letter_left_out_still_finds_the_city(ask: Ask, atlas: Atlas, rank: int, data: st.DataObject) -> None:
    place = atlas.place(rank)
    key = keys(place.name)[0]
    if not SHORTEST < len(key) <= LONGEST:
        return
    gap = data.draw(st.integers(0, len(key) - 1))
    found = ask(key[:gap] + key[gap + 1 :], limit=ALL)
    assert found
    if all(match.how == "spelled alike" for match in found):
        assert geonames([place]) <= geonames(found)


@sampled
@given(rank=ranks)
def test_a_guess_looks_at_a_small_part_of_the_file(atlas: Atlas, rank: int) -> None:
    for key in keys(atlas.place(rank).name):
        assert sum(len(set(atlas.marked(length, sought))) for length, sought in sought_marks(key)) < 5_000


@sampled
@given(rank=ranks)
def test_every_city_is_filed_under_the_marks_of_its_keys(atlas: Atlas, rank: int) -> None:
    for key in keys(atlas.place(rank).name):
        for mark in marks(key):
            assert key in atlas.marked(len(key), [mark])


def slipped(key: str, where: float, slip: str, letter: str) -> str:
    """Return `key` with one slip of the pen."""
    at = int(where * len(key))
    if slip == "swapped":
        return key[:at] + key[at : at + 2][::-1] + key[at + 2 :]
    return key[:at] + ("" if slip == "missing" else letter) + key[at + (slip != "added") :]


pens = st.tuples(
    st.floats(0, 1, exclude_max=True),
    st.sampled_from(["missing", "added", "changed", "swapped"]),
    st.sampled_from("abc"),
)


@settings(max_examples=1000, deadline=None)
@given(key=st.text("abc", min_size=SHORTEST, max_size=LONGEST), pen=st.lists(pens, min_size=1, max_size=3))
def test_keys_within_the_slips_share_a_mark(key: str, pen: list[tuple[float, str, str]]) -> None:
    asked = key
    for where, slip, letter in pen:
        asked = slipped(asked, where, slip, letter)
    assume(SHORTEST <= len(asked) <= LONGEST and OSA.distance(asked, key) <= slips(len(asked)))
    assert marks(key) & dict(sought_marks(asked))[len(key)]


@given(text=st.text(st.characters(max_codepoint=127)))
def test_a_name_in_ascii_is_filed_under_its_folded_spelling_without_spaces(text: str) -> None:
    folded = fold(text).replace(" ", "")
    assert keys(text) == ((folded,) if folded else ())


@sampled
@given(name=any_text, country=st.none() | any_text, limit=st.integers(-3, 30))
def test_whatever_is_asked_is_answered_in_order(ask: Ask, name: str, country: str | None, limit: int) -> None:
    found = ask(name, country=country, limit=limit)
    assert len(found) <= max(limit, 0)
    assert all(0 <= match.certainty <= 1 and match.how for match in found)
    assert found == sorted(found, key=lambda match: (-match.certainty, -match.population))


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "\0",
        "Par\0is",
        "\x1b[31mParis",
        "\ud800",
        "x" * 10_000,
        "Paris " * 2_000,
        "Paris" + " " * 200,
        "," * 150,
        "(((((",
        "💥",
        "%",
        "''",
    ],
)
def test_what_is_no_name_is_known_nowhere(ask: Ask, name: str) -> None:
    assert ask(name) == []


def test_every_time_zone_is_one_that_python_knows(atlas: Atlas) -> None:
    zones = {str(atlas.place(rank).time_zone) for rank in range(1, CITIES + 1, 7)}
    assert all(ZoneInfo(zone).key == zone for zone in zones)
    assert len(zones) > 200
