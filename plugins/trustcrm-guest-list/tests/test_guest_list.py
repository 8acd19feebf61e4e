from __future__ import annotations

import ast
from pathlib import Path

import pytest

from trustcrm.plugin import Importer
from trustcrm.testing import ImporterConformance, PluginConformance
from trustcrm_guest_list import importer as module
from trustcrm_guest_list.importer import COLUMNS, GuestListImporter

SAMPLES = Path(__file__).parent / "samples"
TUTORIAL = Path(__file__).parents[3] / "docs" / "tutorial" / "your-first-plugin.md"


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "guest-list"


class TestGuestList(ImporterConformance):
    @pytest.fixture
    def importer(self) -> Importer:
        return GuestListImporter()

    @pytest.fixture
    def samples(self) -> list[Path]:
        return [SAMPLES / "guests.csv"]

    @pytest.fixture
    def broken(self) -> list[Path]:
        return [SAMPLES / "broken" / "guests.csv"]

    @pytest.fixture
    def large(self, tmp_path: Path) -> Path:
        path = tmp_path / "large.csv"
        lines = (f"City {number % 90},Guest {number},guest,guest{number}@city.example\n" for number in range(10_000))
        path.write_text(f"{','.join(COLUMNS)}\n{''.join(lines)}", "utf-8")
        return path


def test_it_is_what_the_tutorial_arrives_at() -> None:
    """But for docstrings, which a tutorial tells in its own words."""
    block = TUTORIAL.read_text("utf-8").split("```python\n")[1].partition("```")[0]
    assert _code(block) == _code(Path(str(module.__file__)).read_text("utf-8"))


def _code(text: str) -> str:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            docstring = ast.get_docstring(node)
            node.body = [
                one
                for at, one in enumerate(node.body)
                if not (docstring and at == 0) and not (isinstance(one, ast.ImportFrom) and one.module == "__future__")
            ]
    return ast.unparse(tree)
