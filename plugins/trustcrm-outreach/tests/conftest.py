from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.by_commands import OfficeByCommands, read_nothing_of_the_users
from trustcrm.office import Premises, Wishes
from trustcrm.plugin import PluginContext

DAY = "2020-03-02"
SETTINGS = """
[plugins.outreach]
address = "protocol@city.example"
name = "Office of Protocol"
opt_out = "protocol@city.example"
"""


@dataclass
class Office(OfficeByCommands):
    """An office in a file, worked in by commands alone, on a day that goes on as a story does."""

    opened: list[Any] = field(default_factory=list)

    def context(self) -> PluginContext:
        """Return the plugin's own context in this office, open until the test ends."""
        premises = Premises(Wishes(database=str(self.path), actor="Ana", environ={}))
        office = premises.enter()
        self.opened.append(office)
        office.desk  # noqa: B018 - opens the office to plugins
        return premises.host.context("outreach")

    def notice(self, title: str = "Travel rules", audience: str = "Corps", topic: str = "") -> None:
        """Begin a notice with a checked text in English."""
        self.run("notice", "add", title, "--audience", audience, *(["--topic", topic] if topic else []))
        self.write(title, "en", f"{title}: stay at home.")

    def write(self, title: str, language: str, body: str, *, checked: bool = True) -> None:
        """Write the newest version of a notice in a language."""
        text = ("notice", "text", title, "--language", language, "--subject", f"{title} ({language})")
        self.run(*text, "--words", body)
        if checked:
            self.run("notice", "check", title, "--language", language, "--by", "Ben")

    def send(self, folder: Path, *words: str) -> Any:
        """Send into a folder what is released."""
        folder.mkdir(exist_ok=True)
        return self.told("outreach", "send", "--into", str(folder), *words)


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office of Los Angeles with a consulate of one mailbox and five officers, and two others, begun once."""
    path = tmp_path_factory.mktemp("begun") / "Los Angeles.db"
    office = Office(path)
    office.run("init", "--home", "Los Angeles, US")
    office.on(DAY)
    consulate = ("--kind", "consulate", "--again")
    armenia = "Consulate General of Armenia"
    office.run("organisation", "add", armenia, *consulate, "--country", "AM", "--email", "Mail@armenia.example")
    for name in ("Anahit Aramyan", "Bagrat Balyan", "Gayane Gevorgyan", "Davit Danielyan", "Yeva Yeranosyan"):
        office.run("person", "add", name, "--side", armenia, "--email", "mail@armenia.example", "--language", "hy")
    office.run("organisation", "add", "Consulate General of Japan", *consulate, "--country", "JP")
    japan = ("--side", "Consulate General of Japan", "--language", "ja")
    office.run("person", "add", "Kobayashi Haruka", *japan, "--email", "kobayashi@japan.example")
    office.run("person", "add", "Morita Kenji", *japan, "--email", "morita@japan.example")
    office.run("organisation", "add", "Consulate of Luxembourg", *consulate, "--country", "LU")
    office.run("audience", "add", "Corps", "--kind", "consulate")
    return path


@pytest.fixture
def office(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A copy of that office, with settings that say from whom notices come, and nothing of the user's read."""
    read_nothing_of_the_users(monkeypatch, tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "trustcrm.toml").write_text(SETTINGS, "utf-8")
    office = Office(Path(shutil.copy(begun, tmp_path / "Los Angeles.db")))
    yield office
    for one in office.opened:
        one.close()


Mails = Callable[[Path], list[Any]]
