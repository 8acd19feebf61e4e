"""What a page's commands run in: a folder of its own, with no office, a fresh one or a copy of the demo office."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from trustcrm.cli.app import main

Say = Callable[[list[str]], Result]


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def _whole(ctx: click.Context, arguments: tuple[str, ...]) -> None:
    ctx.exit(main(list(arguments)))


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    built = CliRunner().invoke(_whole, ["--as", "Ana", "demo", "--no-tui", "--into", str(path)])
    assert built.exit_code == 0, built.output
    return path


@pytest.fixture
def settle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Callable[[str], tuple[Path, Say]]:
    """Settle in a folder with the office a page asks for; return the folder and what runs commands there."""

    def settled(office: str) -> tuple[Path, Say]:
        place = tmp_path / "office.db"
        if office == "demo":
            shutil.copy(request.getfixturevalue("demo_template"), place)
        elif office == "fresh":
            request.getfixturevalue("pin_today")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("TRUSTCRM_DB", str(place))
        monkeypatch.setenv("TRUSTCRM_ACTOR", "Ana")
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
        return tmp_path, lambda arguments: CliRunner().invoke(_whole, arguments, catch_exceptions=False)

    return settled
