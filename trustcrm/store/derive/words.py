"""The words of each row, folded, for full-text search: FTS5 in SQLite, a GIN index in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Select, delete, select, text

from trustcrm.store.among import rows_among
from trustcrm.store.fixed import send
from trustcrm.store.inserting import insert_rows, placeholders
from trustcrm.store.late_indexes import LateIndexes
from trustcrm.store.series import Series
from trustcrm.store.tables import TABLES
from trustcrm.store.tables.derived import SEARCH_TEXT
from trustcrm.text import fold, spellings

SEARCHED: Mapping[str, tuple[str, ...]] = {
    "city": ("name", "aliases", "region"),
    "organisation": ("name", "aliases", "emails"),
    "person": ("name", "aliases", "emails"),
    "post": ("title", "district"),
    "colleague": ("name",),
    "tie": ("origin", "why"),
    "agreement": ("title", "words", "resolution", "signatories"),
    "window": ("name", "words"),
    "need": ("what", "words"),
    "interaction": ("kind", "words", "place"),
    "contribution": ("what", "words"),
    "step": ("words",),
    "signal": ("kind", "words", "witness"),
    "engagement": ("title", "words", "place"),
    "follow-up": ("what",),
    "tag": ("name",),
    "note": ("words",),
    "retention-class": ("name", "words"),
    "retention": ("why",),
    "hold": ("why", "authority"),
    "snooze": ("words",),
    "rate": ("source",),
}
"""The columns of each noun in which words are searched."""

_SHORT = 24
"""Texts up to this length, such as kinds and places, come again and again; how they are folded is remembered."""

_INDEXED_AT_ONCE = 20_000
_SAMPLED = 64

_folded = lru_cache(maxsize=4096)(fold)

_WORDS = "SELECT id, words FROM search_text WHERE noun = {given} AND row_id IN ({among})"
_INDEX = "INSERT INTO search_index (rowid, words) SELECT id, words FROM search_text WHERE id >= ?"


class SearchWords:
    """Keeps the searched words of a database in step with its rows; withdrawn rows are not found."""

    def __init__(self, connection: Connection, series: Series, indexes: LateIndexes) -> None:
        self._connection = connection
        self._indexes = indexes
        self._series = series
        self._fts5 = connection.dialect.name == "sqlite"
        self._unindexed = 0

    def add(self, noun: str, told: Mapping[str, Sequence[Any]]) -> None:
        """Add the words of rows that have none yet, newest last; they are given by their columns."""
        if noun not in SEARCHED:
            return
        rows = zip(told["id"], searched_words(noun, told), told["withdrawn"], strict=True)
        found = [(row, words) for row, words, withdrawn in rows if words and not withdrawn]
        if not found:
            return
        first = self._series.take("search_text", len(found))
        kept = [(first + place, noun, row, words) for place, (row, words) in enumerate(found)]
        insert_rows(self._connection, SEARCH_TEXT, ("id", "noun", "row_id", "words"), kept)
        self._indexes.written(SEARCH_TEXT.name, len(kept))
        self._unindexed = self._unindexed or first
        if first + len(found) - self._unindexed >= _INDEXED_AT_ONCE:
            self.settle()

    def settle(self) -> None:
        """Index what was added; many rows at once take less."""
        if self._fts5 and self._unindexed:
            send(self._connection, _INDEX, [(self._unindexed,)])
        self._unindexed = 0

    def forget(self, noun: str, ids: Sequence[int]) -> None:
        """Take away the words of rows."""
        if noun not in SEARCHED:
            return
        self.settle()
        rows = list(rows_among(self._connection, _WORDS, ids, (noun,)))
        if not rows:
            return
        one = placeholders(self._connection.dialect, 1)
        if self._fts5:
            self._connection.exec_driver_sql(
                "INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', ?, ?)", rows
            )
        self._connection.exec_driver_sql(f"DELETE FROM search_text WHERE id = {one}", [row[:1] for row in rows])

    def add_again(self, noun: str, ids: Sequence[int]) -> None:
        """Add the words of rows as they now stand."""
        if noun in SEARCHED:
            table = TABLES[noun]
            rows = self._connection.execute(_looked_at(noun).where(table.c.id.in_(ids)).order_by(table.c.id))
            self._add_found(noun, rows.all())

    def add_all(self, noun: str) -> None:
        """Add the words of every row of a noun."""
        if noun in SEARCHED:
            table = TABLES[noun]
            for rows in self._connection.execute(_looked_at(noun).order_by(table.c.id)).partitions(5000):
                self._add_found(noun, rows)

    def _add_found(self, noun: str, rows: Sequence[Any]) -> None:
        if rows:
            self.add(noun, dict(zip(_columns_of(noun), zip(*rows, strict=True), strict=True)))

    def clear(self) -> None:
        """Take away every word."""
        if self._fts5:
            self._connection.execute(text("INSERT INTO search_index (search_index) VALUES ('delete-all')"))
        self._connection.execute(delete(SEARCH_TEXT))


def searched_words(noun: str, told: Mapping[str, Sequence[Any]]) -> list[str]:
    """Return the folded words of rows given by their columns, each spelling once a row."""
    columns = [_all_spelled(told[name]) for name in SEARCHED[noun] if any(told[name])]
    if not columns:
        return [""] * len(told["id"])
    return [" ".join(dict.fromkeys(chain.from_iterable(row))) for row in zip(*columns, strict=True)]


def _all_spelled(column: Sequence[Any]) -> list[tuple[str, ...]]:
    """Return the spellings of a column; where few words come again and again, as kinds do, each is folded once."""
    some = column[:_SAMPLED]
    if isinstance(column[0], str) and len(set(some)) * 4 <= len(some):
        spelled = {value: _spelled(value) for value in set(column)}
        return list(map(spelled.__getitem__, column))
    return list(map(_spelled, column))


def _spelled(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the folded spellings of what stands in a column: words, a list of words, or nothing."""
    if not value:
        return ()
    if not isinstance(value, str):
        return tuple([spelling for words in value for spelling in _spelled(words)])
    if value.isascii():
        return (fold(value) if len(value) > _SHORT else _folded(value),)
    return spellings(value)


def _looked_at(noun: str) -> Select[Any]:
    table = TABLES[noun]
    return select(*(table.c[name] for name in _columns_of(noun)))


def _columns_of(noun: str) -> tuple[str, ...]:
    return ("id", "withdrawn", *SEARCHED[noun])
