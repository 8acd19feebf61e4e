"""Real cities, asked for as people write them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from trustcrm.plugin import Gazetteer, PlaceMatch, PlaceQuery
from trustcrm_gazetteer.gazetteer import Places, kilometres

Ask = Callable[..., list[PlaceMatch]]


def where(matches: list[PlaceMatch]) -> list[tuple[str, str, str]]:
    return [(match.name, match.region, match.country) for match in matches]


@pytest.mark.parametrize("name", ["Milan", "Milano", "Mailand", "米兰", "米蘭", "Милан", "MILANO", "milano ", "Milán"])
def test_milan_is_found_in_any_language_and_script(ask: Ask, name: str) -> None:
    assert where(ask(name))[0] == ("Milan", "Lombardy", "IT")


@pytest.mark.parametrize(
    ("name", "city", "country"),
    [
        ("Kiev", "Kyiv", "UA"),
        ("Kyiv", "Kyiv", "UA"),
        ("Київ", "Kyiv", "UA"),
        ("Zuerich", "Zürich", "CH"),
        ("Zürich", "Zürich", "CH"),
        ("Zurich", "Zürich", "CH"),
        ("Saint Petersburg", "Saint Petersburg", "RU"),
        ("Leningrad", "Saint Petersburg", "RU"),
        ("Bombay", "Mumbai", "IN"),
        ("Saigon", "Ho Chi Minh City", "VN"),
        ("Constantinople", "Istanbul", "TR"),
        ("İstanbul", "Istanbul", "TR"),
        ("Wuxi", "Wuxi", "CN"),
        ("无锡", "Wuxi", "CN"),
        ("無錫", "Wuxi", "CN"),
        ("Annapolis", "Annapolis", "US"),
        ("Toyokawa", "Toyokawa", "JP"),
        ("豊川", "Toyokawa", "JP"),
        ("Changsha", "Changsha", "CN"),
        ("서울", "Seoul", "KR"),
        ("القاهرة", "Cairo", "EG"),
        ("Łódź", "Łódź", "PL"),
        ("Sevilla", "Sevilla", "ES"),
        ("St Petersburg", "Saint Petersburg", "RU"),
    ],
)
def test_a_city_is_found_by_its_names_old_and_new(ask: Ask, name: str, city: str, country: str) -> None:
    first = ask(name)[0]
    assert (first.name, first.country) == (city, country)


def test_paris_alone_is_first_the_french_one_and_also_the_texan(ask: Ask) -> None:
    found = ask("Paris")
    assert where(found)[:2] == [("Paris", "Île-de-France", "FR"), ("Paris", "Texas", "US")]
    assert found[0].certainty == found[1].certainty == 1.0


def test_the_wuxi_that_is_only_pronounced_so_is_less_certain(ask: Ask) -> None:
    jiangsu, hunan = ask("无锡")
    assert (jiangsu.region, hunan.region) == ("Jiangsu", "Hunan")
    assert (hunan.certainty, hunan.how) == (0.8, "sounds alike")


def test_a_large_citys_alias_is_not_hidden_behind_a_small_towns_name(ask: Ask) -> None:
    milan, mila = ask("Mila")
    assert (milan.country, milan.how, mila.country, mila.how) == ("IT", "alias", "DZ", "name")
    assert milan.certainty == mila.certainty


@pytest.mark.parametrize(
    ("name", "city", "region"),
    [
        ("Portland, Oregon", "Portland", "Oregon"),
        ("Portland, OR", "Portland", "Oregon"),
        ("Portland, ME", "Portland", "Maine"),
        ("Portland (Maine)", "Portland", "Maine"),
        ("Portland, Oregon, USA", "Portland", "Oregon"),
        ("Paris, Texas", "Paris", "Texas"),
        ("Frankfurt (Oder)", "Frankfurt (Oder)", "Brandenburg"),
        ("Halle (Saale)", "Halle (Saale)", "Saxony-Anhalt"),
        ("Changsha, Guangdong", "Changsha", "Guangdong"),
        ("Atlanta, Georgia", "Atlanta", "Georgia"),
        ("Glasgow, Scotland", "Glasgow", "Scotland"),
        ("Washington, D.C.", "Washington", "District of Columbia"),
    ],
)
def test_a_qualifier_says_which_one_is_meant(ask: Ask, name: str, city: str, region: str) -> None:
    found = ask(name)
    assert [(match.name, match.region) for match in found] == [(city, region)]
    assert found[0].certainty >= 0.9


def test_a_city_may_be_told_by_the_larger_city_beside_it(ask: Ask) -> None:
    assert where(ask("Pasadena, Los Angeles")) == [("Pasadena", "California", "US")]


def test_a_district_that_is_not_known_leads_to_the_city_around_it(ask: Ask) -> None:
    first = ask("Xinwu, Wuxi")[0]
    assert (first.name, first.region, first.certainty, first.how) == ("Wuxi", "Jiangsu", 0.5, "the place around it")


def test_a_qualifier_that_contradicts_leaves_nothing(ask: Ask) -> None:
    assert ask("Paris, Japan") == []


def test_a_qualifier_not_understood_makes_a_match_less_certain_and_says_so(ask: Ask) -> None:
    first = ask("Paris, Qwxzvbkj")[0]
    assert (first.name, first.certainty, first.how) == ("Paris", 0.8, "name; 'Qwxzvbkj' not understood")


@pytest.mark.parametrize("country", ["US", "us", "USA", "United States", "Stati Uniti", "アメリカ合衆国", "Texas"])
def test_a_country_may_be_given_in_many_ways_and_excludes_all_others(ask: Ask, country: str) -> None:
    assert where(ask("Paris", country=country)) == [("Paris", "Texas", "US")]


@pytest.mark.parametrize(
    ("name", "country", "code"),
    [
        ("Shibukawa", "Giappone", "JP"),
        ("Köln", "Germania", "DE"),
        ("Prague", "Repubblica Ceca", "CZ"),
        ("London", "UK", "GB"),
        ("Seoul", "South Korea", "KR"),
        ("Moscow", "Russian Federation", "RU"),
    ],
)
def test_countries_are_known_by_their_names_in_other_languages(ask: Ask, name: str, country: str, code: str) -> None:
    assert ask(name, country=country)[0].country == code


def test_a_country_code_that_is_also_a_states_means_the_country(ask: Ask) -> None:
    assert where(ask("Victoria", country="CA")) == [("Victoria", "British Columbia", "CA")]
    assert where(ask("Pasadena, CA")) == [("Pasadena", "California", "US")]


def test_an_unknown_country_excludes_nothing_and_says_so(ask: Ask) -> None:
    first = ask("Paris", country="Ruritania")[0]
    assert (first.country, first.certainty, first.how) == ("FR", 0.9, "name; country 'Ruritania' not understood")


def test_a_place_near_by_comes_first_and_one_far_away_is_less_certain(ask: Ask) -> None:
    texas, france, *_ = ask("Paris", near=(33.7, -95.6))
    assert (texas.country, texas.certainty) == ("US", 1.0)
    assert (france.country, france.certainty) == ("FR", 0.7)


@pytest.mark.parametrize(
    ("written", "city"),
    [
        ("Los Angelos", "Los Angeles"),
        ("Sna Francisco", "San Francisco"),
        ("Anapolis, Maryland", "Annapolis"),
        ("Philadephia", "Philadelphia"),
        ("Johanesburg", "Johannesburg"),
        ("Guadalajarra", "Guadalajara"),
    ],
)
def test_a_misspelt_name_is_found_but_never_held_for_certain(ask: Ask, written: str, city: str) -> None:
    first = ask(written)[0]
    assert first.name == city
    assert first.certainty < 0.85 or first.how == "alias"


@pytest.mark.parametrize("name", ["City of Los Angeles", "Los Angeles City", "Ciudad de Los Angeles"])
def test_civic_words_do_not_hide_a_city(ask: Ask, name: str) -> None:
    first = ask(name)[0]
    assert (first.name, first.country) == ("Los Angeles", "US")
    assert first.certainty < 1


def test_a_match_carries_what_an_office_needs(ask: Ask) -> None:
    first = ask("Los Angeles")[0]
    assert (first.country, first.region, first.time_zone) == ("US", "California", "America/Los_Angeles")
    assert dict(first.ids) == {"geonames": "5368361"}
    assert first.population > 3_000_000
    assert first.latitude is not None
    assert first.longitude is not None
    assert kilometres((first.latitude, first.longitude), (34.05, -118.24)) < 5
    assert {"ロサンゼルス", "Лос Анджелес"} <= set(first.aliases)


def test_codes_are_not_names(ask: Ask) -> None:
    assert ask("PDX") == ask("LAX") == []


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_asks_for_nothing(ask: Ask, limit: int) -> None:
    assert ask("Paris", limit=limit) == []


def test_the_limit_keeps_the_most_certain(ask: Ask) -> None:
    assert ask("Springfield", limit=2) == ask("Springfield", limit=100)[:2]


def test_asking_again_gives_the_remembered_answer(gazetteer: Places) -> None:
    query = PlaceQuery(name="Medellín", country="CO")
    assert gazetteer.resolve(query) is gazetteer.resolve(PlaceQuery(name="Medellín", country="CO"))


def test_threads_may_ask_at_once(ask: Ask) -> None:
    names = ["Paris", "Milano", "Los Angelos", "Wuxi", "Портленд", "Zuerich"] * 50
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(Places().resolve, [PlaceQuery(name=name) for name in names]))
    assert [list(found) for found in together] == [ask(name) for name in names]


def test_it_keeps_the_cores_contract(gazetteer: Places) -> None:
    assert isinstance(gazetteer, Gazetteer)
