"""What the package promises to other importers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import Source, UnreadableSource
from trustcrm_table.reading import Broken, Headings, TableRow, headings_in, headings_of, rows_below

TEXT = 'Name{0} City {0}Phone\nZoë{0}"Oslo{0}\nharbour"{0}\'+47 22\n\n{0}{0}\nBo\nCy{0}Rome{0}1{0}2\n'


def _is_ours(names: Sequence[str]) -> bool:
    return {"Name", "City"} <= set(names)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_headings_and_rows_are_the_same_however_a_table_was_saved(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    source = _source(tmp_path, TEXT.format(delimiter).encode(encoding))
    headings = headings_of(source, _is_ours)
    assert headings is not None
    assert (headings.names, headings.delimiter) == (("Name", "City", "Phone"), delimiter)
    assert headings_in(source.head(), _is_ours) is not None
    first, *others = rows_below(source, headings)
    assert isinstance(first, TableRow)
    assert (first.number, first.cells[2]) == (2, "'+47 22")
    assert first.restored() == ["Zoë", f"Oslo{delimiter}\nharbour", "+47 22"]
    assert others == [TableRow(6, ["Bo"]), TableRow(7, ["Cy", "Rome", "1", "2"])]


def test_what_cannot_be_a_row_is_named_between_those_that_can(tmp_path: Path) -> None:
    source = _source(tmp_path, b"Name,City\nAnn,Oslo\nB\0o,Rome\nCy,Bari\n")
    headings = headings_of(source, _is_ours)
    assert headings is not None
    rows = list(rows_below(source, headings))
    assert [type(row) for row in rows] == [TableRow, Broken, TableRow]
    assert [row.number for row in rows] == [2, 3, 4]


@pytest.mark.parametrize("content", [b"", b"Other,Things\n1,2\n", b"Name\nAnn\n", b"\xff\xfe"])
def test_other_headings_are_none(tmp_path: Path, content: bytes) -> None:
    source = _source(tmp_path, content)
    assert headings_of(source, _is_ours) is None
    assert headings_in(content, _is_ours) is None


@pytest.mark.parametrize("content", [b"Name,City,\0\nAnn,Oslo,1\n", b""])
def test_a_damaged_line_of_headings_is_unreadable(tmp_path: Path, content: bytes) -> None:
    rows = rows_below(_source(tmp_path, content), Headings("utf-8-sig", ",", ("Name", "City", "x")))
    with pytest.raises(UnreadableSource, match="headings"):
        next(rows)


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=20)


@given(
    rows=st.lists(st.lists(cells, min_size=2, max_size=2).filter(lambda row: any(cell.strip() for cell in row))),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    ends=st.sampled_from(["\n", "\r\n"]),
)
def test_p29_any_text_in_quotes_is_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], encoding: str, delimiter: str, ends: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ends, quoting=csv.QUOTE_ALL)
    writer.writerows([["Name", "City"], *rows])
    source = _source(tmp_path_factory.mktemp("any"), text.getvalue().encode(encoding))
    headings = headings_of(source, _is_ours)
    assert headings is not None
    read = [row.cells if isinstance(row, TableRow) else row for row in rows_below(source, headings)]
    assert read == rows


def _source(folder: Path, content: bytes) -> Source:
    path = folder / "members.csv"
    path.write_bytes(content)
    return Source(path=path)
