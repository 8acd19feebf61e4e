"""Which row each key of a source became: what makes a second import change nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from trustcrm.store.tables.journal import ORIGIN

_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Origin:
    """A key of an importer's source, the row it became, and the fingerprint of what it said."""

    key: str
    noun: str
    row: int
    digest: str
    batch: int


def origins(connection: Connection, importer: str, keys: Sequence[str]) -> dict[str, Origin]:
    """Return what is known of these keys of an importer, by key."""
    found: dict[str, Origin] = {}
    for some in _portions(keys):
        chosen = select(ORIGIN).where(ORIGIN.c.importer == importer, ORIGIN.c.key.in_(some))
        for row in connection.execute(chosen):
            found[row.key] = Origin(key=row.key, noun=row.noun, row=row.row_id, digest=row.digest, batch=row.batch_id)
    return found


def row_by_key(connection: Connection, importer: str, noun: str, key: str) -> int | None:
    """Return the row of a noun that a key became, None where it is not known."""
    known = origins(connection, importer, [key]).get(key)
    return known.row if known is not None and known.noun == noun else None


def keep_origins(connection: Connection, importer: str, told: Iterable[Origin]) -> None:
    """Write down what keys became, in place of what was known of them."""
    rows = list(told)
    for some in _portions([origin.key for origin in rows]):
        connection.execute(delete(ORIGIN).where(ORIGIN.c.importer == importer, ORIGIN.c.key.in_(some)))
    if rows:
        connection.execute(
            insert(ORIGIN),
            [
                {
                    "importer": importer, "key": origin.key, "noun": origin.noun, "row_id": origin.row,
                    "digest": origin.digest, "batch_id": origin.batch,
                }
                for origin in rows
            ],
        )  # fmt: skip


def _portions(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]
