"""The importer `table`: a file is opened, its layout found, its columns mapped, and its rows read one by one."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice
from pathlib import Path
from typing import cast

from trustcrm.plugin import NOUNS, InvalidValue, Mention, Piece, Rejected, Source, UnreadableSource
from trustcrm_table.again import laid_for
from trustcrm_table.building import Orders, RowBuilder, column_names, trimmed
from trustcrm_table.converting import order_of
from trustcrm_table.encoding import HEAD, encoding_of, open_text
from trustcrm_table.header import DELIMITERS, find_header, layout_of
from trustcrm_table.inferring import inferred, known_columns, likely_nouns
from trustcrm_table.lines import Broken, Dialect, Row, records
from trustcrm_table.mapping import Cell, Reference, TableMap, with_columns, with_settings
from trustcrm_table.mapping_file import read_mapping
from trustcrm_table.nouns import noun_called, squeezed
from trustcrm_table.saving import save_mapping
from trustcrm_table.workbook import Sheet

_ZIP = b"PK\x03\x04"
_OTHERS = (b"BEGIN:", b"<", b"{", b"[", b"%PDF", b"\x89PNG", b"From ", b"SQLite format")
_NAMED_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
_SAMPLED = 1_000
_TOGETHER = 1_000
"""How many rows are built at once."""
HomeOf = Callable[[], Mention | None]
"""Tells the office's own city, None where no office is open."""


class TableImporter:
    """Reads CSV and XLSX tables into drafts of one noun, each row on its own.

    `home` tells the office's own city: whose ties a table is of that names the other side alone.
    """

    def __init__(self, home: HomeOf = lambda: None) -> None:
        self._home = home

    def read(self, source: Source) -> Iterator[Piece]:
        """Yield a draft or a rejected piece for each row of `source`.

        Raises `UnreadableSource` at once where the file is no table, the mapping cannot be, or a column is unknown.
        """
        table = _table(source)
        if source.head(4) == _ZIP:
            return _read_sheet(source, table, self._home)
        return _read_text(source, table, self._home)

    def sniff(self, head: bytes, name: str) -> float:
        """Return how likely the file is a table; an importer of a narrower format should be surer of its own."""
        if head.startswith(_ZIP):
            return 0.9 if name.lower().endswith((".xlsx", ".xlsm")) else 0.0
        if not head or head.lstrip().startswith(_OTHERS):
            return 0.0
        text = _guessed_text(head)
        even = max(_evenness(text, delimiter) for delimiter in DELIMITERS)
        named = name.lower().endswith((".csv", ".tsv"))
        return min(0.6, 0.5 * even + (0.1 if named else 0.0))


def _table(source: Source) -> TableMap:
    path, word = source.option("map"), source.option("noun")
    likely = () if path or word else likely_nouns(_first_columns(source))
    table = read_mapping(Path(path)) if path else TableMap(noun=noun_called(word, likely))
    if path and word:
        given = noun_called(word)
        if given != table.noun:
            raise UnreadableSource(f'The mapping file is for "{table.noun}", but --set says noun={given}.')
    return with_settings(table, source.options)


def _first_columns(source: Source) -> Sequence[str]:
    """Return the column names of a file of which nobody said what its rows are; none where they cannot be found."""
    wanted = frozenset(name for noun in NOUNS for name in known_columns(noun))
    try:
        if source.head(4) == _ZIP:
            rows = [row for row in islice(Sheet(source.path).rows(), _SAMPLED) if not isinstance(row, Broken)]
            header = find_header(rows, wanted)
            return header.cells if header is not None else ()
        with open_text(source, encoding_of(source)) as text:
            return layout_of(text.read(HEAD), Dialect("", TableMap(noun="").quote), wanted).header.cells
    except UnreadableSource:
        return ()


def _read_text(source: Source, table: TableMap, home: HomeOf) -> Iterator[Piece]:
    table = laid_for(source, table)
    encoding = encoding_of(source, table.encoding)
    with open_text(source, encoding) as text:
        head = text.read(HEAD)
    if len(head) >= HEAD:
        head = head[: max(head.rfind("\n"), head.rfind("\r")) + 1] or head
    layout = layout_of(head, Dialect(_delimiter(table), table.quote), _wanted(table), table.header)
    table = replace(table, encoding=encoding, delimiter=layout.dialect.delimiter, header=layout.header.number)
    names = trimmed(layout.header.cells)
    builder = _builder(source, table, names, layout.sample, home)
    return _rows_of_text(source, builder, encoding, layout.dialect, layout.header.number, len(names))


def _rows_of_text(
    source: Source, builder: RowBuilder, encoding: str, dialect: Dialect, header: int, width: int
) -> Iterator[Piece]:
    with open_text(source, encoding) as text:
        yield from _built(records(text, dialect, width), builder, "line ", header, width)


def _read_sheet(source: Source, table: TableMap, home: HomeOf) -> Iterator[Piece]:
    sheet = Sheet(source.path, table.sheet)
    sample: list[Row] = []
    for row in sheet.rows():
        if not isinstance(row, Broken):
            sample.append(row)
        if len(sample) >= _SAMPLED:
            break
    header = find_header(sample, _wanted(table), table.header)
    if header is None:
        raise UnreadableSource(f'There is no row of column names in sheet "{sheet.name}" of "{source.name}".')
    names = trimmed(header.cells)
    below = [cells for number, cells in sample if number > header.number]
    table = replace(table, sheet=sheet.name, header=header.number)
    builder = _builder(source, table, names, below, home)
    return _built(sheet.rows(), builder, f"{sheet.name}!", header.number, len(names))


def _built(
    rows: Iterable[Row | Broken],
    builder: RowBuilder,
    place: str,
    header: int,
    width: int,
) -> Iterator[Piece]:
    """Yield what is built of each row below the header, and what is broken wherever it stands."""
    short: Rejected | None = None

    def is_even(row: Row | Broken) -> bool:
        return not isinstance(row, Broken) and len(row[1]) == width and row[0] > header

    for even, some in groupby(rows, is_even):
        if short is not None:
            yield short
            short = None
        while even and (portion := cast(list[Row], list(islice(some, _TOGETHER)))):
            yield from builder.build_all(place, portion)
        for row in some:
            if short is not None:
                yield short
                short = None
            if isinstance(row, Broken):
                if row.number > header:
                    yield Rejected(where=f"{place}{row.number}", reason=row.reason, raw={"text": row.text})
            elif row[0] > header and (piece := builder.build(f"{place}{row[0]}", row[1])) is not None:
                if len(row[1]) < width and isinstance(piece, Rejected) and not builder.sums_up(row[1]):
                    short = piece
                else:
                    yield piece
    if short is not None:
        yield replace(short, reason="The file ends in the middle of a row.")


def _builder(
    source: Source, table: TableMap, header: Sequence[str], sample: Sequence[Sequence[str]], home: HomeOf
) -> RowBuilder:
    columns = column_names(header)
    mapped = bool(table.columns or table.parts)
    table = with_columns(table, columns) if mapped else _with_home(inferred(table, columns), home)
    try:
        builder = RowBuilder(table, columns, _orders(columns, sample))
    except InvalidValue as problem:
        raise UnreadableSource(str(problem)) from None
    if path := source.option("save-map"):
        save_mapping(table, Path(path))
    return builder


def _with_home(table: TableMap, home: HomeOf) -> TableMap:
    """Return a table of ties that tells their other side alone with our own city as the one."""
    if table.noun != "tie" or "one" in table.columns or (ours := home()) is None:
        return table
    country = Cell(constant=ours.country) if ours.country else None
    one = Reference(noun=ours.noun, name=Cell(constant=ours.name), country=country)
    return replace(table, columns={**table.columns, "one": one})


def _orders(columns: Sequence[str], sample: Sequence[Sequence[str]]) -> Orders:
    return {
        name: order
        for index, name in enumerate(columns)
        if (order := order_of(cells[index] for cells in sample if index < len(cells)))
    }


def _wanted(table: TableMap) -> Collection[str]:
    named = table.named()
    return frozenset(squeezed(name) for name in named) if named else known_columns(table.noun)


def _delimiter(table: TableMap) -> str:
    delimiter = _NAMED_DELIMITERS.get(table.delimiter.lower(), table.delimiter)
    if len(delimiter) > 1 or delimiter in ("\n", "\r", "\0", table.quote):
        raise UnreadableSource(f'The delimiter must be one character or "tab", not "{table.delimiter}".')
    return delimiter


def _guessed_text(head: bytes) -> str:
    for bom, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(bom):
            return head[2:].decode(name, "replace")
    return head.decode("utf-8-sig", "replace")


def _evenness(text: str, delimiter: str) -> float:
    rows = [row for row, _ in zip(records(io.StringIO(text, newline=""), Dialect(delimiter)), range(50), strict=False)]
    widths = [len(row[1]) for row in rows if not isinstance(row, Broken)]
    if len(widths) < 2 or widths[0] < 2:
        return 0.0
    return sum(width == widths[0] for width in widths) / len(rows)
