"""The demo office with all that plugins add to it, in a file and on a server: a command says the same on both.

Both begin alike, and whatever is written is written to both; so they stay alike whichever test comes first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.by_commands import OfficeByCommands, read_nothing_of_the_users, whole_program
from tests.postgres import Server

NAMED = "both_engines"


@dataclass(frozen=True)
class OnBothEngines:
    """One office twice; `folder` holds the file."""

    folder: Path
    file: OfficeByCommands
    server: OfficeByCommands

    def walk(self, *commands: Sequence[str]) -> None:
        """Give each command to both, and hold what they say, and how they end, against one another."""
        with _nothing_of_the_users(self.folder):
            for words in commands:
                kept, served = self.file.result(*words), self.server.result(*words)
                assert (kept.exit_code, served.exit_code) == (0, 0), (words, kept.stderr, served.stderr)
                assert _told(served.stdout) == _told(kept.stdout), words


def _told(answer: str) -> Any:
    """Return JSON with as many digits as two orders of adding up agree in, anything else as it is."""
    if not answer.startswith(("{", "[")):
        return answer
    return json.loads(answer, parse_float=lambda digits: round(float(digits), 9))


@contextmanager
def _nothing_of_the_users(folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        read_nothing_of_the_users(patch, folder)
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        yield


@pytest.fixture(scope="session")
def on_both_engines(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnBothEngines]:
    """The demo office in a file, and restored from its backup on a server; neither is given back after a test."""
    folder = tmp_path_factory.mktemp(NAMED)
    file = OfficeByCommands(folder / "demo.db")
    postgres_server.create(NAMED)
    server = OfficeByCommands(file.path, postgres_server.url(NAMED))
    try:
        with _nothing_of_the_users(folder):
            built = CliRunner().invoke(whole_program, ["demo", "--no-tui", "--into", str(file.path)])
            assert built.exit_code == 0, built.output
            file.run("db", "backup", str(folder / "demo.backup"))
            server.run("db", "restore", str(folder / "demo.backup"))
        yield OnBothEngines(folder, file, server)
    finally:
        postgres_server.drop(NAMED)
