"""The few signs the screens use, in three sets: for every font, for fonts without braille, and letters alone.

No sign means anything by itself: a word or a number stands beside each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Glyphs:
    """One set of signs; `steps` draw a row of values, lowest first, and are empty where only numbers tell it."""

    cursor: str
    mark: str
    up: str
    down: str
    level: str
    ours: str
    theirs: str
    rule: str
    bar: str
    waiting: str
    steps: Sequence[str] = ()


_EIGHTHS = ("▁", "▂", "▃", "▄", "▅", "▆", "▇", "█")
SETS = {
    "braille": Glyphs(
        cursor="▌", mark="●", up="▲", down="▼", level="=", ours="◀", theirs="▶", rule="─", bar="│", waiting="…",
        steps=("⣀", "⠤", "⠒", "⠉"),
    ),
    "boxes": Glyphs(
        cursor="▌", mark="*", up="+", down="-", level="=", ours="<", theirs=">", rule="─", bar="│", waiting="…",
        steps=_EIGHTHS[::2],
    ),
    "letters": Glyphs(
        cursor=">", mark="*", up="+", down="-", level="=", ours="<", theirs=">", rule="-", bar="|", waiting="...",
    ),
}  # fmt: skip

FEWEST_POINTS = 0.24
"""A row of values never spans less than this, so that noise does not look like a fall."""


def strip_of(values: Sequence[float], glyphs: Glyphs) -> str:
    """Return values in [0, 1] as a row of signs over their own range, "" where the set has none."""
    if not glyphs.steps or not values:
        return ""
    low, high = min(values), max(values)
    spread = max(high - low, FEWEST_POINTS)
    floor = min(low, 1 - spread) if low + spread > 1 else low
    last = len(glyphs.steps) - 1
    return "".join(glyphs.steps[min(last, int((value - floor) / spread * (last + 0.999)))] for value in values)
