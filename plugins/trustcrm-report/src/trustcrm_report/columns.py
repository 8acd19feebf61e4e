"""How much of a page's width each column of a table takes."""

from __future__ import annotations

from trustcrm.plugin import Table, shown

SHORT, WIDE = 16, 60
"""A cell of so many letters and fewer is never broken; for so many at most room is made."""
ROOM = 78
"""So many letters all short columns may have together before they too are broken."""


def shares(table: Table) -> list[float]:
    """Return the share of each column in the room; 0 for one that takes what it needs, where all of them can."""
    longest = [
        max([len(column.title), *(len(shown(row.cells[place])) for row in table.rows)])
        for place, column in enumerate(table.columns)
    ]
    short = [column.kind != "text" or wide <= SHORT for column, wide in zip(table.columns, longest, strict=True)]
    if sum(wide for wide, is_short in zip(longest, short, strict=True) if is_short) > ROOM:
        short = [False] * len(short)
    return [0.0 if is_short else float(min(WIDE, max(6, wide))) for wide, is_short in zip(longest, short, strict=True)]
