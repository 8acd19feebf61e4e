from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import (
    NOUNS,
    City,
    Draft,
    Drafts,
    Mention,
    Person,
    Rejected,
    Source,
    Tie,
    UnreadableSource,
    Window,
    fields_of,
)
from trustcrm_table.importer import TableImporter

Read = Callable[..., list[Draft | Rejected]]

_CELLS: dict[Any, tuple[str, Any]] = {
    str: ("some words", "some words"),
    int: ("42", 42),
    float: ("4.5", 4.5),
    Decimal: ("4.50", Decimal("4.50")),
    bool: ("yes", True),
    date: ("2026-03-31", date(2026, 3, 31)),
    time: ("14:30", time(14, 30)),
}


def _cell(told: Any) -> tuple[str, Any]:
    if told.is_ref:
        return f"a {told.name}", Mention(noun=told.about.refers[0], name=f"a {told.name}")
    if told.is_many:
        return "one; two", ("one", "two")
    if told.about.choices:
        return told.about.choices[0].upper(), told.about.choices[0]
    return _CELLS[told.type]


@pytest.mark.parametrize("noun", NOUNS)
def test_every_field_of_every_noun_is_found_by_its_name(read: Read, noun: str) -> None:
    cells = {name: _cell(told) for name, told in fields_of(NOUNS[noun]).items()}
    header = ";".join(name.replace("_", " ").title() for name in cells)
    row = ";".join(f'"{text}"' for text, _ in cells.values())
    (draft,) = read(f"{header}\r\n{row}\r\n", noun=noun)
    assert isinstance(draft, Draft), draft
    assert draft.record == NOUNS[noun](**{name: value for name, (_, value) in cells.items()})


@pytest.mark.parametrize("column", ["starts_on", "Starts on", "STARTS-ON", "StartsOn", " starts on "])
def test_column_is_found_however_it_is_written(read: Read, column: str) -> None:
    (draft,) = read(f"name,{column}\nFlood,2026-01-02\n", noun="window")
    assert isinstance(draft, Draft)
    assert draft.record == Window(name="Flood", starts_on=date(2026, 1, 2))


def test_a_table_of_partners_is_of_ties_with_our_own_city(tmp_path: Path) -> None:
    path = tmp_path / "partners.csv"
    path.write_text("Partner;Art;Seit\nLiège;sister;1977-05-01\n", encoding="utf-8")
    home = Mention(noun="city", name="Porto", country="PT")
    (drafts,) = TableImporter(lambda: home).read(Source(path=path, options={"noun": "tie"}))
    assert isinstance(drafts, Drafts)
    (draft,) = drafts
    partner = Mention(noun="side", name="Liège")
    assert draft.record == Tie(one=home, other=partner, kind="sister", since=date(1977, 5, 1))
    with pytest.raises(UnreadableSource, match="one"):
        TableImporter().read(Source(path=path, options={"noun": "tie"}))


def test_id_column_holds_row_ids_or_names(read: Read) -> None:
    first, second = read("name,side_id\nA,17\nB,Lyon\n", noun="person")
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert first.record == Person(name="A", side=17)
    assert second.record == Person(name="B", side=Mention(noun="side", name="Lyon"))


def test_details_of_a_reference_stand_in_columns_behind_its_name(read: Read) -> None:
    (draft,) = read("name,side,side country,side_wikidata\nA,Lyon,FR,Q456\n", noun="person")
    assert isinstance(draft, Draft)
    lyon = Mention(noun="side", name="Lyon", country="FR", ids=(("wikidata", "Q456"),))
    assert draft.record == Person(name="A", side=lyon)


def test_unknown_column_is_an_error_that_names_the_nearest_field(read: Read) -> None:
    with pytest.raises(UnreadableSource, match='"contry" is no field of city; did you mean "country"') as problem:
        read("name,contry\nLyon,FR\n", noun="city")
    assert "ignore" in str(problem.value)


@pytest.mark.parametrize("ignore", ["fax", "rest"])
def test_ignored_column_is_left_aside_but_kept_raw(read: Read, ignore: str) -> None:
    (draft,) = read("name,fax\nLyon,12\n", noun="city", ignore=ignore)
    assert isinstance(draft, Draft)
    assert draft.record == City(name="Lyon")
    assert draft.raw == {"name": "Lyon", "fax": "12"}


def test_table_without_a_needed_column_is_refused_whole(read: Read) -> None:
    with pytest.raises(UnreadableSource, match='gives "on", and every interaction needs it'):
        read("kind,giver,receiver\ncall,A,B\n", noun="interaction")


def test_unknown_noun_is_an_error_that_names_the_nearest(read: Read) -> None:
    with pytest.raises(UnreadableSource, match='no noun "persn"; did you mean "person"'):
        read("name\nA\n", noun="persn")
    with pytest.raises(UnreadableSource, match="Say what each row is"):
        read("name\nA\n")


def test_title_lines_above_the_header_are_passed_over(read: Read) -> None:
    (draft,) = read("Cities of 2024; a draft\r\n\r\nname;country\r\nLyon;FR\r\n", noun="city")
    assert isinstance(draft, Draft)
    assert (draft.record, draft.where) == (City(name="Lyon", country="FR"), "line 4")


def test_where_is_the_true_line_after_fields_with_line_breaks(read: Read) -> None:
    pieces = read('name,region\n"A\nB",x\n\nC,y\n', noun="city")
    assert [piece.where for piece in pieces] == ["line 2", "line 5"]


def test_row_that_is_short_or_long_is_rejected_alone(read: Read) -> None:
    pieces = read("name,country\nA,FR\nB\nC,FR,x\nD,FR,,\nE,FR\n", noun="city")
    assert [type(piece) for piece in pieces] == [Draft, Rejected, Rejected, Draft, Draft]
    assert isinstance(pieces[1], Rejected)
    assert pieces[1].reason == "The row has 1 cells where the header has 2; a cell is missing."
    assert isinstance(pieces[2], Rejected)
    assert pieces[2].raw == {"name": "C", "country": "FR", "cell 3": "x"}


def test_keys_depend_on_the_row_alone(read: Read) -> None:
    rows = [f"2026-01-{day:02},call,Us,City {day},Words {day}" for day in range(1, 29)]
    header = "on,kind,giver,receiver,words\n"

    def keys(chosen: list[str]) -> dict[str, str]:
        pieces = read(header + "\n".join(chosen) + "\n", noun="interaction")
        return {piece.raw["words"]: piece.key for piece in pieces if isinstance(piece, Draft)}

    whole = keys(rows)
    assert len(set(whole.values())) == len(rows)
    shuffled = rows[:]
    random.Random(7).shuffle(shuffled)
    assert keys(shuffled) == whole
    assert keys(rows[::3]).items() <= whole.items()


def test_alike_rows_have_one_key(read: Read) -> None:
    first, second = read("name,country\nLyon,FR\nLyon,FR\n", noun="city")
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert first.key == second.key


def test_key_columns_name_the_row(read: Read) -> None:
    (draft,) = read("name,country,no\nA|B,FR,7\n", noun="city", key="no, name", ignore="no")
    assert isinstance(draft, Draft)
    assert draft.key == "7|A\\|B"


def test_row_with_empty_key_columns_is_rejected(read: Read) -> None:
    pieces = read("name,no\nA,\nB,2\n", noun="city", key="no", ignore="no")
    assert [type(piece) for piece in pieces] == [Rejected, Draft]


def test_one_side_twice_is_no_tie(read: Read) -> None:
    (piece,) = read("one,other\nLodi,Lodi\n", noun="tie")
    assert isinstance(piece, Rejected)
    assert "stands on both sides" in piece.reason


def test_file_that_holds_nothing_is_unreadable(read: Read) -> None:
    for empty in (b"", b"\xef\xbb\xbf", b"\n\n"):
        with pytest.raises(UnreadableSource, match="no row of column names"):
            read(empty, noun="city")


@pytest.mark.parametrize(
    "heading", ["E-Mail", "e-mail", "Mail", "E-Mail-Adresse", "Courriel", "Posta elettronica", "EMAIL", "emails"]
)
def test_a_mail_address_is_read_under_its_name_in_four_languages(read: Read, heading: str) -> None:
    (draft,) = read(f"Name;{heading};Téléphone\nAnna;anna@graz.example;+43 1\n", noun="person")
    assert isinstance(draft, Draft)
    assert draft.record == Person(name="Anna", emails=("anna@graz.example",), phones=("+43 1",))


@pytest.mark.parametrize("row", ["Total;;12", "Summe:;;1.204,5", "Totale;;", "Gesamtsumme 3;;", ";Total;3", "TOTAL"])
def test_a_row_of_sums_at_the_end_is_no_record(read: Read, row: str) -> None:
    graz, total = read(f"Name;Country;Latitude\nGraz;AT;\n{row}\n", noun="city")
    assert isinstance(graz, Draft)
    assert isinstance(total, Rejected)
    assert total.where == "line 3"
    assert "sums up other rows and is no record" in total.reason


def test_a_record_called_like_a_sum_is_kept_where_that_is_said(read: Read) -> None:
    table = "Name;Country;Latitude\nTotal;;12\nGraz;AT;\n"
    total, _ = read(table, noun="city")
    assert isinstance(total, Rejected)
    assert total.reason.endswith("where it is one, bring it in with --sums keep.")
    for said in ({"noun": "city", "sums": "keep"}, {"mapping": 'noun = "city"\nsums = "keep"\n'}):
        first, second = read(table, **said)
        assert isinstance(first, Draft)
        assert isinstance(second, Draft)
        assert first.record == City(name="Total", latitude=12.0)
    with pytest.raises(UnreadableSource, match='"sums" is keep or reject, not "kep"'):
        read(table, noun="city", sums="kep")


def test_a_row_of_sums_is_none_either_where_the_rejected_rows_are_brought_again(read: Read) -> None:
    (total,) = read("Name,Country,rejected at,rejected because\nTotal,,line 2,It sums up others.\n", noun="city")
    assert isinstance(total, Rejected)


@pytest.mark.parametrize("row", ["Totana;ES;", "Total;FR;", "Sumter;US;33.9", "Gesamtschule;DE;"])
def test_a_name_like_a_sum_is_a_record(read: Read, row: str) -> None:
    (city,) = read(f"Name;Country;Latitude\n{row}\n", noun="city")
    assert isinstance(city, Draft)


@pytest.mark.parametrize(
    ("header", "advice"),
    [
        ("Name;E-Mail", "each row is: its columns fit --noun organisation or colleague or person; all are city, "),
        ("Foo;Bar;Baz", "each row is: --noun is one of city, organisation,"),
    ],
)
def test_where_nobody_says_what_a_row_is_its_columns_suggest_it(read: Read, header: str, advice: str) -> None:
    with pytest.raises(UnreadableSource, match=advice):
        read(f"{header}\nAnna;a@graz.example\n")


@pytest.mark.parametrize("city", ["City", "Stadt", "Ville", "Ciudad", "Città", "CIDADE"])
def test_a_column_of_cities_is_the_side_of_people_where_none_else_is(read: Read, city: str) -> None:
    (draft,) = read(f"Name;{city};Land\nAnna Berg;Lyon;FR\n", noun="person")
    assert isinstance(draft, Draft)
    assert draft.record == Person(name="Anna Berg", side=Mention(noun="city", name="Lyon", country="FR"))


def test_a_column_of_cities_is_not_the_side_where_another_is_and_of_no_other_noun(read: Read) -> None:
    (draft,) = read("name,side,Stadt\nAnna,Port of Lyon,Lyon\n", noun="person", ignore="Stadt")
    assert isinstance(draft, Draft)
    assert draft.record == Person(name="Anna", side=Mention(noun="side", name="Port of Lyon"))
    with pytest.raises(UnreadableSource, match='"Stadt" is no field of person'):
        read("name,side,Stadt\nAnna,Port of Lyon,Lyon\n", noun="person")
    with pytest.raises(UnreadableSource, match='"Stadt" is no field of post'):
        read("title,Stadt\nMayor,Lyon\n", noun="post")
    with pytest.raises(UnreadableSource, match='"Ville" gives the field "side" a second time'):
        read("name,Stadt,Ville\nAnna,Lyon,Lyon\n", noun="person")
