"""Documents as Markdown (CommonMark, with the tables of GitHub's), every text escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from trustcrm.domain.document import (
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
from trustcrm.text import visible

_ACTS = re.compile(r"[\\`*_\[\]<>#|~$&]")
_ACTS_AT_THE_START = re.compile(r"^(?:([0-9]{1,9})(?=[.)])|(?=[-+=:]))")

Marks = Mapping[tuple[str, int], str]


class Markdown:
    """Writes a document as Markdown."""

    def write(self, document: Document, file: IO[bytes]) -> None:
        """Write the whole document, in UTF-8."""
        for part in _parts(document):
            file.write(f"{part}\n\n".encode())


def _parts(document: Document) -> Iterator[str]:
    marks = {(cited.noun, cited.id): rf" \[{number}\]" for number, cited in enumerate(document.citations(), 1)}
    yield f"# {_escaped(document.title)}"
    yield f"As of {document.day.isoformat()}"
    for block in document.blocks:
        yield "\n".join(_lines(block, marks))
    if marks:
        yield "## Sources"
        yield "\n".join(
            f"{number}. {_escaped(f'{cited}: {cited.words}' if cited.words else str(cited))}"
            for number, cited in enumerate(document.citations(), 1)
        )


def _lines(block: Block, marks: Marks) -> Iterator[str]:
    if isinstance(block, Figure):
        block = block.as_table()
    if isinstance(block, Heading):
        yield f"{'#' * (block.level + 1)} {_escaped(block.text)}"
    elif isinstance(block, Paragraph):
        yield _started(_told(block.words, marks))
    elif isinstance(block, Bullets):
        yield from (f"* {_started(_told(item, marks))}" for item in block.items)
    elif isinstance(block, Facts):
        for fact in block.facts:
            yield f"- {_started(_escaped(fact.label))}: {_told(fact.value, marks)}"
    else:
        yield from _table(block, marks)


def _table(whole: Table, marks: Marks) -> Iterator[str]:
    table = filled(whole)
    if table.title:
        yield f"{_started(_escaped(table.title))}\n"
    titles, rules = [column.title for column in table.columns], [_rule(column.side) for column in table.columns]
    cited = any(row.cites for row in table.rows)
    if cited:
        titles, rules = [*titles, "source"], [*rules, "---"]
    yield _row(map(_escaped, titles))
    yield _row(rules)
    for row, told in zip(table.rows, shown_rows(table), strict=True):
        cells = [_escaped(cell) for cell in told]
        yield _row([*cells, _mark(row.cites, marks).strip()] if cited else cells)


def _rule(side: str) -> str:
    return "---:" if side == "right" else "---"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _told(told: Words, marks: Marks) -> str:
    """Return text with what is strong in asterisks, where these would be taken for that."""
    found = ""
    for place, run in enumerate(told):
        text = _escaped(run.text)
        core = text.strip()
        after = told[place + 1].text[:1] if place + 1 < len(told) and not run.cites else " "
        if run.style == "strong" and core and _binds(found[-1:] or " ", core, after):
            text = text.replace(core, f"**{core}**", 1)
        found += text + _mark(run.cites, marks)
    return found


def _binds(before: str, core: str, after: str) -> bool:
    begins = core[0].isalnum() or before.isspace()
    return begins and (core[-1].isalnum() or after.isspace() or not after)


def _mark(cites: Iterable[Citation], marks: Marks) -> str:
    return "".join(marks[cited.noun, cited.id] for cited in cites)


def _escaped(text: str) -> str:
    return _ACTS.sub(r"\\\g<0>", visible(text))


def _started(text: str) -> str:
    """Return the text of a line so that its beginning is no list, no rule and no block of code."""
    return _ACTS_AT_THE_START.sub(r"\g<1>\\" if text[:1].isdigit() else r"\\", text.lstrip(), count=1)
