"""What is kept of a real tmux shows what the screens show in these tests, so that no capture grows old unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

SNAPSHOTS = Path(__file__).parent / "snapshots"
CAPTURES = Path(__file__).parents[3] / "docs" / "captures"


def _lines(file: Path) -> list[str]:
    return [line.rstrip() for line in file.read_text(encoding="utf-8").partition("\n-- bold --\n")[0].splitlines()]


SIZES = pytest.mark.parametrize("size", ["120x36", "80x24"])
HEAD = 2
"""The line of the office and that of the screens."""


@SIZES
def test_a_capture_shows_what_is_kept_of_the_same_screen(size: str) -> None:
    """Agreements alone are compared whole: plugins furnish what the other screens of the demo office list."""
    kept, captured, rows = _pair("pacts", size)
    assert captured[: rows - 1] == kept[: rows - 1], "run `python -m tools.captures`"


@SIZES
@pytest.mark.parametrize("screen", ["today", "ties", "ledger", "agenda", "pacts"])
def test_a_capture_has_the_head_of_its_screen_and_fits_it(screen: str, size: str) -> None:
    kept, captured, rows = _pair(screen, size)
    assert captured[:HEAD] == kept[:HEAD], "run `python -m tools.captures`"
    assert len(captured) == rows
    assert max(map(len, captured)) <= int(size.partition("x")[0])


def _pair(screen: str, size: str) -> tuple[list[str], list[str], int]:
    name = f"{screen}-{size}.txt"
    return _lines(SNAPSHOTS / name), _lines(CAPTURES / name), int(size.partition("x")[2])
