"""Whichever workflow's plugin is not installed, the others and core work on, and what it kept is told and exported."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import pytest

from trustcrm.cli.app import main
from trustcrm.hooks.discovery import installed

Told = Callable[..., str]


@dataclass(frozen=True)
class Workflow:
    """What a workflow's plugin has in the demo office.

    `own` is a command of it. `tables` are those it keeps, `record` is a row of one of them, and `holds` stands there.
    What it wrote of core's own records the command `also` shows, with the words `says`.
    """

    own: str
    tables: int = 0
    record: str = ""
    holds: str = ""
    also: str = ""
    says: str = ""


WORKFLOWS = {
    "crisis": Workflow("crisis board", 4, "crisis lead 1", "on delivery", "need list", "advice on contact tracing"),
    "outreach": Workflow("notice list", 10, "outreach notice 1", "Arriving in Los Angeles"),
    "protocol": Workflow("protocol openings", 9, "protocol threshold 1", "Ordinance 12"),
    "networks-and-lessons": Workflow(
        "lesson list", 6, "networks and lessons adoption 1", "Emergency Management", "search choir", "Both sang in"
    ),
    "continuity": Workflow("cost list", 3, "continuity cost 1", "fire service", "tie list", "hibernating"),
    "strategy": Workflow(
        "priority list", 6, "strategy priority 1", "Health preparedness", "note list", "They asked how we were"
    ),
    "report": Workflow("report portfolio"),
}  # fmt: skip
CORE = ("overview", "ledger", "due", "explain Nagoya", "search masks")
"""What core answers, whichever plugin is there."""


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
    """Run a command on the demo office or another, as if the plugins named were not installed."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("TRUSTCRM_PLUGINS", raising=False)

    def run(*arguments: str, without: Collection[str] = (), ends: int = 0, office: Path = demo) -> str:
        there = tuple(found for found in installed() if found.name not in without)
        monkeypatch.setattr("trustcrm.hooks.host.installed", lambda: there)
        capsys.readouterr()
        assert main(["--db", str(office), *arguments]) == ends
        said = capsys.readouterr()
        return said.out if not ends else said.err

    return run


@pytest.fixture(scope="module")
def whole(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of the demo office with every plugin there."""
    folder = tmp_path_factory.mktemp("export") / "whole"
    assert main(["--db", str(demo), "export", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def answers() -> dict[str, str]:
    """What was answered with every plugin there, by what was asked."""
    return {}


@pytest.fixture
def with_all(told: Told, answers: dict[str, str]) -> Callable[[str], str]:
    """Ask the demo office with every plugin there, once for all tests."""
    return lambda asked: answers.get(asked) or answers.setdefault(asked, told(*asked.split(), "--json"))


def sums(folder: Path) -> str:
    """Return the digests of every file that an export holds."""
    return (folder / "SHA256SUMS").read_text("utf-8")


@pytest.mark.parametrize("plugin", WORKFLOWS)
def test_without_a_workflows_plugin_core_answers_alike(plugin: str, told: Told, with_all: Callable[[str], str]) -> None:
    workflow, without = WORKFLOWS[plugin], (plugin,)
    assert json.loads(with_all(workflow.own)), "the demo office shows something of each workflow"
    refused = told(*workflow.own.split(), without=without, ends=3 if plugin == "report" else 2)
    assert len(refused.strip().splitlines()) == 1
    history = f"history {workflow.record}" if workflow.record else ""
    for asked in filter(None, (*CORE, workflow.also, history)):
        assert told(*asked.split(), "--json", without=without) == with_all(asked), asked
    for asked, says in ((workflow.also, workflow.says), (history, workflow.holds)):
        assert not asked or says in with_all(asked)


@pytest.mark.parametrize("plugin", WORKFLOWS)
def test_what_a_missing_plugin_kept_is_told_and_exported_to_the_octet(
    plugin: str, told: Told, whole: Path, tmp_path: Path
) -> None:
    told("export", str(tmp_path / "without"), without=(plugin,))
    assert sums(tmp_path / "without") == sums(whole)
    assert sums(whole).count(f"csv/plugin_{plugin.replace('-', '_')}_") == WORKFLOWS[plugin].tables
    standing = [
        one for one in json.loads(told("plugins", "list", "--json", without=(plugin,))) if one["name"] == plugin
    ]
    if tables := WORKFLOWS[plugin].tables:
        assert standing[0]["state"] == "not installed"
        assert re.search(rf"what it left is kept: .*\b{tables} tables?", standing[0]["reason"])


def test_an_export_verifies_and_restores_without_any_of_them_and_is_the_same_when_they_are_back(
    told: Told, with_all: Callable[[str], str], whole: Path, tmp_path: Path
) -> None:
    verified = told("db", "verify", str(whole), without=WORKFLOWS).splitlines()
    assert len(verified) > 5
    assert all(line.endswith(" sound") for line in verified)
    again = tmp_path / "again.db"
    told("db", "restore", str(whole), without=WORKFLOWS, office=again)
    for workflow in WORKFLOWS.values():
        assert told(*workflow.own.split(), "--json", office=again) == with_all(workflow.own), workflow.own
    told("export", str(tmp_path / "back"), office=again)
    assert sums(tmp_path / "back") == sums(whole)


def test_a_program_whose_plugin_was_uninstalled_works_on(demo: Path, whole: Path, tmp_path: Path) -> None:
    """As `pip uninstall` leaves a place for packages: without the folder of metadata, and without the package."""
    packages = tmp_path / "packages"
    packages.mkdir()
    for one in Path(sysconfig.get_path("purelib")).iterdir():
        if "trustcrm_strategy" not in one.name:
            (packages / one.name).symlink_to(one)
    program = f"import site, sys; site.addsitedir({str(packages)!r}); from trustcrm.cli import main; sys.exit(main())"

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-S", "-c", program, "--db", str(demo), *arguments]
        environ = {name: value for name, value in os.environ.items() if name not in ("TRUSTCRM_PLUGINS", "PYTHONPATH")}
        return subprocess.run(command, capture_output=True, text=True, env=environ, cwd=tmp_path, timeout=60)

    gone = run("plugins", "show", "strategy").stdout
    assert "not installed" in gone
    assert "what it left is kept: 6 tables" in gone
    assert run("export", str(tmp_path / "out")).returncode == 0
    assert sums(tmp_path / "out") == sums(whole)


def test_purging_one_plugin_spares_another_whose_name_goes_on(told: Told, demo: Path, tmp_path: Path) -> None:
    """`networks` keeps no tables; those of `networks-and-lessons` are not taken for its own when neither is there."""
    neither = [found.name for found in installed() if found.name.startswith("networks")]
    told("plugins", "purge", "networks", "--yes", without=neither, ends=3)
    told("export", str(tmp_path / "after"), without=neither)
    assert (tmp_path / "after/csv/plugin_networks_and_lessons_lesson.csv").exists()
