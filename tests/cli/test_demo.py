"""Each demo is a fresh office, whether it was built or copied."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.plugin_site import Install, install, site

__all__ = ["install", "site"]


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


FURNISHES = """
from trustcrm.plugin import DemoSpec, Note, hookimpl

def green(context):
    row = context.ask.found("city", "Nagoya")
    context.do.add(Note(words=f"Lit green on {context.clock.today()}.", about_noun="city", about_row=row))

def breaks(context):
    raise ValueError("no lamp")

@hookimpl
def register_demos():
    yield DemoSpec(name="harbours", summary="A harbour to look at", furnish=green)
    yield DemoSpec(name="lamps", summary="Lamps", furnish=breaks)
"""


@pytest.mark.only_sqlite
def test_a_plugin_adds_what_it_has_to_show_and_one_that_fails_is_told(
    install: Install, run: Run, tmp_path: Path
) -> None:
    install("harbours", FURNISHES)
    done = run("demo", "--no-tui", "--into", str(tmp_path / "lit.db"))
    assert done.exit_code == 0
    assert "the demo office lacks what it adds" in done.stderr
    with closing(sqlite3.connect(tmp_path / "lit.db")) as connection:
        (noted,) = connection.execute("SELECT words FROM note WHERE words LIKE 'Lit%'")
        (who,) = connection.execute("SELECT actor FROM change ORDER BY id DESC LIMIT 1")
    assert (noted[0], who[0]) == ("Lit green on 2020-06-30.", "demo")
