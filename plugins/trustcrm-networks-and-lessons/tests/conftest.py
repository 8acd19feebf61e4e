from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.by_commands import OfficeByCommands
from trustcrm.testing.an_office import a_full_office
from trustcrm_networks_and_lessons.demo import furnish

DAY = "2020-06-30"


class Office(OfficeByCommands):
    """The office of Los Angeles in a file, worked in by commands alone, on a day that goes on as a story does."""

    def tie(self, city: str, *words: str, country: str = "") -> None:
        """Tie a city to our own."""
        self.run("city", "add", city, "--bare", *(("--country", country) if country else ()))
        self.run("tie", "add", "--one", "Los Angeles", "--other", city, *words)

    def thanks(self) -> list[str]:
        """Return what `due` says of thanks that are owed."""
        return [one["reason"] for one in self.told("due") if one["kind"] == "thanks"]


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that was only begun, to be copied by every test."""
    path = tmp_path_factory.mktemp("begun") / "office.db"
    Office(path).run("init", "--home", "Los Angeles")
    Office(path).on(DAY)
    return path


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing of the user's be read, and no plugin be loaded that has no part in it."""
    for name in [name for name in os.environ if name.startswith("TRUSTCRM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRUSTCRM_PLUGINS", "networks-and-lessons,gazetteer")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def office(begun: Path, tmp_path: Path) -> Office:
    """The office of Los Angeles, in which nothing is on record yet."""
    return Office(Path(shutil.copy(begun, tmp_path / "office.db")))


Paper = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def paper(office: Office) -> Paper:
    """Return the blocks of a report as JSON."""

    def blocks(name: str, *words: str) -> list[dict[str, Any]]:
        return list(office.told("report", name, *words)["blocks"])

    return blocks


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo office with what the plugin adds to it, to be copied by every test."""
    folder, template = tmp_path_factory.mktemp("full"), tmp_path_factory.getbasetemp() / "trustcrm-kit" / "full.db"
    with a_full_office(folder, template, "networks-and-lessons") as full:
        assert full.desk.today()
        furnish(full.host.context("networks-and-lessons"))
    return next(folder.glob("*.db"))
