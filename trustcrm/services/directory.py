"""Everybody the office knows, by name and by id, held in memory while many mentions are matched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from typing import Any

from trustcrm.domain.noun import Record
from trustcrm.store.derive.names import NAMED, folded_names
from trustcrm.store.engine import Connection
from trustcrm.store.queries.identity import LOOKED_AT, OUTSIDE_IDS, by_outside_id, every_outside_id, looked_at
from trustcrm.store.queries.names import called, every_name, nouns_meant
from trustcrm.text import spellings


@dataclass
class Directory:
    """Rows by name and by outside id; with `whole` every name is read at the start, else each when it is asked for."""

    connection: Connection
    whole: bool = False
    _names: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    _rows: dict[str, dict[int, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    _ids: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)

    def called(self, noun: str, name: str) -> list[tuple[str, int]]:
        """Return noun and id of the rows that go by exactly this name, in any spelling, each once."""
        if not self.whole:
            return [(named.noun, named.id) for named in called(self.connection, noun, name)]
        found: dict[tuple[str, int], None] = {}
        for kind in nouns_meant(noun):
            names = self._names_of(kind)
            for folded in spellings(name):
                found.update(dict.fromkeys((kind, row) for row in names.get(folded, ())))
        return list(found)

    def by_outside_id(self, noun: str, scheme: str, value: str) -> int | None:
        """Return the row of a noun that carries this id of the outside world."""
        if scheme not in OUTSIDE_IDS.get(noun, ()):
            return None
        if not self.whole:
            return by_outside_id(self.connection, noun, scheme, value)
        return self._ids_of(noun, scheme).get(value)

    def row(self, noun: str, row: int) -> Mapping[str, Any]:
        """Return what matching looks at of one row."""
        if self.whole:
            self._read_rows(noun)
        rows = self._rows[noun]
        if row not in rows:
            rows.update(looked_at(self.connection, noun, row))
        return rows[row]

    def city_of(self, side: int) -> int | None:
        """Return the city that an organisation sits in, None where that is not known or the side is a city itself."""
        if self.whole:
            self._read_rows("organisation")
            body = self._rows["organisation"].get(side)
        else:
            body = looked_at(self.connection, "organisation", side).get(side)
        return body["city_id"] if body else None

    def learn(self, row: int, record: Record) -> None:
        """Take note of a row that was just added, so that the next mention of it finds it."""
        noun = record.noun
        if noun not in NAMED:
            return
        values = {name: getattr(record, name.removesuffix("_id")) for name in LOOKED_AT[noun]}
        if self.whole:
            self._read_rows(noun)
            names = self._names_of(noun)
            for folded in folded_names(noun, record.__dict__):
                if row not in names[folded]:
                    names[folded].append(row)
            for scheme in OUTSIDE_IDS.get(noun, ()):
                if values[scheme]:
                    self._ids_of(noun, scheme).setdefault(values[scheme], row)
        self._rows[noun][row] = values | {"id": row}

    def _read_rows(self, noun: str) -> None:
        if not self._rows[noun]:
            self._rows[noun].update(looked_at(self.connection, noun))

    def _ids_of(self, noun: str, scheme: str) -> dict[str, int]:
        if (noun, scheme) not in self._ids:
            self._ids[noun, scheme] = every_outside_id(self.connection, noun, scheme)
        return self._ids[noun, scheme]

    def _names_of(self, noun: str) -> dict[str, list[int]]:
        if noun not in self._names:
            names: dict[str, list[int]] = defaultdict(list)
            for folded, row in every_name(self.connection, noun):
                names[folded].append(row)
            self._names[noun] = names
        return self._names[noun]


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance between two points given as (latitude, longitude) in degrees.

    The haversine formula on a sphere of 6,371 km (R. W. Sinnott, Sky and Telescope 68, 1984).
    """
    lat1, lon1, lat2, lon2 = map(radians, (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * asin(min(1.0, sqrt(half)))
