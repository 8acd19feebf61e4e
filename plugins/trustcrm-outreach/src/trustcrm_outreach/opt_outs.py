"""Who said that they want no more notices: kept by address, whatever becomes of the records of people.

Undoing an import, merging and importing anew make other rows of the same person, so an address is what counts. Beside
it stands a mark, from which nobody reads the address but by which it is known again: erasing the person takes the
address out, and the wish is still heeded.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select, update

from trustcrm.plugin import InvalidValue, NotFound, PluginContext, TableAccess, visible
from trustcrm_outreach.members import usable
from trustcrm_outreach.tables import OPT_OUT, kept


@dataclass(frozen=True, kw_only=True)
class OptOut:
    """An address that is written to no more, "[erased]" where the person was erased; since when, and on whose word."""

    id: int
    address: str
    words: str
    at: datetime
    by: str


def opt_outs(context: PluginContext) -> Sequence[OptOut]:
    """Return the wishes that stand, the oldest first."""
    with context.tables.reading() as tables:
        rows = tables.execute(select(OPT_OUT).where(OPT_OUT.c.lifted_at.is_(None)).order_by(OPT_OUT.c.id)).mappings()
        return [
            OptOut(
                id=row["id"], address=row["address"], words=row["words"], at=row["kept_at"].replace(tzinfo=UTC),
                by=row["kept_by"],
            )
            for row in rows
        ]  # fmt: skip


def opt_out(context: PluginContext, address: str, words: str = "") -> int:
    """Keep that an address is written to no more, and return the number. Raises `InvalidValue`."""
    found = usable((address,))
    if not found:
        raise InvalidValue(f"{visible(address)!r} is no mail address.")
    salt = secrets.token_hex(8)
    row = {
        "address": found, "mark": f"{salt}:{_digest(salt, found)}", "words": words, "lifted_at": None,
        "kept_at": kept(context.clock.now()), "kept_by": context.do.login,
    }  # fmt: skip
    with context.tables.writing() as tables:
        if heeding(tables)(found):
            return _of_address(tables, found)[0]
        return int(tables.execute(insert(OPT_OUT).returning(OPT_OUT.c.id), row).scalar_one())


def lift(context: PluginContext, address: str, at: datetime) -> None:
    """Write to an address again, since whoever reads it asked for that. Raises `NotFound` where it never opted out."""
    with context.tables.writing() as tables:
        own = _of_address(tables, address.strip())
        if not own:
            raise NotFound(f"{visible(address)!r} has not opted out.")
        tables.execute(update(OPT_OUT).where(OPT_OUT.c.id.in_(own)).values(lifted_at=kept(at)))


def heeding(tables: TableAccess) -> Callable[[str], bool]:
    """Return what tells whether an address has opted out."""
    marks: Sequence[str] = tables.execute(select(OPT_OUT.c.mark).where(OPT_OUT.c.lifted_at.is_(None))).scalars().all()
    return lambda address: bool(address) and any(_is_of(mark, address) for mark in marks)


def _of_address(tables: TableAccess, address: str) -> list[int]:
    """Return the wishes that stand for an address."""
    rows = tables.execute(select(OPT_OUT).where(OPT_OUT.c.lifted_at.is_(None)).order_by(OPT_OUT.c.id)).mappings()
    return [int(row["id"]) for row in rows if _is_of(row["mark"], address)]


def _is_of(mark: str, address: str) -> bool:
    salt, _, digest = mark.partition(":")
    return hmac.compare_digest(digest, _digest(salt, address))


def _digest(salt: str, address: str) -> str:
    return hashlib.sha256(f"{salt}:{address.casefold()}".encode()).hexdigest()
