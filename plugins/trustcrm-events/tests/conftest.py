"""An office to bring events into, by the command itself, as whoever works there would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ask = Callable[..., Any]
"""Runs `trustcrm` with arguments in an office of its own, and returns what it answers in JSON."""


def opened(folder: Path) -> Ask:
    """Start an office in a folder and return what asks it."""
    program = str(Path(sys.executable).with_name("trustcrm"))
    environ = {name: value for name, value in os.environ.items() if not name.startswith("TRUSTCRM_")}
    environ |= {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "TRUSTCRM_PLUGINS": "events"}

    def ask(*arguments: str, json_too: bool = True) -> Any:
        command = [program, "--db", str(folder / "office.db"), *arguments, *(["--json"] if json_too else [])]
        done = subprocess.run(command, env=environ, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if json_too else done.stdout

    ask("init", "--home", "Homeville, US", json_too=False)
    return ask


@pytest.fixture(scope="session")
def open_office() -> Callable[[Path], Ask]:
    """Start an office in a folder."""
    return opened


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """An office of its own for one test."""
    return opened(tmp_path)
