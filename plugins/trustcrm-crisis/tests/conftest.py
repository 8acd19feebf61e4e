from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.by_commands import OfficeByCommands, read_nothing_of_the_users

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
        (line,) = (one for one in self.told("crisis", "board")["lines"] if one["what"] == what)
        return dict(line)


Start = Callable[[str], Office]


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Begin an office for a city once, to be copied by every test."""
    folder = tmp_path_factory.mktemp("begun")

    def begin(home: str) -> Path:
        path = folder / f"{home}.db"
        if not path.exists():
            Office(path).run("init", "--home", home)
            Office(path).on(DAY)
        return path

    return begin


@pytest.fixture
def start(begun: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Start an office for a city, with nothing of the user's read."""
    read_nothing_of_the_users(monkeypatch, tmp_path)

    def start(home: str) -> Office:
        return Office(Path(shutil.copy(begun(home), tmp_path / f"{home}.db")))

    return start


@pytest.fixture
def office(start: Start) -> Office:
    """The office of Los Angeles with a sister city, Milan, somebody to call there, and a crisis that is on."""
    office = start("Los Angeles")
    office.befriend("Milan", "Giulia Conti")
    office.run("crisis", "open", "Flood")
    return office
