"""What is sent to a terminal, without what stands there already, so that a slow line from elsewhere carries little.

Textual paints whole lines again where a part of them may be another, and says of each word anew in which colours it is.
Here it is remembered what every cell of the screen shows. Of a frame only cells that are others are sent, and of their
look only what differs from the look before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import get_character_cell_size

Cell = tuple[str, str]
"""A character, and the parameters by which Textual gives it its look; a space has those that can be seen of it."""
Run = tuple[int, str, str]
"""Where in a line something stands, what, and in which look."""

_PIECE = re.compile(r"\x1b\[([0-9;]*)([Hm])|(\n)|([^\x00-\x1f\x7f]+)")
_SCREENS = re.compile(r"\x1b\[\?1049[hl]")
_MODES = re.compile(r"(?:\x1b\[[?>][0-9;$]*[a-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\))+")
_NEAR = 5
"""So many cells that are the same again are sent rather than jumped over: a jump costs as much."""


class Thrift:
    """The cells of a screen as they were last sent."""

    def __init__(self) -> None:
        self._lines: dict[int, list[Cell | None]] = {}
        self._cursor = (0, 0)

    def forget(self) -> None:
        """Know nothing of what the screen shows: its size is another, or somebody else may have written on it."""
        self._lines, self._cursor = {}, (0, 0)

    def sent(self, frame: str) -> str:
        """Return what to send so that the screen shows what it would after a frame."""
        if _MODES.fullmatch(frame):
            if _SCREENS.search(frame):
                self.forget()
            return frame
        told = _read(frame)
        if told is None:
            self.forget()
            return frame
        lines, cursor = told
        pen = _Pen()
        for y, runs in lines.items():
            for x, cells in self._changed(y, runs):
                pen.draw(x, y, cells)
        if not pen.sent and cursor == self._cursor:
            return ""
        self._cursor = cursor
        return pen.ended(cursor)

    def _changed(self, y: int, runs: Sequence[Run]) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Yield what of a line is other than it was, and know it from now on."""
        line = self._lines.setdefault(y, [])
        if not all(_is_plain(text) for _, text, _ in runs):
            line.clear()  # terminals do not agree how wide it is, so the whole is sent as it came
            for x, text, look in runs:
                yield x, [(text, look)]
            return
        for x, text, look in runs:
            yield from _others(line, x - 1, [_cell(sign, look) for sign in text])


def _read(frame: str) -> tuple[dict[int, list[Run]], tuple[int, int]] | None:
    """Return the runs of a frame line by line, and where the cursor stays; None where it does more than draw."""
    lines: dict[int, list[Run]] = {}
    x = y = 1
    look, end = "", 0
    for piece in _PIECE.finditer(frame):
        if piece.start() != end:
            return None
        end = piece.end()
        kept, does, new_line, text = piece.groups()
        if text is not None:
            lines.setdefault(y, []).append((x, text, look))
            x += sum(map(get_character_cell_size, text)) if not text.isascii() else len(text)
        elif new_line is not None:
            x, y = 1, y + 1
        elif does == "m":
            begins_anew = kept == "0" or kept.startswith("0;") or not kept
            look = ";".join(filter(None, ("" if begins_anew else look, kept.removeprefix("0").removeprefix(";"))))
        else:
            row, _, column = kept.partition(";")
            x, y = int(column or 1), int(row or 1)
    return (lines, (x, y)) if end == len(frame) else None


def _others(line: list[Cell | None], start: int, cells: list[Cell]) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Put cells into a line and yield the stretches of them that are others than stood there, each with its column."""
    end = start + len(cells)
    line.extend([None] * (end - len(line)))
    before, line[start:end] = line[start:end], cells
    if before == cells:
        return
    places = [place for place, now in enumerate(cells) if before[place] != now]
    first = last = places[0]
    for place in places[1:]:
        if place - last > _NEAR:
            yield start + first + 1, cells[first : last + 1]
            first = place
        last = place
    yield start + first + 1, cells[first : last + 1]


def _is_plain(text: str) -> bool:
    """Return whether each character takes one cell by itself."""
    return text.isascii() or _are_single(text)


@lru_cache(maxsize=512)
def _are_single(text: str) -> bool:
    return all(get_character_cell_size(sign) == 1 for sign in text)


@lru_cache(maxsize=4096)
def _cell(sign: str, look: str) -> Cell:
    if sign != " ":
        return sign, look
    colour = _look(look)
    return (sign, look) if colour.marks & _SEEN_ON_SPACE else (sign, colour.behind)


class _Look(NamedTuple):
    """A look in its parts: the parameters of its colours, and of the marks that are on, bold for one."""

    colour: str = ""
    behind: str = ""
    marks: frozenset[str] = frozenset()


_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29", "21": "24", "53": "55"}
_SEEN_ON_SPACE = frozenset({"4", "7", "9", "21", "53"})
_LONG = {"2": 5, "5": 3}
"""How many parameters a colour by its parts, or by its number, takes."""


@lru_cache(maxsize=1024)
def _look(look: str) -> _Look:
    parts = look.split(";") if look else []
    colour, behind, marks = "", "", set()
    while parts:
        long = _LONG.get(parts[1], 1) if parts[0] in ("38", "48") and len(parts) > 1 else 1
        told, parts = ";".join(parts[:long]), parts[long:]
        if told in _OFF:
            marks.add(told)
        elif told.startswith(("4", "10")):
            behind = told
        else:
            colour = told
    return _Look(colour, behind, frozenset(marks))


@lru_cache(maxsize=1024)
def _turned(now: _Look, look: str, space: bool) -> tuple[str, _Look]:
    """Return the sequence that turns one look into another, as far as it is seen, and the look that it then is."""
    wanted = _look(look)
    if space and not wanted.marks:
        wanted = _Look(now.colour, wanted.behind, now.marks - _SEEN_ON_SPACE)
    off = {_OFF[mark] for mark in now.marks - wanted.marks}
    on = {mark for mark in wanted.marks if mark not in now.marks or _OFF[mark] in off}
    told = [*sorted(off), *sorted(on)]
    if wanted.colour != now.colour:
        told.append(wanted.colour or "39")
    if wanted.behind != now.behind:
        told.append(wanted.behind or "49")
    return (f"\x1b[{';'.join(told)}m" if told else ""), wanted


class _Pen:
    """Draws cells, from wherever it is and in whichever look it has."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self._at: tuple[int, int] | None = None
        self._look = _Look()

    def draw(self, x: int, y: int, cells: Sequence[Cell]) -> None:
        """Draw cells from a place on."""
        if self._at != (x, y):
            self.sent.append(f"\x1b[{y};{x}H")
        for text, look in cells:
            turn, self._look = _turned(self._look, look, text == " ")
            self.sent += (turn, text)
            x += len(text)
        self._at = (x, y) if all(len(text) == 1 for text, _ in cells) else None

    def ended(self, cursor: tuple[int, int]) -> str:
        """Return everything drawn, its look put off, with the cursor at a place."""
        x, y = cursor
        return "".join(self.sent) + ("\x1b[m" if self.sent else "") + f"\x1b[{y};{x}H"
