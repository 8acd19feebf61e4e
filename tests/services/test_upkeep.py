"""A copy of a database before it is changed: whole, equal, and only its owner's."""

from __future__ import annotations

from pathlib import Path

import pytest
from trustcrm.services.upkeep import bring_up_to_date, copy_beside, status_of

from trustcrm.errors import DatabaseUnusable
from trustcrm.services import upkeep
from trustcrm.store.engine import Database


def test_a_copy_holds_what_the_database_held_and_is_its_owners_alone(database: Database, office_path: Path) -> None:
    copy = copy_beside(database, "before-0002")
    assert copy == office_path.with_name("office.db.before-0002")
    assert status_of(str(copy)).counts == status_of(str(office_path)).counts
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_second_copy_never_overwrites_the_first(database: Database) -> None:
    first = copy_beside(database, "before-0002")
    before = first.read_bytes()
    assert copy_beside(database, "before-0002").name == "office.db.before-0002-1"
    assert first.read_bytes() == before


def test_an_older_database_is_copied_before_its_first_step(office_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "HEAD", "0002")
    assert status_of(str(office_path)).fit == "older"
    done = bring_up_to_date(str(office_path))
    assert done.done
    assert done.copy == office_path.with_name("office.db.before-0002")
    assert done.copy.exists()


def test_a_damaged_database_gives_no_copy(database: Database, office_path: Path) -> None:
    database.close()
    content = bytearray(office_path.read_bytes())
    for page in range(20, 60):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    office_path.write_bytes(content)
    with pytest.raises(DatabaseUnusable):
        copy_beside(database, "before-0002")
    assert not list(office_path.parent.glob("*.before-*"))
