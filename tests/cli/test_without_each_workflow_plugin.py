"""Whichever workflow's plugin is not installed, the others and core work on, and what it kept is told and exported."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from trustcrm.cli.app import main
from trustcrm.hooks.discovery import installed

WORKFLOWS = {
    "crisis": ["crisis", "board", "--json"],
    "outreach": ["notice", "list", "--json"],
    "protocol": ["protocol", "openings", "--json"],
    "networks-and-lessons": ["lesson", "list", "--json"],
    "continuity": ["cost", "list", "--json"],
    "strategy": ["priority", "list", "--json"],
    "report": ["report", "portfolio", "--json"],
}
"""Each workflow's plugin, and a command that shows what it keeps or knows."""

Told = Callable[..., str]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo office, furnished by every plugin."""
    home = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patched:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            patched.setenv(name, str(home / name))
        patched.delenv("TRUSTCRM_PLUGINS", raising=False)
        assert main(["demo", "--no-tui"]) == 0
    return home / "XDG_DATA_HOME" / "trustcrm" / "demo.db"


@pytest.fixture
def told(demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Told:
    """Run a command on the demo office, as if a plugin were not installed where one is named."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("TRUSTCRM_PLUGINS", raising=False)

    def run(*arguments: str, without: str = "", ends: int = 0) -> str:
        there = tuple(found for found in installed() if found.name != without)
        monkeypatch.setattr("trustcrm.hooks.host.installed", lambda: there)
        capsys.readouterr()
        assert main(["--db", str(demo), *arguments]) == ends
        said = capsys.readouterr()
        return said.out if not ends else said.err

    return run


@pytest.fixture(scope="module")
def whole(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of the demo office with every plugin there."""
    folder = tmp_path_factory.mktemp("export") / "whole"
    assert main(["--db", str(demo), "export", str(folder)]) == 0
    return folder


@pytest.mark.parametrize("plugin", WORKFLOWS)
def test_without_a_workflows_plugin_core_answers_alike(plugin: str, told: Told) -> None:
    with_it = told(*WORKFLOWS[plugin])
    assert json.loads(with_it), "the demo office shows something of each workflow"
    for asked in (["overview", "--json"], ["ledger", "--json"], ["due", "--json"], ["explain", "Nagoya", "--json"]):
        assert told(*asked) == told(*asked, without=plugin), asked
    refused = told(*WORKFLOWS[plugin], without=plugin, ends=3 if plugin == "report" else 2)
    assert len(refused.strip().splitlines()) == 1


@pytest.mark.parametrize("plugin", [name for name in WORKFLOWS if name != "report"])
def test_what_a_missing_plugin_kept_is_exported_row_for_row(
    plugin: str, told: Told, whole: Path, tmp_path: Path
) -> None:
    told("export", str(tmp_path / "without"), without=plugin)
    mine = f"plugin_{plugin.replace('-', '_')}_"
    tables = sorted(path.name for path in (whole / "csv").glob(f"{mine}*.csv"))
    assert tables, f"{plugin} keeps tables of its own"
    for table in tables:
        assert (tmp_path / "without/csv" / table).read_bytes() == (whole / "csv" / table).read_bytes()
    (standing,) = [
        one for one in json.loads(told("plugins", "list", "--json", without=plugin)) if one["name"] == plugin
    ]
    assert standing["state"] == "not installed"
    assert re.search(rf"what it left is kept: .*\b{len(tables)} tables?", standing["reason"])


def test_purging_one_plugin_spares_another_whose_name_goes_on(told: Told, demo: Path, tmp_path: Path) -> None:
    """`networks` keeps no tables; those of `networks-and-lessons` are not taken for its own when neither is there."""
    there = tuple(found for found in installed() if not found.name.startswith("networks"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("trustcrm.hooks.host.installed", lambda: there)
        assert main(["--db", str(demo), "plugins", "purge", "networks", "--yes"]) == 3
        assert main(["--db", str(demo), "export", str(tmp_path / "after")]) == 0
    assert (tmp_path / "after/csv/plugin_networks_and_lessons_lesson.csv").exists()
