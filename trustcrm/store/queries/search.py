"""Where words stand: full text over folded words, newest first, by FTS5 in SQLite and by a GIN index in PostgreSQL.

What is searched for is handed in as folded tokens, small Latin letters and digits alone; nothing of it can be read as
an operator by either engine, since every token is quoted and every operator is written here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from string import ascii_lowercase, digits
from typing import Any

from sqlalchemy import Connection

from trustcrm.domain.nouns import MERGEABLE
from trustcrm.store.among import AT_ONCE
from trustcrm.store.derive.words import SEARCHED
from trustcrm.store.fixed import fetched, marks
from trustcrm.store.queries.rows import column_rows, title_columns, titles_among
from trustcrm.store.tables import TABLES
from trustcrm.values import dataclass

Spelling = tuple[str, ...]
"""The folded tokens of one way to write something; all of them must be there."""

_MOST_OTHER_NAMES = 500
_SIGNS = ascii_lowercase + digits
"""What folded tokens are made of."""


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
WHERE search_index MATCH ? {only} ORDER BY search_index.rowid DESC LIMIT ?
"""
_POSTGRESQL = """
SELECT s.noun, s.row_id FROM search_text s
WHERE to_tsvector('simple', s.words) @@ to_tsquery('simple', ?) {only} ORDER BY s.id DESC LIMIT ?
"""


def rows_with(connection: Connection, wanted: Sequence[Wanted], noun: str | None, limit: int) -> list[Place]:
    """Return the rows in which everything wanted stands, those written last first; `noun` asks for one noun alone."""
    if not wanted:
        return []
    sqlite = connection.dialect.name == "sqlite"
    statement = (_SQLITE if sqlite else _POSTGRESQL).format(only="AND s.noun = ?" if noun else "")
    query = fts5_query(wanted) if sqlite else tsquery(wanted)
    found = fetched(connection, statement, (query, *((noun,) if noun else ()), limit))
    return [Place(*row) for row in found]


def fts5_query(wanted: Iterable[Wanted]) -> str:
    """Return what is wanted in the language of FTS5."""
    return _written(wanted, _fts5_token, " AND ", " OR ")


def _fts5_token(token: str, begins: bool) -> str:
    """Return a token as FTS5 is asked for it; the words a letter begins, by two letters, which its index knows."""
    if begins and len(token) == 1:
        return f"({' OR '.join((_quoted(token), *(f'{_quoted(token + sign)}*' for sign in _SIGNS)))})"
    return f"{_quoted(token)}*" if begins else _quoted(token)


def _quoted(token: str) -> str:
    return f'"{token}"'


def tsquery(wanted: Iterable[Wanted]) -> str:
    """Return what is wanted in the language of PostgreSQL's to_tsquery."""
    return _written(wanted, lambda token, begins: f"'{token}':*" if begins else f"'{token}'", " & ", " | ")


def _written(wanted: Iterable[Wanted], token_of: Any, every: str, any_of: str) -> str:
    groups = []
    for one in wanted:
        ways = []
        for spelling in _ways(one):
            last = len(spelling) - 1 if spelling in one.beginnings else None
            tokens = [token_of(token, place == last) for place, token in enumerate(spelling)]
            ways.append(tokens[0] if len(tokens) == 1 else f"({every.join(tokens)})")
        groups.append(ways[0] if len(ways) == 1 else f"({any_of.join(ways)})")
    return every.join(groups)


_CALLED_SO = """
SELECT noun, row_id FROM folded_name WHERE folded >= ? AND folded < ? {rest} ORDER BY folded, row_id LIMIT ?
"""


def called_so(connection: Connection, wanted: Sequence[Wanted], limit: int) -> list[Place]:
    """Return the rows one of whose names begins with the first that is wanted, and holds the rest.

    The index of names gives those that begin so without a look at any other. One that only goes on so, a family name,
    is not asked for: every name would have to be looked at, or all that each such word stands in.
    """
    if not wanted:
        return []
    others, told = [], []
    for one in wanted[1:]:
        ways = [_like(way, begins=way in one.beginnings) for way in _ways(one)]
        others.append(f" AND ({' OR '.join(' AND '.join([_HAS] * len(way)) for way in ways)})")
        told += [like for way in ways for like in way]
    statement = _CALLED_SO.format(rest="".join(others))
    found: list[Place] = []
    for way in _ways(wanted[0]):
        begins = " ".join(way)
        found += [Place(*row) for row in fetched(connection, statement, (begins, begins + "\uffff", *told, limit))]
    return list(dict.fromkeys(found))[:limit]


def _ways(one: Wanted) -> list[Spelling]:
    return list(dict.fromkeys((*one.beginnings, *one.spellings)))


_HAS = "' ' || folded || ' ' LIKE ?"


def _like(spelling: Spelling, *, begins: bool) -> list[str]:
    """Return what a name, with a space around it, is like where these words stand in it; the last may go on."""
    *before, last = spelling
    return [*(f"% {token} %" for token in before), f"% {last}%" if begins else f"% {last} %"]


_OTHER_NAMES = """
SELECT DISTINCT n.folded, o.folded AS other FROM folded_name n
JOIN folded_name o ON o.noun = n.noun AND o.row_id = n.row_id AND o.folded <> n.folded
WHERE n.folded IN ({among}) AND n.noun IN ({nouns}) ORDER BY n.folded, o.folded LIMIT ?
"""


def other_names(connection: Connection, names: Sequence[str]) -> dict[str, list[str]]:
    """Return, by folded name, every other folded name of the cities, organisations and people who go by it."""
    found: dict[str, list[str]] = defaultdict(list)
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        statement = _OTHER_NAMES.format(among=marks(len(some)), nouns=marks(len(MERGEABLE)))
        for name, other in fetched(connection, statement, (*some, *MERGEABLE, _MOST_OTHER_NAMES)):
            found[name].append(other)
    return {name: sorted(others) for name, others in found.items()}


@dataclass(frozen=True)
class Words:
    """What is shown of a row that was found: its title, and its words as they were written, each by itself.

    Of a restricted row, or one that belongs to something restricted, there are no words.
    """

    title: str
    texts: tuple[str, ...] = ()
    restricted: bool = False


def words_of(connection: Connection, places: Iterable[Place]) -> dict[Place, Words]:
    """Return what is shown of rows, each noun's asked for once."""
    ids: dict[str, list[int]] = defaultdict(list)
    for place in places:
        ids[place.noun].append(place.id)
    found = {noun: column_rows(connection, noun, _looked_at(noun), rows) for noun, rows in ids.items()}
    restricted = _restricted(connection, found)
    shown = {}
    for noun, rows in found.items():
        many = len(title_columns(noun)) + 1
        named = dict(titles_among(connection, noun, [row[:many] for row in rows]))
        searched = slice(many, many + len(SEARCHED.get(noun, ())))
        for row in rows:
            place = Place(noun, row[0])
            hidden = place in restricted
            shown[place] = Words(named[place.id], () if hidden else _texts(row[searched]), hidden)
    return shown


def _texts(values: Iterable[Any]) -> tuple[str, ...]:
    texts = (part for value in values for part in (value if isinstance(value, (list, tuple)) else (value,)))
    return tuple(text for text in texts if text)


@cache
def _looked_at(noun: str) -> tuple[str, ...]:
    """Return the columns of a noun that are shown or say whether it may be: id, title, words, owners, its own word."""
    own = ("confidentiality",) if "confidentiality" in TABLES[noun].c else ()
    return ("id", *title_columns(noun), *SEARCHED.get(noun, ()), *_OWNERS.get(noun, {}), *own)


def _restricted(connection: Connection, found: Mapping[str, Sequence[Sequence[Any]]]) -> set[Place]:
    """Return those rows that are restricted, or belong to something restricted."""
    restricted: set[Place] = set()
    owners: dict[str, dict[int, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for noun, rows in found.items():
        columns = _looked_at(noun)
        if columns[-1] == "confidentiality":
            restricted.update(Place(noun, row[0]) for row in rows if row[-1] == "restricted")
        for column, owner in _OWNERS.get(noun, {}).items():
            place = columns.index(column)
            for row in rows:
                if row[place] is not None:
                    owners[owner][row[place]].append(Place(noun, row[0]))
    for owner, belonging in owners.items():
        for row, own in column_rows(connection, owner, ("id", "confidentiality"), belonging):
            if own == "restricted":
                restricted.update(belonging[row])
    return restricted


_OWNERS: Mapping[str, Mapping[str, str]] = {
    "step": {"contribution_id": "contribution", "interaction_id": "interaction"},
    "follow-up": {"contribution_id": "contribution", "interaction_id": "interaction"},
    "signal": {"interaction_id": "interaction"},
}
"""What a row's words may give away: the columns by which it belongs to something with a confidentiality of its own."""
