"""What a list stands on: rows that are all here, or windows of a table too long to hold, read as they are needed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

WINDOW = 100
"""So many rows are read at once."""
MOST_WINDOWS = 3
"""So many windows are held; the one not looked at for longest goes."""


class Rows(Protocol):
    """Rows by their place, from 0."""

    @property
    def key(self) -> Callable[[Any], object]:
        """What tells one row from another over a fresh reading."""

    def count(self) -> int | None:
        """Return how many there are, None while that is not known."""

    def at(self, place: int) -> Any:
        """Return the row at a place, None where it is not here yet."""

    def want(self, first: int, last: int) -> None:
        """Have the rows from one place to another fetched, where they are not here."""

    def place_of(self, key: object) -> int | None:
        """Return the place of the row with a key, None where it is not here."""


@dataclass(frozen=True)
class Held:
    """Rows that are all here; `key` tells one from another over a fresh reading."""

    rows: Sequence[Any]
    key: Callable[[Any], object]

    def count(self) -> int:
        """Return how many there are."""
        return len(self.rows)

    def at(self, place: int) -> Any:
        """Return the row at a place."""
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def want(self, first: int, last: int) -> None:
        """Do nothing: they are here."""

    def place_of(self, key: object) -> int | None:
        """Return the place of the row with a key."""
        return next((place for place, row in enumerate(self.rows) if self.key(row) == key), None)


class NothingYet(Held):
    """Rows of which nothing is known."""

    def count(self) -> Any:
        """Return that nobody knows."""
        return None


LOOKED_AT = 50
"""So many rows around the cursor are looked for, where nearer ones went away."""


def gone_on_from(before: Held, place: int, now: Held) -> int | None:
    """Return where the cursor stands once something was done at a row and all are read anew.

    That is on the same row; where it went away from those around it, on the first behind it: whoever goes down a list
    goes on there. None where the row is there no more, so that the next one stands in its place.
    """
    there = now.place_of(before.key(before.rows[place]))
    behind = _first_there(before, before.rows[place + 1 : place + 1 + LOOKED_AT], now)
    ahead = _first_there(before, before.rows[max(0, place - LOOKED_AT) : place][::-1], now)
    if there is None or behind is None:
        return there
    return there if (-1 if ahead is None else ahead) < there < behind else behind


def _first_there(before: Held, rows: Sequence[Any], now: Held) -> int | None:
    """Return the place of the first of some rows that is there still."""
    return next((found for row in rows if (found := now.place_of(before.key(row))) is not None), None)


Fetch = Callable[[int, int | None, bool], None]
"""Fetches the window of a number: the rows after the given row's id, or, backwards, those before it."""


class Windows:
    """Rows of a table read in windows by key, never by counting off: each begins after the last row of a neighbour.

    Whoever goes to the end reads backwards from there. `fetch(number, key, backwards)` asks; `take` brings the answer.
    """

    def __init__(self, fetch: Fetch, total: int | None = None) -> None:
        self._fetch = fetch
        self._total = total
        self._held: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._firsts: dict[int, int] = {}
        self._lasts: dict[int, int] = {}
        self._asked: set[int] = set()
        self._wanted: int | None = None

    def count(self) -> int | None:
        """Return how many rows there are, as far as is known."""
        if self._total is not None:
            return self._total
        return None if not self._lasts else (max(self._lasts) + 1) * WINDOW

    def key(self, row: Any) -> object:
        """Return a row's id."""
        return row.kept.id

    def counted(self, total: int) -> None:
        """Learn how many rows there are."""
        self._total = total

    def at(self, place: int) -> Any:
        """Return the row at a place, None where it is not here."""
        number, offset = divmod(place, WINDOW)
        rows = self._held.get(number)
        return rows[offset] if rows is not None and offset < len(rows) else None

    def place_of(self, key: object) -> int | None:
        """Return the place of a row that is here."""
        for number, rows in self._held.items():
            for offset, row in enumerate(rows):
                if row.kept.id == key:
                    return number * WINDOW + offset
        return None

    def want(self, first: int, last: int) -> None:
        """Have the windows around these places fetched, by the shortest way from one whose neighbour is known."""
        for number in range(max(0, first) // WINDOW, max(0, last) // WINDOW + 1):
            if number in self._held:
                self._held.move_to_end(number)
            elif number <= self._last_number():
                self._wanted = number
                self._step(number)

    def take(self, number: int, rows: Sequence[Any]) -> None:
        """Hold a window that was fetched; go on to the one that is wanted where this was on the way."""
        self._asked.discard(number)
        if rows:
            self._held[number] = rows
            self._firsts[number], self._lasts[number] = rows[0].kept.id, rows[-1].kept.id
        if len(rows) < WINDOW and number >= self._last_number():
            self._total = number * WINDOW + len(rows)
        while len(self._held) > MOST_WINDOWS:
            self._held.popitem(last=False)
        if self._wanted is not None and rows:
            wanted, self._wanted = self._wanted, None
            self.want(wanted * WINDOW, wanted * WINDOW)

    def _last_number(self) -> int:
        return (self._total - 1) // WINDOW if self._total else max(self._lasts, default=0) + 1

    def _step(self, number: int) -> None:
        """Ask for the window itself where a neighbour's key is known, else for the next one on the way to it."""
        if self._asked:
            return
        way = self._way(number)
        if way is not None:
            step, key, backwards = way
            self._asked.add(step)
            self._fetch(step, key, backwards)

    def _way(self, number: int) -> tuple[int, int | None, bool] | None:
        before = max((known for known in self._lasts if known < number), default=-1)
        behind = min((known for known in self._firsts if known > number), default=None)
        end = self._last_number() + 1 if self._total is not None else None
        below = behind if behind is not None else end
        if below is not None and below - number < number - before:
            step = below - 1
            return step, self._firsts.get(below), True
        step = before + 1
        return step, self._lasts.get(before), False
