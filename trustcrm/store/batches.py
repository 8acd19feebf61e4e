"""Writing down what a run of an import did: the batch, and the pieces of it that need a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from trustcrm.store.queries.history import reversal_of
from trustcrm.store.series import Series
from trustcrm.store.tables import BATCH_ITEM
from trustcrm.store.tables.journal import BATCH, CHANGE, ITEM


def keep_batch(
    connection: Connection, series: Series, batch: Mapping[str, Any], items: Sequence[Mapping[str, Any]]
) -> None:
    """Write a batch by its columns, and its pieces by theirs, numbered in the order of the source."""
    connection.execute(insert(BATCH), dict(batch))
    first = series.take(BATCH_ITEM, len(items))
    rows = [
        {"id": first + place, "batch_id": batch["id"], "position": place + 1, "version": 1, **item}
        for place, item in enumerate(items)
    ]
    if rows:
        connection.execute(insert(ITEM), rows)


def standing_batch(connection: Connection, importer: str, digest: str) -> int | None:
    """Return the batch that imported a source of this fingerprint before and was not taken back."""
    chosen = select(BATCH.c.id).where(BATCH.c.importer == importer, BATCH.c.digest == digest)
    for number in connection.execute(chosen.order_by(BATCH.c.id.desc())).scalars():
        if not is_undone(connection, number):
            return int(number)
    return None


def is_undone(connection: Connection, batch: int) -> bool:
    """Return whether a batch's import was taken back; one that changed nothing has nothing to take back."""
    chosen = select(CHANGE.c.id).where(CHANGE.c.batch_id == batch, CHANGE.c.verb == "import")
    found = connection.execute(chosen).scalar()
    return found is not None and reversal_of(connection, found) is not None
