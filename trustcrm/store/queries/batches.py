"""What each import did: batches, newest first, and the pieces of one that need, or needed, a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from trustcrm.errors import NotFound
from trustcrm.store.tables.journal import BATCH, ITEM
from trustcrm.values import dataclass

STATES = ("waiting", "possible duplicate", "rejected", "decided")
"""What a piece of a batch can be."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """One run of an import and what came of it, in counts; `at` is ISO 8601 in UTC."""

    id: int
    importer: str
    plugin: str
    source: str
    at: str
    actor: str
    read: int
    created: int
    corrected: int
    same: int
    waiting: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class BatchItem:
    """A piece of a batch by its `position`, with its state, the reason, what it could be, and the piece itself.

    `settled` are names that were in doubt and what a person said of each, see `trustcrm.services.importing.memory`.
    """

    id: int
    position: int
    state: str
    where: str
    reason: str
    candidates: tuple[str, ...]
    raw: Mapping[str, str]
    draft: Mapping[str, Any]
    settled: tuple[Mapping[str, Any], ...]


def newest_batches(connection: Connection, limit: int | None = None) -> list[Batch]:
    """Return the newest batches, newest first."""
    chosen = select(BATCH).order_by(BATCH.c.id.desc()).limit(limit)
    return [_batch_of(row) for row in connection.execute(chosen).mappings()]


def batch_by_id(connection: Connection, batch: int) -> Batch:
    """Return one batch. Raises `NotFound` where there is none of that number."""
    row = connection.execute(select(BATCH).where(BATCH.c.id == batch)).mappings().one_or_none()
    if row is None:
        raise NotFound(f"There is no batch {batch}; `trustcrm batches list` shows what was imported.")
    return _batch_of(row)


def states_of(connection: Connection, batches: Sequence[int]) -> dict[tuple[int, str], int]:
    """Return how many pieces of each batch are in each state now, by batch and state."""
    chosen = (
        select(ITEM.c.batch_id, ITEM.c.state, func.count().label("pieces"))
        .where(ITEM.c.batch_id.in_(batches))
        .group_by(ITEM.c.batch_id, ITEM.c.state)
    )
    return {(row.batch_id, row.state): row.pieces for row in connection.execute(chosen)}


def items_of(connection: Connection, batch: int, state: str = "", limit: int | None = None) -> list[BatchItem]:
    """Return a batch's pieces in the order of the source; with `state`, only those in it."""
    chosen = select(ITEM).where(ITEM.c.batch_id == batch).order_by(ITEM.c.position).limit(limit)
    if state:
        chosen = chosen.where(ITEM.c.state == state)
    return [_item_of(row) for row in connection.execute(chosen).mappings()]


def settled_by(connection: Connection, importer: str) -> list[Mapping[str, Any]]:
    """Return every name in doubt that a person settled in what an importer brought, oldest first."""
    chosen = (
        select(ITEM.c.settled)
        .join(BATCH, BATCH.c.id == ITEM.c.batch_id)
        .where(BATCH.c.importer == importer, ITEM.c.version > 1)  # what nobody touched settles nothing
        .order_by(ITEM.c.batch_id, ITEM.c.position)
    )
    return [settled for found in connection.execute(chosen).scalars() for settled in found]


def item_at(connection: Connection, batch: int, position: int) -> BatchItem:
    """Return one piece of a batch. Raises `NotFound` where there is none at that position."""
    chosen = select(ITEM).where(ITEM.c.batch_id == batch, ITEM.c.position == position)
    row = connection.execute(chosen).mappings().one_or_none()
    if row is None:
        raise NotFound(f"Batch {batch} has no item {position}; `trustcrm batches show {batch}` lists them.")
    return _item_of(row)


def _batch_of(row: RowMapping) -> Batch:
    return Batch(**{name: row[name] for name in Batch.__dataclass_fields__})


def _item_of(row: RowMapping) -> BatchItem:
    return BatchItem(
        id=row["id"], position=row["position"], state=row["state"], where=row["where"], reason=row["reason"],
        candidates=tuple(row["candidates"]), raw=row["raw"], draft=row["draft"], settled=tuple(row["settled"]),
    )  # fmt: skip
