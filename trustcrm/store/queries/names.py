"""Who is called what: rows found by any folded spelling of their names, exactly or by how they begin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, or_, select

from trustcrm.domain.nouns import SIDES
from trustcrm.store.fixed import fetched
from trustcrm.store.tables.derived import FOLDED_NAME
from trustcrm.text import spellings
from trustcrm.values import dataclass

_CALLED = (
    "SELECT noun, row_id, folded FROM folded_name WHERE folded = ? AND noun IN (?, ?) ORDER BY folded, noun, row_id"
)
_BEGINNING = (
    "SELECT noun, row_id, folded FROM folded_name WHERE noun IN (?, ?) AND folded >= ? AND folded < ? "
    "ORDER BY folded, noun, row_id LIMIT ?"
)


@dataclass(frozen=True, order=True)
class Named:
    """A row found by name, and the folded spelling that matched."""

    noun: str
    id: int
    folded: str


def nouns_meant(noun: str) -> tuple[str, ...]:
    """Return the nouns a reference may point at; "side" stands for cities and organisations."""
    return SIDES if noun == "side" else (noun,)


def called(connection: Connection, noun: str, name: str) -> list[Named]:
    """Return the rows of a noun that go by exactly this name, in any spelling, each once."""
    found = [
        Named(*row)
        for folded in sorted(set(spellings(name)))
        if folded
        for row in fetched(connection, _CALLED, (folded, *_two(nouns_meant(noun))))
    ]
    return _each_once(found)


def beginning(connection: Connection, noun: str, name: str, limit: int = 20) -> list[Named]:
    """Return rows of a noun with a name that begins so, in any spelling, each once."""
    return _each_once(
        named for folded in spellings(name) if folded for named in names_beginning(connection, noun, folded, limit)
    )


def names_beginning(connection: Connection, noun: str, folded: str, limit: int) -> list[Named]:
    """Return every name of rows of a noun whose folded spelling begins so; a row may stand there by several."""
    rows = fetched(connection, _BEGINNING, (*_two(nouns_meant(noun)), folded, folded + "\uffff", limit))
    return [Named(*row) for row in rows]


def with_word(connection: Connection, noun: str, name: str, limit: int = 6) -> list[Named]:
    """Return rows of a noun whose longer name has this one in it, word by word: "Armenia" in "Consulate of Armenia"."""
    folded = FOLDED_NAME.c.folded
    found: list[Named] = []
    for one in filter(None, spellings(name)):
        within = or_(
            folded.startswith(f"{one} ", autoescape=True),
            folded.endswith(f" {one}", autoescape=True),
            folded.contains(f" {one} ", autoescape=True),
        )
        chosen = select(FOLDED_NAME.c.noun, FOLDED_NAME.c.row_id, folded).where(FOLDED_NAME.c.noun == noun, within)
        found += [Named(*row) for row in connection.execute(chosen.order_by(folded, FOLDED_NAME.c.row_id).limit(limit))]
    return _each_once(found)


def _two(nouns: tuple[str, ...]) -> tuple[str, str]:
    """Return one noun, or two, as the two that a statement asks for."""
    return nouns[0], nouns[-1]


def _each_once(found: Iterable[Named]) -> list[Named]:
    first: dict[tuple[str, int], Named] = {}
    for named in found:
        first.setdefault((named.noun, named.id), named)
    return list(first.values())


def every_name(connection: Connection, noun: str) -> Sequence[tuple[str, int]]:
    """Return every folded spelling of a noun's rows with the row's id, for matching in bulk."""
    chosen = select(FOLDED_NAME.c.folded, FOLDED_NAME.c.row_id).where(FOLDED_NAME.c.noun == noun)
    ordered = chosen.order_by(FOLDED_NAME.c.row_id, FOLDED_NAME.c.folded)
    return [(row.folded, row.row_id) for row in connection.execute(ordered)]
