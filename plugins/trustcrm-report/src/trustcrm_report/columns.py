"""How much of a page's width each column of a table takes."""

from __future__ import annotations

from math import ceil
from textwrap import fill
from typing import Literal
from unicodedata import category, east_asian_width

from trustcrm.plugin import Table, shown

SHORT, WIDE = 16, 60
"""A cell of so many letters and fewer is never broken; for so many at most room is made."""
ACROSS = 100
"""About so many letters stand in a line that is as wide as the paper."""
LEAST = 10
"""So many letters of a title always stand in a line."""
BETWEEN = 2
"""So many letters' room every column needs beside its words, so that bold titles do not touch."""
ROOM = 78
"""So many letters all short columns may have together before they too are broken."""


def wide(text: str) -> int:
    """Return how many letters' room a text takes; those of Chinese and Japanese take two."""
    return len(text) if text.isascii() else sum(map(room, text))


def room(letter: str) -> Literal[0, 1, 2]:
    """Return how many letters' room one takes: a mark upon another takes none."""
    if category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(letter) in "WF" else 1


def shares(table: Table) -> list[float]:
    """Return the share of each column in the room; 0 for one that takes what it needs, where all of them can.

    A title never needs more room than its longest word, since it is broken where its cells are narrower.
    """
    longest = [max(pair) for pair in zip(_words(table), _cells(table), strict=True)]
    short = [column.kind != "text" or room <= SHORT for column, room in zip(table.columns, longest, strict=True)]
    if sum(room for room, is_short in zip(longest, short, strict=True) if is_short) > ROOM:
        short = [False] * len(short)
    return [
        0.0 if is_short else float(min(WIDE, max(6, room) + BETWEEN))
        for room, is_short in zip(longest, short, strict=True)
    ]


def titles(table: Table) -> list[str]:
    """Return the titles of columns, each in as many lines as its cells leave it room for."""
    rooms = zip(table.columns, _words(table), _cells(table), shares(table), strict=True)
    return [
        column.title if share or wide(column.title) <= cells else fill(column.title, max(word, cells, LEAST))
        for column, word, cells, share in rooms
    ]


def lines(table: Table) -> list[int]:
    """Return about how many lines each row takes; nobody can know it before it is set."""
    parts = shares(table)
    left = max(1.0, ACROSS - sum(room for room, part in zip(_cells(table), parts, strict=True) if not part))
    rooms = [max(1.0, left * part / sum(parts)) if part else ACROSS for part in parts]
    return [
        max((ceil(wide(shown(cell)) / room) for cell, room in zip(row.cells, rooms, strict=True)), default=1)
        for row in table.rows
    ]


def _words(table: Table) -> list[int]:
    return [max((wide(word) for word in column.title.split()), default=0) for column in table.columns]


def _cells(table: Table) -> list[int]:
    return [
        max((wide(shown(row.cells[place])) for row in table.rows), default=0) for place in range(len(table.columns))
    ]
