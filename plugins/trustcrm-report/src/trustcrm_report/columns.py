"""How much of a page's width each column of a table takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil, sqrt
from textwrap import fill
from typing import Literal
from unicodedata import category, east_asian_width

from trustcrm.plugin import Table, shown

SHORT, WIDE = 16, 60
"""A cell of so many letters and fewer is never broken; for so many at most room is made."""
CROWDED = 26
"""No column of a table that has more than a page's width of figures takes a larger part than this."""
ACROSS = 100
"""About so many letters stand in a line that is as wide as the paper."""
FULL = 112
"""About so many fill a line of a table to its end, with what stands between columns."""
LEAST = 10
"""So many letters of a title always stand in a line."""
BETWEEN = 2
"""So many letters' room every column needs beside its words, so that bold titles do not touch."""
NARROW, SMALLEST, FINEST = 14, 0.8, 0.5
"""A column of words has room for so many letters at least, for which the letters of its table become so small; where
its figures would else be broken, as small as the last."""
MANY = 200
"""So many rows of a table tell how its columns are best divided."""
ROOM, FIGURES = 78, 88
"""So many letters all short columns may have together before long words are broken, and before every column of words
has a part of what figures leave."""
_FIGURE = re.compile(r"\(?\d[\d.,-]*[;:)]*")
"""A figure or a day, with what stands around it in a sentence."""


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

    A title never needs more room than its longest word, since it is broken where its cells are narrower. A column whose
    longest cell is far longer than its others gets less than that cell would like.
    """
    longest = [max(pair) for pair in zip(_words(table), _cells(table), strict=True)]
    short = [column.kind != "text" or room <= SHORT for column, room in zip(table.columns, longest, strict=True)]
    for place in sorted(range(len(short)), key=lambda place: -longest[place]):
        if _together(longest, short) > ROOM and table.columns[place].kind == "text" and longest[place] > LEAST:
            short[place] = False
    most = WIDE
    if _is_crowded(longest, short):
        short = [column.kind != "text" or room <= LEAST for column, room in zip(table.columns, longest, strict=True)]
        if _together(longest, short) + NARROW * short.count(False) + BETWEEN * len(short) > FULL / FINEST:
            short = [False] * len(short)
        most = CROWDED
    rooms = _parts(longest, short, most)
    if short.count(False) < 2:
        return rooms
    usual = [float(max(pair)) for pair in zip(_words(table), _usual(table, short), strict=True)]
    return _whole(table, min(rooms, _parts(usual, short, most), key=lambda parts: _high(table, parts)))


def _high(table: Table, parts: Sequence[float]) -> int:
    return sum(_lines(table, _letters(table, parts, _needed(table)), MANY))


def _whole(table: Table, parts: list[float]) -> list[float]:
    """Return the shares moved until no column breaks a word that is not long, where all have room for theirs."""
    wanted = [word if part else 0 for word, part in zip(_pieces(table), parts, strict=True)]
    rooms = _rooms(table, parts)
    lacking = sum(max(0.0, word - room) for word, room in zip(wanted, rooms, strict=True))
    spare = sum(max(0.0, room - word) for word, room in zip(wanted, rooms, strict=True))
    if not lacking or lacking > spare:
        return parts
    return [max(float(word), room - (room - word) * lacking / spare) for word, room in zip(wanted, rooms, strict=True)]


def _pieces(table: Table) -> list[int]:
    """Return how long the longest word of each column is, or part of one between hyphens, that is not long."""
    found = []
    for place in range(len(table.columns)):
        told = " ".join(shown(row.cells[place]).replace("-", "- ") for row in table.rows[:MANY])
        found.append(1 + max((room for word in set(told.split()) if (room := wide(word)) <= SHORT), default=0))
    return found


def _is_crowded(longest: Sequence[int], short: Sequence[bool]) -> bool:
    """Return whether short columns leave the others no room, even with the smallest letters."""
    least = sum(min(NARROW, room) for room, is_short in zip(longest, short, strict=True) if not is_short)
    taken = _together(longest, short)
    return taken > FIGURES or taken + least + BETWEEN * len(short) > FULL / SMALLEST


def _parts(wanted: Sequence[float], short: Sequence[bool], most: int) -> list[float]:
    return [
        0.0 if is_short else float(min(most, max(6, room) + BETWEEN))
        for room, is_short in zip(wanted, short, strict=True)
    ]


def _usual(table: Table, short: Sequence[bool]) -> list[float]:
    """Return for each column that is not short a room between those of its longest and its middling cell."""
    found = []
    for place, is_short in enumerate(short):
        told = [] if is_short else [text for row in table.rows[:MANY] if (text := shown(row.cells[place]))]
        rooms = [wide(text) for text in told]
        word = max((wide(word) for text in told for word in text.split()), default=0)
        found.append(max(sqrt(max(rooms) * sum(rooms) / len(rooms)), min(word, SHORT)) if rooms else 0.0)
    return found


def _together(rooms: Sequence[int], chosen: Sequence[bool]) -> int:
    return sum(room for room, is_chosen in zip(rooms, chosen, strict=True) if is_chosen)


def titles(table: Table) -> list[str]:
    """Return the titles of columns, each in as many lines as its cells leave it room for."""
    rooms = zip(table.columns, _words(table), _cells(table), shares(table), strict=True)
    return [
        column.title if share or wide(column.title) <= cells else fill(column.title, max(word, cells, LEAST))
        for column, word, cells, share in rooms
    ]


def letters(table: Table) -> list[float]:
    """Return about how many letters stand in a line of each column; 0 for one that takes what it needs."""
    return _letters(table, shares(table), _needed(table))


def _letters(table: Table, parts: Sequence[float], needed: Sequence[int]) -> list[float]:
    taken = sum(room for room, part in zip(needed, parts, strict=True) if not part)
    left = max(LEAST, ACROSS / _shrunk(table, parts, needed) - taken)
    return [max(4.0, left * part / sum(parts)) if part else 0.0 for part in parts]


def unbroken(table: Table) -> list[int]:
    """Return how long a word may be that is never broken in each column; 0 in one that takes what it needs."""
    return [max(4, int(room)) if room else 0 for room in _rooms(table, shares(table))]


def _rooms(table: Table, parts: Sequence[float]) -> list[float]:
    """Return how many letters fill a line of each column to its end; 0 for one that takes what it needs."""
    needed = _needed(table)
    taken = sum(room for room, part in zip(needed, parts, strict=True) if not part) + BETWEEN * len(parts)
    left = max(LEAST, FULL / _shrunk(table, parts, needed) - taken)
    return [left * part / sum(parts) if part else 0.0 for part in parts]


def shrunk(table: Table) -> float:
    """Return how much smaller the letters of a table are, whose figures and days alone leave its words no room."""
    return _shrunk(table, shares(table), _needed(table))


def _shrunk(table: Table, parts: Sequence[float], needed: Sequence[int]) -> float:
    taken = sum(room for room, part in zip(needed, parts, strict=True) if not part) + BETWEEN * len(parts)
    wanted = [
        max(NARROW, room) if column.kind != "text" else NARROW
        for column, room, part in zip(table.columns, needed, parts, strict=True)
        if part
    ]
    fits = max(SMALLEST, min(1.0, FULL / max(1, taken + sum(wanted))))
    whole = max(
        (figure * sum(parts) / part for figure, part in zip(_figures(table), parts, strict=True) if part), default=0
    )
    return max(FINEST, min(fits, FULL / max(1, taken + whole)))


def _figures(table: Table) -> list[int]:
    """Return how long the longest figure or day of each column is, with a letter to spare; 0 where all are short."""
    found = []
    for place in range(len(table.columns)):
        words = (word for row in table.rows[:MANY] for word in shown(row.cells[place]).split())
        rooms = [len(word) + 1 for word in words if LEAST <= len(word) < CROWDED and _FIGURE.fullmatch(word)]
        found.append(max(rooms, default=0))
    return found


def lines(table: Table) -> list[int]:
    """Return about how many lines each row takes; nobody can know it before it is set."""
    return _lines(table, letters(table), len(table.rows))


def _lines(table: Table, letters: Sequence[float], most: int) -> list[int]:
    rooms = [room or ACROSS for room in letters]
    return [
        max((ceil(wide(shown(cell)) / room) for cell, room in zip(row.cells, rooms, strict=True)), default=1)
        for row in table.rows[:most]
    ]


def _needed(table: Table) -> list[int]:
    return [max(pair) for pair in zip((min(LEAST, word) for word in _words(table)), _cells(table), strict=True)]


def _words(table: Table) -> list[int]:
    return [max((wide(word) for word in column.title.split()), default=0) for column in table.columns]


def _cells(table: Table) -> list[int]:
    return [
        max((wide(shown(row.cells[place])) for row in table.rows), default=0) for place in range(len(table.columns))
    ]
