"""Which row each key of a source became: what makes a second import change nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection

from trustcrm.store.among import rows_among
from trustcrm.store.fixed import fetched
from trustcrm.store.inserting import insert_many


class Origin(NamedTuple):
    """A key of an importer's source, the row it became, and the fingerprint of what it said."""

    key: str
    noun: str
    row: int
    digest: str
    batch: int


_FIND = "SELECT key, noun, row_id, digest, batch_id FROM origin WHERE importer = {given} AND key IN ({among})"
_FIND_BY_ROW = "SELECT key FROM origin WHERE noun = {given} AND row_id IN ({among})"
_KEEP = """
INSERT INTO origin (importer, key, noun, row_id, digest, batch_id) VALUES {rows} ON CONFLICT (importer, key)
DO UPDATE SET noun = excluded.noun, row_id = excluded.row_id, digest = excluded.digest, batch_id = excluded.batch_id
"""


def origins(connection: Connection, importer: str, keys: Sequence[str]) -> dict[str, Origin]:
    """Return what is known of these keys of an importer, by key."""
    return {row[0]: Origin._make(row) for row in rows_among(connection, _FIND, keys, (importer,))}


def has_origins(connection: Connection, importer: str) -> bool:
    """Return whether any key of an importer is known."""
    return bool(fetched(connection, "SELECT 1 FROM origin WHERE importer = ? LIMIT 1", (importer,)))


def row_by_key(connection: Connection, importer: str, noun: str, key: str) -> int | None:
    """Return the row of a noun that a key became, None where it is not known."""
    known = origins(connection, importer, [key]).get(key)
    return known.row if known is not None and known.noun == noun else None


def keep_origins(connection: Connection, importer: str, told: Iterable[Origin]) -> None:
    """Write down what keys became, in place of what was known of them; a key stands in `told` once."""
    rows = [(importer, *origin) for origin in sorted(told, key=itemgetter(0))]
    insert_many(connection, _KEEP, rows)


def keys_of(connection: Connection, noun: str, rows: Sequence[int]) -> list[str]:
    """Return the keys of sources that became any of these rows."""
    return [row[0] for row in rows_among(connection, _FIND_BY_ROW, rows, (noun,))]
