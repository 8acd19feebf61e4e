"""The tables of documents as CSV, no cell of which a spreadsheet runs; an empty line parts one table from the next."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import IO

from trustcrm.domain.document import Document, Table
from trustcrm.domain.showing import Value
from trustcrm.text import neutral, visible

_CITES = "source records"


class Csv:
    """Writes the tables of a document: the title, where a table has one, then its columns' titles and its rows."""

    def write(self, document: Document, file: IO[bytes]) -> None:
        """Write every table, in UTF-8, lines ended as RFC 4180 wants it."""
        for number, table in enumerate(document.tables()):
            lines = io.StringIO(newline="")
            csv.writer(lines, lineterminator="\r\n").writerows([*([[]] if number else []), *_rows(table)])
            file.write(lines.getvalue().encode())


def _rows(table: Table) -> Iterator[list[str]]:
    if table.title:
        yield [_cell(table.title)]
    cited = any(row.cites for row in table.rows)
    yield [_cell(column.title) for column in table.columns] + ([_CITES] if cited else [])
    for row in table.rows:
        cites = [_cell("; ".join(map(str, row.cites)))] if cited else []
        yield [_cell(cell) for cell in row.cells] + cites


def _cell(value: Value) -> str:
    """Return a value as a cell: text guarded, numbers with every digit and no separator."""
    if isinstance(value, str):
        return neutral(visible(value))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
