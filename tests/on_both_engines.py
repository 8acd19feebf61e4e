"""The demo office with all that plugins add to it, in a file and on a server: a command says the same on both.

Both begin alike, and whatever is written is written to both; so they stay alike whichever test comes first.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from click.testing import CliRunner

from tests.by_commands import OfficeByCommands, whole_program
from tests.postgres import Server

NAMED = "both_engines"


@dataclass(frozen=True)
class OnBothEngines:
    """One office twice."""

    file: OfficeByCommands
    server: OfficeByCommands

    def walk(self, *commands: Sequence[str]) -> None:
        """Give each command to both, and hold what they say, and how they end, against one another."""
        for words in commands:
            kept, served = self.file.result(*words), self.server.result(*words)
            assert (kept.exit_code, served.exit_code) == (0, 0), (words, kept.stderr, served.stderr)
            assert _told(served.stdout) == _told(kept.stdout), words


def _told(answer: str) -> Any:
    """Return JSON with as many digits as two orders of adding up agree in, anything else as it is."""
    if not answer.startswith(("{", "[")):
        return answer
    return json.loads(answer, parse_float=lambda digits: round(float(digits), 9))


@pytest.fixture(scope="session")
def on_both_engines(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnBothEngines]:
    """The demo office in a file, and restored from its backup on a server; neither is given back after a test."""
    folder = tmp_path_factory.mktemp(NAMED)
    file = OfficeByCommands(folder / "demo.db")
    was = {name: os.environ.get(name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    os.environ.update(dict.fromkeys(was, str(folder / "nothing")))
    postgres_server.create(NAMED)
    server = OfficeByCommands(file.path, postgres_server.url(NAMED))
    try:
        built = CliRunner().invoke(whole_program, ["demo", "--no-tui", "--into", str(file.path)])
        assert built.exit_code == 0, built.output
        file.run("db", "backup", str(folder / "demo.backup"))
        server.run("db", "restore", str(folder / "demo.backup"))
        yield OnBothEngines(file, server)
    finally:
        for name, value in was.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        postgres_server.drop(NAMED)
