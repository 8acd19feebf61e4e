"""Starting an office: what it makes, what it refuses, and that a failure leaves nothing behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Dump, Run
from tests.offices import everything_in
from trustcrm.store.engine import Database

pytestmark = pytest.mark.both_engines


def nothing_at(address: str) -> bool:
    """Whether no file was left, on a server no table."""
    return everything_in(address) == [] if "://" in address else not list(Path(address).parent.glob("empty*"))


def test_an_office_is_started_for_a_city(run: Run, empty_address: str) -> None:
    result = run("--db", empty_address, "init", "--home", "Milan, IT", "--cadence-days", "90", "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == {
        "name": "International affairs, Milan", "time_zone": "Europe/Rome", "cadence_days": 90, "home_id": 1,
        "address": empty_address,
    }  # fmt: skip
    assert run("--db", empty_address, "city", "list").exit_code == 0


@pytest.mark.only_postgresql
def test_a_password_in_an_address_is_never_said_again(run: Run, empty_address: str) -> None:
    for arguments in (("--home", "Milan, IT"), ("--home", "Milan, IT", "--json")):
        done = run("--db", empty_address.replace("office@", "office:secret@"), "init", *arguments)
        assert "office" in done.output
        assert "secret" not in done.output


@pytest.mark.only_sqlite
def test_an_office_is_started_in_a_folder_that_is_not_there_yet(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "new" / "milan.db"
    assert run("--db", str(path), "init", "--home", "Milan, IT").exit_code == 0
    assert path.exists()


def test_an_ambiguous_city_names_the_candidates_and_leaves_nothing(run: Run, empty_address: str) -> None:
    result = run("--db", empty_address, "init", "--home", "Springfield, US")
    assert result.exit_code == 1
    assert "Illinois" in result.stderr
    assert nothing_at(empty_address)
    assert run("--db", empty_address, "init", "--home", "Springfield, US", "--region", "Illinois").exit_code == 0


def test_an_existing_office_is_refused_and_left_as_it_is(run: Run, database: Database, dump: Dump) -> None:
    before = dump(database)
    result = run("init", "--home", "Milan, IT")
    assert result.exit_code == 1
    assert "There is an office" in result.stderr
    assert dump(database) == before
    assert "Los Angeles" in run("city", "list").stdout


def test_without_a_terminal_the_city_must_be_given(run: Run, empty_address: str) -> None:
    assert run("--db", empty_address, "init").exit_code == 2
    assert nothing_at(empty_address)


def test_a_time_zone_that_is_none_leaves_nothing(run: Run, empty_address: str) -> None:
    result = run("--db", empty_address, "init", "--home", "Milan, IT", "--time-zone", "Milan")
    assert result.exit_code == 1
    assert nothing_at(empty_address)


@pytest.mark.only_sqlite
def test_a_folder_that_cannot_be_made_is_a_database_that_cannot_be_used(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run("--db", str(tmp_path / "file" / "x.db"), "init", "--home", "Milan, IT")
    assert result.exit_code == 6
