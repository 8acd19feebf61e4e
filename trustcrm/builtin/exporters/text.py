"""Documents as plain text, for terminals, letters and screen readers: wrapped at a width, nothing cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO

from trustcrm.domain.citing import numbered, stretches
from trustcrm.domain.document import (
    Align,
    Block,
    Bullets,
    Citation,
    Document,
    Facts,
    Figure,
    Heading,
    Paragraph,
    Table,
    Words,
    filled,
    shown_rows,
)
from trustcrm.text import visible, width_of

WIDTH = 80
"""How many cells a line may take where nobody says."""
NARROWEST = 20
GAP = "  "


class PlainText:
    """Writes a document as lines of at most `width` cells.

    A table that does not fit is written row by row, each cell after its column's title, so that nothing of it is lost.
    """

    def __init__(self, width: int = WIDTH) -> None:
        self._width = max(NARROWEST, width)

    def write(self, document: Document, file: IO[bytes]) -> None:
        """Write the whole document, in UTF-8."""
        file.writelines(f"{line}\n".encode() for line in self.lines(document))

    def lines(self, document: Document) -> Iterator[str]:
        """Yield its lines without line ends."""
        yield from _wrapped(visible(document.title), self._width)
        yield f"As of {document.day.isoformat()}"
        yield from self.body(document)

    def body(self, document: Document, *, brief: bool = False) -> Iterator[str]:
        """Yield the lines of its blocks without its title and day; what they cite is listed, or, if `brief`, named."""
        numbers = numbered(document)

        def marked(cites: Iterable[Citation]) -> str:
            found = stretches(cites, numbers)
            return "".join(f"[{first}]" if first == last else f"[{first}-{last}]" for first, last in found)

        below_heading = False
        for block in document.blocks:
            if not below_heading:
                yield ""
            below_heading = isinstance(block, Heading)
            yield from self._block(block, _named if brief else marked)
        if numbers and not brief:
            yield from ("", "Sources")
            for cited in document.citations():
                words = f"{marked([cited])} {visible(str(cited))}"
                yield from _wrapped(f"{words}: {visible(cited.words)}" if cited.words else words, self._width, "    ")

    def _block(self, block: Block, mark: Mark) -> Iterator[str]:
        if isinstance(block, Figure):
            block = block.as_table()
        if isinstance(block, Heading):
            yield from _wrapped(visible(block.text), self._width)
        elif isinstance(block, Paragraph):
            yield from _wrapped(_told(block.words, mark), self._width)
        elif isinstance(block, Bullets):
            for item in block.items:
                yield from _wrapped(f"- {_told(item, mark)}", self._width, GAP)
        elif isinstance(block, Facts):
            for fact in block.facts:
                yield from _wrapped(f"{visible(fact.label)}: {_told(fact.value, mark)}", self._width, GAP)
        else:
            yield from self._table(block, mark)

    def _table(self, whole: Table, mark: Mark) -> Iterator[str]:
        table = filled(whole)
        if table.title:
            yield from _wrapped(visible(table.title), self._width)
        titles = [visible(column.title) for column in table.columns]
        sides: list[Align] = [column.side for column in table.columns]
        rows = [[visible(cell) for cell in cells] for cells in shown_rows(table)]
        if any(row.cites for row in table.rows):
            titles, sides = [*titles, "source"], [*sides, "left"]
            rows = [[*cells, mark(row.cites)] for cells, row in zip(rows, table.rows, strict=True)]
        widths = [max(map(width_of, column)) for column in zip(titles, *rows, strict=True)]
        if sum(widths) + len(GAP) * (len(widths) - 1) > self._width and rows:
            yield from self._row_by_row(titles, rows)
            return
        for cells in (titles, *rows):
            line = GAP.join(map(_padded, cells, widths, sides))
            yield line.rstrip()

    def _row_by_row(self, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
        for number, cells in enumerate(rows):
            if number:
                yield ""
            for title, cell in zip(titles, cells, strict=True):
                if cell:
                    yield from _wrapped(f"{title}: {cell}", self._width, GAP)


Mark = Callable[[Iterable[Citation]], str]
"""Returns the marks that point from a statement to the records it rests on."""


def _told(told: Words, mark: Mark) -> str:
    return "".join(f"{visible(run.text)}{' ' if run.cites else ''}{mark(run.cites)}" for run in told)


def _named(cites: Iterable[Citation]) -> str:
    names = ", ".join(visible(str(cited)) for cited in cites)
    return f"({names})" if names else ""


def _padded(text: str, width: int, side: Align) -> str:
    space = " " * (width - width_of(text))
    return space + text if side == "right" else text + space


def _wrapped(text: str, width: int, hanging: str = "") -> Iterator[str]:
    """Yield a text in lines broken between words; a word wider than a line is broken where it must be."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line.strip() else line + word
        if width_of(longer) > width and line.strip():
            yield line
            longer = hanging + word
        while width_of(longer) > width:
            head = _head(longer, width)
            yield head
            longer = hanging + longer[len(head) :]
        line = longer
    yield line


def _head(text: str, width: int) -> str:
    """Return as much of a text's beginning as fits."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width_of(text[:middle]) <= width else (low, middle - 1)
    return text[:low]
