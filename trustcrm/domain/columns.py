"""Columns of values in which many rows hold the very same object, so that each object is looked at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import repeat
from typing import Any, overload


class Same(Sequence[Any]):
    """A column in which every row holds the same value."""

    __slots__ = ("_count", "value")

    def __init__(self, value: Any, count: int) -> None:
        """Hold `value` for `count` rows."""
        self.value = value
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        return repeat(self.value, self._count)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Same: ...
    def __getitem__(self, place: int | slice) -> Any:
        found = range(self._count)[place]
        return self.value if isinstance(found, int) else Same(self.value, len(found))


def distinct(column: Sequence[Any]) -> Collection[Any]:
    """Return the different objects of a column; where hardly any two rows share one, some may come more than once."""
    if column.__class__ is Same:
        return column[:1]
    return dict(zip(map(id, column), column, strict=True)).values() if _are_shared(column) else column


def turned(column: Sequence[Any], turn: Callable[[Any], Any]) -> Sequence[Any]:
    """Return a column of what each object becomes; `turn` is asked once for an object that many rows hold."""
    if column.__class__ is Same:
        return Same(turn(column[0]), len(column)) if column else column
    if not _are_shared(column):
        return list(map(turn, column))
    made = {id(value): turn(value) for value in distinct(column)}
    return list(map(made.__getitem__, map(id, column)))


def _are_shared(column: Sequence[Any]) -> bool:
    """Return whether rows share their objects, two to one at least; else looking at each costs less than at whose."""
    return len(set(map(id, column))) * 2 <= len(column)
