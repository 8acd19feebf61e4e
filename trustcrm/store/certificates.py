"""What stays of that which was erased or disposed of: who did it, when and why, of which rows; never their content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select

from trustcrm.errors import NotFound
from trustcrm.store.journal import Block
from trustcrm.store.tables import CERTIFICATE as CERTIFICATES
from trustcrm.store.tables.journal import BLOCK, CHANGE
from trustcrm.store.tables.keeping import CERTIFICATE
from trustcrm.values import dataclass

if TYPE_CHECKING:
    from trustcrm.store.writing import Writer


@dataclass(frozen=True, kw_only=True)
class ErasedRow:
    """A row that was erased or disposed of: the class it was in, and the hash of the change that first added it."""

    noun: str
    id: int
    retention_class: str | None = None
    authority: str | None = None
    added_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What stays of one erasure ("erase"), disposal ("dispose") or purge of a plugin ("purge").

    `counts` says how much went from where.
    """

    id: int
    verb: str
    on: date
    actor: str
    why: str
    authority: str | None
    rows: tuple[ErasedRow, ...]
    counts: Mapping[str, int]
    change: int


def keep_certificate(
    writer: Writer, verb: str, on: date, why: str, authority: str | None, rows: Iterable[ErasedRow],
    counts: Mapping[str, int],
) -> int:  # fmt: skip
    """Write the certificate of a change, to its table and to the journal, and return its id."""
    number = writer.series.take(CERTIFICATES)
    values = {
        "id": number, "verb": verb, "on": on, "actor": writer.signature.actor, "why": why,
        "authority": authority, "rows": [asdict(row) for row in rows], "counts": dict(counts),
        "change_id": writer.change.id,
    }  # fmt: skip
    writer.connection.execute(insert(CERTIFICATE), values)
    image = list(values.values())
    block = Block(noun=CERTIFICATES, operation="added", columns=tuple(values), ids=[number], after=[image])
    writer.change.keep(block)
    return number


def certificates(connection: Connection, *, newest_first: bool = False) -> list[Certificate]:
    """Return every certificate, oldest first or newest first."""
    order = CERTIFICATE.c.id.desc() if newest_first else CERTIFICATE.c.id
    return [_of(row) for row in connection.execute(select(CERTIFICATE).order_by(order)).mappings()]


def certificate_by_id(connection: Connection, number: int) -> Certificate:
    """Return one certificate. Raises `NotFound` where there is none of that number."""
    chosen = select(CERTIFICATE).where(CERTIFICATE.c.id == number)
    row = connection.execute(chosen).mappings().one_or_none()
    if row is None:
        raise NotFound(f"There is no certificate {number}; `trustcrm dispose certificates` lists them.")
    return _of(row)


def certificate_of(connection: Connection, noun: str, row: int) -> Certificate | None:
    """Return the newest certificate of one row, None where it was never erased."""
    for certificate in certificates(connection, newest_first=True):
        if any((one.noun, one.id) == (noun, row) for one in certificate.rows):
            return certificate
    return None


def added_by(connection: Connection, noun: str, ids: Iterable[int]) -> dict[int, str]:
    """Return the hash of the change that first added each row: what tells it from another row of the same number."""
    found: dict[int, str] = {}
    for row in ids:
        chosen = (
            select(CHANGE.c.hash)
            .join(BLOCK, BLOCK.c.change_id == CHANGE.c.id)
            .where(BLOCK.c.noun == noun, BLOCK.c.operation == "added", BLOCK.c.first_id <= row, BLOCK.c.last_id >= row)
            .order_by(CHANGE.c.id)
            .limit(1)
        )
        found[row] = connection.execute(chosen).scalar() or ""
    return found


def office_mark(connection: Connection) -> str:
    """Return what tells this office from any other, opaquely: a digest of the hash of its first change."""
    first = connection.execute(select(CHANGE.c.hash).order_by(CHANGE.c.id).limit(1)).scalar() or ""
    return hashlib.sha256(f"office {first}".encode()).hexdigest()


def _of(row: Mapping[Any, Any]) -> Certificate:
    values = {name: row[name] for name in ("id", "verb", "on", "actor", "why", "authority", "counts")}
    return Certificate(**values, rows=tuple(ErasedRow(**one) for one in row["rows"]), change=row["change_id"])
