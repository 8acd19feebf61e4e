"""P5: `db verify` finds any flipped byte in a backup or an export, and what else can be wrong with either."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustcrm.errors import DatabaseUnusable
from trustcrm.services.keeping.backup import back_up
from trustcrm.services.keeping.export import export
from trustcrm.services.keeping.private import sha256_of, sum_beside, sums_line
from trustcrm.services.keeping.verify import Verdict, verify_copy, verify_database
from trustcrm.store.engine import Database, open_database

_EVERYWHERE = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def quietly(count: int) -> None:
    """Tell nobody how far it has come."""


def verify(path: Path) -> Verdict:
    return verify_copy(path, lambda name: quietly)


@pytest.fixture(scope="module")
def kept(rich_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A backup and an export of the rich office, made once; whoever damages them mends them again."""
    folder = tmp_path_factory.mktemp("kept")
    with closing(open_database(str(rich_template))) as database:
        back_up(database, folder / "backup.db", quietly)
        export(database, folder / "export", quietly)
    return folder / "backup.db", folder / "export"


def flipped(path: Path, place: int, bit: int) -> None:
    """Flip one bit of a file."""
    number = os.open(path, os.O_RDWR)
    try:
        octet = os.pread(number, 1, place)
        os.pwrite(number, bytes([octet[0] ^ (1 << bit)]), place)
    finally:
        os.close(number)


def test_p05_what_was_not_touched_is_sound(kept: tuple[Path, Path]) -> None:
    backup, _ = kept
    before = {path: path.read_bytes() for path in (backup, sum_beside(backup))}
    for thing in kept:
        verdict = verify(thing)
        assert verdict.sound
        assert len(verdict.checks) == 9
    assert {path: path.read_bytes() for path in before} == before
    assert [path.name for path in sorted(backup.parent.iterdir())] == ["backup.db", "backup.db.sha256", "export"]


@_EVERYWHERE
@given(st.data())
def test_p05_one_flipped_bit_of_a_backup_is_found(kept: tuple[Path, Path], data: st.DataObject) -> None:
    backup, _ = kept
    path = data.draw(st.sampled_from([backup, sum_beside(backup)]))
    place = data.draw(st.integers(0, path.stat().st_size - 1))
    bit = data.draw(st.integers(0, 7))
    flipped(path, place, bit)
    try:
        assert not verify(backup).sound
    finally:
        flipped(path, place, bit)


@_EVERYWHERE
@given(st.data())
def test_p05_one_flipped_bit_of_an_export_is_found(kept: tuple[Path, Path], data: st.DataObject) -> None:
    _, folder = kept
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    path = data.draw(st.sampled_from([*files, folder / "datapackage.json", folder / "SHA256SUMS"]))
    place = data.draw(st.integers(0, path.stat().st_size - 1))
    bit = data.draw(st.integers(0, 7))
    flipped(path, place, bit)
    try:
        assert not verify(folder).sound
    finally:
        flipped(path, place, bit)


def test_p05_every_single_octet_of_the_sums_counts(kept: tuple[Path, Path]) -> None:
    backup, folder = kept
    for path, thing in ((sum_beside(backup), backup), (folder / "SHA256SUMS", folder)):
        for place in range(0, path.stat().st_size, 1 if thing is backup else 97):
            flipped(path, place, 5)
            try:
                assert not verify(thing).sound, place
            finally:
                flipped(path, place, 5)


def test_p05_a_missing_a_strange_and_a_cut_file_are_found(rich: Database, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    export(rich, folder, quietly)
    (folder / "csv" / "notes.xlsx").write_bytes(b"PK")
    assert [check.faults for check in verify(folder).checks] == [("csv/notes.xlsx does not belong to the export.",)]
    (folder / "csv" / "notes.xlsx").unlink()
    (folder / "csv" / "city.csv").rename(tmp_path / "city.csv")
    assert verify(folder).checks[0].faults == ("csv/city.csv is missing.",)
    (folder / "csv" / "city.csv").write_bytes((tmp_path / "city.csv").read_bytes()[:-9])
    assert "csv/city.csv was changed" in verify(folder).checks[0].faults[0]


def resealed(folder: Path) -> None:
    """Write the sums of a folder anew, as somebody would who covers up what he did."""
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    )
    (folder / "SHA256SUMS").write_text("".join(sums_line(sha256_of(folder / name), name) for name in names))


def test_p05_new_sums_do_not_hide_a_changed_row(rich: Database, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    export(rich, folder, quietly)
    described = (folder / "datapackage.json").read_text(encoding="utf-8")
    for name in ("csv/city.csv", "json/city.jsonl"):
        before = sha256_of(folder / name)
        (folder / name).write_bytes((folder / name).read_bytes().replace(b"Nagoya", b"Nagoyo"))
        described = described.replace(before, sha256_of(folder / name))
    resealed(folder)
    assert "is not the one datapackage.json tells of" in verify(folder).checks[1].faults[0]
    (folder / "datapackage.json").write_text(described, encoding="utf-8")
    resealed(folder)
    faults = [fault for check in verify(folder).checks for fault in check.faults]
    assert any("is not as the journal tells it: name" in fault for fault in faults), faults


def test_p05_a_backup_altered_with_a_new_sum_is_found_by_its_journal(rich: Database, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    back_up(rich, backup, quietly)
    with closing(sqlite3.connect(backup)) as connection, connection:
        connection.execute("UPDATE city SET name = 'Nagoyo' WHERE name = 'Nagoya'")
    sum_beside(backup).write_text(sums_line(sha256_of(backup), backup.name))
    told = [fault for check in verify(backup).checks for fault in check.faults]
    assert any("is not as the journal tells it: name" in fault for fault in told)


@pytest.mark.parametrize(
    ("statement", "name", "words"),
    [
        ("UPDATE pair_sum SET goodwill = goodwill * 1.0001 WHERE goodwill > 0", "acts", "pair sum"),
        ("UPDATE act SET weight = 0.5 WHERE noun = 'signal'", "acts", "The act of signal"),
        ("DELETE FROM folded_name WHERE noun = 'city' AND row_id = 3", "acts", "folded name"),
        ("UPDATE search_text SET words = 'x' WHERE id = 5", "index", "index of words"),
        ("UPDATE series SET next_id = 3 WHERE name = 'side'", "ids", "3, and"),
        ("INSERT INTO side VALUES (9999, 'city')", "ids", "no such city"),
        ("INSERT INTO tag VALUES (8888, 'x', 'city', 1, 1, 0, NULL)", "rows", "the journal knows nothing of it"),
        ("ALTER TABLE tag RENAME COLUMN name TO label", "schema", "The table tag lacks the column name"),
        ("DELETE FROM tag WHERE id = 2", "rows", "the journal tells of no removal"),
        ("UPDATE batch_item SET state = 'odd' WHERE version > 1", "rows", "Batch item"),
        ("UPDATE step SET quantity = quantity || '1' WHERE quantity = '100.00'", "rows", "quantity"),
    ],
)
def test_p05_damage_that_no_page_shows_is_named(rich_path: Path, statement: str, name: str, words: str) -> None:
    with closing(sqlite3.connect(rich_path)) as connection, connection:
        assert connection.execute(statement).rowcount != 0
    verdict = verify_database(str(rich_path), lambda name: quietly)
    broken = {check.name.split(",")[0].split()[0]: check.faults for check in verdict.checks if check.faults}
    assert name in broken
    assert words in broken[name][0]


def test_p05_a_damaged_page_of_the_live_database_is_found(rich_path: Path) -> None:
    content = bytearray(rich_path.read_bytes())
    for page in range(20, 60):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    rich_path.write_bytes(content)
    try:
        verdict = verify_database(str(rich_path), lambda name: quietly)
    except DatabaseUnusable:
        return
    assert verdict.checks[0].name == "pages"
    assert verdict.checks[0].faults
