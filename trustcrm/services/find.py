"""Finding what somebody means by a number or a name, and saying so plainly when it could be several things."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trustcrm.domain.noun import Field, Record, fields_of
from trustcrm.domain.nouns import NOUNS
from trustcrm.errors import Ambiguous, NotFound
from trustcrm.store.derive.names import NAMED
from trustcrm.store.engine import Connection
from trustcrm.store.queries.names import Named, beginning, called, nouns_meant
from trustcrm.store.queries.rows import record_by_id, records, side_nouns, titles
from trustcrm.text import fold, listed, visible

_NUMBER = re.compile(r"#?([0-9]{1,18})")
SHORTEST_BEGINNING = 3
"""How many letters of a name must be given before its beginning is enough."""
FEW = ("window",)
"""Nouns of which an office has a handful, so that all can be looked through."""


def find(connection: Connection, noun: str, words: str) -> int:
    """Return the id of the row of `noun` meant by a number or a name; "side" is a city or an organisation.

    Raises `NotFound` where there is none and `Ambiguous` where the name could be several, with the candidates.
    """
    number = _NUMBER.fullmatch(words.strip())
    if number:
        return _by_number(connection, noun, int(number[1]))
    if noun not in (*NAMED, "side"):
        same = _by_title(connection, noun, words)
        if len(same) == 1:
            return same[0]
        if same:
            numbers = [str(row) for row in same]
            raise Ambiguous(f"{visible(words)!r} could be {noun} {listed(numbers)}; give the number.", numbers)
        if (row := _by_reference(connection, noun, words)) is not None:
            return row
    found = called(connection, noun, words) or _by_beginning(connection, noun, words)
    if len(found) == 1:
        return found[0].id
    shown = visible(words)
    if not found:
        raise NotFound(f"No {_spoken(noun)} here is called {shown!r}; `trustcrm search {shown!r}` looks everywhere.")
    candidates = describe(connection, found)
    raise Ambiguous(f"{shown!r} could be {listed(candidates, most=6)}; give the number.", candidates)


def find_or_none(connection: Connection, noun: str, words: str) -> int | None:
    """Return what `find` returns, or None where nothing is called so. Raises `Ambiguous` as `find` does."""
    try:
        return find(connection, noun, words)
    except NotFound:
        return None


def describe(connection: Connection, found: Sequence[Named]) -> list[str]:
    """Return each found row in words, "3 Springfield (US)"."""
    by_noun: dict[str, list[int]] = {}
    for named in found:
        by_noun.setdefault(named.noun, []).append(named.id)
    named_rows = titles(connection, by_noun)
    return [f"{named.id} {named_rows.get((named.noun, named.id), named.folded)}" for named in found]


def _by_number(connection: Connection, noun: str, row: int) -> int:
    if noun == "side":
        if row not in side_nouns(connection, [row]):
            raise NotFound(f"There is no city or organisation {row}; `trustcrm city list` shows what there is.")
        return row
    record_by_id(connection, noun, row)
    return row


def title_field(kind: type[Record]) -> Field | None:
    """Return the field of words that alone can name such a thing, None where there is none."""
    told = (fields_of(kind)[name] for name in kind.title_fields)
    return next((field for field in told if field.type is str and field.required), None)


def _by_title(connection: Connection, noun: str, words: str) -> list[int]:
    """Return at most six rows whose title is just this, of a noun that goes by no folded names."""
    title = title_field(NOUNS[noun])
    if title is None:
        return []
    if noun in FEW:
        return _by_folded_title(connection, noun, title, words)
    return [kept.id for kept in records(connection, noun, {title.column: words}, limit=6)]


def _by_folded_title(connection: Connection, noun: str, title: Field, words: str) -> list[int]:
    """Return the rows whose title is this in any spelling, else those whose title begins so, of a noun of few rows."""
    sought = fold(words)
    named = [(kept.id, fold(str(getattr(kept.record, title.name)))) for kept in records(connection, noun)]
    same = [row for row, name in named if name == sought]
    long_enough = len(sought) >= SHORTEST_BEGINNING
    return same or [row for row, name in named if long_enough and name.startswith(sought)]


def _by_reference(connection: Connection, noun: str, words: str) -> int | None:
    """Return the one row, of a noun without a name of its own, that refers to what is so called: the tie with Milan.

    Raises `Ambiguous` where several do, or where the words could be several things.
    """
    kind = NOUNS.get(noun)
    if kind is None or title_field(kind) is not None:
        return None
    refers = [field for field in map(fields_of(kind).__getitem__, kind.title_fields) if field.is_ref]
    same: dict[int, None] = {}
    for field in refers:
        meant = find_or_none(connection, field.about.refers[0], words)
        if meant is not None:
            same |= dict.fromkeys(kept.id for kept in records(connection, noun, {field.column: meant}, limit=6))
    if len(same) < 2:
        return next(iter(same), None)
    named = titles(connection, {noun: list(same)})
    told = [f"{row} {named[noun, row]}" for row in same]
    raise Ambiguous(f"{visible(words)!r} could be {noun} {listed(told, most=6)}; give the number.", told)


def _by_beginning(connection: Connection, noun: str, words: str) -> list[Named]:
    if len(words.strip()) < SHORTEST_BEGINNING or not set(nouns_meant(noun)) <= set(NOUNS):
        return []
    return beginning(connection, noun, words)


def _spoken(noun: str) -> str:
    return "city or organisation" if noun == "side" else noun
