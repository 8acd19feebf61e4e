"""What is imported while somebody sits before the screens; each module takes memory, and none comes in unseen."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.terminal import KEYS, Terminal

PROGRAM = """
import atexit, json, os, sys

before = set(sys.modules)


def tell():
    there = {name: module.__file__ for name, module in sys.modules.items() if getattr(module, "__file__", None)}
    with open(os.environ["LOADED"], "w") as told:
        json.dump({name: file for name, file in there.items() if name not in before}, told)


atexit.register(tell)
from trustcrm.cli import program

sys.exit(program())
"""
PACKAGES = {"anyascii", "click", "platformdirs", "pluggy", "rich", "sqlalchemy", "textual", "typing_extensions"}
"""What is loaded of others."""
LATER = (
    "sqlalchemy.orm", "sqlalchemy.ext", "textual.command", "textual.widgets._select", "trustcrm.builtin.exporters",
    "trustcrm.scaffold", "trustcrm.services.export", "trustcrm.services.importing", "trustcrm.services.merge",
    "trustcrm.services.quick_entry", "trustcrm.services.together", "trustcrm.store.migrations", "trustcrm.testing",
    "trustcrm_tui.deciding", "trustcrm_tui.offered", "trustcrm_tui.sheets.map",
)  # fmt: skip
"""What waits until somebody does what it is for."""
NO_PANEL = ("_command", "_commands", ".command", ".commands", "_paper", "_report", ".demo", ".importer", ".screens")
"""How modules of plugins end that no card needs; of a package itself there is hardly anything."""
READS = ("sqlalchemy", "trustcrm.domain", "trustcrm.services", "trustcrm.store")
"""How modules begin that read an office."""
MOST = 1_500_000
"""So many octets of core's own source at most: a megabyte of it takes about one and a half of memory."""


@pytest.fixture
def loaded(demo_path: Path, tmp_path: Path) -> Mapping[str, str]:
    """The modules that are there once somebody went down Today, began to log, found, and listed every interaction."""
    file = tmp_path / "loaded.json"
    terminal = Terminal([sys.executable, "-c", PROGRAM, "--db", str(demo_path), "tui"], environ={"LOADED": str(file)})
    try:
        terminal.wait_for("overdue", "Goodwill")
        terminal.send(KEYS["down"])
        for key, bar in ((b"l", "── Log"), (b"/", "── Find"), (b":", "── Command")):
            terminal.send(key)
            terminal.wait_for(bar)
            if bar == "── Find":
                terminal.send(b"m")
                terminal.wait_for("found for m")
            if bar != "── Command":
                terminal.send(KEYS["escape"])
                terminal.wait_until(lambda bar=bar: bar not in terminal.text, "the bar stayed open")  # type: ignore[misc]
        terminal.send(b"list interaction")
        terminal.wait_for("list interaction: every")
        terminal.send(KEYS["enter"])
        terminal.wait_for("[Interaction")
        terminal.send(b"q")
        assert terminal.wait_for_end() == 0
    finally:
        terminal.end()
    found: Mapping[str, str] = json.loads(file.read_text())
    return found


def test_nothing_is_imported_that_is_not_needed_yet(loaded: Mapping[str, str]) -> None:
    others = {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names
    assert {name for name in others if not name.startswith(("trustcrm", "_sysconfigdata"))} == PACKAGES
    assert not {name for name in loaded if name.startswith(LATER)}
    core = {name: Path(file).stat().st_size for name, file in loaded.items() if name.partition(".")[0] == "trustcrm"}
    assert sum(core.values()) < MOST, sorted(core, key=core.__getitem__)[-10:]
    plugins = {name for name in loaded if name.startswith("trustcrm_") and "." in name and "_tui." not in name}
    assert not {name for name in plugins if name.endswith(NO_PANEL)}


def test_the_first_paint_waits_for_no_database() -> None:
    """Whatever the app itself is made of is there before its first paint; what reads the office comes in behind it."""
    code = "import sys, trustcrm_tui.command, trustcrm_tui.app; print(*sorted(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {name for name in told if name.startswith(READS)}
