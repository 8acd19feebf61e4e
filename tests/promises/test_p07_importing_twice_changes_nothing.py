"""P7: importing a file twice changes nothing the second time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given

from tests.conftest import Dump, NewDesk
from tests.offices import address_of
from tests.promises.random_pieces import PIECES, TABLE, Facts, Run, as_task, of_databases
from trustcrm.domain.draft import Draft, Rejected
from trustcrm.services.importing.run import run_import
from trustcrm.store.engine import Database


@of_databases
@given(pieces=PIECES)
def test_p07_importing_twice_changes_nothing(new_desk: NewDesk, dump: Dump, pieces: list[Draft | Rejected]) -> None:
    with new_desk() as desk:
        first = run_import(desk, as_task(pieces))
        before = dump(desk.database)
        assert run_import(desk, as_task(pieces)).earlier_batch == first.batch
        assert dump(desk.database) == before


@of_databases
@given(pieces=PIECES)
def test_p07_the_same_rows_under_another_name_create_and_correct_nothing(
    new_desk: NewDesk, facts: Facts, pieces: list[Draft | Rejected]
) -> None:
    once = list({piece.key if isinstance(piece, Draft) else "": piece for piece in pieces}.values())
    with new_desk() as desk:
        address = address_of(desk.database)
        run_import(desk, as_task(once))
        before = facts(address)
        again = run_import(desk, as_task(once, "another file"))
        assert (again.made, again.corrected) == (0, 0)
        assert facts(address) == before


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of cities with a slip in it."""
    path = tmp_path / "cities.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_p07_and_p09_hold_at_the_command_line(run: Run, table: Path, database: Database, dump: Dump) -> None:
    import json

    before = dump(database)
    dry = json.loads(run("import", "table", str(table), "--set", "noun=city", "--dry-run", "--json").stdout)
    assert dump(database) == before
    real = json.loads(run("import", "table", str(table), "--set", "noun=city", "--json").stdout)
    differing = {"dry_run", "batch", "rejected_file"}
    assert [{k: v for k, v in one.items() if k not in differing} for one in dry] == [
        {k: v for k, v in one.items() if k not in differing} for one in real
    ]
    assert real[0]["created"]["city"] == 3
    after = dump(database)
    os.utime(table)
    again = run("import", "table", str(table), "--set", "noun=city")
    assert (again.exit_code, again.stdout) == (0, "")
    assert "was imported before" in again.stderr
    assert dump(database) == after
