"""CSV text as records with their true line numbers, bounded whatever the text holds.

The parsing is the standard library's; what is added is that nothing raises, that a quote that is never closed costs one
line rather than the rest of the file, and that no line, field or row can fill the memory.
"""

from __future__ import annotations

import csv
import io
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

from trustcrm_table.encoding import UNDECODABLE

FIELD_LIMIT = 1_048_576
"""Most characters in one field."""
ROW_LIMIT = 8 * FIELD_LIMIT
"""Most characters in one row, and in one line."""
WIDTH_LIMIT = 1_000
"""Most cells in one row."""

_BLOCK = 65_536
"""Characters read at once, as far as their lines are plain."""
_SHOWN = 1_000
_LINE_COST = 64
"""Bytes that keeping a line costs beside its characters, so that a row of a million empty lines is bounded too."""
_REWINDS = 16
"""How often a row without an end is taken back; beyond it the file is hostile, and rereading it would cost hours."""


@dataclass(frozen=True)
class Dialect:
    """How a text is parted into cells."""

    delimiter: str = ","
    quote: str = '"'


@dataclass(frozen=True)
class Broken:
    """A piece of a table that cannot be a row: the line it begins on, why, and how it begins."""

    number: int
    reason: str
    text: str = ""


Row = tuple[int, list[str]]
"""The line, or sheet row, that a row begins on, and its cells."""


class _TooLong(Exception):
    """The record in hand has grown beyond its limit."""


class _Feed:
    """Hands lines to the csv parser, and remembers those of the record in hand so that they can be read again."""

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.held: list[str] = []
        self.again: deque[str] = deque()
        self.ended = False
        self.suspect = False
        self.large = False
        self.first = 1
        self.rewinds = 0

    def block(self) -> str:
        """Return a stretch of whole lines, as far as lines are not too long; nothing at the end of the text."""
        block = self.text.read(_BLOCK)
        self.ended = not block
        return block if not block or block.endswith("\n") else block + self.text.readline(ROW_LIMIT)

    def lines(self) -> Iterator[str]:
        held, again, read = self.held, self.again, self.text.readline
        size = 0
        while line := again.popleft() if again else read(ROW_LIMIT):
            size = len(line) + (size + _LINE_COST if held else 0)
            held.append(line)
            if size > FIELD_LIMIT:
                self.large = True
                if size >= ROW_LIMIT:
                    raise _TooLong
            if "\0" in line or (not line.isascii() and UNDECODABLE in line):
                self.suspect = True
            yield line
        self.ended = True

    def finish(self) -> None:
        """Take the record in hand as read."""
        self.first += len(self.held)
        self.held.clear()
        self.suspect = self.large = False

    def may_give_back(self) -> bool:
        """Say whether there are lines to hand out again, and rereading them is still worth it."""
        return len(self.held) > 1 and self.rewinds < _REWINDS

    def give_back(self) -> None:
        """Take only the first line of the record in hand as read, and hand out the others again."""
        self.rewinds += 1
        self.again.extendleft(reversed(self.held[1:]))
        del self.held[1:]
        self.ended = False
        self.finish()

    def skip_line(self) -> None:
        """Leave the rest of a line that is too long."""
        while not self.held[-1].endswith(("\n", "\r")) and (rest := self.text.readline(ROW_LIMIT)):
            self.held[-1] = rest


def records(text: TextIO, dialect: Dialect, width: int = 0) -> Iterator[Row | Broken]:
    """Yield the records of `text` in order, each with the line it begins on.

    `width` is the number of cells a row should have, where it is known: it tells a stray quote, after which the rows go
    on, from a text that was cut inside a field.
    """
    csv.field_size_limit(max(csv.field_size_limit(), min(FIELD_LIMIT, sys.maxsize)))
    feed = _Feed(text)
    while not feed.ended:
        if not feed.again:
            block = feed.block()
            if (rows := _at_once(block, dialect)) is not None:
                yield from ((number, cells) for number, cells in enumerate(rows, feed.first) if cells)
                feed.first += len(rows)
                continue
            feed.again.extend(io.StringIO(block, newline=""))
        reader = csv.reader(feed.lines(), delimiter=dialect.delimiter, quotechar=dialect.quote)
        try:
            yield from _plain(reader, feed, dialect, width)
        except _TooLong:
            yield _too_long(feed)
        except csv.Error:
            yield _too_large(feed)


def _at_once(block: str, dialect: Dialect) -> list[list[str]] | None:
    """Return the cells of each line of a block of whole lines, None where not every line is plainly a row of its own.

    The line put after the last one shows a quote left open before it, since it then is no row.
    """
    if "\0" in block or UNDECODABLE in block or block.count("\r") != block.count("\r\n"):
        return None
    lines = block.removesuffix("\n").split("\n") if block else []
    try:
        rows = list(csv.reader([*lines, "end"], delimiter=dialect.delimiter, quotechar=dialect.quote))
    except csv.Error:
        return None
    if len(rows) <= len(lines) or max(map(len, rows)) > WIDTH_LIMIT or len(block) > FIELD_LIMIT:
        return None
    return rows[:-1]


def _plain(reader: Iterable[list[str]], feed: _Feed, dialect: Dialect, width: int) -> Iterator[Row | Broken]:
    held, finish = feed.held, feed.finish
    for cells in reader:
        if feed.ended and not feed.again:
            yield _unclosed(feed, dialect, width)
            return
        if feed.large and any(len(cell) > FIELD_LIMIT for cell in cells):
            yield _too_large(feed)  # the limit of the csv module is everybody's, and whoever sets it last has the say
            continue
        if feed.suspect:
            yield Broken(feed.first, _why_suspect(held), _shown(held))
        elif len(cells) > WIDTH_LIMIT:
            yield Broken(feed.first, f"The row has over {WIDTH_LIMIT:,} cells.", _shown(held))
        elif cells:
            yield feed.first, cells
        finish()
        if not feed.again:
            return


def _unclosed(feed: _Feed, dialect: Dialect, width: int) -> Broken:
    """Name a quote that the text's end left open; the lines after it are read again where they look like rows."""
    first, shown = feed.first, _shown(feed.held)
    if feed.may_give_back() and _look_like_rows(feed.held[1:], dialect, width):
        feed.give_back()
        return Broken(first, "A quote is opened on this line and never closed; close it or double it.", shown)
    feed.finish()
    return Broken(first, "The file ends in the middle of a row, inside quotes.", shown)


def _too_long(feed: _Feed) -> Broken:
    first, shown = feed.first, _shown(feed.held)
    if feed.may_give_back():
        feed.give_back()
        return Broken(first, f"The row is longer than {ROW_LIMIT:,} characters; a quote may never be closed.", shown)
    feed.skip_line()
    feed.finish()
    return Broken(first, f"The row is longer than {ROW_LIMIT:,} characters.", shown)


def _too_large(feed: _Feed) -> Broken:
    first, shown = feed.first, _shown(feed.held)
    reason = f"A field is larger than {FIELD_LIMIT:,} characters"
    if feed.may_give_back():
        feed.give_back()
        return Broken(first, f"{reason}; a quote on this line may never be closed.", shown)
    feed.finish()
    return Broken(first, f"{reason}.", shown)


def _look_like_rows(lines: list[str], dialect: Dialect, width: int) -> bool:
    alike = sum(line.count(dialect.delimiter) == width - 1 for line in lines)
    return width > 1 and alike * 2 >= len(lines) > 0


def _why_suspect(held: list[str]) -> str:
    if any("\0" in line for line in held):
        return "The row holds a NUL character, which no text has."
    return 'The row holds bytes that the file\'s encoding does not know; say which it is with encoding = "cp1252".'


def _shown(held: list[str]) -> str:
    return held[0][:_SHOWN].replace(UNDECODABLE, "\ufffd").rstrip("\r\n") if held else ""
