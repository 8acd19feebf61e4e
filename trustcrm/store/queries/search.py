"""Where words stand: full text over folded words, newest first, by FTS5 in SQLite and by a GIN index in PostgreSQL.

What is searched for is handed in as folded tokens, small Latin letters and digits alone; nothing of it can be read as
an operator by either engine, since every token is quoted and every operator is written here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select, text

from trustcrm.domain.nouns import MERGEABLE
from trustcrm.store.derive.words import SEARCHED
from trustcrm.store.tables import TABLES
from trustcrm.store.tables.derived import FOLDED_NAME
from trustcrm.values import dataclass

Spelling = tuple[str, ...]
"""The folded tokens of one way to write something; all of them must be there."""

_MOST_OTHER_NAMES = 500


@dataclass(frozen=True)
class Wanted:
    """One thing searched for: any of its spellings will do; of a beginning, the last token may go on."""

    spellings: tuple[Spelling, ...]
    beginnings: tuple[Spelling, ...] = ()


@dataclass(frozen=True)
class Place:
    """A row in which everything wanted stands."""

    noun: str
    id: int


_SQLITE = """
SELECT s.noun, s.row_id FROM search_index JOIN search_text s ON s.id = search_index.rowid
WHERE search_index MATCH :wanted {only} ORDER BY search_index.rowid DESC LIMIT :limit
"""
_POSTGRESQL = """
SELECT s.noun, s.row_id FROM search_text s
WHERE to_tsvector('simple', s.words) @@ to_tsquery('simple', :wanted) {only} ORDER BY s.id DESC LIMIT :limit
"""


def rows_with(connection: Connection, wanted: Sequence[Wanted], noun: str | None, limit: int) -> list[Place]:
    """Return the rows in which everything wanted stands, those written last first; `noun` asks for one noun alone."""
    if not wanted:
        return []
    sqlite = connection.dialect.name == "sqlite"
    statement = (_SQLITE if sqlite else _POSTGRESQL).format(only="AND s.noun = :noun" if noun else "")
    asked: dict[str, Any] = {"wanted": fts5_query(wanted) if sqlite else tsquery(wanted), "limit": limit}
    found = connection.execute(text(statement), asked | ({"noun": noun} if noun else {}))
    return [Place(row.noun, row.row_id) for row in found]


def fts5_query(wanted: Iterable[Wanted]) -> str:
    """Return what is wanted in the language of FTS5."""
    return _written(wanted, lambda token, begins: f'"{token}"*' if begins else f'"{token}"', " AND ", " OR ")


def tsquery(wanted: Iterable[Wanted]) -> str:
    """Return what is wanted in the language of PostgreSQL's to_tsquery."""
    return _written(wanted, lambda token, begins: f"'{token}':*" if begins else f"'{token}'", " & ", " | ")


def _written(wanted: Iterable[Wanted], token_of: Any, every: str, any_of: str) -> str:
    groups = []
    for one in wanted:
        ways = []
        for spelling in dict.fromkeys((*one.beginnings, *one.spellings)):
            last = len(spelling) - 1 if spelling in one.beginnings else None
            tokens = [token_of(token, place == last) for place, token in enumerate(spelling)]
            ways.append(tokens[0] if len(tokens) == 1 else f"({every.join(tokens)})")
        groups.append(ways[0] if len(ways) == 1 else f"({any_of.join(ways)})")
    return every.join(groups)


def other_names(connection: Connection, names: Sequence[str]) -> dict[str, list[str]]:
    """Return, by folded name, every other folded name of the cities, organisations and people who go by it."""
    found: dict[str, list[str]] = defaultdict(list)
    again = FOLDED_NAME.alias()
    for start in range(0, len(names), 500):
        chosen = (
            select(FOLDED_NAME.c.folded, again.c.folded.label("other"))
            .join(again, (again.c.noun == FOLDED_NAME.c.noun) & (again.c.row_id == FOLDED_NAME.c.row_id))
            .where(FOLDED_NAME.c.folded.in_(names[start : start + 500]), FOLDED_NAME.c.noun.in_(MERGEABLE))
            .where(again.c.folded != FOLDED_NAME.c.folded)
            .distinct()
            .order_by(FOLDED_NAME.c.folded, again.c.folded)
            .limit(_MOST_OTHER_NAMES)
        )
        for row in connection.execute(chosen):
            found[row.folded].append(row.other)
    return {name: sorted(others) for name, others in found.items()}


def searched_texts(connection: Connection, places: Iterable[Place]) -> dict[Place, list[str]]:
    """Return the words of rows as they were written, each column or alias by itself."""
    found: dict[Place, list[str]] = {}
    for noun, row in _rows(connection, places):
        values = (row[column] for column in SEARCHED.get(noun, ()))
        texts = [part for value in values for part in (value if isinstance(value, (list, tuple)) else (value,))]
        found[Place(noun, row["id"])] = [part for part in texts if part]
    return found


def restricted_among(connection: Connection, places: Iterable[Place]) -> set[Place]:
    """Return those rows that are restricted, or belong to something restricted."""
    found: set[Place] = set()
    owners: dict[Place, list[Place]] = defaultdict(list)
    for noun, row in _rows(connection, places):
        place = Place(noun, row["id"])
        if row.get("confidentiality") == "restricted":
            found.add(place)
        for column, owner in _OWNERS.get(noun, {}).items():
            if row[column] is not None:
                owners[Place(owner, row[column])].append(place)
    for noun, row in _rows(connection, owners):
        if row["confidentiality"] == "restricted":
            found.update(owners[Place(noun, row["id"])])
    return found


_OWNERS: Mapping[str, Mapping[str, str]] = {
    "step": {"contribution_id": "contribution", "interaction_id": "interaction"},
    "follow-up": {"contribution_id": "contribution", "interaction_id": "interaction"},
    "signal": {"interaction_id": "interaction"},
}
"""What a row's words may give away: the columns by which it belongs to something with a confidentiality of its own."""


def _rows(connection: Connection, places: Iterable[Place]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    ids: dict[str, list[int]] = defaultdict(list)
    for place in places:
        ids[place.noun].append(place.id)
    for noun, rows in ids.items():
        table = TABLES[noun]
        for start in range(0, len(rows), 500):
            chosen = select(table).where(table.c.id.in_(rows[start : start + 500]))
            for row in connection.execute(chosen).mappings():
                yield noun, dict(row)
