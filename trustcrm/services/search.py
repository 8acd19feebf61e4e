"""Searching: words in any spelling, and every other name of whoever is meant by them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from trustcrm.errors import InvalidValue
from trustcrm.services.desk import Desk
from trustcrm.store.derive.words import SEARCHED
from trustcrm.store.engine import Connection
from trustcrm.store.queries.search import (
    Place,
    Spelling,
    Wanted,
    Words,
    called_so,
    other_names,
    rows_with,
    words_of,
)
from trustcrm.text import listed, nearest, spellings, visible
from trustcrm.values import dataclass

MOST_WORDS = 48
"""So many words of a search count; what follows them is left aside."""
LONGEST_NAME = 5
"""So many neighbouring words are tried as one name."""
SHORTEST_BEGINNING = 2
"""How many letters a word must have before it may be a beginning; beside such a word a single letter may be one too."""
CALLED_SO = 3
"""One of so many that are asked for may stand before later ones since it is called so."""
_MOST_WAYS = 40
_BEFORE, _AFTER = 40, 80
_LONGEST_TITLE = 100
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A row that was found: its title, and the words around the match; a restricted row shows none."""

    noun: str
    id: int
    title: str
    snippet: str
    restricted: bool = False


def search(desk: Desk, words: str, *, noun: str | None = None, limit: int = 20) -> list[Found]:
    """Return the rows in which every word stands: those whose name begins so, then the others, written last first.

    The former are up to a third of the answer: who is looked for by name is not lost among all they are mentioned in.
    Where the words as they are do not fill the answer, each may be a beginning. A word, or neighbouring words, that
    name a city, an organisation or a person stand for its other names too.
    Raises `InvalidValue` for a noun in which nothing is searched.
    """
    if noun is not None and noun not in SEARCHED:
        near = nearest(noun, tuple(SEARCHED))
        hint = f"did you mean {near!r}?" if near else f"it can be {listed(tuple(SEARCHED), 30)}."
        raise InvalidValue(f"Nothing is searched in {visible(noun)!r}; {hint}")
    typed = words.split(None, MOST_WORDS)[:MOST_WORDS]
    with desk.database.reading() as connection:
        wanted = _wanted(connection, [spelled for word in typed if (spelled := _spelled(word))])
        places = _places(connection, wanted, noun, limit)
        if noun is None:
            places = list(dict.fromkeys([*called_so(connection, wanted, limit // CALLED_SO), *places]))[:limit]
        return _shown(connection, places, wanted)


def _places(connection: Connection, wanted: Sequence[Wanted], noun: str | None, limit: int) -> list[Place]:
    """Ask for whole words first: for a beginning the index joins every word that begins so, a hundred times as long."""
    whole = [Wanted(one.spellings) for one in wanted]
    found = rows_with(connection, whole, noun, limit)
    if len(found) == limit or whole == wanted:
        return found
    return rows_with(connection, wanted, noun, limit)


def _spelled(word: str) -> tuple[Spelling, ...]:
    """Return the ways to write a word, as folded tokens: Zürich is zurich or zuerich."""
    return tuple(tuple(folded.split()) for folded in spellings(word) if folded)


def _wanted(connection: Connection, words: Sequence[tuple[Spelling, ...]]) -> list[Wanted]:
    """Return what is searched for: each word by itself, neighbours that are a name together with its other names."""
    names = {
        (first, last): [" ".join(token for word in words[first:last] for token in word[0])]
        for first in range(len(words))
        for last in range(first + 1, min(first + LONGEST_NAME, len(words)) + 1)
    }
    for (first, last), folded in names.items():
        if last == first + 1:
            folded += [" ".join(way) for way in words[first][1:]]
    others = other_names(connection, sorted({name for spelled in names.values() for name in spelled}))
    found: list[Wanted] = []
    first, shortest = 0, _shortest_beginning(words)
    while first < len(words):
        last = _longest_name(first, len(words), names, others)
        ways = _ways(words[first:last], [other for name in names[first, last] for other in others.get(name, ())])
        found.append(Wanted(ways, _beginnings(words[first:last], shortest)))
        first = last
    return found


def _longest_name(first: int, count: int, names: dict[tuple[int, int], list[str]], others: dict[str, list[str]]) -> int:
    for last in range(min(first + LONGEST_NAME, count), first + 1, -1):
        if any(name in others for name in names[first, last]):
            return last
    return first + 1


def _typed(words: Sequence[tuple[Spelling, ...]]) -> tuple[Spelling, ...]:
    """Return the ways to write neighbouring words as one."""
    return words[0] if len(words) == 1 else (tuple(token for word in words for token in word[0]),)


def _ways(words: Sequence[tuple[Spelling, ...]], other: Iterable[str]) -> tuple[Spelling, ...]:
    return tuple(dict.fromkeys([*_typed(words), *(tuple(name.split()) for name in other)]))[:_MOST_WAYS]


def _shortest_beginning(words: Iterable[tuple[Spelling, ...]]) -> int:
    """Return how many letters are enough for a beginning: one where another word says more."""
    longest = max((len(spelling[-1]) for word in words for spelling in word), default=0)
    return 1 if longest >= SHORTEST_BEGINNING else SHORTEST_BEGINNING


def _beginnings(words: Sequence[tuple[Spelling, ...]], shortest: int) -> tuple[Spelling, ...]:
    return tuple(spelling for spelling in _typed(words) if len(spelling[-1]) >= shortest)


def _shown(connection: Connection, places: Sequence[Place], wanted: Sequence[Wanted]) -> list[Found]:
    shown = words_of(connection, places)
    tokens, beginnings = _tokens(wanted)
    found = []
    for place in places:
        words = shown.get(place, Words(""))
        found.append(
            Found(
                noun=place.noun, id=place.id, restricted=words.restricted,
                title=_title(place.noun, words), snippet=_snippet(words.texts, tokens, beginnings),
            )
        )  # fmt: skip
    return found


def _title(noun: str, words: Words) -> str:
    """Return a row's title in one line; of a restricted one only what is not its words."""
    line = " ".join(words.title.split())
    if words.restricted and noun in _TITLED_BY_WORDS:
        kept = line.split(" · ")[: _TITLED_BY_WORDS[noun]]
        line = " · ".join([*kept, "restricted"])
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1].rstrip() + "…"


_TITLED_BY_WORDS = {"interaction": 2, "note": 0, "follow-up": 1}
"""Nouns whose title holds words somebody wrote, and how many parts of it stand before them."""


def _tokens(wanted: Iterable[Wanted]) -> tuple[frozenset[str], tuple[str, ...]]:
    whole: set[str] = set()
    begun: list[str] = []
    for one in wanted:
        for spelling in one.spellings:
            whole.update(spelling)
        begun += [spelling[-1] for spelling in one.beginnings if len(spelling[-1]) >= SHORTEST_BEGINNING]
    return frozenset(whole), tuple(dict.fromkeys(begun))


def _snippet(texts: Iterable[str], tokens: frozenset[str], beginnings: tuple[str, ...]) -> str:
    """Return the words around the first match, as they were written; "" where none of the texts has it."""
    for words in texts:
        for word in _WORD.finditer(words):
            folded = [token for spelled in spellings(word[0]) for token in spelled.split()]
            if any(token in tokens or token.startswith(beginnings) for token in folded):
                return _around(words, word.start(), word.end())
    return ""


def _around(words: str, start: int, end: int) -> str:
    first, last = max(0, start - _BEFORE), min(len(words), end + _AFTER)
    if first:
        space = words.find(" ", first, start)
        first = space + 1 if space >= 0 else first
    if last < len(words):
        space = words.rfind(" ", end, last)
        last = space if space >= 0 else last
    shown = " ".join(words[first:last].split())
    return f"{'…' if first else ''}{shown}{'…' if last < len(words) else ''}"
