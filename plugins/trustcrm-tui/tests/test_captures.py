"""What is kept of a real tmux shows what the screens show in these tests, so that no capture grows old unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.captures import LOOKS, SIZES

SNAPSHOTS = Path(__file__).parent / "snapshots"
CAPTURES = Path(__file__).parents[3] / "docs" / "captures"


def _lines(file: Path) -> list[str]:
    text = file.read_text(encoding="utf-8").partition("\n\n-- bold --\n")[0]
    return [line.rstrip() for line in text.rstrip("\n").split("\n")]


@pytest.mark.parametrize("size", [f"{columns}x{rows}" for columns, rows in SIZES])
@pytest.mark.parametrize("name", [look.name for look in LOOKS])
def test_a_capture_shows_what_is_kept_of_the_same_screen(name: str, size: str) -> None:
    file = f"{name}-{size}.txt"
    assert _lines(CAPTURES / file) == _lines(SNAPSHOTS / file), "run `python -m tools.captures`"


def test_no_capture_is_kept_of_what_is_looked_at_no_more() -> None:
    looked = {f"{look.name}-{columns}x{rows}.txt" for look in LOOKS for columns, rows in SIZES}
    assert {file.name for file in CAPTURES.iterdir()} == looked
