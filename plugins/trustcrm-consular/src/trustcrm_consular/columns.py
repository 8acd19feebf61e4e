"""The layout of columns: CSV whose headings say, in one of four languages, what each cell is."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

from trustcrm.plugin import Rejected, fold
from trustcrm_consular.entry import LONGEST_CELL, Told
from trustcrm_consular.lines import Line
from trustcrm_consular.words import HEADINGS

DELIMITERS = (",", ";", "\t")
_MOST_LINES = 20
"""Most lines in one row; an address in a cell has fewer."""


def columns_in(line: str) -> tuple[str, Mapping[int, str]]:
    """Return the delimiter and the field of each column where a line is the header of a list; else "" and none."""
    for delimiter in DELIMITERS:
        cells = _cells(line, delimiter) or []
        found: dict[int, str] = {}
        for place, cell in enumerate(cells[:100]):
            field = HEADINGS.get(fold(cell[:100]))
            if field and field not in found.values():
                found[place] = field
        told = set(found.values())
        if {"country", "name"} <= told and told & {"title", "role", "office", "exequatur"}:
            return delimiter, found
    return "", {}


def told_in_columns(lines: Iterable[Line]) -> Iterator[Told | Rejected]:
    """Yield what each row below the header tells, and the rows that cannot be read."""
    numbered = iter(lines)
    header = next(numbered, (0, None))[1] or ""
    delimiter, fields = columns_in(header)
    names = _cells(header, delimiter) or []
    rows = _rows(numbered, delimiter)
    row = next(rows, None)
    while row is not None:
        below = next(rows, None)
        if isinstance(row, Rejected):
            yield row
        elif below is None and len(row[1]) < len(names):
            raw = dict(zip(names, row[1], strict=False))
            yield Rejected(where=f"line {row[0]}", reason="The file ends in the middle of this row.", raw=raw)
        elif any(cell.strip() for cell in row[1]):
            yield _told(row[0], row[1], names, fields)
        row = below


def _told(number: int, cells: Sequence[str], names: Sequence[str], fields: Mapping[int, str]) -> Told | Rejected:
    where = f"line {number}"
    raw = {name: cell[:LONGEST_CELL] for name, cell in zip(names, cells, strict=False)}
    told = {field: cells[place] for place, field in fields.items() if place < len(cells)}
    if len(cells) > len(names):
        return Rejected(where=where, reason="The row has more cells than there are columns.", raw=raw)
    if any(len(cell) > LONGEST_CELL for cell in cells):
        return Rejected(where=where, reason=f"A cell has over {LONGEST_CELL:,} characters.", raw=raw)
    if any("\ufffd" in value for value in told.values()):
        return Rejected(where=where, reason="The row holds octets that the file's encoding does not know.", raw=raw)
    if not told.get("country", "").strip():
        return Rejected(where=where, reason="The row names no country.", raw=raw)
    return Told(where=where, fields=told, raw=raw)


def _rows(lines: Iterator[Line], delimiter: str) -> Iterator[tuple[int, list[str]] | Rejected]:
    """Yield rows by the line they begin on; a quote that is never closed costs its own line and no other."""
    again: deque[Line] = deque()
    while (line := again.popleft() if again else next(lines, None)) is not None:
        number, text = line
        if text is None:
            yield Rejected(where=f"line {number}", reason="The line is far too long to be an entry.")
            continue
        held: list[Line] = []
        cells = _cells(text, delimiter)
        whole = text
        while cells is None and len(held) < _MOST_LINES:
            more = again.popleft() if again else next(lines, None)
            if more is None:
                break
            held.append(more)
            if more[1] is None:
                break
            whole = f"{whole}\n{more[1]}"
            cells = _cells(whole, delimiter)
        if cells is None:
            again.extendleft(reversed(held))
            reason = "A quote is opened on this line and never closed; close it or double it."
            yield Rejected(where=f"line {number}", reason=reason, raw={"text": text[:LONGEST_CELL]})
        elif cells:
            yield number, cells


def _cells(text: str, delimiter: str) -> list[str] | None:
    """Return the cells of a row, None where it is none or goes on in the next line."""
    if not delimiter:
        return None
    lines = (f"{line}\n" for line in text.split("\n"))  # a form feed or U+2028 within a cell ends no line
    try:
        return next(csv.reader(lines, delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None
