from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.by_commands import Begun, OfficeByCommands, read_nothing_of_the_users
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
def begun(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """Begin the office once."""
    return Begun(tmp_path_factory.mktemp("begun"), DAY)


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing of the user's be read, and no plugin be loaded that has no part in it."""
    read_nothing_of_the_users(monkeypatch, tmp_path)
    monkeypatch.setenv("TRUSTCRM_PLUGINS", "networks-and-lessons,gazetteer")


@pytest.fixture
def office(begun: Begun, tmp_path: Path) -> Office:
    """The office of Los Angeles, in which nothing is on record yet."""
    return Office(begun.copied("Los Angeles", tmp_path))


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
