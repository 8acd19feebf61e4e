"""Documents as one page of the web: no script, nothing fetched, to print or to send.

Jinja2 escapes every text; what nobody would see is written as its code before that. A policy in the page forbids
whatever might run or be fetched all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import IO, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from trustcrm.plugin import (
    Bar,
    Bars,
    Block,
    Bullets,
    Citation,
    Document,
    Facts,
    Figure,
    Heading,
    Paragraph,
    Table,
    shown,
    visible,
)

Number = int | float | Decimal

HALF = 100
"""How wide a bar can be, to either side of the middle, in units of the picture."""


class Page:
    """Writes a document as HTML, in UTF-8."""

    def write(self, document: Document, file: IO[bytes]) -> None:
        """Write the whole document."""
        numbers = {str(cited): number for number, cited in enumerate(document.citations(), 1)}

        def marks(cites: Sequence[Citation]) -> list[int]:
            return [numbers[str(cited)] for cited in cites]

        for part in _template().generate(document=document, kind=_kind, marks=marks, scaled=_scaled, shown=shown):
            file.write(part.encode())


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A bar with how far it reaches to the left and to the right of the middle."""

    bar: Bar
    left: float
    right: float


def _scaled(bars: Bars) -> list[Drawn]:
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


def _kind(block: Block) -> tuple[str, Any]:
    """Return what the template calls a block, and the block; a figure it cannot draw is its table."""
    if isinstance(block, Bars):
        return "bars", block
    if isinstance(block, Figure):
        return "table", block.as_table()
    for name, kind in _KINDS.items():
        if isinstance(block, kind):
            return name, block
    raise TypeError(f"{type(block).__name__} is no block of a document")


_KINDS: dict[str, type[Any]] = {
    "heading": Heading, "paragraph": Paragraph, "bullets": Bullets, "facts": Facts, "table": Table,
}  # fmt: skip


@cache
def _template() -> Template:
    made = Environment(
        loader=PackageLoader("trustcrm_report", "templates"), autoescape=True, undefined=StrictUndefined,
        finalize=_seen, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return made.get_template("page.html.jinja")


def _seen(value: Any) -> Any:
    return value if isinstance(value, Markup) else visible(str(value))
