"""A document on the screen: its blocks as lines of content, fitted to a width, nothing of it cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from trustcrm_tui.glyphs import Glyphs
from trustcrm_tui.ink import NOTHING, Content, Role, cell, ink, joined, wrapped

if TYPE_CHECKING:
    from trustcrm.plugin import Bar, Bars, Block, Citation, Document, Row, Table, Words

GAP = 2
NARROWEST = 8
"""Cells that a column of words keeps; where there is no room even for that, a table is told row by row."""
WHOLE_WORD = 18
"""So long a word stays whole in a column while others can give way: days and figures do."""
LONGEST_BAR = 12
ROLES: dict[str, Role] = {"strong": "strong", "quiet": "quiet"}


def document_lines(document: Document, width: int, glyphs: Glyphs, *, sources: bool = True) -> list[Content]:
    """Return a document's lines, its title first; with `sources` every record it rests on is numbered and named."""
    marks = {(one.noun, one.id): number for number, one in enumerate(document.citations(), 1)} if sources else {}
    lines = [ink(document.title, "title")]
    if sources:
        lines.append(ink(f"as of {document.day.isoformat()}", "quiet"))
    lines += body_lines(document.blocks, width, glyphs, marks)
    if marks:
        lines += [NOTHING, ink("What it rests on", "strong")]
        for one in document.citations():
            told = f": {one.words}" if one.words else ""
            lines.append(ink(f" [{marks[one.noun, one.id]}] {one}{told}", "quiet"))
    return lines


def body_lines(
    blocks: Iterable[Block], width: int, glyphs: Glyphs, marks: dict[tuple[str, int], int]
) -> list[Content]:  # fmt: skip
    """Return the lines of blocks without a title, an empty line before each that does not follow its heading."""
    from trustcrm.plugin import Heading

    lines: list[Content] = []
    below_heading = False
    for block in blocks:
        if not below_heading:
            lines.append(NOTHING)
        below_heading = isinstance(block, Heading)
        lines += _block(block, max(NARROWEST, width), glyphs, marks)
    return lines


def _block(block: Block, width: int, glyphs: Glyphs, marks: dict[tuple[str, int], int]) -> Iterator[Content]:
    from trustcrm.plugin import Bars, Bullets, Facts, Figure, Heading, Paragraph

    if isinstance(block, Heading):
        yield from wrapped([ink(block.text, "title" if block.level == 1 else "strong")], width)
    elif isinstance(block, Paragraph):
        yield from wrapped([_told(block.words, marks)], width)
    elif isinstance(block, Bullets):
        yield from wrapped([joined(ink("- "), _told(item, marks)) for item in block.items], width, 2)
    elif isinstance(block, Facts):
        widest = min(max((ink(fact.label).cell_length for fact in block.facts), default=0), width // 3)
        for fact in block.facts:
            label = ink(fact.label, "quiet")
            yield from wrapped([joined(_at_least(label, widest + 1), _told(fact.value, marks))], width, 2)
    elif isinstance(block, Bars):
        yield from _bars(block, width, glyphs, marks)
    else:
        yield from _table(block.as_table() if isinstance(block, Figure) else block, width, marks)


def _told(words: Words, marks: dict[tuple[str, int], int]) -> Content:
    return joined(
        *(part for run in words for part in (ink(run.text, ROLES.get(run.style, "")), _cites(run.cites, marks)))
    )


def _cites(cites: Iterable[Citation], marks: dict[tuple[str, int], int]) -> Content:
    runs: list[list[int]] = []
    for number in (marks[one.noun, one.id] for one in cites if (one.noun, one.id) in marks):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = "".join(f"[{run[0]}-{run[-1]}]" if len(run) > 2 else "".join(f"[{one}]" for one in run) for run in runs)
    return ink(f" {told}", "quiet") if told else NOTHING


def _at_least(content: Content, width: int) -> Content:
    """Return content followed by a space, or by as many as make it so wide."""
    return content.pad_right(max(1, width - content.cell_length))


def _table(table: Table, width: int, marks: dict[tuple[str, int], int]) -> Iterator[Content]:
    if table.title:
        yield from wrapped([ink(table.title, "strong")], width)
    rows = [_cells(row, marks) for row in table.rows]
    titles = [ink(column.title, "quiet") for column in table.columns]
    if marks:
        titles.append(NOTHING)
    widths = _widths([titles, *rows], width)
    if widths is None:
        yield from _row_by_row(titles, rows, width)
        return
    right = [column.side == "right" for column in table.columns]
    for cells in (titles, *rows):
        yield from _row(cells, widths, right)


def _cells(row: Row, marks: dict[tuple[str, int], int]) -> list[Content]:
    from trustcrm.plugin import shown

    cells = [ink(shown(value)) for value in row.cells]
    return [*cells, _cites(row.cites, marks)] if marks else cells


def _widths(rows: Sequence[Sequence[Content]], width: int) -> list[int] | None:
    """Return how wide each column is, the widest giving way first; None where some would be too narrow to read.

    A column keeps its longest word whole as long as another can give way.
    """
    columns = range(len(rows[0]))
    given = [max(row[place].cell_length for row in rows) for place in columns]
    words = [
        max((ink(word).cell_length for row in rows for word in row[place].plain.split()), default=0)
        for place in columns
    ]
    whole = [max(NARROWEST, min(word, WHOLE_WORD)) for word in words]
    room = width - GAP * (len(columns) - 1)
    while sum(given) > room:
        wider = [place for place in columns if given[place] > whole[place]]
        widest = max(wider or columns, key=lambda place: given[place])
        if given[widest] <= NARROWEST:
            return None
        given[widest] -= 1
    return given


def _row(cells: Sequence[Content], widths: Sequence[int], right: Sequence[bool]) -> Iterator[Content]:
    """Yield a row's lines: a cell that is wider than its column goes on below."""
    *told, last = cells
    if len(right) < len(cells) and last.cell_length > widths[-1]:  # the numbers of records break between two
        last = ink(last.plain.replace("][", "] ["), "quiet")
    broken = [
        wrapped([one], wide) if wide >= NARROWEST else [one] for one, wide in zip((*told, last), widths, strict=True)
    ]
    for parts in zip_longest(*broken, fillvalue=NOTHING):
        line: list[Content] = []
        for place, part in enumerate(parts):
            at_right = place < len(right) and right[place]
            line += [ink(" " * GAP) if place else NOTHING, cell(part, widths[place], right=at_right)]
        yield joined(*line)


def _row_by_row(titles: Sequence[Content], rows: Iterable[Sequence[Content]], width: int) -> Iterator[Content]:
    widest = max(title.cell_length for title in titles)
    for number, cells in enumerate(rows):
        if number:
            yield NOTHING
        for title, one in zip(titles, cells, strict=True):
            if one.plain.strip():
                yield from wrapped([joined(_at_least(title, widest + 1), one)], width, 2)


def _bars(bars: Bars, width: int, glyphs: Glyphs, marks: dict[tuple[str, int], int]) -> Iterator[Content]:
    """Yield a line for each bar: what was given at its left, what was got at its right, to one scale a unit."""
    from trustcrm.plugin import shown

    told = [(shown(bar.given), shown(bar.got)) for bar in bars.bars]
    left = max((len(given) for given, _ in told), default=0)
    right = max((len(got) for _, got in told), default=0)
    labels = [ink(_label(bar)) for bar in bars.bars]
    beside = min(max((label.cell_length for label in labels), default=0), width // 3)
    room = min(LONGEST_BAR, (width - beside - left - right - 6) // 2)
    if room < 2:
        yield from _table(bars.as_table(), width, marks)
        return
    if bars.title:
        yield from wrapped([ink(bars.title, "strong")], width)
    yield from wrapped([ink(f"at the left {bars.given}, at the right {bars.got}", "quiet")], width)
    sign, longest = "█" if glyphs.blocks else "#", _longest(bars)
    for bar, label, (given, got) in zip(bars.bars, labels, told, strict=True):
        lengths = [round(room * float(size) / (longest[bar.unit] or 1)) for size in (bar.given, bar.got)]
        if label.cell_length > beside:
            yield from wrapped([label], width)
            label = NOTHING
        yield joined(
            cell(label, beside), cell(ink(f"{given} {sign * lengths[0]}"), left + room + 2, right=True),
            ink(f" {glyphs.bar} "), ink(f"{sign * lengths[1]} {got}"), _cites(bar.cites, marks),
        )  # fmt: skip


def _label(bar: Bar) -> str:
    return f"{bar.label} ({bar.unit})" if bar.unit and bar.unit not in bar.label else bar.label


def _longest(bars: Bars) -> dict[str, float]:
    longest: dict[str, float] = {}
    for bar in bars.bars:
        longest[bar.unit] = max(longest.get(bar.unit, 0.0), float(bar.given), float(bar.got))
    return longest
