"""What follows from the facts, brought up to date in the same transaction.

`Derivation` follows what one change touches; `rebuild` makes everything anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from trustcrm.domain.nouns import NOUNS
from trustcrm.store.derive.acts import Sources
from trustcrm.store.derive.counts import Counts
from trustcrm.store.derive.names import NAMED, Names
from trustcrm.store.derive.restricted import BELONGS, Restrictions, may_restrict
from trustcrm.store.derive.sums import settle_sums
from trustcrm.store.derive.words import SearchWords
from trustcrm.store.late_indexes import LateIndexes
from trustcrm.store.series import Series


class Derivation:
    """Follows what one change adds, corrects and takes away, and settles the consequences before it commits."""

    def __init__(self, connection: Connection, series: Series, indexes: LateIndexes) -> None:
        self._connection = connection
        self._names = Names(connection)
        self._words = SearchWords(connection, series, indexes)
        self._sources = Sources(connection)
        self._counts = Counts(connection)
        self.restrictions = Restrictions(connection)

    def added(self, noun: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Take note of rows that were just written, given by their columns."""
        told = dict(zip(columns, zip(*rows, strict=True), strict=True))
        if noun in NAMED or may_restrict(noun, told):
            names, pick = _looked_at(noun, tuple(columns))
            some = [dict(zip(names, pick(row), strict=True)) for row in rows]
            self.restrictions.added(noun, some)
            self._names.add(noun, some)
        self._words.add(noun, told)
        self._sources.added(noun, told)
        self._counts.turned(noun, columns, (), rows)

    def leaving(self, noun: str, ids: Sequence[int]) -> None:
        """Take note of rows about to be corrected or removed, while they still stand as they were."""
        self._names.forget(noun, ids)
        self._words.forget(noun, ids)
        self._sources.touch(noun, ids)

    def removed(self, noun: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Take note of rows that were just removed, as they stood before, given by their columns."""
        self._counts.turned(noun, columns, rows, ())

    def corrected(
        self,
        noun: str,
        ids: Sequence[int],
        columns: Sequence[str],
        before: Sequence[Sequence[Any]],
        after: Sequence[Sequence[Any]],
    ) -> None:
        """Take note of rows that were just corrected in these columns."""
        self._counts.turned(noun, columns, before, after)
        self.restrictions.corrected(noun, ids)
        self._names.add_again(noun, ids)
        self._words.add_again(noun, ids)
        self._sources.touch(noun, ids)

    def settle(self) -> None:
        """Bring the index of words, acts, sums and counts up to date with everything noted."""
        self._words.settle()
        self._counts.settle()
        settle_sums(self._connection, self._sources)


@cache
def _looked_at(noun: str, columns: tuple[str, ...]) -> tuple[tuple[str, ...], itemgetter[Any]]:
    """Return the columns of a noun from which names and restrictions follow, and what picks them out of a row."""
    looked_at = {
        "id", "withdrawn", "confidentiality", "about_noun", "about_row", "interaction_id",
        *BELONGS.get(noun, ()), *NAMED.get(noun, ()),
    }  # fmt: skip
    places = [place for place, name in enumerate(columns) if name in looked_at]
    return tuple(columns[place] for place in places), itemgetter(*places)


def rebuild(connection: Connection, series: Series) -> None:
    """Make everything that follows from the facts anew; what readers see is the same, unless it was wrong."""
    indexes = LateIndexes(connection)
    names, words, sources = Names(connection), SearchWords(connection, series, indexes), Sources(connection)
    names.clear()
    words.clear()
    for noun in NOUNS:
        names.add_all(noun)
        words.add_all(noun)
    words.settle()
    indexes.restore()
    sources.touch_everything()
    settle_sums(connection, sources)
    Restrictions(connection).rebuild()
    Counts(connection).rebuild()
    series.save()
