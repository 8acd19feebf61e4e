"""Who may enter which room: the contracts of `pyproject.toml`, and what they cannot say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tools.check import LINT_IMPORTS

ROOT = Path(__file__).resolve().parents[2]
CORE = sorted((ROOT / "trustcrm").rglob("*.py"))
PLUGINS = sorted((ROOT / "plugins").glob("*/src/*"))
PROMISED = ("trustcrm.plugin", "trustcrm.testing")


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def imports_of(path: Path) -> tuple[str, ...]:
    return tuple(_imported(ast.parse(text_of(path))))


def _imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def is_of(module: str, *rooms: str) -> bool:
    return any(module == room or module.startswith(f"{room}.") for room in rooms)


def test_every_contract_is_kept() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_but_the_command_that_runs_it_imports_the_kit_for_tests() -> None:
    inside = [
        path for path in CORE if "testing" not in path.relative_to(ROOT).parts and path.name != "plugin_making.py"
    ]
    found = [(path.name, name) for path in inside for name in imports_of(path) if is_of(name, "trustcrm.testing")]
    assert found == []


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda path: path.name)
def test_a_plugin_imports_promised_names_only(plugin: Path) -> None:
    found = [
        (path.name, name)
        for path in sorted(plugin.rglob("*.py"))
        for name in imports_of(path)
        if is_of(name, "trustcrm") and not is_of(name, *PROMISED)
    ]
    assert found == []


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda path: path.name)
def test_no_plugin_is_named_inside_core(plugin: Path) -> None:
    spelled = re.compile(r"\b" + plugin.name.replace("_", "[-_]") + r"\b")
    assert [str(path) for path in CORE if spelled.search(text_of(path))] == []


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda path: path.name)
def test_of_a_plugin_that_promises_names_another_imports_those_only(plugin: Path) -> None:
    promised = {path: _promised(path) for path in PLUGINS if path != plugin}
    found = [
        (path.name, name)
        for path in sorted(plugin.rglob("*.py"))
        for name in imports_of(path)
        for other, names in promised.items()
        if names and is_of(name, other.name) and name not in names
    ]
    assert found == []


@cache
def _promised(plugin: Path) -> set[str]:
    """Return the names that a plugin promises to others: those in the `__all__` of its modules."""
    found = set()
    for path in plugin.rglob("*.py"):
        for node in ast.parse(text_of(path)).body:
            if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]:
                module = ".".join(path.relative_to(plugin.parent).with_suffix("").parts).removesuffix(".__init__")
                found |= {f"{module}.{name}" for name in ast.literal_eval(node.value)}
    return found
