"""A mapping made ready: the fields of a row are worked out once, and every row then costs a few steps only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from trustcrm.plugin import Draft, Drafts, Field, InvalidValue, Mention, Piece, Record, Rejected
from trustcrm_table.again import WHERE_AND_WHY
from trustcrm_table.cells import is_blank, restored, row_restored, sound
from trustcrm_table.converting import Convert, Order, converter
from trustcrm_table.headings import sums_up
from trustcrm_table.mapping import KEEP, Cell, Origin, PartMap, Reference, TableMap, columns_of
from trustcrm_table.nouns import back_reference, noun_class, shown, told_fields
from trustcrm_table.references import Refer, referrer
from trustcrm_table.together import Plan, Together

Orders = Mapping[str, Order]
"""What the days of each column tell of their order."""
Build = Callable[[Sequence[str]], Record]

_LONGEST_KEY = 200
_SUMS = (
    'It begins with "{words}" and has figures alone, so it sums up other rows and is no record; '
    "where it is one, bring it in with --sums keep."
)


class RowBuilder:
    """Makes a draft, or a rejected piece, of each row of one table; `columns` are the table's own, left to right."""

    def __init__(self, table: TableMap, columns: Sequence[str], orders: Orders) -> None:
        positions = {name: index for index, name in enumerate(columns)}
        self._columns = tuple(columns)
        self._width = len(self._columns)
        self._plan = _planned(table.noun, table.columns, positions, table.dates, orders)
        self._record = _compiled(self._plan)
        self._together = Together(self._plan)
        self._parts = [_PartBuilder(part, table, positions, orders) for part in table.parts]
        self._key = _key_of(table, positions)
        self._keeps_sums = table.sums == KEEP
        self._own = sum(name not in WHERE_AND_WHY for name in columns)

    def sums_up(self, cells: Sequence[str]) -> str:
        """Return what a row that sums up others begins with, "" where it is a record."""
        if self._keeps_sums:
            return ""
        return sums_up(cells if self._own == self._width else cells[: self._own])

    def build(self, where: str, cells: list[str]) -> Draft | Rejected | None:
        """Return what the row holds, or None where it is blank."""
        width = self._width
        if sums := self.sums_up(cells):
            return Rejected(where=where, reason=_SUMS.format(words=shown(sums)), raw=self._raw(cells))
        if len(cells) != width:
            if is_blank(cells):
                return None
            if len(cells) < width or not is_blank(cells[width:]):
                return self._wrong_width(where, cells)
        elif not cells[0].strip() and is_blank(cells):
            return None
        raw = self._raw(cells)
        row = row_restored(cells)
        try:
            record = self._record(row)
            parts = tuple([record for part in self._parts for record in part.build(row)]) if self._parts else ()
            return Draft(key=self._key(row), record=record, parts=parts, where=where, raw=raw)
        except InvalidValue as problem:
            return Rejected(where=where, reason=str(problem), raw=raw)

    def build_all(self, place: str, rows: Sequence[tuple[int, list[str]]]) -> Iterator[Piece]:
        """Yield what each of many rows holds, the same as `build` would; each stands at its number of `place`."""
        numbers, cells = zip(*rows, strict=True)
        left = set(range(len(rows)))
        if not self._parts:
            columns, left = self._together.columns(cells)
            left.update(place for place, row in enumerate(cells) if self.sums_up(row))
            keys = list(map(self._key_or_nothing, cells))
            if "" in keys:
                left.update(place for place, key in enumerate(keys) if not key)
        start = 0
        for end in (*sorted(left), len(rows)):
            if start < end:
                some = slice(start, end)
                yield Drafts(
                    kind=self._plan.kind,
                    keys=keys[some],
                    columns={name: column[some] for name, column in columns.items()},
                    where=[f"{place}{number}" for number in numbers[some]],
                    header=self._columns,
                    cells=cells[some],
                )
            if end < len(rows) and (piece := self.build(f"{place}{numbers[end]}", cells[end])) is not None:
                yield piece
            start = end + 1

    def _key_or_nothing(self, row: list[str]) -> str:
        try:
            return self._key(row)
        except InvalidValue:
            return ""

    def _wrong_width(self, where: str, cells: list[str]) -> Rejected:
        reason = f"The row has {len(cells)} cells where the header has {self._width}; "
        if len(cells) < self._width:
            reason += "a cell is missing."
        else:
            reason += "give its last column a heading; in CSV, quotes around a cell that holds the delimiter."
        return Rejected(where=where, reason=reason, raw=self._raw(cells))

    def _raw(self, cells: Sequence[str]) -> dict[str, str]:
        names = [*self._columns, *(f"cell {number}" for number in range(self._width + 1, len(cells) + 1))]
        return dict(zip(names, cells, strict=False))


class _PartBuilder:
    """Makes the parts of one kind that a row holds."""

    def __init__(self, part: PartMap, table: TableMap, positions: Mapping[str, int], orders: Orders) -> None:
        back = back_reference(part.noun, table.noun)
        fixed = {back: Mention(noun=table.noun, name="")}
        self._record = _compiled(_planned(part.noun, part.columns, positions, table.dates, orders, fixed))
        self._read = [positions[name] for origin in part.columns.values() for name in columns_of(origin)]
        self._each = positions[part.each] if part.each else -1
        self._split = part.split

    def build(self, row: list[str]) -> list[Record]:
        if self._each >= 0:
            return [record for piece in row[self._each].split(self._split) for record in self._one(row, piece.strip())]
        return self._one(row, None)

    def _one(self, row: list[str], piece: str | None) -> list[Record]:
        if piece is not None:
            row = [*row]
            row[self._each] = piece
        if piece == "" or (self._read and is_blank([row[index] for index in self._read])):
            return []
        return [self._record(row)]


def _planned(
    noun: str,
    columns: Mapping[str, Origin],
    positions: Mapping[str, int],
    dates: str,
    orders: Orders,
    fixed: Mapping[str, Any] | None = None,
) -> Plan:
    fields = told_fields(noun)
    plain: list[tuple[str, int, Convert | None]] = []
    references: list[tuple[str, Refer]] = []
    constants: dict[str, Any] = dict(fixed or {})
    for name, origin in columns.items():
        if isinstance(origin, Reference):
            references.append((name, referrer(origin, positions)))
        elif origin.column:
            order = orders.get(origin.column, "")
            plain.append((name, positions[origin.column], converter(fields[name], origin, dates, order)))
        else:
            constants[name] = _constant(fields[name], origin, dates)
    required = frozenset(name for name, told in fields.items() if told.required)
    if absent := sorted(required - {*columns, *constants}):
        raise InvalidValue(f'No column and no constant gives "{absent[0]}", and every {noun} needs it; map one to it.')
    return Plan(noun_class(noun), tuple(plain), tuple(references), constants, required)


def _compiled(plan: Plan) -> Build:
    kind, plain, references = plan.kind, plan.plain, plan.references
    constants, required, opposites = plan.constants, plan.required, plan.opposites

    def build(row: Sequence[str]) -> Record:
        given = dict(constants)
        name = ""
        try:
            for name, index, convert in plain:
                cell = row[index]
                if cell and not cell.isspace():
                    value = convert(cell) if convert else sound(cell)
                    if value is not None:
                        given[name] = value
            for name, refer in references:
                mention = refer(row)
                if mention is not None:
                    given[name] = mention
        except InvalidValue as problem:
            raise InvalidValue(f"{name}: {problem}") from None
        if not required <= given.keys():
            missing = next(name for name in kind.__dataclass_fields__ if name in required - given.keys())
            raise InvalidValue(f"{missing}: It is empty, and every {kind.noun} needs it.")
        if opposites and given[opposites[0]] == given[opposites[1]]:
            raise InvalidValue(
                f'"{given[opposites[0]]}" stands on both sides, as {opposites[0]} and as {opposites[1]}.'
            )
        return kind(**given)

    return build


def _constant(told: Field, cell: Cell, dates: str) -> Any:
    convert = converter(told, cell, dates)
    try:
        return convert(cell.constant) if convert else cell.constant
    except InvalidValue as problem:
        raise InvalidValue(f'The constant given for "{told.name}" cannot be: {problem}') from None


def _key_of(table: TableMap, positions: Mapping[str, int]) -> Callable[[Sequence[str]], str]:
    """Return what names a row: its key columns, or a digest of every cell that the mapping reads."""
    if table.key:
        return _key_columns([positions[name] for name in table.key])
    columns = sorted(dict.fromkeys(table.named()))
    indices = [positions[name] for name in columns]
    cells = itemgetter(*indices) if len(indices) > 1 else lambda row: [row[index] for index in indices]
    start = hashlib.blake2b(table.noun.encode(), digest_size=12)

    def key(row: Sequence[str]) -> str:
        digest = start.copy()
        digest.update("\0".join(cells(row)).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    return key


def _key_columns(indices: list[int]) -> Callable[[Sequence[str]], str]:
    def key(row: Sequence[str]) -> str:
        words = [row[index].strip() for index in indices]
        if not any(words):
            raise InvalidValue("The key columns are empty, so that the row could not be known again.")
        if len(words) > 1:
            words = [word.replace("\\", "\\\\").replace("|", "\\|") for word in words]
        joined = "|".join(words)
        return joined if len(joined) <= _LONGEST_KEY else hashlib.blake2b(joined.encode(), digest_size=24).hexdigest()

    return key


def column_names(header: Sequence[str]) -> list[str]:
    """Return the names of a header's cells: trimmed, a blank one called after its place, a repeated one numbered."""
    names: list[str] = []
    seen: set[str] = set()
    for number, cell in enumerate(header, 1):
        plain = restored(cell).strip() or f"column {number}"
        name, repeat = plain, 2
        while name in seen:
            name, repeat = f"{plain} ({repeat})", repeat + 1
        seen.add(name)
        names.append(name)
    return names


def trimmed(header: Sequence[str]) -> list[str]:
    """Return a header's cells without the blank ones at its end."""
    cells = list(header)
    while cells and not cells[-1].strip():
        cells.pop()
    return cells
