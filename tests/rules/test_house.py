"""The house style, as far as a machine can see it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 400
GROWN = {
    "trustcrm/store/migrations/versions/0001_first_schema.py",
    "trustcrm/plugin.py",
    "trustcrm/hooks/hookspecs.py",
}
"""Modules that are lists: a migration tells the whole schema in one go; every name promised to authors has its line,
and every hook its whole example.
"""

EMPTY_NAMES = re.compile(r"(^|_)(utils?|helpers?|managers?|handlers?|processors?|misc|common|base|data|info)(_|$)")
TEXT = {".py", ".md", ".toml", ".yml", ".yaml", ".cfg", ".txt", ".sh", ".csv", ".tsv", ""}
LEFT_OUT = {"uv.lock", "LICENSE", Path(__file__).name}

SOURCES = sorted(
    path
    for folder in (ROOT / "trustcrm", ROOT / "tools", *(ROOT / "plugins").glob("*/src"))
    for path in folder.rglob("*.py")
)


def own_files() -> list[Path]:
    """Return every text file of the project; what begins with a dot is a tool's, but for `.ci`."""
    found = []
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part not in (".ci", ".gitignore") for part in parts)
        built = any(part in ("__pycache__", "build", "dist", "node_modules") for part in parts)
        if path.is_file() and not hidden and not built and path.suffix in TEXT and path.name not in LEFT_OUT:
            found.append(path)
    return found


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a folder of somebody's machine", r"(?<![\w.\-/])/(?:root|home|work|Users|mnt)/[\w.]+|[A-Z]:\\Users\\"),
        ("a package registry", r"pypi\.org|pythonhosted\.org|registry\.npmjs|proxy\.golang|index-url|artifactory"),
    ],
)
def test_no_file_names_a_machine_or_a_registry(what: str, pattern: str) -> None:
    spelled = re.compile(pattern)
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in own_files()
        for match in spelled.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == [], what


def test_a_module_can_be_read_in_one_sitting() -> None:
    lengths = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in SOURCES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE and name not in GROWN} == {}


def test_a_module_is_named_for_what_it_is() -> None:
    assert [str(path.relative_to(ROOT)) for path in SOURCES if EMPTY_NAMES.search(path.stem)] == []


def test_a_public_thing_without_a_docstring_is_an_error_of_the_linter() -> None:
    chosen = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert "D1" in chosen["select"]
    spared = {name for name, codes in chosen["per-file-ignores"].items() if "D1" in codes}
    assert spared == {"**/tests/**", "tests/**", "trustcrm/store/migrations/versions/*"}


def test_warnings_are_errors_and_no_lock_file_is_kept() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    assert settings["filterwarnings"][0] == "error"
    assert "uv.lock" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
