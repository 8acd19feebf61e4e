from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.by_commands import Begun, read_nothing_of_the_users
from tests.by_commands import OfficeByCommands as Office

DAY = "2020-03-02"


Start = Callable[[str], Office]


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """Begin an office for a city once."""
    return Begun(tmp_path_factory.mktemp("begun"), DAY)


@pytest.fixture(scope="session")
def at_desk() -> Callable[[Path], Office]:
    """Work in the office of a file."""
    return Office


@pytest.fixture
def start(begun: Begun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Start an office for a city, with nothing of the user's read."""
    read_nothing_of_the_users(monkeypatch, tmp_path)
    return lambda home: Office(begun.copied(home, tmp_path))


@pytest.fixture(scope="session")
def settled(begun: Begun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Settle a consulate in Los Angeles once, whose honorary consul, Carlo Rossi, has a firm of his own."""
    office = Office(begun.copied("Los Angeles", tmp_path_factory.mktemp("settled")))
    office.run("organisation", "add", "Consulate of Italy", "--kind", "consulate", "--city", "Los Angeles")
    office.run("organisation", "add", "Rossi Imports", "--kind", "company")
    office.run("person", "add", "Carlo Rossi", "--side", "Rossi Imports")
    post = ("--side", "Consulate of Italy", "--honorary", "--national-day", "06-02")
    office.run("post", "add", "Honorary Consul", *post)
    office.run("tenure", "add", "--person", "Carlo Rossi", "--post", "Honorary Consul", "--from-on", "2018-01-01")
    return office.path


@pytest.fixture
def office(start: Start, settled: Path) -> Office:
    """The office of Los Angeles, with a consulate whose honorary consul, Carlo Rossi, has a firm of his own."""
    office = start("Los Angeles")
    shutil.copy(settled, office.path)
    return office
