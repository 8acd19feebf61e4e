from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustcrm.plugin import Draft, Mention, Organisation, Person, Post, Rejected, Tenure, UnreadableSource, WrongUsage
from trustcrm_consular.entry import VACANT

Read = Callable[..., list[Any]]

HEADINGS = (
    "country,city,consulate,name,title,role,since,exequatur,phone,email,district,languages,national day,precedence"
)
TANABE = (
    "Japan,Los Angeles,Consulate General,Mr. Kenji Tanabe,Consul General,career,12 March 2024,,+1 213 555 0116;+1 213"
)
WHOLE = f"{HEADINGS}\n{TANABE},k@jp.example,Arizona,Japanese; English,23 February,4\n"


def _by_noun(pieces: list[Any]) -> dict[str, Any]:
    assert all(isinstance(piece, Draft) for piece in pieces), pieces
    return {piece.record.noun: piece.record for piece in pieces}


def _of(pieces: list[Any], kind: type[Any]) -> list[Any]:
    return [piece.record for piece in pieces if isinstance(piece, Draft) and isinstance(piece.record, kind)]


def test_a_row_is_a_consulate_a_post_a_person_and_a_tenure(read: Read) -> None:
    found = _by_noun(read(WHOLE, source="the protocol office's list"))
    side = Mention(noun="organisation", name="Consulate of Japan in Los Angeles", country="JP", create=False)
    assert found["organisation"] == Organisation(
        name="Consulate General of Japan in Los Angeles",
        kind="consulate",
        city=Mention(noun="city", name="Los Angeles"),
        country="JP",
        aliases=("Consulate of Japan in Los Angeles",),
    )
    assert found["post"] == Post(
        title="Consul General",
        side=side,
        district="Arizona",
        languages=("Japanese", "English"),
        national_day="02-23",
        precedence=4,
        verified_on=date(2024, 10, 1),
        verified_by="the protocol office's list",
    )
    assert found["person"] == Person(
        name="Kenji Tanabe", side=side, emails=("k@jp.example",), phones=("+1 213 555 0116", "+1 213")
    )
    assert found["tenure"] == Tenure(
        person=Mention(noun="person", name="Kenji Tanabe", create=False, side=side),
        post=Mention(noun="post", name="post|JP|los angeles|consul general"),
        from_on=date(2024, 3, 12),
        source="the protocol office's list",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Country;City;Name;Rank\nJapan;Hamburg;Ms Aiko Morikawa;Honorary Consul\n",
        "Staat;Sitz;Name;Amtsbezeichnung\nJapan;Hamburg;Frau Aiko Morikawa;Honorarkonsulin\n",
        "Pays;Ville;Nom;Titre\nJapon;Hamburg;Mme Aiko Morikawa;Consule honoraire\n",
        "Paese;Città;Nome;Titolo\nGiappone;Hamburg;Sig.ra Aiko Morikawa;Console onoraria\n",
        "Country;City;Name;Title;Category\nJAPAN;Hamburg;Aiko MORIKAWA;Consul;honorary\n",
    ],
    ids=["English", "German", "French", "Italian", "by category"],
)
def test_a_list_in_any_of_four_languages_tells_the_same_things(read: Read, text: str) -> None:
    pieces = read(text)
    first = read("country,city,name,title\nJapan,Hamburg,Aiko Morikawa,Honorary Consul\n")
    assert [piece.key for piece in pieces] == [piece.key for piece in first]
    (post,) = _of(pieces, Post)
    assert post.honorary


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_an_encoding_changes_nothing(read: Read, encoding: str) -> None:
    text = "Pays;Ville;Nom;Titre\nCôte d'Ivoire;Köln;Mme Solène Müller;Consule honoraire\n"
    (person,) = _of(read(text.encode(encoding)), Person)
    assert person.name == "Solène Müller"
    assert [piece.key for piece in read(text.encode(encoding))] == [piece.key for piece in read(text)]


def test_a_damaged_octet_costs_its_row_alone(read: Read) -> None:
    text = "country,city,name,title\n" + "".join(f"Japan,Köln,Zoë Müßig {number},Consul\n" for number in range(12))
    *rest, broken = read(text.encode() + b"Japan,K\xf6ln,Ann,Consul\n")
    assert isinstance(broken, Rejected)
    assert broken.where == "line 14"
    assert len(_of(rest, Person)) == 12


@pytest.mark.parametrize(
    ("told", "order", "day"),
    [
        ("12 March 2024", "", "2024-03-12"),
        ("March 12, 2024", "", "2024-03-12"),
        ("12.03.2024", "", "2024-03-12"),
        ("12. März 2024", "", "2024-03-12"),
        ("le 1er août 2023", "", "2023-08-01"),
        ("dal 3 gennaio 2023", "", "2023-01-03"),
        ("2024-03-12", "", "2024-03-12"),
        ("13/04/2024", "", "2024-04-13"),
        ("04/13/2024", "", "2024-04-13"),
        ("04/04/2024", "", "2024-04-04"),
        ("03/04/2024", "dmy", "2024-04-03"),
        ("03/04/2024", "mdy", "2024-03-04"),
    ],
)
def test_a_day_is_read_as_it_was_meant(read: Read, told: str, order: str, day: str) -> None:
    (tenure,) = _of(read(f'country,name,title,since\nJapan,Ann,Consul,"{told}"\n', order=order), Tenure)
    assert tenure.from_on == date.fromisoformat(day)


@pytest.mark.parametrize(
    "told", ["03/04/2024", "2024-02-30", "12.3.24", "soon", "31/12/0000", "13/04/2024 or later", "²/04/2024"]
)
def test_an_unclear_day_is_rejected_and_hides_neither_seat_nor_person(read: Read, told: str) -> None:
    *drafts, rejected = read(f"country,name,title,since\nJapan,Ann,Consul,{told}\n")
    assert isinstance(rejected, Rejected)
    assert told in rejected.reason
    assert [draft.record.noun for draft in drafts] == ["organisation", "post", "person"]


def test_what_is_said_of_an_unclear_day_stands_on_one_line(read: Read) -> None:
    rejected = read('country,name,title,since\nJapan,Ann,Consul,"soon\n\u202eor later"\n')[-1]
    assert rejected.reason == '"soon  or later" is no day; write it as 2025-03-12 or 12 March 2025.'


def test_the_wrong_order_makes_no_day_rather_than_another(read: Read) -> None:
    pieces = read("country,name,title,since\nJapan,Ann,Consul,13/04/2024\n", order="mdy")
    assert "no day of the calendar" in pieces[-1].reason


@pytest.mark.parametrize("told", ["March 2024", "2015", "mars 2024"])
def test_a_month_or_a_year_alone_is_kept_as_words(read: Read, told: str) -> None:
    (tenure,) = _of(read(f"country,name,title,since\nJapan,Ann,Consul,{told}\n"), Tenure)
    assert (tenure.from_on, tenure.source) == (None, f"consular list; since {told}")


def test_an_exequatur_is_told_with_the_source_and_begins_a_tenure_that_tells_no_other_day(read: Read) -> None:
    text = "country,name,title,since,exequatur\nJapan,Ann,Consul,,01.02.2019\nMalta,Bob,Consul,2 May 2018,01.02.2019\n"
    first, second = _of(read(text), Tenure)
    assert (first.from_on, first.source) == (date(2019, 2, 1), "consular list; exequatur of 2019-02-01")
    assert second.from_on == date(2018, 5, 2)


@pytest.mark.parametrize(
    "title", ["Consul, Doyen", "Consul and Dean of the Consular Corps", "Konsul (Doyen)", "Consule, doyenne du corps"]
)
def test_the_dean_holds_a_seat_of_the_city_beside_the_own_one(read: Read, title: str) -> None:
    pieces = read(f'country,city,name,title\nJapan,Hamburg,Ann,"{title}"\n')
    own, dean = _of(pieces, Post)
    assert own.title in ("Consul", "Konsul", "Consule")
    assert (dean.title, dean.side.name) == ("Dean of the Consular Corps", "Hamburg")
    assert [tenure.post.name for tenure in _of(pieces, Tenure)] == ["post|JP|hamburg|consul", "dean|hamburg"]


def test_career_and_honorary_consuls_of_one_consulate_hold_two_posts(read: Read) -> None:
    posts = _of(read("country,name,title,role\nJapan,Ann,Consul,career\nJapan,Bob,Consul,honorary\n"), Post)
    assert [post.honorary for post in posts] == [False, True]


def test_two_consuls_hold_one_seat_and_a_vacant_one_is_kept_without_a_holder(read: Read) -> None:
    pieces = read("country,name,title\nJapan,Ann,Consul\nJapan,Bob,Consul\nJapan,vacant,Vice Consul\n")
    assert [post.title for post in _of(pieces, Post)] == ["Consul", "Vice Consul"]
    assert [person.name for person in _of(pieces, Person)] == ["Ann", "Bob"]


def test_whom_a_list_names_twice_counts_once(read: Read) -> None:
    *_, twice = read("country,name,title\nJapan,Ann,Consul\nJapan,Ms ANN,Konsulin\n")
    assert isinstance(twice, Rejected)
    assert twice.reason == "It stands in this list twice; line 2 counts."


@pytest.mark.parametrize("row", [",Ann,Consul", "Japan,Ann,", "Japan,Ann,Consul,more", 'Japan,"Ann,Consul'])
def test_a_row_that_cannot_be_read_is_rejected_beside_those_that_can(read: Read, row: str) -> None:
    pieces = read(f"country,name,title\n{row}\nMalta,Bob,Consul\nMalta,Cleo,Consul\n")
    assert [piece.where for piece in pieces if isinstance(piece, Rejected)] == ["line 2"]
    assert [person.name for person in _of(pieces, Person) if person.name != "Ann"] == ["Bob", "Cleo"]


def test_an_address_of_several_lines_in_a_cell_is_one_row(read: Read) -> None:
    pieces = read('country,name,title,address\nJapan,Ann,Consul,"1 Pier\nHamburg"\nMalta,Bob,Consul,x\n')
    assert [piece.where for piece in pieces if isinstance(piece.record, Person)] == ["line 2", "line 4"]


@pytest.mark.parametrize(
    "name", ["=1+1", "@SUM(A1)", "A\u202eeniL", "Ann\x07Berg", "A\x0cB", "A\u2028B\x85C", "北川 愛子", "Ånn Ødegård"]
)
def test_a_name_stays_as_it_is_written(read: Read, name: str) -> None:
    (person,) = _of(read(f"country,name,title\nJapan,{name},Consul\n"), Person)
    assert person.name == name


def test_a_country_nobody_knows_is_kept_as_it_is_written(read: Read) -> None:
    (consulate,) = _of(read("country,city,name,title\nSEALAND,Hamburg,Ann,Consul\n"), Organisation)
    assert (consulate.name, consulate.country) == ("Consulate of Sealand in Hamburg", None)


def test_a_name_that_a_consulate_gives_itself_is_kept(read: Read) -> None:
    text = "country,city,office,name,title\nNorway,Hamburg,Königlich Norwegisches Generalkonsulat,Ann,Konsulin\n"
    (consulate,) = _of(read(text), Organisation)
    assert consulate.name == "Königlich Norwegisches Generalkonsulat in Hamburg"
    assert consulate.aliases == ("Consulate of Norway in Hamburg",)


def test_a_city_and_a_host_can_be_told_for_a_whole_list(read: Read) -> None:
    (consulate,) = _of(read("country,name,title\nJapan,Ann,Consul\n", city="Hamburg", host="Germany"), Organisation)
    assert consulate.city == Mention(noun="city", name="Hamburg", country="DE")


@pytest.mark.parametrize("text", ["", "\0", "name,title\nAnn,Consul\n", "country,name\nJapan,Ann\n", "{}", "\ufeff"])
def test_what_is_no_consular_list_is_unreadable(read: Read, text: str) -> None:
    with pytest.raises(UnreadableSource, match="no consular list"):
        read(text)


@pytest.mark.parametrize("options", [{}, {"on": "yesterday"}, {"on": "01.10.2024"}])
def test_the_day_of_a_list_is_asked_for_where_nothing_tells_it(read: Read, options: dict[str, str]) -> None:
    with pytest.raises(WrongUsage, match="--on"):
        read("country,name,title\nJapan,Ann,Consul\n", name="list.csv", **options)


def test_a_line_of_a_megabyte_costs_itself_alone(read: Read) -> None:
    long = "x" * 1_000_000
    pieces = read(f"country,name,title\nJapan,Ann,Consul\n{long}\nMalta,Bob,Consul\n")
    assert [piece.where for piece in pieces if isinstance(piece, Rejected)] == ["line 3"]
    assert [person.name for person in _of(pieces, Person)] == ["Ann", "Bob"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(rows=st.lists(st.text(max_size=60), max_size=8))
def test_whatever_stands_below_the_headings_raises_nothing_and_keeps_keys_apart(read: Read, rows: list[str]) -> None:
    text = "country,name,title,since,dean,national day\n" + "\n".join(rows)
    pieces = read(text.encode("utf-8", "surrogatepass"))
    keys = [piece.key for piece in pieces if isinstance(piece, Draft)]
    assert len(keys) == len(set(keys))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(day=st.dates(min_value=date(1900, 1, 1)))
def test_every_day_is_the_same_however_it_is_written(read: Read, day: date) -> None:
    written = [
        day.isoformat(),
        day.strftime("%d.%m.%Y"),
        f"{day.day} {day:%B} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
    ]
    rows = "".join(f'Japan,Officer {number},Consul,"{one}"\n' for number, one in enumerate(written))
    assert [tenure.from_on for tenure in _of(read(f"country,name,title,since\n{rows}"), Tenure)] == [day] * len(written)


names = st.text(
    st.characters(categories=["L", "M", "N", "P", "S"]) | st.sampled_from("\u202e\u2066\x1b\x07"), min_size=1
).filter(lambda name: name.casefold() not in VACANT)
"""What may act on a screen or in a sheet, and letters, marks and signs of every script; no word for a vacant seat."""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(name=names)
def test_whatever_a_consul_is_called_stays_what_it_is(read: Read, name: str) -> None:
    quoted = name.replace('"', '""')
    (person,) = _of(read(f'country,name,title\nJapan,"{quoted}",Consul\n'.encode()), Person)
    assert person.name == name
