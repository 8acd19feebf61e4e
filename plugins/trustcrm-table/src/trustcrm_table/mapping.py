"""A mapping: which column of a source is which field of which noun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from trustcrm.plugin import UnreadableSource
from trustcrm_table.nouns import hint, shown, squeezed

REST = "rest"
"""What `ignore` says where every unknown column is to be left aside."""
KEEP = "keep"
"""What `sums` says where a row that looks like one of sums is a record all the same."""
SUMS = ("", KEEP, "reject")
"""What `sums` can be; such a row is rejected where it says nothing."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Where a value comes from: a column, or a constant; and how it is written there."""

    column: str = ""
    constant: str = ""
    format: str = ""
    split: str = ""
    decimal: str = "."
    thousands: str = ""
    after: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Where the mention of another noun comes from.

    `row_id` is a column of this office's own row ids, `side` names the city or organisation that a person is of.
    """

    noun: str
    name: Cell = Cell()
    country: Cell | None = None
    ids: tuple[tuple[str, Cell], ...] = ()
    near: tuple[Cell, Cell] | None = None
    create: bool = True
    row_id: str = ""
    side: Cell | None = None

    def columns(self) -> tuple[str, ...]:
        """Return the columns it reads, once each."""
        cells = [self.name, self.country, *(cell for _, cell in self.ids), *(self.near or ()), self.side]
        read = [cell.column for cell in cells if cell is not None and cell.column]
        return tuple(dict.fromkeys([*read, self.row_id] if self.row_id else read))


Origin = Cell | Reference


@dataclass(frozen=True, kw_only=True)
class PartMap:
    """How parts of a row's record are read; `each` is a column that holds several, parted by `split`."""

    noun: str
    columns: Mapping[str, Origin]
    each: str = ""
    split: str = ";"


@dataclass(frozen=True, kw_only=True)
class TableMap:
    """How a whole source is read."""

    noun: str
    columns: Mapping[str, Origin] = field(default_factory=dict)
    parts: tuple[PartMap, ...] = ()
    key: tuple[str, ...] = ()
    ignore: tuple[str, ...] | Literal["rest"] = ()
    encoding: str = ""
    delimiter: str = ""
    quote: str = '"'
    sheet: str = ""
    header: int = 0
    dates: str = ""
    sums: str = ""

    def named(self) -> tuple[str, ...]:
        """Return every column the mapping names, once each."""
        found = [*self.key]
        for columns in (self.columns, *(part.columns for part in self.parts)):
            for origin in columns.values():
                found.extend(columns_of(origin))
        found.extend(part.each for part in self.parts if part.each)
        return tuple(dict.fromkeys(found))


def columns_of(origin: Origin) -> tuple[str, ...]:
    """Return the columns that an origin reads."""
    if isinstance(origin, Reference):
        return origin.columns()
    return (origin.column,) if origin.column else ()


def with_settings(table: TableMap, options: Mapping[str, str]) -> TableMap:
    """Return the mapping with what the command line says laid over it."""
    laid: dict[str, Any] = {
        name: options[name] for name in ("encoding", "delimiter", "sheet", "dates", "sums") if options.get(name)
    }
    if options.get("key"):
        laid["key"] = _listed(options["key"])
    if options.get("ignore"):
        laid["ignore"] = REST if options["ignore"].strip() == REST else _listed(options["ignore"])
    if options.get("header"):
        if not options["header"].strip().isdecimal():
            raise UnreadableSource(f'"header" is the number of a line, not "{options["header"]}".')
        laid["header"] = int(options["header"])
    if laid.get("sums", KEEP) not in SUMS:
        raise UnreadableSource(f'"sums" is keep or reject, not "{shown(laid["sums"])}".')
    return replace(table, **laid)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def with_columns(table: TableMap, columns: Sequence[str]) -> TableMap:
    """Return the mapping with its column names spelled as the file spells them.

    A name is taken as it stands, or else as the one column that is the same but for case, spaces, dashes and
    underscores. Raises `UnreadableSource` for a column that the file lacks, and for one that the mapping does not name.
    """
    spelled = {name: _spelled(name, columns) for name in table.named()}
    used = set(spelled.values())
    if table.ignore != REST:
        for column in columns:
            if column not in used and column not in table.ignore:
                raise UnreadableSource(
                    f'The mapping does not say what the column "{shown(column)}" is; name it, or ignore it with '
                    'ignore = ["…"] or ignore = "rest".'
                )
    return replace(
        table,
        columns={name: _respelled(origin, spelled) for name, origin in table.columns.items()},
        parts=tuple(_respelled_part(part, spelled) for part in table.parts),
        key=tuple(spelled[name] for name in table.key),
    )


def _spelled(name: str, columns: Sequence[str]) -> str:
    if name in columns:
        return name
    alike = [column for column in columns if squeezed(column) == squeezed(name)]
    if len(alike) == 1:
        return alike[0]
    raise UnreadableSource(f'The file has no column "{name}", which the mapping names; {hint(name, columns)}')


def _respelled_part(part: PartMap, spelled: Mapping[str, str]) -> PartMap:
    columns = {name: _respelled(origin, spelled) for name, origin in part.columns.items()}
    return replace(part, columns=columns, each=spelled.get(part.each, ""))


def _respelled(origin: Origin, spelled: Mapping[str, str]) -> Origin:
    if isinstance(origin, Cell):
        return _respelled_cell(origin, spelled)
    near = origin.near
    return replace(
        origin,
        name=_respelled_cell(origin.name, spelled),
        country=_respelled_cell(origin.country, spelled) if origin.country else None,
        ids=tuple((scheme, _respelled_cell(cell, spelled)) for scheme, cell in origin.ids),
        near=(_respelled_cell(near[0], spelled), _respelled_cell(near[1], spelled)) if near else None,
        row_id=spelled.get(origin.row_id, ""),
        side=_respelled_cell(origin.side, spelled) if origin.side else None,
    )


def _respelled_cell(cell: Cell, spelled: Mapping[str, str]) -> Cell:
    return replace(cell, column=spelled[cell.column]) if cell.column else cell
