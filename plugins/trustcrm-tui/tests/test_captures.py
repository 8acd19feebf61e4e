"""What is kept of a real tmux shows what the screens show in these tests, so that no capture grows old unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

SNAPSHOTS = Path(__file__).parent / "snapshots"
CAPTURES = Path(__file__).parents[3] / "docs" / "captures"


def _lines(file: Path) -> list[str]:
    return [line.rstrip() for line in file.read_text(encoding="utf-8").partition("\n-- bold --\n")[0].splitlines()]


@pytest.mark.parametrize("size", ["120x36", "80x24"])
@pytest.mark.parametrize("screen", ["today", "ties", "ledger", "agenda", "pacts"])
def test_a_capture_shows_what_is_kept_of_the_same_screen(screen: str, size: str) -> None:
    name = f"{screen}-{size}.txt"
    columns, rows = map(int, size.split("x"))
    kept, captured = _lines(SNAPSHOTS / name), _lines(CAPTURES / name)
    assert captured[: rows - 1] == kept[: rows - 1], "run `python -m tools.captures`"
    assert max(map(len, captured)) <= columns
