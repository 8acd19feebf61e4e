"""The series of ids: numbers given out in order and never twice, on every engine alike."""

from __future__ import annotations

from sqlalchemy import Connection

from trustcrm.store.fixed import fetched, send

_PUT = "INSERT INTO series (name, next_id) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET next_id = excluded.next_id"


class Series:
    """Gives out ids within one writing transaction; since writers take turns, no two are ever given the same."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        kept: list[tuple[str, int]] = fetched(connection, "SELECT name, next_id FROM series")
        self._kept: dict[str, int] = dict(kept)
        self._next = dict(self._kept)

    def take(self, name: str, count: int = 1) -> int:
        """Return the first of `count` consecutive new ids of the series called `name`; the first ever is 1."""
        first = self._next.get(name, 1)
        self._next[name] = first + count
        return first

    def save(self) -> None:
        """Write down how far each series has come."""
        send(self._connection, _PUT, [pair for pair in self._next.items() if self._kept.get(pair[0]) != pair[1]])
        self._kept = dict(self._next)
