"""Many rows at once: a field is read as a column, a cell that stands in many rows converted once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import is_
from typing import Any

from trustcrm.plugin import InvalidValue, Mention, Record
from trustcrm_table.cells import LOST, is_blank
from trustcrm_table.converting import Convert
from trustcrm_table.nouns import told_fields
from trustcrm_table.references import Refer

_OPPOSITES = (("one", "other"), ("giver", "receiver"))
_CANNOT = object()
"""Stands for what cannot be: its row is built by itself, which words the reason."""
_REMEMBERED = 40_000


@dataclass(frozen=True)
class Plan:
    """How the rows of a table become records: which cell of a row, converted how, is which field."""

    kind: type[Record]
    plain: tuple[tuple[str, int, Convert | None], ...]
    references: tuple[tuple[str, Refer], ...]
    constants: Mapping[str, Any]
    required: frozenset[str]

    @property
    def opposites(self) -> tuple[str, str] | None:
        """The two fields of the noun that must not be the same side."""
        return next((pair for pair in _OPPOSITES if self.required.issuperset(pair)), None)


class Together:
    """Reads many rows into columns of fields, wherever nothing about a row asks for a closer look."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        given = {*plan.constants, *(name for name, *_ in plan.plain), *(name for name, _ in plan.references)}
        self._instead = {
            name: _CANNOT if told.required else told.default for name, told in told_fields(plan.kind.noun).items()
        }
        self._made: dict[str, dict[Any, Any]] = {name: {} for name in given}
        self._mentions: dict[Mention, Mention] = {}

    def columns(self, rows: Sequence[list[str]]) -> tuple[Mapping[str, Sequence[Any]], set[int]]:
        """Return the fields of all rows, and the places of those that must be built by themselves.

        Rows are as wide as the table.
        """
        if sum(map(len, self._made.values())) > _REMEMBERED:
            self._mentions.clear()
            for made in self._made.values():
                made.clear()
        cells = list(zip(*rows, strict=True))
        given = {name: [value] * len(rows) for name, value in self._plan.constants.items()}
        for name, index, convert in self._plan.plain:
            given[name] = (
                self._texts(name, cells[index]) if convert is None else self._values(name, cells[index], convert)
            )
        for name, refer in self._plan.references:
            used = list(zip(*[cells[index] for index in refer.used], strict=True)) if refer.used else [()] * len(rows)
            given[name] = self._named(name, used, refer.of)
        return given, self._left(rows, cells, given)

    def _texts(self, name: str, column: Sequence[str]) -> list[Any]:
        instead = self._instead[name]
        told = [cell if cell and not cell.isspace() else instead for cell in column]
        return told if LOST.isdisjoint(column) else [_CANNOT if cell in LOST else cell for cell in told]

    def _values(self, name: str, column: Sequence[str], convert: Convert) -> list[Any]:
        instead = self._instead[name]

        def value(cell: str) -> Any:
            return convert(cell) if cell and not cell.isspace() else None

        if set(map(type, column)) != {str}:  # a true date of a workbook equals its text, but is converted otherwise
            return [_made_of(cell, value, instead) for cell in column]
        made = self._made[name]
        for cell in set(column).difference(made):
            made[cell] = _made_of(cell, value, instead)
        return list(map(made.__getitem__, column))

    def _named(
        self, name: str, column: Sequence[tuple[str, ...]], of: Callable[[tuple[str, ...]], Mention | int | None]
    ) -> list[Any]:
        made = self._made[name]
        for cells in set(column).difference(made):
            found = _made_of(cells, of, self._instead[name])
            made[cells] = self._mentions.setdefault(found, found) if isinstance(found, Mention) else found
        return list(map(made.__getitem__, column))

    def _left(
        self, rows: Sequence[list[str]], cells: Sequence[Sequence[str]], given: Mapping[str, Sequence[Any]]
    ) -> set[int]:
        """Return the places of the rows that must be built by themselves."""
        left: set[int] = set()
        for column in cells:
            if "'" in "".join(column):
                left.update(place for place, cell in enumerate(column) if cell.startswith("'"))
        if any(not cell or cell.isspace() for cell in set(cells[0])):
            left.update(place for place, row in enumerate(rows) if is_blank(row))
        for values in given.values():
            if id(_CANNOT) in set(map(id, values)):
                left.update(place for place, value in enumerate(values) if value is _CANNOT)
        if self._plan.opposites is not None:
            one, other = (given[name] for name in self._plan.opposites)
            if any(map(is_, one, other)):
                left.update(place for place, same in enumerate(map(is_, one, other)) if same)
        return left


def _made_of(told: Any, make: Callable[[Any], Any], instead: Any) -> Any:
    try:
        value = make(told)
    except InvalidValue:
        return _CANNOT
    return instead if value is None else value
