"""The database's status and upgrade on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Dump, Raw, Run
from trustcrm.store.engine import Database

pytestmark = pytest.mark.both_engines


def test_status_tells_where_what_and_whether_it_is_whole(run: Run, database: Database) -> None:
    told = json.loads(run("db", "status", "--json").stdout)
    assert set(told) == {
        "address", "engine", "engine_version", "schema", "newest_schema", "fit", "office", "octets", "journal_mode",
        "whole", "faults", "counts", "replica", "plugin_tables",
    }  # fmt: skip
    assert (told["address"], told["fit"], told["whole"], told["counts"]["city"]) == (
        database.where, "current", True, 1,
    )  # fmt: skip
    assert "whole" in run("db", "status").stdout


def test_upgrade_of_a_current_database_changes_nothing(run: Run, database: Database, dump: Dump) -> None:
    before = dump(database)
    result = run("--no-plugins", "db", "upgrade")
    assert result.exit_code == 0
    assert "current already" in result.stderr
    assert json.loads(run("--no-plugins", "db", "upgrade", "--json").stdout) == {
        "address": database.where, "upgraded": False, "backup": None, "plugin_tables": [],
    }  # fmt: skip
    assert dump(database) == before


def test_a_newer_database_is_told_and_not_touched(run: Run, raw: Raw) -> None:
    raw("UPDATE trustcrm_version SET version_num = '9999'")
    assert json.loads(run("db", "status", "--json").stdout)["fit"] == "newer"
    assert run("db", "upgrade").exit_code == 6


@pytest.mark.only_sqlite
def test_what_is_no_database_cannot_be_used(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear colleagues, " * 100)
    (tmp_path / "empty.db").touch()
    for name, code in (("letter.txt", 6), ("absent.db", 6), (".", 6)):
        result = run("--db", str(tmp_path / name), "db", "status")
        assert result.exit_code == code
        assert "Traceback" not in result.stderr
    assert json.loads(run("--db", str(tmp_path / "empty.db"), "db", "status", "--json").stdout)["fit"] == "empty"
    assert run("--db", str(tmp_path / "empty.db"), "db", "upgrade").exit_code == 6


def test_damage_is_found_and_ends_with_six(run: Run, office_path: Path) -> None:
    run("db", "status")
    content = bytearray(office_path.read_bytes())
    for page in range(20, 60):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    office_path.write_bytes(content)
    result = run("db", "status")
    assert result.exit_code == 6
    assert "damaged" in result.stderr
