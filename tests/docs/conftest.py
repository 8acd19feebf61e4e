"""What a page's commands run in: a folder of its own, with no office, a fresh one or a copy of the demo office."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.blocks import make_office


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Make each kind of office once, and return where it is."""
    offices: dict[str, Path] = {}

    def of(kind: str) -> Path:
        if kind not in offices:
            offices[kind] = tmp_path_factory.mktemp(kind) / "office.db"
            make_office(kind, offices[kind])
        return offices[kind]

    return of


@pytest.fixture
def settle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Callable[[str], Path]) -> Callable[[str], Path]:
    """Settle in a folder with the office a page asks for, and return the folder."""

    def settled(office: str) -> Path:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
        monkeypatch.setenv("TRUSTCRM_DB", str(tmp_path / "office.db"))
        monkeypatch.setenv("TRUSTCRM_ACTOR", "Ana")
        monkeypatch.chdir(tmp_path)
        if office != "none":
            shutil.copy(made(office), tmp_path / "office.db")
        return tmp_path

    return settled
