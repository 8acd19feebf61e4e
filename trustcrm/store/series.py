"""The series of ids: numbers given out in order and never twice, on every engine alike."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from trustcrm.store.tables.journal import SERIES


class Series:
    """Gives out ids within one writing transaction; since writers take turns, no two are ever given the same."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._kept: dict[str, int] = {row.name: row.next_id for row in connection.execute(select(SERIES))}
        self._next = dict(self._kept)

    def take(self, name: str, count: int = 1) -> int:
        """Return the first of `count` consecutive new ids of the series called `name`; the first ever is 1."""
        first = self._next.get(name, 1)
        self._next[name] = first + count
        return first

    def save(self) -> None:
        """Write down how far each series has come."""
        for name, following in self._next.items():
            if name not in self._kept:
                self._connection.execute(insert(SERIES), {"name": name, "next_id": following})
            elif self._kept[name] != following:
                self._connection.execute(update(SERIES).where(SERIES.c.name == name).values(next_id=following))
        self._kept = dict(self._next)
