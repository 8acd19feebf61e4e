"""Starting an office: what it makes, what it refuses, and that a failure leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]


def test_an_office_is_started_for_a_city(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "new" / "milan.db"
    result = run("--db", str(path), "init", "--home", "Milan, IT", "--cadence-days", "90", "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == {
        "name": "International affairs, Milan", "time_zone": "Europe/Rome", "cadence_days": 90, "home_id": 1,
        "address": str(path),
    }  # fmt: skip
    assert run("--db", str(path), "city", "list").exit_code == 0


def test_an_ambiguous_city_names_the_candidates_and_leaves_no_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    result = run("--db", str(path), "init", "--home", "Springfield, US")
    assert result.exit_code == 1
    assert "Illinois" in result.stderr
    assert not list(tmp_path.glob("s.db*"))
    assert run("--db", str(path), "init", "--home", "Springfield, US", "--region", "Illinois").exit_code == 0


def test_an_existing_office_is_refused_and_left_as_it_is(run: Run, office_path: Path) -> None:
    result = run("init", "--home", "Milan, IT")
    assert result.exit_code == 1
    assert "There is an office" in result.stderr
    assert office_path.exists()
    assert "Los Angeles" in run("city", "list").stdout


def test_without_a_terminal_the_city_must_be_given(run: Run, tmp_path: Path) -> None:
    assert run("--db", str(tmp_path / "x.db"), "init").exit_code == 2
    assert not (tmp_path / "x.db").exists()


def test_a_time_zone_that_is_none_leaves_no_file(run: Run, tmp_path: Path) -> None:
    result = run("--db", str(tmp_path / "x.db"), "init", "--home", "Milan, IT", "--time-zone", "Milan")
    assert result.exit_code == 1
    assert not list(tmp_path.glob("x.db*"))


def test_a_folder_that_cannot_be_made_is_a_database_that_cannot_be_used(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run("--db", str(tmp_path / "file" / "x.db"), "init", "--home", "Milan, IT")
    assert result.exit_code == 6
