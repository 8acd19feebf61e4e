"""The list after the first: who arrived, who left, who was promoted, and what a damaged list may not claim."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import Draft, Importer, Rejected, Source, Tenure, WrongUsage
from trustcrm.testing.an_office import an_office, brought_in
from trustcrm_consular.importer import ConsularImporter

SAMPLES = Path(__file__).parent / "samples"
FORMER, LATER = SAMPLES / "corps-2024-10-01.txt", SAMPLES / "corps-2025-04-01.txt"
HEADINGS = "country,city,name,title,since\n"
FIRST = HEADINGS + "Japan,Hamburg,Ann,Consul General,2020-01-01\nJapan,Hamburg,Bob,Consul,2021-01-01\n"

Second = Callable[..., list[Any]]


@pytest.fixture
def second(tmp_path: Path) -> Second:
    """Read the list after `FIRST`, or after another."""

    def _second(rows: str, first: str = FIRST, name: str = "corps-2025-04-01.csv") -> list[Any]:
        former = tmp_path / "corps-2024-10-01.csv"
        former.write_text(first, "utf-8")
        (tmp_path / name).write_text(HEADINGS + rows, "utf-8")
        return list(ConsularImporter().read(Source(path=tmp_path / name, options={"former": str(former)})))

    return _second


@pytest.fixture
def importer() -> Importer:
    return ConsularImporter()


def _ended(pieces: Iterable[Any]) -> Iterator[tuple[str, str, date]]:
    for piece in pieces:
        if isinstance(piece, Draft) and isinstance(piece.record, Tenure) and piece.record.to_on:
            tenure: Any = piece.record
            yield tenure.person.name, tenure.post.name.rpartition("|")[2], tenure.to_on


def test_who_is_missing_has_left_by_the_day_of_the_list(second: Second) -> None:
    pieces = second("Japan,Hamburg,Ann,Consul General,2020-01-01\nJapan,Hamburg,Cy,Consul,2025-01-01\n")
    assert list(_ended(pieces)) == [("Bob", "consul", date(2025, 4, 1))]
    left: Any = pieces[-1].record
    assert (left.from_on, left.source) == (date(2021, 1, 1), "consular list; not on the list of 2025-04-01")


def test_who_was_promoted_has_left_one_post_and_holds_another(second: Second) -> None:
    pieces = second("Japan,Hamburg,Ann,Consul General,2020-01-01\nJapan,Hamburg,Bob,Deputy Consul General,2025-01-01\n")
    assert list(_ended(pieces)) == [("Bob", "consul", date(2025, 4, 1))]
    begun: list[Any] = [piece.record for piece in pieces if isinstance(getattr(piece, "record", None), Tenure)]
    assert [(one.post.name, one.from_on) for one in begun if not one.to_on and one.person.name == "Bob"] == [
        ("post|JP|hamburg|deputy consul general", date(2025, 1, 1))
    ]


def test_another_spelling_or_language_is_no_departure(second: Second) -> None:
    assert not list(_ended(second("JAPON,HAMBURG,Mme ANN,Consule générale,\nJapan,Hamburg,BOB,Konsul,\n")))


@pytest.mark.parametrize("since", ["03/04/2024", "soon"])
def test_whose_date_is_unclear_has_not_left(second: Second, since: str) -> None:
    pieces = second(f"Japan,Hamburg,Ann,Consul General,\nJapan,Hamburg,Bob,Consul,{since}\n")
    assert not list(_ended(pieces))
    assert [piece.where for piece in pieces if isinstance(piece, Rejected)] == ["line 3"]


@pytest.mark.parametrize("broken", ["Japan,Hamburg,Bob,,", ",Hamburg,Bob,Consul,", 'Japan,Hamburg,"Bob,Consul,'])
def test_a_damaged_list_ends_nobodys_tenure(second: Second, broken: str) -> None:
    pieces = second(f"Japan,Hamburg,Ann,Consul General,\n{broken}\nMalta,Hamburg,Cy,Consul,\n")
    assert not list(_ended(pieces))
    assert pieces[-1].reason.startswith("Nobody was taken to have left, since 1 piece of")


def test_a_list_that_names_fewer_than_half_ends_nobodys_tenure(second: Second) -> None:
    first = FIRST + "Japan,Hamburg,Cy,Vice Consul,\n"
    pieces = second("Japan,Hamburg,Ann,Consul General,\n", first)
    assert not list(_ended(pieces))
    assert "names only 1 of the 3 people" in pieces[-1].reason


def test_a_former_list_that_is_newer_or_missing_is_refused(second: Second, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="not before"):
        second("Japan,Hamburg,Ann,Consul General,\n", name="corps-2024-09-01.csv")
    source = Source(path=FORMER, options={"former": str(tmp_path / "gone.txt")})
    with pytest.raises(WrongUsage, match="does not exist"):
        list(ConsularImporter().read(source))


def test_a_large_list_and_the_one_before_it_need_little_memory(importer: Importer, tmp_path: Path) -> None:
    rows = [f"Japan,City {number % 99},Officer {number},Consul,2020-01-01\n" for number in range(4_000)]
    former, later = tmp_path / "corps-2024-10-01.csv", tmp_path / "corps-2025-04-01.csv"
    former.write_text(HEADINGS + "".join(rows), "utf-8")
    later.write_text(HEADINGS + "".join(rows[400:]), "utf-8")
    tracemalloc.start()
    try:
        left = sum(1 for _ in _ended(importer.read(Source(path=later, options={"former": str(former)}))))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert left == 400
    assert peak < 8_000_000


def test_an_office_learns_who_arrived_left_and_was_promoted(importer: Importer, tmp_path: Path) -> None:
    with an_office(tmp_path / "office") as office:
        first = brought_in(office, importer, Source(path=FORMER))
        assert (first.items, first.created["tenure"], first.created["person"]) == ([], 21, 20)
        later = Source(path=LATER, options={"former": str(FORMER)})
        second = brought_in(office, importer, later)
        # Arrived: a vice consul of Argentina. Promoted: a consul of Japan. Dean: now the consul general of Mexico.
        assert (second.items, second.created) == ([], {"person": 1, "tenure": 3})
        ended = {person for person, _, _ in _ended(list(importer.read(later)))}
        assert ended == {"Tomás Quiroga", "Kenji Tanabe", "Aiko Morikawa", "Dr. Rosa Borg‐Tabone"}


def test_a_consulate_that_becomes_a_consulate_general_is_still_the_same(importer: Importer, tmp_path: Path) -> None:
    with an_office(tmp_path / "office") as office:
        for number, sort in enumerate(("Honorary Consulate", "Consulate General")):
            path = tmp_path / f"corps-202{number}-04-01.txt"
            path.write_text(f"MALTA\n{sort}, Homeville\nDr. Rosa Borg, Honorary Consul\n", "utf-8")
            outcome = brought_in(office, importer, Source(path=path))
            assert not outcome.items
            assert outcome.created.get("organisation", 0) == (1 if number == 0 else 0)
