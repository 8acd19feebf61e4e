"""The file of rejected pieces (P25, P29): nothing in it is run, everything in it can be had back."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.services.importing.outcome import Item
from trustcrm.services.importing.rejected import write_rejected
from trustcrm.text import neutral

DANGEROUS = "=+-@\t\r\n＝＋－＠"


@given(st.text(alphabet=st.one_of(st.sampled_from(DANGEROUS + "'"), st.characters(exclude_categories=["Cs"]))))
def test_p25_no_cell_begins_like_a_formula_and_one_apostrophe_less_gives_it_back(cell: str) -> None:
    kept = neutral(cell)
    assert not kept.startswith(tuple(DANGEROUS))
    assert cell in (kept, kept[1:])


def test_columns_are_the_pieces_own_then_where_and_why(tmp_path: Path) -> None:
    items = [
        Item(state="rejected", where="line 2", reason="no name", raw={"name": "", "=country": "@SUM(A1)"}),
        Item(state="waiting", where="line 3", reason="who?", raw={"name": "x"}),
        Item(state="rejected", where="line 4", reason="-1", raw={"name": "Zürich\n東京", "more": "1"}),
    ]
    path = tmp_path / "cities.csv.rejected.csv"
    assert write_rejected(path, items) == 2
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["name", "'=country", "more", "rejected at", "rejected because"],
        ["", "'@SUM(A1)", "", "line 2", "no name"],
        ["Zürich\n東京", "", "1", "line 4", "'-1"],
    ]


def test_where_nothing_was_rejected_no_file_is_written(tmp_path: Path) -> None:
    assert write_rejected(tmp_path / "x.csv", []) == 0
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="absent"):
        write_rejected(tmp_path / "absent" / "x.csv", [Item(state="rejected", where="1", reason="x")])
