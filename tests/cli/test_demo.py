"""Each demo is a fresh office, whether it was built or copied."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Run


def names(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM city ORDER BY id")]


@pytest.mark.only_sqlite
def test_a_second_demo_has_nothing_of_what_was_done_in_the_first(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run("demo", "--no-tui").exit_code == 0
    path = tmp_path / "data" / "trustcrm" / "demo.db"
    built = names(path)
    (kept,) = (tmp_path / "cache").rglob("*.db")
    assert run("--db", str(path), "city", "add", "--name", "Atlantis").exit_code == 0
    assert "Atlantis" in names(path)
    again = run("demo", "--no-tui")
    assert "demo office as of 2020-06-30" in again.stderr
    assert names(path) == built
    assert list((tmp_path / "cache").rglob("*.db")) == [kept]
    assert run("--db", str(path), "db", "verify").exit_code == 0
