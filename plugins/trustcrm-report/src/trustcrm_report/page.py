"""Documents as one page of the web: no script, nothing fetched, to print or to send.

Jinja2 escapes every text; what nobody would see is written as its code before that. A policy in the page forbids
whatever might run or be fetched all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import IO, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from trustcrm.plugin import (
    Bars,
    Block,
    Bullets,
    Citation,
    Document,
    Facts,
    Figure,
    Heading,
    Paragraph,
    Stretch,
    Table,
    Words,
    filled,
    numbered,
    shown,
    shown_rows,
    stretches,
)
from trustcrm_report.columns import shares, shrunk
from trustcrm_report.letters import legible
from trustcrm_report.pictures.bars import said_of_scales, scaled
from trustcrm_report.pictures.drawing import drawn, is_drawn
from trustcrm_report.ticks import is_to_sign, ticks
from trustcrm_report.ways import closed, way


class Page:
    """Writes a document as HTML, in UTF-8."""

    def write(self, document: Document, file: IO[bytes]) -> None:
        """Write the whole document."""
        numbers = numbered(document)

        def marks(cites: Sequence[Citation]) -> Sequence[Stretch]:
            return stretches(cites, numbers)

        for part in _template().generate(
            document=document,
            kind=_kind,
            marks=marks,
            scaled=scaled,
            said_of_scales=said_of_scales,
            picture=_picture,
            figure=_size,
            shares=shares,
            shrunk=shrunk,
            texts=shown_rows,
            zip=zip,
            way=way,
            ticks=ticks,
            is_to_sign=is_to_sign,
            line=_line,
            way_of=_way_of,
        ):
            file.write(part.encode())


_WHOLE = re.compile(
    r"\b(?:\d{4}-\d{2}-\d{2}|[^\W\d_]{1,12}-\d{1,4})\b|(?<![\d.,])\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?(?!\d)"
)
"""A day, a name such as COVID-19, which a browser would break behind its hyphen, or a figure of millions; what is
shorter is broken nowhere, for every box has room for it.
"""
LONGEST_WHOLE = 24
"""A figure of so many letters is never broken: a phone has room for it. A longer one is, where its thousands end."""


def _kind(block: Block) -> tuple[str, Any]:
    """Return what the template calls a block, and the block; a figure is its table, beside its picture or alone."""
    if isinstance(block, Bars):
        return "bars", block
    if isinstance(block, Figure):
        return "picture" if is_drawn(block) else "table", filled(block.as_table())
    if isinstance(block, Table):
        return "table", filled(block)
    for name, kind in _KINDS.items():
        if isinstance(block, kind):
            return name, block
    raise TypeError(f"{type(block).__name__} is no block of a document")


def _way_of(told: Words) -> str:
    return way("".join(run.text for run in told))


def _line(text: str, way_round: str) -> Markup:
    """Return a text whose names from right to left turn nothing round behind them, and of which no day or figure is
    broken.
    """
    told = legible(text)
    escaped = str(escape(closed(told) if way_round == "ltr" else told))
    return Markup(_WHOLE.sub(lambda found: _whole(found[0]), escaped))


def _whole(told: str) -> str:
    return f'<span class="whole">{told}</span>' if len(told) <= LONGEST_WHOLE else _broken(told)


def _broken(told: str) -> str:
    return told.replace(",", ",<wbr>")


def _size(size: Any) -> Markup:
    told = shown(size)
    return Markup(told if len(told) <= LONGEST_WHOLE else _broken(told))


def _picture(figure: Figure, place: int) -> Markup:
    """Return a figure as SVG, every text of which is escaped already."""
    return Markup(drawn(figure, name=f"picture-{place}"))


_KINDS: dict[str, type[Any]] = {
    "heading": Heading, "paragraph": Paragraph, "bullets": Bullets, "facts": Facts,
}  # fmt: skip


@cache
def _template() -> Template:
    made = Environment(
        loader=PackageLoader("trustcrm_report", "templates"), autoescape=True, undefined=StrictUndefined,
        finalize=_seen, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return made.get_template("page.html.jinja")


def _seen(value: Any) -> Any:
    return value if isinstance(value, Markup) else legible(str(value))
