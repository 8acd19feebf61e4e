"""An office to bring events into, by the command itself, as whoever works there would."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.by_commands import whole_program

Ask = Callable[..., Any]
"""Runs `trustcrm` with arguments in an office of its own, and returns what it answers in JSON."""


def opened(folder: Path) -> Ask:
    """Start an office in a folder and return what asks it."""
    environ = dict.fromkeys(name for name in os.environ if name.startswith("TRUSTCRM_"))
    places = {"XDG_CONFIG_HOME": str(folder / "config"), "XDG_DATA_HOME": str(folder / "data")}

    def ask(*arguments: str, json_too: bool = True) -> Any:
        command = ["--db", str(folder / "office.db"), *arguments, *(["--json"] if json_too else [])]
        runner = CliRunner(env={**environ, **places, "TRUSTCRM_PLUGINS": "events"})
        with chdir(folder):
            done = runner.invoke(whole_program, command, catch_exceptions=False)
        assert done.exit_code == 0, done.stderr
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
