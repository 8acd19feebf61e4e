"""Keeping many drafts at once: plain facts, all they mention known, are checked and kept field by field.

Nearly every row of a large table is such a draft, and so is whoever nobody here has heard of yet. What needs more
thought (something to be made, a doubt, a piece known before, a value that cannot be) is left to be taken by itself, in
its place between the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import repeat
from operator import attrgetter
from typing import Any, cast

from trustcrm.domain.columns import Same, distinct, turned
from trustcrm.domain.draft import Draft, Drafts
from trustcrm.domain.noun import Field, Mention, Record, fields_of, refs_of
from trustcrm.domain.nouns import ABOUT, MERGEABLE, NOUNS, PARTS
from trustcrm.domain.rules import check_together
from trustcrm.services.importing.placing import Placing
from trustcrm.services.importing.told import Said, digests
from trustcrm.store.derive.names import NAMED, folded_names
from trustcrm.store.origins import Origin
from trustcrm.store.writing import Writer

PLAIN = frozenset(NOUNS) - {*MERGEABLE, *ABOUT, *PARTS, *NAMED, "tie", "step", "signal", "kind", "office"}
"""The nouns of which a new record is only checked and kept: none of them is matched with what is there already.

Of those that are (cities, organisations, people), newcomers are kept together too, see `Together.gather`.
"""

_REMEMBERED = 50_000


class Together:
    """Gathers drafts that can be kept at once."""

    def __init__(self, placing: Placing, writer: Writer, batch: int, today: date) -> None:
        self._placing = placing
        self._writer = writer
        self._batch = batch
        self._today = today
        self._rows: dict[int, tuple[Any, int]] = {}
        self._keys: set[str] = set()
        self._newcomers: set[str] = set()
        self.said: Said = {}
        self.gathered: list[Draft] = []

    def gather(self, draft: Draft) -> bool:
        """Take a draft nobody has known before in among the others; return False where it must be taken by itself."""
        record = draft.record
        if draft.parts or self._placing.anything_erased or draft.key in self._keys:
            return False
        if self.gathered and record.__class__ is not self.gathered[0].record.__class__:
            return False
        if record.noun in MERGEABLE:
            if not self._is_newcomer(record):
                return False
        elif record.noun not in PLAIN or not all(
            self._knows(record.__dict__[name], told) for name, told in _refs(cast(Any, record.__class__))
        ):
            return False
        self.gathered.append(draft)
        self._keys.add(draft.key)
        return True

    def keep(self, drafts: Sequence[Draft]) -> list[Origin] | None:
        """Keep drafts that were gathered and return what their keys became; None, with nothing kept, where one of them
        cannot be kept as it is."""
        kind = type(drafts[0].record)
        records = [draft.record for draft in drafts]
        columns = list(zip(*map(_values_of(cast(Any, kind)), records), strict=True))
        kept = self._keep(kind, [draft.key for draft in drafts], columns)
        if kept is not None and kind.noun in MERGEABLE:
            self._placing.learn(zip([origin.row for origin in kept], records, strict=True))
        return kept

    def keep_whole(self, drafts: Drafts) -> list[Origin] | None:
        """Keep drafts told field by field, likewise; nobody has known any of them before."""
        if drafts.kind.noun not in PLAIN:
            return None
        for name, told in _refs(cast(Any, drafts.kind)):
            for value in distinct(drafts.columns.get(name, ())):
                if id(value) not in self._rows and not self._knows(value, told):
                    return None
        return self._keep(drafts.kind, drafts.keys, columns_of(drafts))

    def _keep(self, kind: type[Record], keys: Sequence[str], columns: Sequence[Sequence[Any]]) -> list[Origin] | None:
        settled = [
            turned(column, self._row_of) if told.is_ref else column
            for told, column in zip(fields_of(kind).values(), columns, strict=True)
        ]
        if not check_together(kind, settled, self._today) or not self._placing.lists_know(kind, settled):
            return None
        said = digests(keys, kind, columns, self.said)
        ids = self._writer.add_together(kind, settled)
        self._placing.count(kind.noun, len(ids))
        became = zip(keys, repeat(kind.noun), ids, said, repeat(self._batch), strict=False)
        return list(map(Origin._make, became))

    def _is_newcomer(self, record: Record) -> bool:
        """Return whether nobody here, nor among those gathered, could be whom a record is of; their names are noted."""
        if any(record.__dict__[name].__class__ is Mention for name, _ in _refs(cast(Any, record.__class__))):
            return False
        names = {*folded_names(record.noun, record.__dict__), *self._placing.outside_ids(record)}
        if not names.isdisjoint(self._newcomers) or not self._placing.is_stranger(record):
            return False
        self._newcomers |= names
        return True

    def _knows(self, value: Any, told: Field) -> bool:
        """Return whether what a field refers to is known; its row is remembered."""
        if value.__class__ is Mention and id(value) not in self._rows:
            row = self._placing.row_known(value, told)
            if row is None:
                return False
            self._rows[id(value)] = (value, row)
        return True

    def _row_of(self, value: Any) -> Any:
        return self._rows[id(value)][1] if value.__class__ is Mention else value

    def clear(self) -> None:
        """Gather anew."""
        self.gathered = []
        self._keys.clear()
        self._newcomers.clear()
        if len(self.said) > _REMEMBERED:
            self.said.clear()
        if len(self._rows) > _REMEMBERED:
            self._rows.clear()


def columns_of(drafts: Drafts) -> list[Sequence[Any]]:
    """Return the columns of every field of the drafts' noun, in order; one that is not told holds its default."""
    return [
        drafts.columns[name] if name in drafts.columns else Same(told.default, len(drafts))
        for name, told in fields_of(drafts.kind).items()
    ]


@cache
def _refs(kind: Any) -> tuple[tuple[str, Field], ...]:
    return tuple((told.name, told) for told in refs_of(kind))


@cache
def _values_of(kind: Any) -> attrgetter[Any]:
    return attrgetter(*fields_of(kind))
