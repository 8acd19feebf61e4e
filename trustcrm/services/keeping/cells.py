"""Values as cells of CSV: nothing and an empty text stay two things, and no cell is run by a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from trustcrm.store.transfer.shapes import Kind
from trustcrm.text import RUNS_IN_SPREADSHEETS

GUARD = "'"
"""Stands before a text that a spreadsheet would run, before an empty one, and before one that begins like that."""

_TEXTS = (Kind.TEXT, Kind.OCTETS)
_NUMBERS = (Kind.NUMBER, Kind.INTEGER)
_JSON = (Kind.JSON, Kind.JOURNAL)


def cell_maker(kind: Kind) -> Callable[[Any], str]:
    """Return what makes a cell of a plain value: an empty cell is nothing at all, an empty text a lone apostrophe."""
    if kind in _TEXTS:
        return lambda value: "" if value is None else guarded(value)
    if kind is Kind.TRUTH:
        return lambda value: "" if value is None else ("true" if value else "false")
    if kind in _JSON:
        return lambda value: "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if kind in _NUMBERS:
        return lambda value: "" if value is None else value if isinstance(value, str) else repr(value)
    return lambda value: value or ""


def cell_reader(kind: Kind) -> Callable[[str], Any]:
    """Return what makes the plain value of a cell again. It raises `ValueError` where the cell holds no such value."""
    if kind in _TEXTS:
        return lambda cell: unguarded(cell) if cell else None
    if kind is Kind.TRUTH:
        return lambda cell: {"true": True, "false": False}[cell] if cell else None
    if kind in _JSON:
        return lambda cell: json.loads(cell) if cell else None
    if kind is Kind.INTEGER:
        return lambda cell: int(cell) if cell else None
    if kind is Kind.NUMBER:
        return lambda cell: cell if cell in ("NaN", "INF", "-INF") else float(cell) if cell else None
    return lambda cell: cell or None


def guarded(text: str) -> str:
    """Return a text with an apostrophe before it where it is empty, would run, or begins with apostrophes and so on."""
    return GUARD + text if _needs_guard(text) else text


def unguarded(cell: str) -> str:
    """Return the text that `guarded` made a cell of."""
    return cell[1:] if cell.startswith(GUARD) and _needs_guard(cell) else cell


def _needs_guard(text: str) -> bool:
    return RUNS_IN_SPREADSHEETS.match(text) is not None or not text.strip(GUARD)
