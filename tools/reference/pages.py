"""Which pages of the reference are written from the code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from tools.reference.commands import commands_page
from tools.reference.database import database_page
from tools.reference.errors import errors_page, exit_codes_page
from tools.reference.nouns import kinds_page, nouns_page
from tools.reference.plugins import hooks_page
from tools.reference.settings import configuration_page, constants_page

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
"""Where the pages stand."""

PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "commands.md": commands_page,
        "nouns.md": nouns_page,
        "kinds.md": kinds_page,
        "hooks.md": hooks_page,
        "errors.md": errors_page,
        "exit-codes.md": exit_codes_page,
        "configuration.md": configuration_page,
        "trust-constants.md": constants_page,
        "database.md": database_page,
    }
)
"""What writes each page, by its file's name."""


def write_all() -> list[str]:
    """Write every page and return the names of those that changed."""
    return [name for name, make in PAGES.items() if _write(FOLDER / name, make())]


def stale() -> list[str]:
    """Return the names of the pages that no longer say what the code does."""
    return [name for name, make in PAGES.items() if _read(FOLDER / name) != make()]


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _write(file: Path, text: str) -> bool:
    if _read(file) == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return True
