"""What another importer needs to read CSV text of whatever program: these names are promised, and nothing else here is.

```python
headings = headings_of(source, lambda names: "Member No" in names)
if headings is None:
    raise UnreadableSource(f"{source.name} is no list of members.")
for row in rows_below(source, headings):
    if isinstance(row, Broken):
        yield Rejected(where=f"line {row.number}", reason=row.reason, raw={"text": row.text})
    else:
        yield member(f"line {row.number}", row.restored())
```

Encodings, delimiters, stray quotes, cells that an export kept from running in a spreadsheet, and files of any size are
seen to. The first line holds the headings.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from trustcrm.plugin import Source, UnreadableSource
from trustcrm_table.cells import is_blank, row_restored, sound
from trustcrm_table.encoding import encoding_of, open_text
from trustcrm_table.header import DELIMITERS
from trustcrm_table.lines import Broken, Dialect, records

__all__ = ["Broken", "Headings", "TableRow", "headings_in", "headings_of", "rows_below", "sound"]

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LONGEST = 65_536


@dataclass(frozen=True)
class Headings:
    """The first line of a table: how its text is encoded and parted, and the trimmed names of its columns."""

    encoding: str
    delimiter: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class TableRow:
    """A row below the headings: the line that it begins on, and its cells as they stand."""

    number: int
    cells: Sequence[str]

    def restored(self) -> list[str]:
        """Return the cells as their author meant them, without an apostrophe that kept one from running in a sheet."""
        return row_restored(list(self.cells))


Fits = Callable[[Sequence[str]], bool]
"""Says whether names are the headings that are looked for."""


def headings_of(source: Source, fits: Fits) -> Headings | None:
    """Return the headings of a table, parted by whichever delimiter makes them fit, None where none does."""
    encoding = encoding_of(source)
    with open_text(source, encoding) as text:
        return _parted(text.readline(_LONGEST), encoding, fits)


def headings_in(head: bytes, fits: Fits) -> Headings | None:
    """Return the same from the first octets of a file, to tell what it may be; its encoding is a guess from these."""
    encoding = "utf-16" if head.startswith(_UTF16) else "utf-8-sig"
    return _parted(head.decode(encoding, "replace").partition("\n")[0][:_LONGEST], encoding, fits)


def rows_below(source: Source, headings: Headings) -> Iterator[TableRow | Broken]:
    """Yield the rows below the headings, blank ones left out, and between them what cannot be a row, with the reason.

    A row may have fewer or more cells than there are headings. Raises `UnreadableSource` where the line of headings is
    damaged.
    """
    with open_text(source, headings.encoding) as text:
        rows = records(text, Dialect(headings.delimiter), len(headings.names))
        if isinstance(next(rows, Broken(1, "")), Broken):
            raise UnreadableSource(f"The line of headings of {source.name} is damaged; export it again.")
        for row in rows:
            if isinstance(row, Broken):
                yield row
            elif not is_blank(row[1]):
                yield TableRow(*row)


def _parted(line: str, encoding: str, fits: Fits) -> Headings | None:
    for delimiter in DELIMITERS:
        try:
            cells = next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), [])
        except csv.Error:
            continue
        names = tuple(cell.strip() for cell in cells)
        if fits(names):
            return Headings(encoding, delimiter, names)
    return None
