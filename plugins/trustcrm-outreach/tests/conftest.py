from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from trustcrm.cli.app import main
from trustcrm.office import Premises, Wishes
from trustcrm.plugin import PluginContext

DAY = "2020-03-02"
SETTINGS = """
[plugins.outreach]
address = "protocol@city.example"
name = "Office of Protocol"
opt_out = "protocol@city.example"
"""


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def _whole(ctx: click.Context, words: tuple[str, ...]) -> None:
    ctx.exit(main(list(words)))


@dataclass
class Office:
    """An office in a file, worked in by commands alone, on a day that goes on as a story does."""

    path: Path
    opened: list[Any] = field(default_factory=list)

    def on(self, day: str) -> Office:
        """Let it be a later day."""
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute("UPDATE office SET pinned_day = ?", (day,))
            connection.commit()
        return self

    def result(self, *words: str, who: str = "Ana") -> Result:
        return CliRunner().invoke(_whole, ["--db", str(self.path), "--as", who, *words], catch_exceptions=False)

    def run(self, *words: str, ends: int = 0, who: str = "Ana") -> str:
        """Return what a command says on stdout; it must succeed, or end as it should."""
        done = self.result(*words, who=who)
        assert done.exit_code == ends, done.output
        return done.stdout

    def refused(self, *words: str, ends: int = 1) -> str:
        """Return the sentence of a command that is refused."""
        done = self.result(*words)
        assert done.exit_code == ends, done.output
        return done.stderr

    def told(self, *words: str, ends: int = 0) -> Any:
        """Return what a command says as JSON."""
        return json.loads(self.run(*words, "--json", ends=ends))

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
    for name in [name for name in os.environ if name.startswith("TRUSTCRM_")]:
        monkeypatch.delenv(name)
    for name in ("CONFIG", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    (tmp_path / "trustcrm.toml").write_text(SETTINGS, "utf-8")
    office = Office(Path(shutil.copy(begun, tmp_path / "Los Angeles.db")))
    yield office
    for one in office.opened:
        one.close()


Mails = Callable[[Path], list[Any]]
