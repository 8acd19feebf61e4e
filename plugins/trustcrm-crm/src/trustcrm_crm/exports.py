"""CSV exports: which of a program's files one is, by its headings, and its lines one by one.

Encodings, stray quotes, cells that were kept from running in a spreadsheet and files of any size are the business of
`trustcrm_table`, which reads every other table too.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from trustcrm.plugin import InvalidValue, PluginContext, Rejected, Source, UnreadableSource
from trustcrm_crm.drafts import Origin, Piece, once
from trustcrm_crm.here import Here
from trustcrm_table.cells import is_blank, row_restored
from trustcrm_table.encoding import encoding_of, open_text
from trustcrm_table.header import DELIMITERS
from trustcrm_table.lines import Broken, Dialect, Row, records

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_HEADINGS = 65_536
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+\d\d", re.IGNORECASE)
"""A long number as Excel shows and saves it, 5.41936E+11; many ids look the same then."""
_LOST = re.compile(r"#(?:NAME\?|REF!|VALUE!|DIV/0!|NUM!|NULL!)|Err:5\d\d")
"""What a spreadsheet saves of a text that began with "=" and that it took for a formula."""


@dataclass(frozen=True)
class Line:
    """One line of an export, its cells by heading in small letters."""

    where: str
    cells: Mapping[str, str]
    raw: Mapping[str, str]
    source: str

    def __getitem__(self, heading: str) -> str:
        """Return a cell, "" where there is none. Raises `InvalidValue` where a spreadsheet has put an error there."""
        cell = self.cells.get(heading, "")
        if (lost := _LOST.match(cell)) is not None:
            raise InvalidValue(
                f'A spreadsheet has put {lost[0]} in place of what stood in the column "{heading}"; '
                "bring in the file as it was exported."
            )
        return cell

    def first(self, *headings: str) -> str:
        """Return the first of several cells that is not empty, "" where all are."""
        return next((self[heading] for heading in headings if self[heading]), "")

    def origin(self, what: str, number: str) -> Origin:
        """Return where the thing of this line stands; its key is the program's own number and what it numbers.

        Raises `InvalidValue` where the line has no such number, or one of which a spreadsheet has left the beginning.
        """
        if not number:
            raise InvalidValue("It has no id of its own, by which it would be known again; export that column too.")
        if _ROUNDED.fullmatch(number):
            raise InvalidValue(
                f"Its id was rounded to {number} by a spreadsheet; bring in the file as it was exported."
            )
        return Origin(key=f"{what} {number}", where=self.where, raw=self.raw, source=self.source)


ReadLine = Callable[[Line, Here], Iterator[Piece]]
"""Yields what a line holds. Raises `InvalidValue` where it holds what cannot be."""


@dataclass(frozen=True)
class Layout:
    """One sort of file that a program exports: the headings it must have, those it never has, and how it is read.

    `headings` are tuples of headings that stand for one another, all in small letters.
    """

    headings: tuple[tuple[str, ...], ...]
    read: ReadLine
    never: frozenset[str] = frozenset()

    def fits(self, headings: Sequence[str]) -> bool:
        """Say whether a file with such headings is of this sort."""
        return self.never.isdisjoint(headings) and all(
            any(name in headings for name in names) for names in self.headings
        )


@dataclass(frozen=True)
class ExportImporter:
    """Reads the CSV exports of one program, each sort of which is a layout."""

    program: str
    layouts: Sequence[Layout]
    context: PluginContext

    def read(self, source: Source) -> Iterator[Piece]:
        """Yield what each line holds, a line that cannot be read as a rejected piece.

        Raises `UnreadableSource` where the headings are none of the program's.
        """
        encoding = encoding_of(source)
        with open_text(source, encoding) as text:
            delimiter, headings = _headings(text.readline(_LONGEST_HEADINGS))
        layout = _layout(self.layouts, headings)
        if layout is None:
            wanted = " or ".join(", ".join(names[0] for names in one.headings) for one in self.layouts)
            raise UnreadableSource(
                f"{source.name} is no export of {self.program} that can be read; its headings must include {wanted}."
            )
        here = Here(self.context, source)
        return once(_pieces(source, encoding, Dialect(delimiter), layout, here, len(headings)))

    def sniff(self, head: bytes, name: str) -> float:
        """Return how likely a file that begins with `head` is an export of the program: its headings say so."""
        encoding = "utf-16" if head.startswith(_UTF16) else "utf-8-sig"
        first = head.decode(encoding, "replace").partition("\n")[0]
        return 0.0 if _layout(self.layouts, _headings(first)[1]) is None else 0.95


def _pieces(source: Source, encoding: str, dialect: Dialect, layout: Layout, here: Here, width: int) -> Iterator[Piece]:
    with open_text(source, encoding) as text:
        rows = records(text, dialect, width)
        first = next(rows, None)
        if first is None or isinstance(first, Broken):
            raise UnreadableSource(f"The line of headings of {source.name} is damaged; export it again.")
        names = [name.strip() for name in first[1]]
        short: Rejected | None = None
        for row in rows:
            if short is not None:
                yield short
                short = None
            if isinstance(row, Broken):
                yield Rejected(where=f"line {row.number}", reason=row.reason, raw={"text": row.text})
            elif not is_blank(row[1]):
                line = _line(row, names, source.name)
                if len(row[1]) < len(names):
                    reason = f"The line has {len(row[1])} cells where the headings are {len(names)}."
                    short = Rejected(where=line.where, reason=reason, raw=line.raw)
                else:
                    yield from _read(line, layout, here)
        if short is not None:
            yield Rejected(where=short.where, reason="The file ends in the middle of a line.", raw=short.raw)


def _read(line: Line, layout: Layout, here: Here) -> Iterator[Piece]:
    try:
        yield from layout.read(line, here)
    except InvalidValue as problem:
        yield Rejected(where=line.where, reason=str(problem), raw=line.raw)


def _line(row: Row, names: Sequence[str], source: str) -> Line:
    """Return a row as a line; of headings that stand twice the first counts."""
    told: dict[str, str] = {}
    for name, cell in zip(names, row_restored(row[1]), strict=False):
        told.setdefault(name.casefold(), cell.strip())
    return Line(f"line {row[0]}", told, dict(zip(names, row[1], strict=False)), source)


def _headings(line: str) -> tuple[str, list[str]]:
    """Return the delimiter of a line of headings and the headings in small letters."""
    tried = [(mark, _cells(line, mark)) for mark in DELIMITERS]
    return max(tried, key=lambda found: len(found[1]))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        cells = chain.from_iterable(csv.reader([line.rstrip("\r\n")], delimiter=delimiter))
        return [cell.strip().casefold() for cell in cells]
    except csv.Error:
        return []


def _layout(layouts: Sequence[Layout], headings: Sequence[str]) -> Layout | None:
    return next((layout for layout in layouts if layout.fits(headings)), None)
