from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import Draft, Mention, Organisation, Person, Rejected, Source, UnreadableSource
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


def test_quoted_printable_of_outlook_is_read() -> None:
    first, second = VCardImporter().read(Source(path=SAMPLES / "outlook-2.1.vcf"))
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
