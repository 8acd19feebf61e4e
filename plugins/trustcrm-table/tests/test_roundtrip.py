from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustcrm.plugin import City, Draft, Rejected
from trustcrm_table.cells import LOST, restored

Read = Callable[..., list[Draft | Rejected]]

_DANGEROUS = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_QUIET = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).filter(
    lambda text: text.strip() and text not in LOST
)
rows = st.lists(st.tuples(texts, texts | st.just("")), min_size=1, max_size=8)


def neutral(text: str) -> str:
    """Do what an export does to a text that a spreadsheet would run."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def _written(cells: list[tuple[str, str]], delimiter: str, newline: str) -> str:
    file = io.StringIO(newline="")
    # Python's writer leaves a lone CR bare where rows end in LF; a writer that keeps to RFC 4180 quotes it
    writer = csv.writer(file, delimiter=delimiter, lineterminator=newline, quoting=1 if newline == "\n" else 0)
    writer.writerow(["name", "region"])
    writer.writerows((neutral(name), neutral(region)) for name, region in cells)
    return file.getvalue()


def _expected(cells: list[tuple[str, str]]) -> list[City]:
    return [City(name=name, region=region if region.strip() else None) for name, region in cells]


def _cities(pieces: list[Draft | Rejected]) -> list[object]:
    return [piece.record if isinstance(piece, Draft) else piece for piece in pieces]


@_QUIET
@given(text=st.text())
def test_p25_restoring_gives_back_what_was_neutralised(text: str) -> None:
    assert restored(neutral(text)) == text


@pytest.mark.parametrize("cell", ["=SUM(A1)", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "'=1"])
def test_p25_every_dangerous_beginning_is_restored(read: Read, cell: str) -> None:
    (draft,) = read(_written([(cell, "")], ",", "\n"), noun="city")
    assert isinstance(draft, Draft)
    assert draft.record == City(name=cell)


@pytest.mark.parametrize("name", ["'s-Hertogenbosch", "'t Zand", "L'Aquila", "''"])
def test_p25_apostrophes_of_real_names_stay(read: Read, name: str) -> None:
    (draft,) = read(f"name,region\n{name},x\n", noun="city")
    assert isinstance(draft, Draft)
    assert draft.record == City(name=name, region="x")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@_QUIET
@given(cells=rows)
def test_p29_any_text_round_trips(
    read: Read, encoding: str, delimiter: str, newline: str, cells: list[tuple[str, str]]
) -> None:
    mark = {"utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}.get(encoding, "")
    table = (mark + _written(cells, delimiter, newline)).encode(encoding)
    assert _cities(read(table, noun="city")) == _expected(cells)


_WESTERN = bytes(byte for byte in range(1, 256) if byte not in b"\x81\x8d\x8f\x90\x9d").decode("cp1252")
western = st.text(st.sampled_from(_WESTERN)).filter(lambda text: text.strip() and text not in LOST)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@_QUIET
@given(cells=st.lists(st.tuples(western, western), min_size=1, max_size=8))
def test_p29_any_western_text_round_trips_where_the_encoding_is_said(
    read: Read, delimiter: str, newline: str, cells: list[tuple[str, str]]
) -> None:
    table = _written(cells, delimiter, newline).encode("cp1252")
    assert _cities(read(table, noun="city", encoding="cp1252")) == _expected(cells)


@pytest.mark.parametrize("name", ["Zürich", "Kraków", "São Paulo", "Malmö", "Besançon", "L’Aquila", "Ærøskøbing"])
def test_p29_western_names_are_read_with_nothing_said(read: Read, name: str) -> None:
    (draft,) = read(f"name;region\r\n{name};x\r\n".encode("cp1252"), noun="city")
    assert isinstance(draft, Draft)
    assert draft.record == City(name=name, region="x")


@pytest.mark.parametrize(("encoding", "name"), [("cp1251", "Санкт-Петербург"), ("cp1253", "Θεσσαλονίκη")])
def test_cyrillic_and_greek_are_read_with_nothing_said(read: Read, encoding: str, name: str) -> None:
    rows = "".join(f"{name};{name}\r\n" for _ in range(5))
    pieces = read(f"name;region\r\n{rows}".encode(encoding), noun="city")
    assert _cities(pieces) == [City(name=name, region=name)] * 5


def test_accents_far_down_a_long_file_still_tell_the_encoding(read: Read) -> None:
    plain = "".join(f"Town {number},x\n" for number in range(30_000))
    pieces = read(f"name,region\n{plain}Zürich,x\n".encode("cp1252"), noun="city")
    assert _cities(pieces)[-1] == City(name="Zürich", region="x")


def test_damaged_byte_in_a_utf8_file_costs_its_row_only(read: Read) -> None:
    rows = "".join(f"Zürich {number},é\n" for number in range(20)).encode()
    pieces = read(b"name,region\n" + rows + b"B\xffrn,x\n" + "Genève,x\n".encode(), noun="city")
    assert [type(piece) for piece in pieces] == [Draft] * 20 + [Rejected, Draft]
    assert "encoding" in str(pieces[20])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_in_a_single_row_full_of_others(read: Read, delimiter: str) -> None:
    text = _written([("a; b; c | d | e", "f, g, h\ti\tj")], delimiter, "\r\n")
    assert _cities(read(text, noun="city")) == [City(name="a; b; c | d | e", region="f, g, h\ti\tj")]


def test_delimiter_can_be_said(read: Read) -> None:
    (draft,) = read("name^region\nLyon^x\n", noun="city", delimiter="^")
    assert isinstance(draft, Draft)
    assert draft.record == City(name="Lyon", region="x")
