"""Cells as a table's author meant them: what a spreadsheet was kept from running is given back its first character."""

from __future__ import annotations

import re

from trustcrm.plugin import InvalidValue

LOST = frozenset(
    ["#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", *(f"Err:{number}" for number in range(501, 541))]
)
"""What a spreadsheet saves in place of a text that began with "=" and that it took for a formula."""
_NEUTRAL = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")


class TrueDate(str):
    """The ISO text of a cell that a workbook itself holds as a date, so that no written format applies to it."""

    __slots__ = ()


def restored(cell: str) -> str:
    """Return `cell` without the apostrophe that an export put before `=`, `+`, `-`, `@`, tab, CR, LF or a full form.

    An export puts one apostrophe before every text that begins with such a character, or with apostrophes and then such
    a character; taking one away therefore gives back exactly what was written.
    """
    return cell[1:] if cell.startswith("'") and _NEUTRAL.match(cell) else cell


def row_restored(cells: list[str]) -> list[str]:
    """Return the cells of a row, each restored."""
    return [restored(cell) if cell.startswith("'") else cell for cell in cells]


def is_blank(cells: list[str]) -> bool:
    """Say whether a row holds nothing but white space."""
    return not any(cells) or all(not cell or cell.isspace() for cell in cells)


def sound(text: str) -> str:
    """Return a text as it is. Raises `InvalidValue` where it is what a spreadsheet puts in place of a text."""
    if text in LOST:
        raise InvalidValue(
            f"A spreadsheet has put {text} in place of what stood here; bring in the file as it was before."
        )
    return text
