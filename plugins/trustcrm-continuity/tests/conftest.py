from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.by_commands import OfficeByCommands, read_nothing_of_the_users

DAY = "2020-06-24"
"""A Wednesday; story 8's Friday is the 26th."""


class Office(OfficeByCommands):
    """An office in a file, worked in by commands alone."""

    def line(self, city: str) -> Any:
        """Return the overview's line of a city."""
        return next(one for one in self.told("overview") if one["name"].startswith(city))


def _began(path: Path) -> None:
    """Tell an office of two colleagues and three ties; of Ben's two nobody knows why that of 1972 was signed."""
    office = Office(path)
    office.run("init", "--home", "Los Angeles")
    office.on(DAY)
    for name in ("Ben", "Cleo"):
        office.run("colleague", "add", name, "--from-on", "2018-01-01")
    origin = ("--origin", "A choir sang here in 1984.")
    for city, more in (("Milan", ("--since", "1984-05-01", *origin)), ("Mumbai", ("--since", "1972-01-01",)),
                       ("Oslo", ())):  # fmt: skip
        office.run("city", "add", city, "--bare")
        office.run("tie", "add", "--one", "Los Angeles", "--other", city, "--cadence-days", "90", *more)
    office.run("custody", "add", "--tie", "1", "--colleague", "Ben", "--from-on", "2018-01-01")
    office.run("custody", "add", "--tie", "2", "--colleague", "Ben")
    office.run("custody", "add", "--tie", "3", "--colleague", "Cleo")
    office.run("person", "add", "Giulia Conti", "--side", "Milan", "--email", "giulia@milan.example")
    office.run("post", "add", "Mayor's adviser", "--side", "Milan")
    office.run("tenure", "add", "--person", "Giulia Conti", "--post", "1")
    call = ("interaction", "add", "call", "--with", "Milan", "--person", "Giulia Conti", "--minutes", "30")
    office.run(*call, "--on", "2020-03-02")
    office.run("interaction", "add", "email", "--with", "Mumbai", "--on", "2019-01-15")
    gift = ("--giver", "Los Angeles", "--receiver", "Milan", "--unit", "masks", "--quantity", "500")
    office.run("contribution", "add", "masks", *gift, "--state", "pledged", "--on", "2020-06-01")
    thanks = ("--giver", "Milan", "--receiver", "Los Angeles", "--unit", "kits", "--quantity", "20")
    office.run("contribution", "add", "test kits", *thanks, "--state", "received", "--on", "2020-06-10")
    office.run("follow-up", "add", "Send the choir's programme", "--due-on", "2020-07-03", "--side", "Milan",
               "--colleague", "Ben")  # fmt: skip
    office.run("follow-up", "add", "Ask who is mayor now", "--due-on", "2020-07-10", "--side", "Mumbai")


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Begin the office once, to be copied by every test."""
    path = tmp_path_factory.mktemp("begun") / "office.db"

    def begin() -> Path:
        if not path.exists():
            _began(path)
        return path

    return begin


@pytest.fixture
def office(begun: Callable[[], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The office of Los Angeles, with nothing of the user's read."""
    read_nothing_of_the_users(monkeypatch, tmp_path)
    return Office(Path(shutil.copy(begun(), tmp_path / "office.db")))
