"""Lines of the overview that were read already, while nothing has been written since.

Whoever sits before a screen looks at one card after another. Each needs the line of one tie, and reading one takes
nearly as long as reading all: what everybody usually gives and gets is part of each.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from trustcrm.store.journal import newest_hash

if TYPE_CHECKING:
    from trustcrm.services.readings.overview import Glance
    from trustcrm.store.engine import Connection

Line = tuple[int, date, int]
"""A tie, as of a day, seen from a side."""


class Remembered:
    """Lines by tie, day and side, forgotten with the next change.

    The newest hash of the journal stands for everything that was ever written, by anybody, so lines that were read
    under the same hash are what would be read again.
    """

    def __init__(self) -> None:
        self._lines: tuple[str, dict[Line, Glance]] = ("", {})

    def lines(self, connection: Connection) -> dict[Line, Glance]:
        """Return what is remembered of the state that a connection sees, to be read and added to."""
        hash, lines = self._lines
        newest = newest_hash(connection)
        if newest != hash:
            lines = {}
            self._lines = newest, lines
        return lines


def wanted(lines: dict[Line, Glance], ties: Iterable[int], day: date, us: int) -> list[Glance] | None:
    """Return the lines of these ties, None where one of them is not remembered."""
    found = [lines.get((tie, day, us)) for tie in ties]
    return None if None in found else [line for line in found if line is not None]


def remember(lines: dict[Line, Glance], read: Iterable[Glance], day: date, us: int) -> None:
    """Remember lines; one that a trust model failed to give is asked for again."""
    lines.update({(line.tie, day, us): line for line in read if not line.unavailable})
