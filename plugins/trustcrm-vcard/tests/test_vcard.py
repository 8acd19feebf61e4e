from __future__ import annotations

import time
import tracemalloc
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import Draft, Mention, Organisation, Person, Post, Rejected, Source, Tenure, UnreadableSource
from trustcrm_vcard.importer import VCardImporter

SAMPLES = Path(__file__).parent / "samples"


def _read(folder: Path, text: str | bytes) -> list[Any]:
    path = folder / "c.vcf"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(VCardImporter().read(Source(path=path)))


def _card(*lines: str) -> str:
    return "\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""])


def test_a_card_is_a_person_of_its_body(tmp_path: Path) -> None:
    (draft,) = _read(
        tmp_path, _card("FN:Giulia Rossi", "ORG:Comune di Milano;Protocol", "EMAIL:g@milano.example", "UID:7")
    )
    body = Mention(noun="organisation", name="Comune di Milano")
    assert draft.record == Person(name="Giulia Rossi", emails=("g@milano.example",), side=body)
    assert (draft.key, draft.where) == ("7", "line 1")


def test_what_version_4_says_is_kept() -> None:
    first, second, third = VCardImporter().read(Source(path=SAMPLES / "rfc-4.0.vcf"))
    assert isinstance(first, Draft)
    assert isinstance(first.record, Person)
    assert (first.record.name, first.record.aliases) == ("Ursina Bächtold", ("Urs", "Ursi"))
    assert (first.record.phones, first.record.languages) == (("+41-44-555-0105",), ("de", "fr"))
    assert first.record.side == Mention(noun="city", name="Zürich", country="Switzerland")
    assert isinstance(second, Draft)
    assert isinstance(second.record, Organisation)
    assert (second.record.name, second.record.website) == ("Consulate General of Mexico", "https://consulate.example")
    assert isinstance(third, Draft)
    assert isinstance(third.record, Person)
    assert third.record.emails == ("anahit@yerevan.example",)


@pytest.mark.parametrize("written", ["Rossi, Giulia", "Rossi\\, Giulia", "Rossi, Giu\n lia"])
def test_a_comma_in_a_name_is_part_of_it(tmp_path: Path, written: str) -> None:
    (draft,) = _read(tmp_path, _card(f"FN:{written}"))
    assert draft.record.name == "Rossi, Giulia"


KADDRESSBOOK = ("kcontacts-5.103-2.1.vcf", "kcontacts-5.103-3.0.vcf", "kcontacts-5.103-4.0.vcf")


def _sample(name: str) -> list[Any]:
    return list(VCardImporter().read(Source(path=SAMPLES / name)))


@pytest.mark.parametrize("name", KADDRESSBOOK)
def test_three_versions_of_one_address_book_name_the_same_people(name: str) -> None:
    people = [piece.record for piece in _sample(name) if isinstance(piece.record, Person)]
    assert [(person.name, str(person.side)) for person in people] == [
        ("Aino Mäkelä", "None"),
        ("Zoltán Kiss", "Pécs Megyei Jogú Város"),
        ("Đặng Thị Hương", "Sở Ngoại vụ Hải Phòng"),
        ("Jürgen Weiß", "Freie Hansestadt Bremen, Senatskanzlei"),
    ]
    assert people[-1].phones == ("+49 421 555 090", "+49 171 555 091")


@pytest.mark.parametrize(
    ("name", "person", "side", "title"),
    [
        ("khard-0.18.0.vcf", "محمد العلوي", "Ville de Tétouan", "Chargé de mission, coopération décentralisée"),
        ("evolution-3.46.4.vcf", "Prof. Amélie de la Tour", "Communauté urbaine de Dunkerque", "Directrice"),
        (
            "sabre-vobject-2.1.7.vcf",
            "Dr. Katarzyna Wójcik-Nowak",
            "Urząd Miasta Gdyni",
            "Główna specjalistka, współpraca",
        ),
        ("ical.js-2.2.1.vcf", "Lindiwe Mokoena", "eThekwini Municipality", "Senior Manager: Protocol, Partnerships"),
    ],
)
def test_a_title_at_a_body_is_a_seat_somebody_holds(name: str, person: str, side: str, title: str) -> None:
    pieces = {piece.key: piece for piece in _sample(name)}
    (tenure,) = (
        piece.record
        for piece in pieces.values()
        if isinstance(piece.record, Tenure) and cast(Mention, piece.record.person).name == person
    )
    assert isinstance(tenure.post, Mention)
    assert pieces[tenure.post.name].record == Post(title=title, side=Mention(noun="organisation", name=side))
    assert (tenure.from_on, tenure.to_on, tenure.source) == (None, None, name)


def test_a_title_without_a_body_is_no_seat(tmp_path: Path) -> None:
    (piece,) = _read(tmp_path, _card("FN:Ana", "TITLE:Mayor", "ADR:;;;Porto;;;Portugal"))
    assert piece.record == Person(name="Ana", side=Mention(noun="city", name="Porto", country="Portugal"))


def test_another_title_is_another_seat_and_another_spelling_is_none(tmp_path: Path) -> None:
    seats = [
        [piece.key for piece in _read(tmp_path, _card("UID:7", "FN:Ana", "ORG:Port", f"TITLE:{title}"))]
        for title in ("Deputy Mayor", "DEPUTY  MAYOR", "Mayor")
    ]
    assert seats[0] == seats[1]
    assert set(seats[0]) & set(seats[2]) == {"7"}


def test_quoted_printable_of_outlook_is_read() -> None:
    first, *_, second = VCardImporter().read(Source(path=SAMPLES / "outlook-2.1.vcf"))
    assert isinstance(first, Draft)
    assert isinstance(first.record, Person)
    assert (first.record.name, str(first.record.side)) == ("Jörg Müller", "Stadt Köln")
    assert isinstance(second, Draft)


def test_two_of_one_mailbox_are_two_people(tmp_path: Path) -> None:
    first, second = _read(tmp_path, _card("FN:Ana", "EMAIL:desk@x.example") + _card("FN:Bo", "EMAIL:desk@x.example"))
    assert first.key != second.key
    assert first.record.emails == second.record.emails


def test_birthdays_notes_and_pictures_are_not_taken(tmp_path: Path) -> None:
    (draft,) = _read(tmp_path, _card("FN:Ana", "BDAY:1970-01-01", "NOTE:allergic to nuts", "PHOTO;ENCODING=b:AAAA"))
    assert not {"1970", "nuts", "AAAA"} & set(repr(draft).replace("'", " ").split())
    assert "nuts" not in repr(draft)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["KIND:group", "FN:All consuls"], "The card is a list of other cards"),
        (["EMAIL:nobody@x.example"], "The card names nobody"),
        (["FN:Ana", "no property at all"], "The card cannot be read"),
    ],
)
def test_a_card_that_is_nobody_is_rejected_beside_others(tmp_path: Path, lines: list[str], reason: str) -> None:
    first, second = _read(tmp_path, _card(*lines) + _card("FN:Bo"))
    assert isinstance(first, Rejected)
    assert first.reason.startswith(reason)
    assert isinstance(second, Draft)


def test_a_card_without_an_end_hides_no_other(tmp_path: Path) -> None:
    first, second, third = _read(tmp_path, "BEGIN:VCARD\nFN:Ana\n" + _card("FN:Bo") + "BEGIN:VCARD\nFN:Cem\n")
    assert [type(piece) for piece in (first, second, third)] == [Rejected, Draft, Rejected]


def test_a_picture_of_five_megabytes_takes_no_memory(tmp_path: Path) -> None:
    picture = "PHOTO;ENCODING=b:" + "\n ".join("A" * 70 for _ in range(75_000))
    path = tmp_path / "c.vcf"
    path.write_text(_card("FN:Ana", picture, "EMAIL:ana@x.example"), "utf-8")
    tracemalloc.start()
    (draft,) = VCardImporter().read(Source(path=path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(draft, Draft)
    assert peak < 2_000_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_however_an_address_book_was_saved_it_names_the_same(tmp_path: Path, encoding: str, ends: str) -> None:
    name = "Bo Løken" if encoding == "cp1252" else "Čapek 김"
    cards = _card("FN:Jörg Müller", "ORG:Stadt Köln", "TITLE:Büroleiter") + _card(f"FN:{name}")
    person, post, _, other = _read(tmp_path, cards.replace("\n", ends).encode(encoding))
    assert (person.record.name, str(person.record.side), post.record.title) == (
        "Jörg Müller",
        "Stadt Köln",
        "Büroleiter",
    )
    assert other.record.name == name


BOMBS = {
    "within one another": ["BEGIN:X"] * 30_000,
    "folded without end": ["NOTE:a", *[" b"] * 90_000],
    "soft line breaks without end": ["NOTE;ENCODING=QUOTED-PRINTABLE:a=", *["b="] * 90_000],
    "parameters without end": ["TEL;" + "TYPE=x;" * 60_000 + ":1"],
    "properties without end": ["TEL:1"] * 30_000,
    "a name of commas": ["FN:" + "," * 300_000],
    "backslashes": ["FN:" + "\\" * 300_001],
    "parts of a name": ["N:" + ";" * 300_000],
    "base64 that is none": ["X-A;ENCODING=b:" + "=" * 300_000],
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_card_made_to_exhaust_ends_soon_and_hides_no_other(tmp_path: Path, bomb: str) -> None:
    begun = time.process_time()
    pieces = _read(tmp_path, _card("FN:Ana", *BOMBS[bomb]) + _card("FN:Bo"))
    assert pieces[-1].record == Person(name="Bo")
    assert time.process_time() - begun < 20


def test_a_path_in_an_id_is_a_key_and_no_path(tmp_path: Path) -> None:
    (piece,) = _read(tmp_path, _card("UID:../../../etc/passwd", "FN:Ana"))
    assert piece.key == "../../../etc/passwd"
    assert [path.name for path in tmp_path.iterdir()] == ["c.vcf"]


def test_a_line_without_an_end_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "c.vcf"
    with path.open("wb") as file:
        file.write(b"BEGIN:VCARD\nVERSION:3.0\nFN:Ana\nNOTE:")
        for _ in range(300):
            file.write(b"x" * 100_000)
        file.write(b"\nEND:VCARD\nBEGIN:VCARD\nFN:Bo\nEND:VCARD\n")
    tracemalloc.start()
    far_too_long, bo = VCardImporter().read(Source(path=path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(far_too_long, Rejected)
    assert isinstance(bo, Draft)
    assert (bo.record, peak < 12_000_000) == (Person(name="Bo"), True)


def test_names_that_act_on_a_screen_or_a_sheet_stay_data(tmp_path: Path) -> None:
    (draft,) = _read(tmp_path, _card("FN:=cmd|'/c calc'!A1 \u202eanA"))
    assert draft.record.name == "=cmd|'/c calc'!A1 \u202eanA"


@given(
    st.lists(
        st.one_of(st.text(max_size=60), st.sampled_from(["FN:Ana", "N:;;;;", "ADR:;;;Oslo", "ORG:;;", "TEL:", "UID:1"]))
    )
)
def test_whatever_stands_in_a_card_stops_nothing(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    inside = [line for line in lines if "VCARD" not in line.upper()]
    pieces = _read(tmp_path_factory.mktemp("odd"), _card(*inside) + _card("FN:Bo", "UID:last"))
    last: Any = pieces[-1]
    assert isinstance(last, Draft)
    assert last.key == "last"


@pytest.mark.parametrize("content", [b"", b"\0\0", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "Имя;Почта\n".encode("cp1251")])
def test_what_is_no_address_book_is_unreadable(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableSource):
        _read(tmp_path, content)


names = st.text(
    st.characters(categories=["L", "M", "N", "P", "S"]) | st.sampled_from("\u202e\u2066\x1b\x07"), min_size=1
)
"""What may act on a screen or in a sheet, and letters, marks and signs of every script."""


@given(names)
def test_whatever_somebody_is_called_stays_what_it_is(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    escaped = name.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    (draft,) = _read(tmp_path_factory.mktemp("name"), _card("VERSION:4.0", f"FN:{escaped}"))
    assert draft.record.name == name
