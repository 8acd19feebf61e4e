"""Who gave what, to scale: how far each bar reaches to the left and to the right of the middle."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from trustcrm.plugin import Bar, Bars, shown
from trustcrm_report.columns import FULL, wide

Number = int | float | Decimal

HALF = 100
"""How wide a bar can be, to either side of the middle, in units of the picture."""
LEAST = 1.5
"""How wide a bar is at least, so that little of something is seen beside much."""
OWN_SCALES = "Each unit has a scale of its own."
LABELS, MOST_LABELS = 26.0, 34.0
"""How much of a line's width, of 100, labels have beside bars, and how much where they are long."""
LONGEST_BAR = 62.0
"""How much of one side's width, of 100, the longest bar takes at most."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A bar with how far it reaches to the left and to the right of the middle."""

    bar: Bar
    left: float
    right: float


def scaled(bars: Bars) -> list[Drawn]:
    """Return the bars of a figure to scale; those of one unit share theirs."""
    largest: dict[str, Fraction] = {}
    for bar in bars.bars:
        largest[bar.unit] = max(largest.get(bar.unit, Fraction(0)), Fraction(bar.given), Fraction(bar.got))
    return [
        Drawn(bar=bar, left=_reach(bar.given, largest[bar.unit]), right=_reach(bar.got, largest[bar.unit]))
        for bar in bars.bars
    ]


def said_of_scales(bars: Bars) -> str:
    """Return what whoever compares bars of several units has to know; nothing where there is one."""
    return OWN_SCALES if len({bar.unit for bar in bars.bars}) > 1 else ""


def parts_of_a_line(bars: Bars) -> tuple[float, float]:
    """Return how much of a line's width labels take, of 100, and how much of one side's width the longest bar does.

    A long label has room before it is broken, and a bar leaves its figure room.
    """
    label = max((wide(f"{bar.label} {bar.unit}") + 2 for bar in bars.bars), default=0)
    labels = min(MOST_LABELS, max(LABELS, 100 * label / FULL))
    side = FULL * (100 - labels) / 200
    figure = max((len(shown(size)) + 2 for bar in bars.bars for size in (bar.given, bar.got)), default=0)
    return labels, max(0.0, min(LONGEST_BAR, 100 * (side - figure) / side))


def _reach(size: Number, largest: Fraction) -> float:
    return max(LEAST, round(float(HALF * Fraction(size) / largest), 2)) if size else 0.0
