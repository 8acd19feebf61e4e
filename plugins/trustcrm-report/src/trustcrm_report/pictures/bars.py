"""Who gave what, to scale: how far each bar reaches to the left and to the right of the middle."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from trustcrm.plugin import Bar, Bars

Number = int | float | Decimal

HALF = 100
"""How wide a bar can be, to either side of the middle, in units of the picture."""


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


def _reach(size: Number, largest: Fraction) -> float:
    return round(float(HALF * Fraction(size) / largest), 2) if largest else 0.0
