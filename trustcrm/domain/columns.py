"""Columns of values in which many rows hold the very same object, so that each object is looked at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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


def distinct(column: Sequence[Any]) -> dict[int, Any]:
    """Return the different objects of a column by their identity; equal ones may stand in it more than once."""
    if column.__class__ is Same:
        return {id(value): value for value in column[:1]}
    return dict(zip(map(id, column), column, strict=True))


def turned(column: Sequence[Any], turn: Callable[[Any], Any]) -> Sequence[Any]:
    """Return a column of what each object becomes; `turn` is asked once for an object that many rows hold."""
    made = {number: turn(value) for number, value in distinct(column).items()}
    if column.__class__ is Same:
        return Same(next(iter(made.values())), len(column)) if made else column
    return list(map(made.__getitem__, map(id, column)))
