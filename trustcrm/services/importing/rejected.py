"""The file of rejected pieces: a table to look at, in which no cell is run by a spreadsheet.

Where an importer reads tables of those columns, it is one to correct and bring again.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from trustcrm.services.importing.outcome import Item
from trustcrm.text import neutral

WHERE, WHY = "rejected at", "rejected because"
"""The columns beside the piece's own."""


def write_rejected(path: Path, items: Iterable[Item]) -> int:
    """Write the rejected pieces of a run as CSV in UTF-8 with BOM, in one step; return how many there are.

    Columns are the pieces' own, then where each stood and why it was rejected. Where there is none no file is written.
    Raises `OSError` where it cannot be written; an older file of that name is then as it was.
    """
    rejected = [item for item in items if item.state == "rejected"]
    if not rejected:
        return 0
    columns = list(dict.fromkeys(name for item in rejected for name in item.raw if name not in (WHERE, WHY)))
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "w", encoding="utf-8-sig", newline="", errors="replace") as file:
            rows = csv.writer(file)
            rows.writerow([neutral(column) for column in (*columns, WHERE, WHY)])
            for item in rejected:
                cells = [*(item.raw.get(column, "") for column in columns), item.where, item.reason]
                rows.writerow([neutral(cell) for cell in cells])
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return len(rejected)
