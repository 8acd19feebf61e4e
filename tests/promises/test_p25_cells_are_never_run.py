"""P25: cells that a spreadsheet would run are neutralised on export and restored on our own re-import."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.domain.nouns import City, Note
from trustcrm.services.desk import Desk
from trustcrm.services.keeping.cells import cell_maker, cell_reader, guarded, unguarded
from trustcrm.services.keeping.export import export
from trustcrm.services.keeping.restore import restore
from trustcrm.services.record import record
from trustcrm.store.engine import open_database
from trustcrm.store.queries.rows import records
from trustcrm.store.transfer.shapes import Kind

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBERS = {
    "version", "tone", "latitude", "longitude", "intensity", "minutes", "precedence", "cadence_days", "value",
    "quantity",
}  # fmt: skip


@given(st.text())
def test_p25_any_text_comes_back_and_none_begins_like_a_formula(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert cell != ""
    assert not cell.startswith(RUNS)


@given(st.none() | st.text())
def test_p25_nothing_and_an_empty_text_stay_two_things(value: str | None) -> None:
    assert cell_reader(Kind.TEXT)(cell_maker(Kind.TEXT)(value)) == value


@given(st.floats(allow_nan=False) | st.none())
def test_p25_numbers_are_not_touched_and_come_back_exactly(value: float | None) -> None:
    cell = cell_maker(Kind.NUMBER)(value)
    assert cell_reader(Kind.NUMBER)(cell) == value


@pytest.mark.parametrize("start", RUNS)
def test_p25_no_cell_of_an_export_is_run_and_each_is_restored(desk: Desk, tmp_path: Path, start: str) -> None:
    words = f'{start}HYPERLINK("http://example.org","{start}")'
    record(
        desk, "add", words, City(name=words, region=words, aliases=(words, f"'{words}"), country="NO"),
        Note(words=words, about_noun="city", about_row=1),
    )  # fmt: skip
    export(desk.database, tmp_path / "out", lambda count: None, forms=("csv",))
    for path in (tmp_path / "out" / "csv").iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                dangerous = {name for name, cell in row.items() if cell.startswith(RUNS)}
                assert dangerous <= NUMBERS, (path.name, dangerous)
    restore(tmp_path / "out", str(tmp_path / "new.db"), lambda count: None)
    again = open_database(str(tmp_path / "new.db"))
    with again.reading() as new, desk.database.reading() as old:
        for noun in ("city", "note"):
            assert [one.record for one in records(new, noun)] == [one.record for one in records(old, noun)]
    again.close()
