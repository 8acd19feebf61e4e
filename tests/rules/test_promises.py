"""A promise with no test is not made: the README lists those that have one, and no other."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROMISES = ROOT / "tests" / "promises"


def kept() -> dict[int, list[str]]:
    """Return the tests of each promise, by its number."""
    found: dict[int, list[str]] = {}
    for path in sorted(PROMISES.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and (named := re.match(r"test_p(\d+)_", node.name)):
                found.setdefault(int(named[1]), []).append(f"{path.name}::{node.name}")
    return found


def made() -> list[int]:
    """Return the numbers the README promises, in its order."""
    section = re.search(r"^## What it promises\n(.*?)^## ", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    assert section is not None
    return [int(number) for number in re.findall(r"^- \*\*P(\d+)\*\*", section[1], re.MULTILINE)]


def test_the_readme_promises_what_is_tested_and_nothing_else() -> None:
    assert made() == sorted(kept())
