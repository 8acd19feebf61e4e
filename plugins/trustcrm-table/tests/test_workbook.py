from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from trustcrm.plugin import City, Draft, Engagement, Mention, Person, Rejected, UnreadableSource, Window
from trustcrm_table import workbook

Read = Callable[..., list[Draft | Rejected]]
Save = Callable[..., bytes]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Return the bytes of a workbook that holds these rows, beginning on a given row."""

    def _save(*rows: list[Any], sheet: str = "People", first: int = 0, **how: Any) -> bytes:
        path = tmp_path / "made.xlsx"
        book = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy", **how})
        book.add_worksheet("Empty") if how.get("empty") else None
        written = book.add_worksheet(sheet)
        clock = book.add_format({"num_format": "hh:mm"})
        for number, row in enumerate(rows, first):
            for column, value in enumerate(row):
                if isinstance(value, time):
                    written.write_datetime(number, column, value, clock)
                else:
                    written.write(number, column, value)
        book.close()
        return path.read_bytes()

    return _save


def test_cells_of_every_sort_are_read(read: Read, save: Save) -> None:
    book = save(
        ["title", "starts on", "starts at", "side", "kind"],
        ["Reception", date(2026, 3, 4), time(14, 30), "Lyon", 7],
        ["Dinner", datetime(2026, 12, 5), None, None, "visit"],
    )
    first, second = read(book, "book.xlsx", noun="engagement")
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert first.record == Engagement(
        title="Reception",
        starts_on=date(2026, 3, 4),
        starts_at=time(14, 30),
        side=Mention(noun="side", name="Lyon"),
        kind="7",
    )
    assert second.record == Engagement(title="Dinner", starts_on=date(2026, 12, 5), kind="visit")
    assert [first.where, second.where] == ["People!2", "People!3"]


@pytest.mark.parametrize("epoch", [False, True])
@pytest.mark.parametrize("day", [date(1904, 1, 2), date(1999, 12, 31), date(2000, 2, 29), date(2026, 3, 4)])
def test_p30_days_of_a_workbook_never_shift(read: Read, save: Save, day: date, epoch: bool) -> None:
    book = save(["name", "starts_on"], ["W", day], date_1904=epoch)
    for options in ({}, {"dates": "%m/%d/%Y"}, {"dates": "%Y-%d-%m"}):
        (draft,) = read(book, "book.xlsx", noun="window", **options)
        assert isinstance(draft, Draft)
        assert draft.record == Window(name="W", starts_on=day)


def test_day_written_as_text_is_as_doubtful_as_in_csv(read: Read, save: Save) -> None:
    (piece,) = read(save(["name", "starts_on"], ["W", "03/04/2026"]), "book.xlsx", noun="window")
    assert isinstance(piece, Rejected)
    assert "may be 2026-04-03 or 2026-03-04" in piece.reason


def test_rows_are_numbered_as_the_sheet_numbers_them(read: Read, save: Save) -> None:
    book = save(["Our people"], [], ["name", "phones"], ["Ann", 4930123456], [], ["Bo", ""], first=3)
    pieces = read(book, "book.xlsx", noun="person")
    assert [piece.where for piece in pieces] == ["People!7", "People!9"]
    assert isinstance(pieces[0], Draft)
    assert pieces[0].record == Person(name="Ann", phones=("4930123456",))


def test_a_sheet_can_be_chosen_and_an_unknown_one_is_named(read: Read, save: Save) -> None:
    book = save(["name"], ["Ann"], empty=True)
    (draft,) = read(book, "book.xlsx", noun="person", sheet="People")
    assert isinstance(draft, Draft)
    with pytest.raises(UnreadableSource, match='no sheet "Peple"; did you mean "People"'):
        read(book, "book.xlsx", noun="person", sheet="Peple")
    with pytest.raises(UnreadableSource, match='no row of column names in sheet "Empty"'):
        read(book, "book.xlsx", noun="person")


def test_p25_neutralised_cells_are_restored(read: Read, save: Save) -> None:
    (draft,) = read(save(["name"], ["'=1+1"]), "book.xlsx", noun="city")
    assert isinstance(draft, Draft)
    assert draft.record == City(name="=1+1")


def test_mapping_is_saved_with_the_sheet(read: Read, save: Save, tmp_path: Path) -> None:
    book, saved = save(["name", "fax"], ["Ann", 1]), tmp_path / "saved.toml"
    first = read(book, "book.xlsx", noun="person", ignore="fax", save_map=str(saved))
    assert 'sheet = "People"' in saved.read_text("utf-8")
    assert read(book, "book.xlsx", map=str(saved)) == first


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_cut_workbook_is_unreadable_before_the_first_draft(read: Read, save: Save, quarters: int) -> None:
    book = save(["name"], ["Ann"])
    with pytest.raises(UnreadableSource, match="save it as XLSX again"):
        read(book[: len(book) * quarters // 4], "book.xlsx", noun="person")


def test_zip_that_is_no_workbook_is_unreadable(read: Read, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(UnreadableSource):
        read((tmp_path / "other.zip").read_bytes(), "book.xlsx", noun="person")


def _bomb(save: Save, tmp_path: Path, size: int) -> bytes:
    book = tmp_path / "bomb.xlsx"
    book.write_bytes(save(["name"], ["Ann"]))
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * size)
    return book.read_bytes()


def test_p26_workbook_that_swells_is_refused(
    read: Read, save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "INFLATED_LIMIT", 4 * 1_048_576)
    with pytest.raises(UnreadableSource, match="unpacks to over 4 MiB"):
        read(_bomb(save, tmp_path, 5 * 1_048_576), "book.xlsx", noun="person")
    assert len(read(_bomb(save, tmp_path, 1_048_576), "book.xlsx", noun="person")) == 1


def test_p26_workbook_that_lies_about_its_size_is_refused(
    read: Read, save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "INFLATED_LIMIT", 4 * 1_048_576)
    size = 5 * 1_048_576
    bomb = _bomb(save, tmp_path, size)
    honest, lying = struct.pack("<L", size), struct.pack("<L", 100)
    assert bomb.count(honest) == 2
    with pytest.raises(UnreadableSource, match="unpacks to over 4 MiB"):
        read(bomb.replace(honest, lying), "book.xlsx", noun="person")
