"""Tables of an installed plugin on the command line: made, told, used, kept when it is gone, carried and purged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Raw, Run
from tests.diary import STEPS
from tests.plugin_site import Install, install, site

__all__ = ["install", "site"]

pytestmark = pytest.mark.both_engines

PLUGIN = """
import click
from sqlalchemy import text
from trustcrm.plugin import CommandSpec, PluginSpec, TablesSpec, hookimpl, pass_plugin_context


@hookimpl
def describe_plugin():
    return PluginSpec(summary="Keeps a diary", tables=TablesSpec(steps="diary_package.steps"))


def load():
    @click.command()
    @click.argument("words", required=False)
    @click.option("--raw")
    @pass_plugin_context
    def diary(context, words, raw):
        if words:
            with context.tables.writing() as tables:
                tables.execute(
                    text("INSERT INTO plugin_diary_page (words, kept) VALUES (:words, TRUE)"), {"words": words}
                )
        if raw:
            with context.tables.writing() as tables:
                tables.execute(text(raw))
        with context.tables.reading() as tables:
            for (words,) in tables.execute(text("SELECT words FROM plugin_diary_page ORDER BY id")):
                click.echo(words)

    return diary


@hookimpl
def register_commands():
    yield CommandSpec(name="diary", summary="Keep a diary", load=load)
"""

Put = Callable[[dict[str, str]], None]


@pytest.fixture
def steps(site: Path) -> Put:
    """Put steps into the package of the plugin "diary"."""

    def put(told: dict[str, str]) -> None:
        folder = site / "diary_package" / "steps"
        folder.mkdir(parents=True, exist_ok=True)
        for name, source in told.items():
            (folder / name).write_text(source, encoding="utf-8")

    return put


@pytest.fixture
def diary(run: Run, install: Install, steps: Put, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line where the plugin "diary" is installed, and those of this repository keep out of it."""
    install("diary", PLUGIN)
    monkeypatch.setenv("TRUSTCRM_PLUGINS", "diary,worse")
    steps(STEPS)
    return run


def tables_of(run: Run, *more: str) -> list[dict[str, Any]]:
    told = json.loads(run(*more, "db", "status", "--json").stdout)["plugin_tables"]
    return [one for one in told if one["plugin"] == "diary"]


def faults_of(run: Run, *arguments: str) -> list[str]:
    """Return what `db verify` finds, but that these tests have pinned the office's day past its journal."""
    found = json.loads(run(*arguments, "--json").stdout)["checks"]
    return [fault for check in found for fault in check["faults"] if not fault.endswith("tells it: pinned_day.")]


def test_a_plugin_says_what_to_do_until_its_tables_are_made(diary: Run, raw: Raw, tmp_path: Path) -> None:
    refused = diary("diary", "tea")
    assert refused.exit_code == 6
    assert "The tables of the plugin diary are not made yet; run `trustcrm db upgrade`" in refused.stderr
    assert tables_of(diary)[0]["fit"] == "none"
    assert "diary: tables not made yet; run `trustcrm db upgrade`" in diary("db", "status").stdout

    done = diary("db", "upgrade")
    assert done.exit_code == 0, done.stderr
    assert "The tables of the plugin diary are now at step 0002." in done.stderr
    assert raw("SELECT version_num FROM plugin_diary_version") == [("0002",)]
    assert "current already" in diary("db", "upgrade").stderr

    assert diary("diary", "tea").stdout == "tea\n"
    assert diary("diary").stdout == "tea\n"
    assert "diary: 3 tables, 2 rows, current at step 0002" in diary("db", "status").stdout


def test_everything_is_backed_up_before_the_first_step(diary: Run, steps: Put) -> None:
    steps({"0002_lines.py": STEPS["0002_lines.py"] + '    print("talk of a step")\n'})
    done = json.loads(diary("db", "upgrade", "--json").stdout)
    assert done["upgraded"] is False
    assert done["plugin_tables"] == [{"plugin": "diary", "step": "0002", "failure": ""}]
    assert done["backup"]["path"].endswith(".before-plugin-tables")
    assert faults_of(diary, "db", "verify", done["backup"]["path"]) == []
    assert tables_of(diary, "--db", done["backup"]["path"])[0]["fit"] == "none"


def test_a_plugin_whose_steps_fail_is_named_and_hinders_nobody(diary: Run, install: Install, steps: Put) -> None:
    install("worse", PLUGIN.replace("diary", "worse"))
    assert "worse 1.2 is left out: ModuleNotFoundError: No module named 'worse_package'" in diary("db", "status").stderr
    steps(
        {"0003_bad.py": 'revision = "0003"\ndown_revision = "0002"\ndef upgrade(): raise RuntimeError("out of sorts")'}
    )
    done = diary("db", "upgrade")
    assert (done.exit_code, diary("diary").exit_code) == (4, 6)
    assert (
        "The tables of plugin trustcrm-diary 1.2 failed: RuntimeError: out of sorts; they are as they were"
        in done.stderr
    )
    assert "out of sorts" not in diary("overview").stderr
    assert "0003_bad.py" in diary("plugins", "show", "diary").stdout


def test_a_plugin_that_touches_other_tables_is_named_and_nothing_is_kept(diary: Run, raw: Raw) -> None:
    diary("db", "upgrade")
    done = diary("diary", "tea", "--raw", "UPDATE city SET name = 'Gotham'")
    assert done.exit_code == 4
    assert (
        "The command 'diary' of plugin trustcrm-diary 1.2 failed: NotItsOwn: it may use tables of its own"
        in done.stderr
    )
    assert raw("SELECT count(*) FROM city WHERE name = 'Gotham'") == [(0,)]


def test_a_new_office_has_the_tables_from_its_start(diary: Run, empty_address: str) -> None:
    started = diary("--db", empty_address, "init", "--home", "Los Angeles", "--time-zone", "UTC")
    assert started.exit_code == 0, started.stderr
    assert diary("--db", empty_address, "diary", "tea").stdout == "tea\n"


def test_a_plugin_whose_steps_fail_does_not_keep_an_office_from_being_started(
    diary: Run, steps: Put, empty_address: str
) -> None:
    steps({"0003_bad.py": "def ("})
    started = diary("--db", empty_address, "init", "--home", "Los Angeles", "--time-zone", "UTC")
    assert started.exit_code == 0
    assert "The tables of plugin trustcrm-diary 1.2 failed: SyntaxError" in started.stderr
    assert diary("--db", empty_address, "overview").exit_code == 0


@pytest.fixture
def left(diary: Run) -> Run:
    """The command line on an office in which the plugin "diary" wrote something."""
    diary("db", "upgrade")
    assert diary("diary", "tea").exit_code == 0
    return diary


def test_what_is_left_of_a_plugin_that_is_off_is_told_exported_and_verified(left: Run, tmp_path: Path) -> None:
    off = ("--no-plugins",)
    assert tables_of(left, *off)[0]["fit"] == "left"
    assert "kept; no plugin that is loaded uses them" in left(*off, "db", "status").stdout
    assert faults_of(left, *off, "db", "verify") == []
    assert left(*off, "db", "upgrade").exit_code == 0
    rows = json.loads(left(*off, "export", str(tmp_path / "out"), "--json").stdout)["rows"]
    assert {name: count for name, count in rows.items() if name.startswith("plugin_diary")} == {
        "plugin_diary_page": 1, "plugin_diary_line": 0, "plugin_diary_version": 1,
    }  # fmt: skip


@pytest.mark.parametrize("way", ["backup", "export"])
def test_a_restored_office_is_one_the_plugin_works_on(
    left: Run, way: str, tmp_path: Path, make_empty: Callable[[], str]
) -> None:
    source = tmp_path / "kept"
    assert left(*(("db", "backup") if way == "backup" else ("export",)), str(source)).exit_code == 0
    address = make_empty()
    done = left("--no-plugins", "--db", address, "db", "restore", str(source))
    assert done.exit_code == 0, done.stderr
    assert tables_of(left, "--db", address)[0]["fit"] == "current"
    assert left("--db", address, "diary", "coffee").stdout == "tea\ncoffee\n"
    again = left("--db", address, "diary", "tea")
    assert again.exit_code == 4, "the unique index was not restored"
    assert faults_of(left, "--db", address, "db", "verify") == []


def test_purging_drops_the_tables_and_they_can_be_made_again(left: Run, raw: Raw) -> None:
    assert "is in use" in left("plugins", "purge", "diary", "--yes").stderr
    assert left("plugins", "disable", "diary").exit_code == 0
    done = left("plugins", "purge", "diary", "--yes")
    assert done.exit_code == 0, done.stderr
    assert tables_of(left) == []
    assert left("plugins", "enable", "diary").exit_code == 0
    assert left("db", "upgrade").exit_code == 0
    assert left("diary").stdout == ""
