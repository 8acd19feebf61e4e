"""Finding how a table is laid out: its delimiter and the row that holds the column names.

The best witness of both is the mapping, or the noun: the right delimiter is the one under which the names that are
looked for appear. Only where none appears does the evenness of the rows decide.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from trustcrm.plugin import UnreadableSource
from trustcrm_table.cells import is_blank
from trustcrm_table.lines import Broken, Dialect, Row, records
from trustcrm_table.nouns import squeezed

DELIMITERS = (",", ";", "\t", "|")
_LOOKED_AT = 20
"""Rows among which the header is looked for; what stands above it is a title."""
_SAMPLED = 1_000


@dataclass(frozen=True)
class Header:
    """The row that holds the column names: its line, its cells, and how many of them were looked for."""

    number: int
    cells: tuple[str, ...]
    known: int


@dataclass(frozen=True)
class Layout:
    """How a text is parted, where its header stands, and the first rows below it."""

    dialect: Dialect
    header: Header
    sample: tuple[Sequence[str], ...]


def layout_of(text: str, dialect: Dialect, wanted: Collection[str], number: int = 0) -> Layout:
    """Return the layout of a text that begins with `text`.

    `wanted` are the squeezed column names looked for, `number` the header's line where a person said it, and
    `dialect.delimiter` the delimiter where a person said it, otherwise "".
    Raises `UnreadableSource` where the text holds no row, or none on that line.
    """
    tried = (dialect.delimiter,) if dialect.delimiter else DELIMITERS
    layouts = [_layout(text, Dialect(delimiter, dialect.quote), wanted, number) for delimiter in tried]
    found = [layout for layout in layouts if layout is not None]
    if not found:
        where = f"no column names on line {number}" if number else "no row of column names"
        raise UnreadableSource(f"There is {where} in this file; it may be empty, or no table.")
    return max(found, key=_worth)


def find_header(rows: Sequence[Row], wanted: Collection[str], number: int = 0) -> Header | None:
    """Return the header among the first rows: the one on line `number`, or the first with the most wanted names."""
    filled = [(line, cells) for line, cells in rows if not is_blank(list(cells))]
    if number:
        filled = [(line, cells) for line, cells in filled if line == number]
    headers = [
        Header(line, tuple(cells), sum(squeezed(cell) in wanted for cell in dict.fromkeys(cells) if cell))
        for line, cells in filled[:_LOOKED_AT]
    ]
    return max(headers, key=lambda header: header.known, default=None)


def _layout(text: str, dialect: Dialect, wanted: Collection[str], number: int) -> Layout | None:
    rows: list[Row] = []
    for row in records(io.StringIO(text, newline=""), dialect):
        if not isinstance(row, Broken):
            rows.append(row)
        if len(rows) >= _SAMPLED:
            break
    header = find_header(rows, wanted, number)
    if header is None:
        return None
    below = tuple(cells for line, cells in rows if line > header.number)
    return Layout(dialect, header, below)


def _worth(layout: Layout) -> tuple[int, float, int]:
    width = len(layout.header.cells)
    even = sum(len(cells) == width for cells in layout.sample) / len(layout.sample) if layout.sample else 0.0
    return layout.header.known, even if width > 1 else 0.0, width
