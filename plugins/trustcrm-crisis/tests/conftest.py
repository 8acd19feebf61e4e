from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.by_commands import Begun, OfficeByCommands, read_nothing_of_the_users

DAY = "2020-03-24"


class Office(OfficeByCommands):
    """An office in a file, worked in by commands alone, on a day that goes on as a story does."""

    def befriend(self, city: str, person: str) -> None:
        """Let a city be ours, with a person who was on the telephone today."""
        self.run("city", "add", city, "--bare")
        self.tie(city)
        self.run("person", "add", person, "--side", city)
        self.run("interaction", "add", "call", "--with", city, "--person", person)

    def tie(self, city: str, *words: str) -> None:
        """Tie a city to our own."""
        self.run("tie", "add", "--one", self.path.stem, "--other", city, *words)

    def line(self, what: str) -> dict[str, Any]:
        """Return the one line of the board that is about a thing."""
        return self.line_of("", what)

    def line_of(self, crisis: str, what: str) -> dict[str, Any]:
        """Return the one line of a crisis's board that is about a thing; of that which is on where "" is named."""
        (line,) = (one for one in self.told("crisis", "board", crisis)["lines"] if one["what"] == what)
        return dict(line)


Start = Callable[[str], Office]


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """Begin an office for a city once."""
    return Begun(tmp_path_factory.mktemp("begun"), DAY)


@pytest.fixture
def start(begun: Begun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Start an office for a city, with nothing of the user's read."""
    read_nothing_of_the_users(monkeypatch, tmp_path)
    return lambda home: Office(begun.copied(home, tmp_path))


@pytest.fixture
def office(start: Start) -> Office:
    """The office of Los Angeles with a sister city, Milan, somebody to call there, and a crisis that is on."""
    office = start("Los Angeles")
    office.befriend("Milan", "Giulia Conti")
    office.run("crisis", "open", "Flood")
    return office
