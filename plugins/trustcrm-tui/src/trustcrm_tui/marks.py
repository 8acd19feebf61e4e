"""Rows that are marked, so that one key acts on all of them: kept by what tells a row from others, not by its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from trustcrm_tui.rows import Held

if TYPE_CHECKING:
    from trustcrm_tui.rows import Rows
    from trustcrm_tui.sheets.sheet import Subject

MOST = 500
"""So many rows are marked at once at most."""


class Marks:
    """The marked rows of one list, with what each is about; a row stays marked where it is scrolled out of sight."""

    def __init__(self) -> None:
        self._subjects: dict[object, Subject] = {}

    def __len__(self) -> int:
        return len(self._subjects)

    def __contains__(self, key: object) -> bool:
        return key in self._subjects

    @property
    def subjects(self) -> Sequence[Subject]:
        """What they are about, in the order they were marked."""
        return tuple(self._subjects.values())

    def turn(self, key: object, subject: Subject) -> None:
        """Mark a row, or take its mark away."""
        if self._subjects.pop(key, None) is None and len(self) < MOST:
            self._subjects[key] = subject

    def add(self, rows: Iterable[tuple[object, Subject]]) -> None:
        """Mark rows, as many as may be."""
        for key, subject in rows:
            if len(self) < MOST:
                self._subjects.setdefault(key, subject)

    def clear(self) -> None:
        """Take every mark away."""
        self._subjects.clear()

    def prune(self, rows: Rows) -> None:
        """Forget rows that are gone: known only of a list that is here whole."""
        if isinstance(rows, Held):
            here = {rows.key(row) for row in rows.rows}
            self._subjects = {key: subject for key, subject in self._subjects.items() if key in here}

    def hidden(self, rows: Rows) -> int:
        """Return how many of them the list does not show, as a filter leaves them out."""
        return len(self) - sum(rows.key(row) in self for row in rows.rows) if isinstance(rows, Held) else 0


def here(rows: Rows) -> Iterator[Any]:
    """Yield the rows of a list that are here, from its first on, until one is missing."""
    for place in range(rows.count() or 0):
        row = rows.at(place)
        if row is None:
            return
        yield row
