"""CSV exports: which of a program's files one is, by its headings, and its lines one by one.

Encodings, stray quotes, cells that were kept from running in a spreadsheet and files of any size are the business of
`trustcrm_table.reading`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from trustcrm.plugin import InvalidValue, PluginContext, Rejected, Source, UnreadableSource
from trustcrm_crm.drafts import Origin, Piece, once
from trustcrm_crm.here import Here
from trustcrm_table.reading import Broken, Headings, TableRow, headings_in, headings_of, rows_below, sound

_ROUNDED = re.compile(r"\d([.,]\d+)?E\+\d\d", re.IGNORECASE)
"""A long number as Excel shows and saves it, 5.41936E+11; many ids look the same then."""


@dataclass(frozen=True)
class Line:
    """One line of an export, its cells by heading in small letters."""

    where: str
    cells: Mapping[str, str]
    raw: Mapping[str, str]
    source: str

    def __getitem__(self, heading: str) -> str:
        """Return a cell, "" where there is none. Raises `InvalidValue` where a spreadsheet has put an error there."""
        try:
            return sound(self.cells.get(heading, ""))
        except InvalidValue as problem:
            raise InvalidValue(f"{heading}: {problem}") from None

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
        headings = headings_of(source, self._fits)
        layout = self._layout(headings)
        if headings is None or layout is None:
            wanted = " or ".join(", ".join(names[0] for names in one.headings) for one in self.layouts)
            raise UnreadableSource(
                f"{source.name} is no export of {self.program} that can be read; its headings must include {wanted}."
            )
        here = Here(self.context, source)
        return once(_pieces(source, headings, layout, here))

    def sniff(self, head: bytes, name: str) -> float:
        """Return how likely a file that begins with `head` is an export of the program: its headings say so."""
        return 0.0 if headings_in(head, self._fits) is None else 0.95

    def _fits(self, names: Sequence[str]) -> bool:
        folded = [name.casefold() for name in names]
        return any(layout.fits(folded) for layout in self.layouts)

    def _layout(self, headings: Headings | None) -> Layout | None:
        folded = [name.casefold() for name in headings.names] if headings else []
        return next((layout for layout in self.layouts if layout.fits(folded)), None)


def _pieces(source: Source, headings: Headings, layout: Layout, here: Here) -> Iterator[Piece]:
    short: Rejected | None = None
    for row in rows_below(source, headings):
        if short is not None:
            yield short
            short = None
        if isinstance(row, Broken):
            yield Rejected(where=f"line {row.number}", reason=row.reason, raw={"text": row.text})
            continue
        line = _line(row, headings.names, source.name)
        if len(row.cells) < len(headings.names):
            reason = f"The line has {len(row.cells)} cells where the headings are {len(headings.names)}."
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


def _line(row: TableRow, names: Sequence[str], source: str) -> Line:
    """Return a row as a line; of headings that stand twice the first counts."""
    told: dict[str, str] = {}
    for name, cell in zip(names, row.restored(), strict=False):
        told.setdefault(name.casefold(), cell.strip())
    return Line(f"line {row.number}", told, dict(zip(names, row.cells, strict=False)), source)
