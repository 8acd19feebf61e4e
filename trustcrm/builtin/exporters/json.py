"""Documents as JSON, for scripts and pages: every block with its kind, numbers unrounded, every record cited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from trustcrm.domain.document import (
    Bars,
    Block,
    Bullets,
    Citation,
    Document,
    Facts,
    Figure,
    Heading,
    Paragraph,
    Row,
    Table,
    Words,
)
from trustcrm.text import json_text


class Json:
    """Writes a document as one JSON object."""

    def write(self, document: Document, file: IO[bytes]) -> None:
        """Write the whole document, in UTF-8."""
        file.write(f"{json_text(content_of(document))}\n".encode())


def content_of(document: Document) -> dict[str, Any]:
    """Return a document as JSON holds it."""
    return {
        "title": document.title,
        "day": document.day,
        "language": document.language,
        "blocks": [_block(block) for block in document.blocks],
        "citations": [_cited(cited) | {"words": cited.words} for cited in document.citations()],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Bars):
        bars = [
            {"label": bar.label, "unit": bar.unit, "given": bar.given, "got": bar.got, "cites": _cites(bar.cites)}
            for bar in block.bars
        ]
        return {"block": "bars", "title": block.title, "given": block.given, "got": block.got, "bars": bars}
    if isinstance(block, Figure):
        return _table(block.as_table()) | {"figure": type(block).__name__}
    if isinstance(block, Heading):
        sheet = {"new_page": True} if block.new_page else {}
        return {"block": "heading", "level": block.level, "text": block.text} | sheet
    if isinstance(block, Paragraph):
        return {"block": "paragraph", "words": _told(block.words)}
    if isinstance(block, Bullets):
        return {"block": "bullets", "items": [_told(item) for item in block.items]}
    if isinstance(block, Facts):
        return {"block": "facts", "facts": [{"label": one.label, "value": _told(one.value)} for one in block.facts]}
    return _table(block)


def _table(table: Table) -> dict[str, Any]:
    return {
        "block": "table",
        "title": table.title,
        "columns": [{"title": one.title, "kind": one.kind, "align": one.side} for one in table.columns],
        "rows": [_row(row) for row in table.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    told = {"is_sum": True} if row.is_sum else {}
    return {"cells": list(row.cells), "cites": _cites(row.cites)} | told


def _told(told: Words) -> list[dict[str, Any]]:
    return [{"text": run.text, "style": run.style, "cites": _cites(run.cites)} for run in told]


def _cites(cites: Iterable[Citation]) -> list[dict[str, Any]]:
    return [_cited(cited) for cited in cites]


def _cited(cited: Citation) -> dict[str, Any]:
    return {"noun": cited.noun, "id": cited.id}
