from __future__ import annotations

import csv
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from trustcrm.plugin import City, Draft, Drafts, Rejected, Source, UnreadableSource
from trustcrm_table.importer import TableImporter

Read = Callable[..., list[Draft | Rejected]]


def _kinds(pieces: list[Draft | Rejected]) -> str:
    return "".join("d" if isinstance(piece, Draft) else "r" for piece in pieces)


@pytest.mark.parametrize(
    "name",
    [
        "\x1b[31mred\x1b[0m",
        "[bold]x[/bold]",
        "\u202eevil",
        "<script>alert(1)</script>",
        "'; DROP TABLE city; --",
        "../../etc/passwd",
        "{{7*7}}",
        "\U0001f30d",
    ],
)
def test_p27_hostile_text_is_kept_as_it_is(read: Read, name: str) -> None:
    (draft,) = read(f"name,region\n{name},x\n", noun="city")
    assert isinstance(draft, Draft)
    assert draft.record == City(name=name, region="x")
    assert draft.raw["name"] == name


def test_p26_a_field_is_rejected_whatever_another_package_lets_the_csv_module_read(read: Read) -> None:
    before = csv.field_size_limit(2**30)
    try:
        test_p26_field_beyond_a_mebibyte_is_rejected_and_the_rest_kept(read)
    finally:
        csv.field_size_limit(before)


def test_p26_field_beyond_a_mebibyte_is_rejected_and_the_rest_kept(read: Read) -> None:
    large, fits = "x" * 1_048_577, "y" * 1_048_576
    pieces = read(f"name,region\nA,{large}\nB,{fits}\nC,x\n", noun="city")
    assert _kinds(pieces) == "rdd"
    assert pieces[0].where == "line 2"


def test_p26_line_without_an_end_is_rejected_in_bounded_memory(read: Read) -> None:
    pieces = read("name,region\nA,x\n" + "z" * 20_000_000 + "\nB,x\n", noun="city")
    assert _kinds(pieces) == "drd"
    assert [piece.where for piece in pieces] == ["line 2", "line 3", "line 4"]


def test_p26_row_of_too_many_cells_is_rejected(read: Read) -> None:
    pieces = read("name,region\nA,x\n" + "," * 1_001 + "\nB,x\n", noun="city")
    assert _kinds(pieces) == "drd"


def test_p26_nul_is_rejected(read: Read) -> None:
    padding = "".join(f"Town {number},x\n" for number in range(600))
    pieces = read(f"name,region\n{padding}A\0,x\nB,x\n", noun="city")
    assert _kinds(pieces[-3:]) == "drd"


def test_p26_stray_quote_costs_one_line(read: Read) -> None:
    rows = "".join(f"Town {number},x\n" for number in range(50))
    pieces = read(f'name,region\nA,x\n"B,x\n{rows}', noun="city")
    assert _kinds(pieces) == "dr" + "d" * 50
    assert isinstance(pieces[1], Rejected)
    assert (pieces[1].where, "never closed" in pieces[1].reason) == ("line 3", True)


def test_p26_stray_quote_far_from_the_end_costs_one_line(read: Read) -> None:
    rows = "".join(f"Town {number:07},{'x' * 80}\n" for number in range(15_000))
    pieces = read(f'name,region\nA,x\n"B,x\n{rows}', noun="city")
    assert _kinds(pieces) == "dr" + "d" * 15_000


def test_p26_quotes_that_never_close_cost_bounded_time(read: Read) -> None:
    started = time.process_time()
    pieces = read("name,region\nA,x\n" + 'z","\n' * 600_000, noun="city")
    assert time.process_time() - started < 30
    assert _kinds(pieces[:1]) == "d"
    assert any(isinstance(piece, Rejected) for piece in pieces)


def test_column_of_a_hostile_name_does_not_break_the_message(read: Read) -> None:
    with pytest.raises(UnreadableSource) as problem:
        read(f"name,{'x' * 100_000}\nA,x\n", noun="city")
    assert len(str(problem.value)) < 1_000


TABLE = 'name,region,aliases\nZürich,"a ""b""\nc",Zuerich;Turicum\nLyon,x,\n"Kraków",y,"Cracow"\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_cutting_at_any_byte_raises_nothing_after_the_first_draft(read: Read, encoding: str) -> None:
    table = TABLE.encode(encoding)
    whole = read(table, noun="city")
    assert _kinds(whole) == "ddd"
    for cut in range(len(table)):
        try:
            pieces = read(table[:cut], noun="city")
        except UnreadableSource:
            assert cut <= len(TABLE.partition("\n")[0].encode(encoding)) + 1
            continue
        intact = [piece for piece in pieces if isinstance(piece, Draft)]
        assert intact[:-1] == whole[: max(len(intact) - 1, 0)]


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_cutting_in_the_middle_of_a_row_is_said(read: Read, quarters: int) -> None:
    rows = "".join(f'Town {number},"a region",x\n' for number in range(400))
    table = f"name,region,aliases\n{rows}"
    cut = table.index('"a region', len(table) * quarters // 4) + 5
    pieces = read(table[:cut], noun="city")
    assert _kinds(pieces) == "d" * (len(pieces) - 1) + "r"
    assert isinstance(pieces[-1], Rejected)
    assert "The file ends in the middle of a row" in pieces[-1].reason
    short = read(table[: cut - 6], noun="city")
    assert isinstance(short[-1], Rejected)
    assert short[-1].reason == "The file ends in the middle of a row."


def test_eighty_thousand_rows_are_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("name,side\n")
        file.writelines(f"Person {number},City {number}\n" for number in range(80_000))
    tracemalloc.start()
    try:
        pieces = TableImporter().read(Source(path=path, options={"noun": "person"}))
        read = sum(len(piece) if isinstance(piece, Drafts) else 1 for piece in pieces)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read == 80_000
    assert peak < 22 * 1_048_576  # 18 for the last rows alone, so that whatever were kept of each row would show


@pytest.mark.parametrize("lost", ["#NAME?", "#REF!", "Err:509"])
@pytest.mark.parametrize(
    ("header", "row"),
    [("name,region", "{},x"), ("name,side", "Ann,{}"), ("name,region", "'=1,{}"), ("name,aliases", "Ann,b; {}")],
)
def test_what_a_spreadsheet_put_in_place_of_a_text_is_rejected_beside_others(
    read: Read, lost: str, header: str, row: str
) -> None:
    rows = [header, "Bo,Oslo", row.format(lost), "Cy,Rome"]
    first, rejected, last = read("\n".join(rows) + "\n", noun="city" if "region" in header else "person")
    assert isinstance(rejected, Rejected)
    assert f"A spreadsheet has put {lost} in place of what stood here" in rejected.reason
    assert (rejected.where, type(first), type(last)) == ("line 3", Draft, Draft)


def test_what_a_spreadsheet_lost_can_be_left_out_by_a_mapping(read: Read) -> None:
    mapping = 'noun = "city"\n[columns]\nname = "name"\nregion = { column = "region", values = { "#REF!" = "" } }\n'
    (draft,) = read("name,region\nOslo,#REF!\n", mapping=mapping)
    assert isinstance(draft, Draft)
    assert draft.record == City(name="Oslo")
