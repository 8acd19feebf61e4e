"""The README's first two commands are what a newcomer types, and what a fresh clone is checked with."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_stand_first() -> None:
    blocks = re.findall(r"^```\w+\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert [block.strip() for block in blocks[:2]] == ["pip install uv && uv run trustcrm demo", "uv run pytest"]
    assert "`pip install . ./plugins/*`" in README


def test_the_check_of_a_fresh_clone_runs_them() -> None:
    check = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "\nuv run pytest\n" in check
    assert "\nuv run trustcrm demo --no-tui " in check
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_whose_data_are_used_is_credited() -> None:
    licence = README.partition("## Licence")[2]
    assert [word for word in ("Apache-2.0", "GeoNames", "CC BY 4.0", "Wikidata", "CC0") if word not in licence] == []
