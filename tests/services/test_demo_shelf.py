"""A demo office that was built before is copied where it would be built alike; never another, never a damaged one."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from trustcrm.services.demo_shelf import DemoShelf, made_of


@pytest.fixture
def office(tmp_path: Path) -> Path:
    path = tmp_path / "office.db"
    path.write_bytes(b"an office" * 1000)
    return path


@pytest.fixture
def shelf(tmp_path: Path) -> DemoShelf:
    return DemoShelf(tmp_path / "shelf")


def test_what_was_kept_is_copied_for_its_owner_alone(shelf: DemoShelf, office: Path, tmp_path: Path) -> None:
    shelf.put("a", office)
    assert shelf.copy("a", tmp_path / "new" / "copy.db")
    copied = tmp_path / "new" / "copy.db"
    assert copied.read_bytes() == office.read_bytes()
    assert stat.S_IMODE(copied.stat().st_mode) == 0o600


def test_what_was_made_of_anything_else_is_not_copied(shelf: DemoShelf, office: Path, tmp_path: Path) -> None:
    shelf.put("a", office)
    assert not shelf.copy("b", tmp_path / "copy.db")
    shelf.put("b", office)
    assert not shelf.copy("a", tmp_path / "copy.db")


def test_a_damaged_one_is_taken_away_and_not_copied(shelf: DemoShelf, office: Path, tmp_path: Path) -> None:
    shelf.put("a", office)
    (kept,) = (tmp_path / "shelf").iterdir()
    kept.write_bytes(kept.read_bytes().replace(b"office", b"offize", 1))
    assert not shelf.copy("a", tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    assert not kept.exists()


def test_where_nothing_can_be_kept_nothing_is(office: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    shelf = DemoShelf(tmp_path / "file" / "shelf")
    shelf.put("a", office)
    assert not shelf.copy("a", tmp_path / "copy.db")


def test_every_file_and_every_word_counts(tmp_path: Path) -> None:
    folder = tmp_path / "program"
    (folder / "inner").mkdir(parents=True)
    module = folder / "inner" / "module.py"
    module.write_text("one")
    first = made_of([folder], ["kind"])
    assert made_of([folder], ["kind"]) == first
    assert made_of([folder], ["other"]) != first
    os.utime(module, ns=(1, 1))
    touched = made_of([folder], ["kind"])
    assert touched != first
    (folder / "more.toml").write_text("two")
    assert made_of([folder], ["kind"]) not in (first, touched)
