"""What an export for others may hold: which tables and rows stay behind when something is more confidential."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from trustcrm.domain.nouns import ABOUT, NOUNS
from trustcrm.domain.nouns.dealings import CONFIDENTIALITY
from trustcrm.store.derive.restricted import BELONGS, CONCERNED, OWN
from trustcrm.store.tables import SIDE, TABLES, table_name
from trustcrm.store.tables.derived import ACT
from trustcrm.store.transfer.plain_rows import PlainRow, plain_rows
from trustcrm.store.transfer.shapes import Shape

Hidden = Mapping[str, set[int]]
"""The ids of the rows that are not told, by noun."""


def told_in_part(shapes: Sequence[Shape]) -> list[Shape]:
    """Return the tables that an export may hold which leaves something out.

    Only the nouns, their sides and the acts: the journal, imports, sums, words and whatever a plugin keeps tell of
    every row and cannot be told in part.
    """
    kept = {table_name(noun) for noun in NOUNS} | {SIDE.name, ACT.name}
    return [shape for shape in shapes if shape.name in kept]


def hidden_rows(connection: Connection, most: str) -> Hidden:
    """Return the rows that are more confidential than `most`, and those that belong to one or are about one."""
    secret = frozenset(CONFIDENTIALITY[CONFIDENTIALITY.index(most) + 1 :])
    nouns = [noun for noun in CONCERNED if noun in NOUNS]
    hidden: dict[str, set[int]] = {noun: set() for noun in nouns}
    for noun in nouns:
        hidden[noun].update(_hidden(connection, noun, secret, hidden))
    while any(_grow(hidden[noun], _about_hidden(connection, noun, hidden)) for noun in ABOUT):
        pass
    return hidden


def _grow(known: set[int], found: set[int]) -> bool:
    before = len(known)
    known |= found
    return len(known) > before


def _hidden(connection: Connection, noun: str, secret: frozenset[str], hidden: Hidden) -> Iterator[int]:
    table, owners = TABLES[noun], BELONGS.get(noun, {})
    names = [*(["confidentiality"] if noun in OWN else []), *owners]
    if not names:
        return
    for row, *values in connection.execute(select(table.c.id, *(table.c[name] for name in names))):
        told = dict(zip(names, values, strict=True))
        if told.get("confidentiality") in secret or any(told[name] in hidden[owner] for name, owner in owners.items()):
            yield row


def _about_hidden(connection: Connection, noun: str, hidden: Hidden) -> set[int]:
    table = TABLES[noun]
    rows = connection.execute(select(table.c.id, table.c.about_noun, table.c.about_row))
    return {row for row, about, number in rows if number in hidden.get(about, ())}


def told_rows(connection: Connection, shape: Shape, hidden: Hidden) -> Iterator[PlainRow]:
    """Yield the rows of a table but those that are not told, and the acts that come from one of them."""
    if shape.name == ACT.name:
        noun, row = shape.names.index("noun"), shape.names.index("row_id")
        yield from (act for act in plain_rows(connection, shape) if act[row] not in hidden.get(str(act[noun]), ()))
        return
    mine = next((hidden[noun] for noun in hidden if table_name(noun) == shape.name), set())
    number = shape.names.index("id")
    yield from (told for told in plain_rows(connection, shape) if told[number] not in mine)
