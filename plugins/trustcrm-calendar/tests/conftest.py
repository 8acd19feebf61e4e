from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from trustcrm.plugin import City, Engagement, PluginContext
from trustcrm_calendar.commands import calendar

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the calendar `shared`, which the office's configuration names."""
    place = tmp_path / "shared"
    place.mkdir()
    (tmp_path / "trustcrm-office").mkdir()
    told = f'[calendars.shared]\nbackend = "vdir"\npath = "{place}"\n'
    (tmp_path / "trustcrm-office" / "trustcrm.toml").write_text(told, "utf-8")
    return place


@pytest.fixture
def context(folder: Path, request: pytest.FixtureRequest) -> PluginContext:
    """This plugin's own context in an empty office on 30 June 2030, with Nagoya known there."""
    office = request.getfixturevalue("trustcrm_office")
    assert office.desk.today().isoformat() == "2030-06-30"
    found: PluginContext = office.host.context("calendar")
    found.do.add(City(name="Nagoya", country="JP", time_zone="Asia/Tokyo"))
    return found


@pytest.fixture
def run(context: PluginContext) -> Run:
    """Run `trustcrm calendar …` in that office."""

    def run(*words: str, ends: int = 0) -> Result:
        done = CliRunner().invoke(calendar, list(words), obj=context)
        assert done.exit_code == ends, (done.output, done.exception)
        return done

    return run


@pytest.fixture
def add(context: PluginContext) -> Callable[..., int]:
    """Add an engagement with Nagoya, and return its row."""

    def add(**told: Any) -> int:
        fields: dict[str, Any] = {"title": "Visit", "side": context.ask.found("city", "Nagoya")} | told
        return context.do.add(Engagement(**fields), again=True).ids[0]

    return add


KHAL = """
[calendars]
[[shared]]
path = {folder}
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = UTC
default_timezone = UTC
[sqlite]
path = {place}/khal.db
[default]
default_calendar = shared
"""


@pytest.fixture
def khal(tmp_path: Path, folder: Path) -> Callable[..., str]:
    """Run khal, whose clock stands in UTC, on the folder of the calendar `shared`."""
    program = peer("khal")
    (tmp_path / "khal.conf").write_text(KHAL.format(folder=folder, place=tmp_path), "utf-8")

    def khal(*words: str) -> str:
        command = [program, "-c", str(tmp_path / "khal.conf"), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return khal


@pytest.fixture
def vdirsyncer() -> str:
    """The program vdirsyncer."""
    return peer("vdirsyncer")


def peer(name: str) -> str:
    """Return where a program of others is, beside this Python or on the path; without it the test is skipped."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed; the group `dev` brings it.")
    return found
