"""P21: no network call. Every core command runs with sockets refused and, where this may be done, with no network.

The audit hook sees what Python opens; a network namespace of its own (`unshare -n`) keeps out what C would.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.promises.offices_at_work import home
from trustcrm.cli.catalogue import COMMANDS

LISTED = (
    "city", "organisation", "person", "post", "tenure", "colleague", "tie", "custody", "interaction", "participant",
    "step", "contribution", "signal", "engagement", "seat", "agreement", "window", "follow-up", "tag", "note", "kind",
)  # fmt: skip
SCRIPT = """
import contextlib, io, json, sys

opened, counted = [], [0]

def watch(event, arguments):
    counted[0] += 1
    if event.startswith("socket.") or event.startswith("urllib."):
        opened.append(f"{event} {arguments}")
        raise RuntimeError("no network here")

sys.addaudithook(watch)

from trustcrm.cli import main

told = []
for command in json.loads(sys.argv[1]):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main(command)
    told.append([code, said.getvalue()])
print(json.dumps({"told": told, "opened": opened, "counted": counted[0]}))
"""


def commands(folder: Path) -> list[list[str]]:
    """Return at least one run of every command there is."""
    table = folder / "people.csv"
    table.write_text("name,side\nLi Wei,Nagoya\nSomebody,Nowhere\n", encoding="utf-8")
    return [
        ["demo", "--no-tui", "--into", str(folder / "demo.db")],
        ["--db", str(folder / "other.db"), "init", "--home", "Milan, IT"],
        ["log", "call with Milan +Giulia re test kits, they offer 5000 masks, friday follow up", "--yes"],
        ["city", "add", "Turin", "--country", "IT"], ["city", "merge", "Milan", "Turin"],
        ["tie", "add", "Milan"],
        ["window", "add", "Flood", "--starts-on", "2020-01-01"],
        *([noun, "list"] for noun in LISTED),
        ["overview"], ["show", "Milan"], ["explain", "Milan"], ["ledger", "Milan"], ["due"], ["agenda"],
        ["search", "masks"], ["import", "table", str(table), "--set", "noun=person"], ["batches", "list"],
        ["batches", "undo", "1"], ["history"], ["undo"], ["plugins", "list"], ["db", "status"],
        *([name, "--help"] for name in COMMANDS),
    ]  # fmt: skip


def told_by(command: list[list[str]], address: str, folder: Path) -> dict[str, Any]:
    alone = ["unshare", "-n"] if may_be_alone() else []
    done = subprocess.run(
        [*alone, sys.executable, "-c", SCRIPT, json.dumps(command)],
        env=home(address, folder), capture_output=True, text=True, check=True,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def may_be_alone() -> bool:
    """Return whether a process may be run in a network namespace of its own here."""
    if shutil.which("unshare") is None or os.geteuid() != 0:
        return False
    return subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode == 0


def test_p21_no_command_opens_a_connection_but_to_its_own_database(address: str, tmp_path: Path) -> None:
    wanted = commands(tmp_path)
    assert {word for command in wanted for word in command} >= set(COMMANDS)
    told = told_by(wanted, address, tmp_path)
    assert told["opened"] == []
    failed = [(command, said) for command, (code, said) in zip(wanted, told["told"], strict=True) if code != 0]
    assert failed == []


def test_p21_the_watch_itself_sees_a_connection(tmp_path: Path) -> None:
    script = SCRIPT.replace("from trustcrm.cli import main", "import socket; main = lambda _: socket.socket().fileno()")
    done = subprocess.run(
        [sys.executable, "-c", script, json.dumps([["x"]])], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "no network here" in done.stderr


@pytest.mark.skipif(not may_be_alone(), reason="only root may make a network namespace, with unshare")
def test_p21_in_a_namespace_of_its_own_nothing_can_be_reached() -> None:
    probe = "import socket; socket.create_connection(('127.0.0.1', 9), timeout=5)"
    done = subprocess.run(["unshare", "-n", sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert "Network is unreachable" in done.stderr
