"""P37, all at once: twelve plugins are broken in twelve ways, the office works, and each is named with its reason."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile import HOSTILE, install_hostile

LEFT_OUT = {
    "raises": "out of sorts", "exits": "SystemExit", "unparsable": "invalid syntax", "wants-more": "no_such_library",
    "describes-badly": "who am I",
}  # fmt: skip


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder in which all of them are installed."""
    install_hostile(tmp_path / "hostile")
    return tmp_path / "hostile"


PROGRAM = "import sys; from trustcrm.cli import program; sys.exit(program())"


def _trustcrm(hostile: Path, *words: str) -> subprocess.CompletedProcess[str]:
    place = hostile.parent
    outside = {name: value for name, value in os.environ.items() if not name.startswith("TRUSTCRM")}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "--db", str(place / "o.db"), *words],
        env=outside | {
            "PYTHONPATH": str(hostile), "PYTHONDONTWRITEBYTECODE": "1", "XDG_DATA_HOME": str(place / "data"),
            "XDG_CONFIG_HOME": str(place / "config"),
        },
        cwd=place, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_p37_with_twelve_hostile_plugins_the_office_works(hostile: Path) -> None:
    assert len(HOSTILE) == 12
    told = _trustcrm(hostile, "--help")
    assert (told.returncode, "overview         Every tie: trust, goodwill" in told.stdout) == (0, True), told.stderr
    begun = _trustcrm(hostile, "init", "--home", "Los Angeles, US")
    assert begun.returncode == 0, begun.stderr
    (hostile.parent / "calls.csv").write_text(
        "on,kind,giver,receiver,words\n2020-03-02,call,Los Angeles,Seoul,test kits\n", "utf-8"
    )
    brought = _trustcrm(hostile, "import", "table", "calls.csv", "--noun", "interaction")
    assert brought.returncode == 0, brought.stderr
    assert "Traceback" not in told.stderr + begun.stderr + brought.stderr
    shown = _trustcrm(hostile, "overview")
    assert (shown.returncode, "taken over" in shown.stdout) == (0, False), shown.stderr
    kept = _trustcrm(hostile, "interaction", "list", "--json")
    assert [one["words"] for one in json.loads(kept.stdout)] == ["test kits"]


def test_p37_each_of_twelve_is_named_with_its_reason(hostile: Path) -> None:
    listed = {one["name"]: one for one in json.loads(_trustcrm(hostile, "plugins", "list", "--json").stdout)}
    for name, why in LEFT_OUT.items():
        assert (listed[name]["state"], why in listed[name]["reason"]) == ("broken", True), listed[name]
    assert listed["needs-newer"]["state"] == "needs newer core"
    assert "needs trustcrm >=99" in listed["needs-newer"]["reason"]
    assert listed["takes-over"]["offers"] == ["command overview"]
    said = _trustcrm(hostile, "import", "--help").stderr
    assert "no registry" in said
    assert "yielded str, not ImporterSpec" in said


def test_p37_the_switch_works_before_any_of_twelve_is_imported(hostile: Path) -> None:
    quiet = _trustcrm(hostile, "--no-plugins", "--help")
    assert (quiet.returncode, quiet.stderr) == (0, "")
    listed = _trustcrm(hostile, "--no-plugins", "plugins", "list", "--json")
    assert {one["state"] for one in json.loads(listed.stdout) if one["name"] in HOSTILE} == {"disabled"}
