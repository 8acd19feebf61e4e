"""Plugins on the command line: told with their state and failures, switched on and off, with or without an office."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def broken_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    site = tmp_path / "site"
    metadata = site / "trustcrm_broken-1.0.dist-info"
    metadata.mkdir(parents=True)
    (site / "trustcrm_broken.py").write_text("raise RuntimeError('out of sorts \\x1b[31m')\n")
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: trustcrm-broken\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[trustcrm]\nbroken = trustcrm_broken\n")
    monkeypatch.syspath_prepend(site)
    yield
    sys.modules.pop("trustcrm_broken", None)


pytestmark = pytest.mark.usefixtures("broken_plugin")


def test_every_plugin_is_listed_with_its_state_and_reason(run: Run) -> None:
    states = {one["name"]: one for one in json.loads(run("plugins", "list", "--json").stdout)}
    assert next(iter(states)) == "core"
    assert (states["core"]["state"], states["broken"]["state"]) == ("loaded", "broken")
    assert "out of sorts" in states["broken"]["reason"]
    assert set(states["core"]) == {
        "name", "distribution", "version", "state", "reason", "summary", "offers", "config", "deprecated",
    }  # fmt: skip
    assert "broken" in run("plugins", "list").stdout


def test_it_works_without_an_office(run: Run, tmp_path: Path) -> None:
    result = run("--db", str(tmp_path / "none.db"), "plugins", "list")
    assert result.exit_code == 0
    assert not (tmp_path / "none.db").exists()


def test_show_prints_the_traceback_and_nothing_in_it_acts(run: Run) -> None:
    result = run("plugins", "show", "broken")
    assert result.exit_code == 0
    assert "trustcrm_broken.py" in result.stdout
    assert "\x1b" not in result.stdout
    assert json.loads(run("plugins", "show", "broken", "--json").stdout)["failures"][0]["traceback"]


def test_a_plugin_is_switched_off_and_on_again(run: Run) -> None:
    assert run("plugins", "disable", "broken").exit_code == 0
    assert json.loads(run("plugins", "show", "broken", "--json").stdout)["state"] == "disabled"
    assert "already" in run("plugins", "disable", "broken").stderr
    assert run("plugins", "enable", "broken").exit_code == 0
    assert json.loads(run("plugins", "show", "broken", "--json").stdout)["state"] == "broken"


@pytest.mark.parametrize(
    ("code", "arguments"), [(3, ["show", "brokn"]), (3, ["enable", "nothing"]), (3, ["disable", "x"]),
                            (1, ["disable", "core"])],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence(run: Run, code: int, arguments: list[str]) -> None:
    result = run("plugins", *arguments)
    assert (result.exit_code, result.stdout) == (code, "")


def test_a_misspelt_switch_is_seen_in_the_list_and_can_be_taken_back(run: Run, settings_file: Path) -> None:
    settings_file.write_text('[plugins]\ndisabled = ["broke"]  # off for good\n')
    (told,) = [one for one in json.loads(run("plugins", "list", "--json").stdout) if one["name"] == "broke"]
    assert told["state"] == "not installed"
    assert "did you mean 'broken'?" in told["reason"]
    assert run("plugins", "disable", "broke").exit_code == 3
    assert run("plugins", "enable", "broke").exit_code == 0
    assert settings_file.read_text() == "[plugins]\ndisabled = []  # off for good\n"
    assert run("plugins", "enable", "broke").exit_code == 3
