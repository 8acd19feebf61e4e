"""How a source's piece is known again whose record was erased, without keeping its key or its name.

Kept is a digest keyed with a secret of the office: it cannot be read back. Whoever holds the whole database can still
try a key they know already, as an import does.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from trustcrm.store.tables.journal import BATCH, ORIGIN
from trustcrm.store.tables.keeping import ERASED_ORIGIN, OFFICE_SECRET
from trustcrm.store.tables.nouns import TABLES
from trustcrm.text import spellings
from trustcrm.values import dataclass

_SECRET = "erased origins"


@dataclass(frozen=True)
class ErasedOrigin:
    """What became of a piece's record: the row that is left of it, and the day it was erased."""

    noun: str
    row: int
    on: date


class ErasedOrigins:
    """The erased pieces of one importer; nothing is reckoned where there are none."""

    def __init__(self, connection: Connection, importer: str) -> None:
        chosen = select(ERASED_ORIGIN).where(ERASED_ORIGIN.c.importer == importer)
        rows = connection.execute(chosen).all()
        self._known = {row.digest: ErasedOrigin(row.noun, row.row_id, row.on) for row in rows}
        self._secret = _secret_of(connection) if rows else b""

    def __bool__(self) -> bool:
        return bool(self._known)

    def by_key(self, key: str) -> ErasedOrigin | None:
        """Return what a key of the importer's source became, None where that was not erased."""
        return self._known.get(_digest(self._secret, f"key {key}")) if self._known else None

    def by_name(self, name: str) -> ErasedOrigin | None:
        """Return the erased person that the source called so, None where it is none of them."""
        for folded in spellings(name) if self._known else ():
            found = self._known.get(_digest(self._secret, f"name {folded}"))
            if found is not None:
                return found
        return None


def forget_origins(
    connection: Connection, noun: str, rows: Iterable[int], names: Iterable[str], on: date,
    telling: Callable[[str], bool],
) -> int:  # fmt: skip
    """Put digests in place of the origins of rows, and of all keys that are `telling`; return how many origins went.

    `names` are what the rows were called: the importers they came by know them again by these too.
    """
    wanted = list(rows)
    secret = _secret_of(connection, make=True)
    mine = (ORIGIN.c.noun == noun) & ORIGIN.c.row_id.in_(wanted)
    found = list(connection.execute(select(ORIGIN).where(mine)))
    others = connection.execute(select(ORIGIN).where(~mine))
    found += [row for rows in others.partitions(5000) for row in rows if telling(row.key)]
    told = {(row.importer, _digest(secret, f"key {row.key}")): (row.noun, row.row_id) for row in found}
    for importer in {row.importer for row in found} | _importers_of(connection, noun, wanted):
        for name in names:
            for folded in filter(None, spellings(name)):
                told.setdefault((importer, _digest(secret, f"name {folded}")), (noun, wanted[0]))
    for (importer, digest), (what, row) in told.items():
        this = (ERASED_ORIGIN.c.importer == importer) & (ERASED_ORIGIN.c.digest == digest)
        connection.execute(delete(ERASED_ORIGIN).where(this))
        values = {"importer": importer, "digest": digest, "noun": what, "row_id": row, "on": on}
        connection.execute(insert(ERASED_ORIGIN), values)
    for origin in found:
        connection.execute(delete(ORIGIN).where(ORIGIN.c.importer == origin.importer, ORIGIN.c.key == origin.key))
    return len(found)


def _importers_of(connection: Connection, noun: str, rows: list[int]) -> set[str]:
    """Return the importers whose batches made rows, also rows that a source only mentioned."""
    table = TABLES[noun]
    chosen = select(BATCH.c.importer).join(table, table.c.batch_id == BATCH.c.id)
    return set(connection.execute(chosen.where(table.c.id.in_(rows))).scalars())


def _digest(secret: bytes, said: str) -> str:
    return hmac.new(secret, said.encode(), hashlib.sha256).hexdigest()


def _secret_of(connection: Connection, *, make: bool = False) -> bytes:
    chosen = select(OFFICE_SECRET.c.value).where(OFFICE_SECRET.c.name == _SECRET)
    value = connection.execute(chosen).scalar()
    if value is None and make:
        value = secrets.token_hex(32)
        connection.execute(insert(OFFICE_SECRET), {"name": _SECRET, "value": value})
    return bytes.fromhex(value or "")
