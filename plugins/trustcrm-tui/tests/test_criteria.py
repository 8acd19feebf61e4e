"""What the terminal UI is held to: each criterion names its proof, and each proof that is named is there."""

from __future__ import annotations

import re
from pathlib import Path

from tests.benchmarks.rows.screens import ROWS

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "explanation" / "terminal-ui.md"


def test_every_criterion_names_proofs_that_are_there() -> None:
    held_to = PAGE.read_text(encoding="utf-8").partition("## What it is held to")[2].partition("\n## ")[0]
    criteria = [line.split("|")[1:4] for line in held_to.splitlines() if re.match(r"\| \d+ \|", line)]
    assert [int(number) for number, _, _ in criteria] == list(range(1, 16))
    tests = [*Path(__file__).parent.glob("test_*.py"), *(ROOT / "tests" / "promises").glob("test_*.py")]
    there = {row.name for row in ROWS} | {file.name for file in tests}
    there |= {name for file in tests for name in re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8"))}
    for number, criterion, proof in criteria:
        named = re.findall(r"`(test_\w+(?:\.py|…)?|screen-[\w-]+)`", proof)
        assert named or ".ci/run" in proof, (number, criterion)
        missing = [name for name in named if not any(one.startswith(name.rstrip("…")) for one in there)]
        assert not missing, number
