from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustcrm.plugin import Draft, Organisation, Person, Post, Rejected, Source, Tenure, UnreadableSource
from trustcrm_consular.importer import ConsularImporter

Read = Callable[..., list[Any]]

SAMPLES = Path(__file__).parent / "samples"
LIST = """CONSULAR CORPS
As of 1 April 2025

JAPAN
Consulate General in Los Angeles
350 Invented Boulevard, Suite 1700
Tel: (213) 555-0100
E-mail: consulate@jp.example
Consular district: Southern California
Languages: Japanese, English
National Day: 23 February
Mr. Kenji TANABE, Consul General (12 March 2024)
Ms. Aiko MORIKAWA, Consul (Commercial), since 3 May 2023

MALTA
Dr. Rosa BORG-TABONE, Honorary Consul
"""


@pytest.fixture
def read_text(read: Read) -> Read:
    """Read a list of the layout of text."""
    return lambda text, **options: read(text, name="corps.txt", **options)


def _of(pieces: list[Any], kind: type[Any]) -> list[Any]:
    return [piece.record for piece in pieces if isinstance(piece, Draft) and isinstance(piece.record, kind)]


def test_a_country_in_capitals_its_consulate_and_its_officers_are_read(read_text: Read) -> None:
    pieces = read_text(LIST)
    japan, malta = _of(pieces, Organisation)
    assert (japan.name, japan.country, japan.emails) == (
        "Consulate General of Japan in Los Angeles", "JP", ("consulate@jp.example",),
    )  # fmt: skip
    assert (malta.name, malta.city) == ("Consulate of Malta", None)
    tanabe, morikawa, borg = _of(pieces, Person)
    assert (tanabe.name, tanabe.phones, tanabe.emails) == ("Kenji TANABE", ("(213) 555-0100",), ())
    assert (morikawa.name, borg.name, borg.phones) == ("Aiko MORIKAWA", "Dr. Rosa BORG-TABONE", ())
    general, commercial, honorary = _of(pieces, Post)
    assert (general.district, general.languages, general.national_day) == (
        "Southern California", ("Japanese", "English"), "02-23",
    )  # fmt: skip
    assert (commercial.title, honorary.honorary) == ("Consul (Commercial)", True)
    assert [tenure.from_on for tenure in _of(pieces, Tenure)] == [date(2024, 3, 12), date(2023, 5, 3), None]


def test_the_day_above_the_first_country_is_when_posts_were_verified(read_text: Read) -> None:
    assert {post.verified_on for post in _of(read_text(LIST), Post)} == {date(2025, 4, 1)}
    assert {post.verified_on for post in _of(read_text(LIST, on="2025-05-01"), Post)} == {date(2025, 5, 1)}


@pytest.mark.parametrize(
    "name",
    [
        "corps-2024-10-01.csv",
        "gnumeric-1.12-2024-10-01.csv",
        "libreoffice-7.4-2024-10-01.csv",
        "libreoffice-7.4.txt",
        "pandoc-2.17.txt",
        "pdftotext-22.12.txt",
    ],
)
def test_whichever_program_wrote_a_list_as_text_or_columns_it_tells_the_same_things(name: str) -> None:
    text, other = (
        {piece.key for piece in ConsularImporter().read(Source(path=SAMPLES / one)) if isinstance(piece, Draft)}
        for one in ("corps-2024-10-01.txt", name)
    )
    assert len(text) == 74
    assert text == other


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("REPUBLIC OF KOREA", "KR"),
        ("PEOPLE'S REPUBLIC OF CHINA", "CN"),
        ("ÖSTERREICH", "AT"),
        ("CÔTE D’IVOIRE", "CI"),
        ("ROYAUME DE BELGIQUE", "BE"),
        ("RUSSIAN FEDERATION", "RU"),
        ("PAESI BASSI", "NL"),
        ("BOSNIA & HERZEGOVINA", "BA"),
    ],
)
def test_a_country_is_known_by_its_names_in_four_languages(read_text: Read, heading: str, code: str) -> None:
    text = f"{heading}\nConsulate, Hamburg\nMr Ann, Consul\n"
    (consulate,) = _of(read_text(text, on="2025-04-01"), Organisation)
    assert consulate.country == code


def test_what_stands_below_an_unknown_country_is_left_out_and_said(read_text: Read) -> None:
    text = "JAPAN\nMs Ann, Consul\n\nSEALAND\nConsulate, Hamburg\nMr Bob, Consul\n\nMALTA\nMs Cleo, Consul\n"
    pieces = read_text(text, on="2025-04-01")
    (rejected,) = [piece for piece in pieces if isinstance(piece, Rejected)]
    assert (rejected.where, rejected.raw) == ("line 4", {"text": "SEALAND"})
    assert [person.name for person in _of(pieces, Person)] == ["Ann", "Cleo"]


@pytest.mark.parametrize("line", ["Mr. Bob Berg", "Ms. Bo, Gardener", "Mr Bob, Consul (12 March 20"])
def test_somebody_without_a_title_that_can_be_read_is_rejected(read_text: Read, line: str) -> None:
    pieces = read_text(f"JAPAN\nConsulate, Hamburg\nMs Ann, Consul\n{line}\nMr Cy, Consul\n", on="2025-04-01")
    assert [piece.where for piece in pieces if isinstance(piece, Rejected)] == ["line 4"]
    assert [person.name for person in _of(pieces, Person)] == ["Ann", "Cy"]


@pytest.mark.parametrize(
    ("line", "name", "rank"),
    [
        ("Hon. Zoe Berg, Consul General of Canada", "Zoe Berg", "consul general"),
        ("TANABE, Kenji, Consul (Trade), Doyen", "TANABE, Kenji", "consul trade"),
        ("Jan Berg, OBE, Acting Consul-General", "Jan Berg, OBE", "acting consul general"),
        ("Frau Zoë Berg, Stellvertretende Generalkonsulin", "Zoë Berg", "deputy consul general"),
        ("Mr. Jan BERG        Consul General    (12 March 2024)", "Jan BERG", "consul general"),
        ("Mr. Jan BERG | Vice-Consul", "Jan BERG", "vice consul"),
        ("Consul: Mr. Jan Berg", "Jan Berg", "consul"),
        ("M. Paul Berg, Attaché consulaire", "Paul Berg", "attache consulaire"),
    ],
)
def test_an_officer_is_parted_into_name_and_title(read_text: Read, line: str, name: str, rank: str) -> None:
    first, *_ = _of(read_text(f"CANADA\nConsulate, Hamburg\n{line}\n", on="2025-04-01"), Tenure)
    assert (first.person.name, first.post.name) == (name, f"post|CA|hamburg|{rank}")


def test_an_exequatur_below_an_officer_is_of_that_officer(read_text: Read) -> None:
    text = "CANADA\nConsulate, Hamburg\nMs Ann, Consul (2 May 2018)\nExequatur: 1 February 2019\nMr Bob, Vice Consul\n"
    ann, bob = _of(read_text(text, on="2025-04-01"), Tenure)
    assert (ann.from_on, ann.source) == (date(2018, 5, 2), "consular list; exequatur of 2019-02-01")
    assert (bob.from_on, bob.source) == (None, "consular list")


@pytest.mark.parametrize("line", ["Suite 4, Consulting House", "5, Rue des Consuls", "Visas, Consular Section: 9-12"])
def test_an_address_is_nobody(read_text: Read, line: str) -> None:
    pieces = read_text(f"CANADA\nConsulate, Hamburg\n{line}\nMs Ann, Consul\n", on="2025-04-01")
    assert [person.name for person in _of(pieces, Person)] == ["Ann"]


def test_a_table_of_other_people_is_left_to_other_importers() -> None:
    importer = ConsularImporter()
    assert importer.sniff(b"country,name,title\nJapan,Ann,Mayor\n", "x.csv") < 0.5
    assert importer.sniff(b"country,name,title\nJapan,Ann,Consul\n", "x.csv") > 0.7
    assert importer.sniff(b"JAPAN\nTokyo is a city.\n", "x.txt") == 0.0


def test_a_title_may_stand_before_the_name(read_text: Read) -> None:
    pieces = read_text("JAPAN\nKonsulat in Hamburg\nKonsulin: Frau Aiko Morikawa (03.05.2023)\n", on="2025-04-01")
    (tenure,) = _of(pieces, Tenure)
    assert (tenure.person.name, tenure.post.name, tenure.from_on) == (
        "Aiko Morikawa", "post|JP|hamburg|consul", date(2023, 5, 3),
    )  # fmt: skip


@pytest.mark.parametrize("line", ["x" * 1_000_000, "Mr " + "( " * 30_000, "Consul" + " ," * 400_000, "A, " * 20_000])
def test_a_line_far_too_long_costs_itself_alone(read_text: Read, line: str) -> None:
    pieces = read_text(f"JAPAN\nConsulate, Hamburg\nMs Ann, Consul\n{line}\nMr Cy, Consul\n", on="2025-04-01")
    assert [piece.where for piece in pieces if isinstance(piece, Rejected)] == ["line 4"]
    assert [person.name for person in _of(pieces, Person)] == ["Ann", "Cy"]


@pytest.mark.parametrize("name", ["A\u202eeniL Berg", "Ann\x07Berg", "=cmd|' /C calc'!A1", "李 小龙"])
def test_a_name_stays_as_it_is_written(read_text: Read, name: str) -> None:
    (person,) = _of(read_text(f"JAPAN\nConsulate, Hamburg\n{name}, Consul\n", on="2025-04-01"), Person)
    assert person.name == name


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_an_encoding_changes_nothing(read: Read, encoding: str) -> None:
    text = "ÖSTERREICH\r\nGeneralkonsulat in Köln\r\nFrau Zoë Müßig, Generalkonsulin (12. März 2024)\r\n"
    (person,) = _of(read(text.encode(encoding), name="x-2025-04-01.txt"), Person)
    assert person.name == "Zoë Müßig"


def test_a_rejected_officer_can_be_mended_and_brought_again_as_columns(read: Read, read_text: Read) -> None:
    text = "JAPAN\nConsulate General, Hamburg\nMs Ann, Consul (03/04/2024)\n"
    rejected = read_text(text, on="2025-04-01")[-1]
    told = {**rejected.raw, "since": "3 April 2024"}
    again = read(",".join(told) + "\n" + ",".join(f'"{cell}"' for cell in told.values()) + "\n", on="2025-04-01")
    mended = read_text(text.replace("03/04/2024", "3 April 2024"), on="2025-04-01")
    assert [piece.key for piece in again] == [piece.key for piece in mended]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(
    name=st.sampled_from(["corps-2024-10-01.txt", "corps-2024-10-01.csv", "korps-2024-10-01.csv"]),
    place=st.integers(0, 3_600),
    length=st.integers(0, 40),
    put=st.one_of(st.binary(max_size=12), st.sampled_from([b'"', b"\n", b"\r", b"\0", b"\xff\xfe", b"(", b";" * 200])),
)
def test_a_spoilt_list_raises_nothing_but_that_it_is_unreadable(
    read: Read, name: str, place: int, length: int, put: bytes
) -> None:
    content = (SAMPLES / name).read_bytes()
    with suppress(UnreadableSource):
        pieces = read(content[:place] + put + content[place + length :], name=name)
        keys = [piece.key for piece in pieces if isinstance(piece, Draft)]
        assert len(keys) == len(set(keys))
        assert all(piece.where and (isinstance(piece, Draft) or piece.reason) for piece in pieces)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    lines=st.lists(
        st.one_of(
            st.text(max_size=80),
            st.sampled_from(LIST.splitlines()),
            st.sampled_from(["MALTA", "Mr A, Consul (", "Consul:", ", Consul", "Tel:", "(2024)", "Consulate, "]),
        ),
        max_size=20,
    )
)
def test_whatever_lines_follow_raises_nothing_and_keeps_keys_apart(read_text: Read, lines: list[str]) -> None:
    text = LIST + "\n".join(lines)
    pieces = read_text(text.encode("utf-8", "surrogatepass"))
    keys = [piece.key for piece in pieces if isinstance(piece, Draft)]
    assert len(keys) == len(set(keys))
    assert {"Kenji TANABE", "Aiko MORIKAWA"} <= {person.name for person in _of(pieces, Person)}
