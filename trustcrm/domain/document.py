"""A document: content that knows nothing of screens, pages or files, which exporters turn into any of them.

Text is data: it is told as it stands and never holds markup. What a statement rests on is cited by noun and id, so that
every sentence of a report can be followed to its record.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from trustcrm.domain.bounds import MOST_BLOCKS, MOST_ROWS, Number, is_finite, is_size, is_text, require, settle
from trustcrm.domain.showing import Value, has_coins, shown, shown_alike
from trustcrm.values import dataclass

Style = Literal["plain", "strong", "quiet"]
ColumnKind = Literal["text", "number", "day"]
Align = Literal["left", "right"]


@dataclass(frozen=True)
class Citation:
    """The record a statement rests on, and in `words` what the record says of where it is known from."""

    noun: str
    id: int
    words: str = ""

    def __post_init__(self) -> None:
        require(is_text(self.noun) and bool(self.noun), "a Citation's noun is no text")
        require(isinstance(self.id, int) and not isinstance(self.id, bool), "a Citation's id is no whole number")
        require(is_text(self.words), "a Citation's words are no text")

    def __str__(self) -> str:
        return f"{self.noun} {self.id}"


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style, with what it rests on."""

    text: str
    style: Style = "plain"
    cites: tuple[Citation, ...] = ()

    def __post_init__(self) -> None:
        require(is_text(self.text), "a Run's text is no text, or too long")
        require(self.style in ("plain", "strong", "quiet"), f"a Run has no style {self.style!r}")
        settle(self, "cites", Citation, most=MOST_ROWS)


Words = tuple[Run, ...]
"""Text in several styles, as `words` makes it."""


def words(*parts: str | Run, cites: Iterable[Citation] = ()) -> Words:
    """Return texts and runs as one; what all of it rests on is cited at its end."""
    runs = [part if isinstance(part, Run) else Run(part) for part in parts]
    cited = tuple(cites)
    if cited:
        last = runs.pop() if runs else Run("")
        runs.append(Run(last.text, last.style, (*last.cites, *cited)))
    return tuple(runs)


def strong(text: str) -> Run:
    """Return a text that stands out."""
    return Run(text, "strong")


def quiet(text: str) -> Run:
    """Return a text that stands back, such as a remark on a source."""
    return Run(text, "quiet")


@dataclass(frozen=True)
class Heading:
    """A heading within a document; `level` 1 is the highest below its title, 3 the lowest.

    With `new_page` what it heads begins on a sheet of its own, where the document is on paper.
    """

    text: str
    level: int = 1
    new_page: bool = False

    def __post_init__(self) -> None:
        require(is_text(self.text), "a Heading's text is no text, or too long")
        require(self.level in (1, 2, 3), "a Heading's level is not 1, 2 or 3")
        require(isinstance(self.new_page, bool), "a Heading's new_page is neither true nor false")


@dataclass(frozen=True)
class Paragraph:
    """Some sentences."""

    words: Words

    def __post_init__(self) -> None:
        settle(self, "words", Run)


@dataclass(frozen=True)
class Bullets:
    """A list of statements."""

    items: tuple[Words, ...]

    def __post_init__(self) -> None:
        settle(self, "items", tuple)
        require(
            all(isinstance(run, Run) for item in self.items for run in item), "a Bullets item is not made by words()"
        )


@dataclass(frozen=True)
class Fact:
    """A label and what it is."""

    label: str
    value: Words

    def __post_init__(self) -> None:
        require(is_text(self.label), "a Fact's label is no text, or too long")
        settle(self, "value", Run)


@dataclass(frozen=True)
class Facts:
    """Facts one below the other."""

    facts: tuple[Fact, ...]

    def __post_init__(self) -> None:
        settle(self, "facts", Fact)


@dataclass(frozen=True)
class Column:
    """A column of a table: its title and what its cells are; numbers stand at the right where `align` does not say."""

    title: str
    kind: ColumnKind = "text"
    align: Align | None = None

    def __post_init__(self) -> None:
        require(is_text(self.title), "a Column's title is no text, or too long")
        require(self.kind in ("text", "number", "day"), f"a Column has no kind {self.kind!r}")
        require(self.align in (None, "left", "right"), f"a Column cannot be aligned {self.align!r}")

    @property
    def side(self) -> Align:
        """The side its cells stand at."""
        return self.align or ("right" if self.kind == "number" else "left")


@dataclass(frozen=True)
class Row:
    """A row of a table, one value a column, with what the row rests on; `is_sum` sets it off from those it sums up."""

    cells: tuple[Value, ...]
    cites: tuple[Citation, ...] = ()
    is_sum: bool = False

    def __post_init__(self) -> None:
        settle(self, "cells", str, int, float, Decimal, date, type(None), most=MOST_BLOCKS)
        for cell in self.cells:
            if isinstance(cell, str):
                require(is_text(cell), "a Row's text is too long")
            elif isinstance(cell, datetime):
                require(False, "a Row's cell is a time of day; give a date or a text")
            elif isinstance(cell, Number) and not isinstance(cell, bool):
                require(is_finite(cell), "a Row's number is not finite, or has too many digits")
        settle(self, "cites", Citation, most=MOST_ROWS)


@dataclass(frozen=True)
class Table:
    """Rows under typed columns; `title` says what they are, where no heading does."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: str = ""

    def __post_init__(self) -> None:
        settle(self, "columns", Column)
        settle(self, "rows", Row, most=MOST_ROWS)
        require(is_text(self.title), "a Table's title is no text, or too long")
        kinds = tuple(column.kind for column in self.columns)
        for number, row in enumerate(self.rows, 1):
            if len(row.cells) != len(kinds):
                require(False, f"row {number} of a Table has {len(row.cells)} cells, its columns are {len(kinds)}")
            if not all(map(_fits, row.cells, kinds)):
                require(False, f"row {number} of a Table has a cell that is not what its column's kind says")


class Figure(ABC):
    """A block that pictures figures. One that an exporter cannot draw is shown as its table, which says the same.

    Kinds of figures may be added in later releases; `as_table` is what makes every exporter ready for them.
    """

    @abstractmethod
    def as_table(self) -> Table:
        """Return the same figures as a table."""


@dataclass(frozen=True)
class Bar:
    """What one side gave and what it got of one thing, both from nought up, in one unit."""

    label: str
    given: Number
    got: Number
    unit: str = ""
    cites: tuple[Citation, ...] = ()

    def __post_init__(self) -> None:
        require(is_text(self.label) and is_text(self.unit), "a Bar's label or unit is no text, or too long")
        for size in (self.given, self.got):
            require(is_size(size), "a Bar's size is no number from nought up, or too long")
        settle(self, "cites", Citation, most=MOST_ROWS)


@dataclass(frozen=True)
class Bars(Figure):
    """Who gave what, as bars to either side; `given` and `got` say whose they are ("Los Angeles gave").

    Bars of one unit are drawn to one scale. Units are never compared.
    """

    bars: tuple[Bar, ...]
    given: str = "given"
    got: str = "got"
    title: str = ""

    def __post_init__(self) -> None:
        settle(self, "bars", Bar)
        for text in (self.given, self.got, self.title):
            require(is_text(text), "a text of Bars is no text, or too long")

    def as_table(self) -> Table:
        """Return label, unit, given and got as a table."""
        columns = (Column("what"), Column("unit"), Column(self.given, "number"), Column(self.got, "number"))
        rows = tuple(Row((bar.label, bar.unit, bar.given, bar.got), bar.cites) for bar in self.bars)
        return Table(columns, rows, self.title)


Block = Heading | Paragraph | Bullets | Facts | Table | Figure
"""What a document is made of."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """Content to show, print or hand on: a title, the day as of which it holds, and blocks in their order.

    `language` is a BCP 47 tag, such as "en" or "pt-BR". `sources` say where records are known from of which no block
    says so. Raises `ValueError` where something in it cannot be.
    """

    title: str
    day: date
    blocks: tuple[Block, ...] = ()
    language: str = "en"
    sources: tuple[Citation, ...] = ()

    def __post_init__(self) -> None:
        require(is_text(self.title) and bool(self.title.strip()), "a Document has no title, or one too long")
        require(isinstance(self.day, date), "a Document's day is no date")
        require(is_text(self.language), "a Document's language is no text")
        settle(self, "blocks", Heading, Paragraph, Bullets, Facts, Table, Figure)
        settle(self, "sources", Citation, most=MOST_ROWS)

    def tables(self) -> Iterator[Table]:
        """Yield its tables in their order, figures as theirs."""
        for block in self.blocks:
            if isinstance(block, Figure):
                yield block.as_table()
            elif isinstance(block, Table):
                yield block

    def citations(self) -> tuple[Citation, ...]:
        """Return every record cited, once, in the order they are first cited, with the first words told of it."""
        found: dict[tuple[str, int], Citation] = {}
        for block in self.blocks:
            for cited in _cited(block):
                _take(found, cited)
        for cited in self.sources:
            if (cited.noun, cited.id) in found:
                _take(found, cited)
        return tuple(found.values())

    def texts(self) -> Iterator[str]:
        """Yield every text in it, in order: its title, what its blocks say, and the words of its citations."""
        yield self.title
        for block in self.blocks:
            yield from _texts(block)
        for cited in self.citations():
            yield cited.words


def _take(found: dict[tuple[str, int], Citation], cited: Citation) -> None:
    known = found.setdefault((cited.noun, cited.id), cited)
    if cited.words and not known.words:
        found[cited.noun, cited.id] = cited


def filled(table: Table) -> Table:
    """Return a table without the columns in which no row has anything, for a reader of whom they take room."""
    places = [
        place for place in range(len(table.columns)) if any(row.cells[place] not in (None, "") for row in table.rows)
    ]
    if not places or len(places) == len(table.columns):
        return table
    rows = tuple(Row(tuple(row.cells[place] for place in places), row.cites, row.is_sum) for row in table.rows)
    return Table(tuple(table.columns[place] for place in places), rows, table.title)


def shown_rows(table: Table) -> list[list[str]]:
    """Return what stands in each cell, row by row; money has decimals in all columns, or in none."""
    cells = [[row.cells[place] for row in table.rows] for place in range(len(table.columns))]
    coins = any(map(has_coins, cells))
    columns = [shown_alike(one, coins=coins) for one in cells]
    return [[column[number] for column in columns] for number in range(len(table.rows))]


def _cited(block: Block) -> Iterator[Citation]:
    if isinstance(block, Figure):
        block = block.as_table()
    if isinstance(block, Table):
        for row in block.rows:
            yield from row.cites
    for told in _words_of(block):
        for run in told:
            yield from run.cites


def _words_of(block: Block) -> Iterator[Words]:
    if isinstance(block, Paragraph):
        yield block.words
    elif isinstance(block, Bullets):
        yield from block.items
    elif isinstance(block, Facts):
        yield from (fact.value for fact in block.facts)


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Figure):
        block = block.as_table()
    if isinstance(block, Heading):
        yield block.text
    elif isinstance(block, Table):
        yield block.title
        yield from (column.title for column in filled(block).columns)
        yield from (shown(cell) for row in block.rows for cell in row.cells)
    elif isinstance(block, Facts):
        for fact in block.facts:
            yield fact.label
            yield from (run.text for run in fact.value)
    else:
        yield from (run.text for told in _words_of(block) for run in told)


def _fits(cell: Value, kind: ColumnKind) -> bool:
    if cell is None or kind == "text":
        return True
    if kind == "day":
        return isinstance(cell, date)
    return isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)
