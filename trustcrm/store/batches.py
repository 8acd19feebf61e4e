"""Writing down what a run of an import did: the batch, and the pieces of it that need a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from trustcrm.store.derive.restricted import Restrictions
from trustcrm.store.fixed import send
from trustcrm.store.queries.batches import BatchItem, items_of
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
        Restrictions(connection).added(BATCH_ITEM, rows)


def count_on(connection: Connection, batch: int, **more: int) -> None:
    """Add to the counts of a batch that goes on, by column."""
    told = ", ".join(f"{BATCH.c[name].name} = {BATCH.c[name].name} + ?" for name in more)
    send(connection, f"UPDATE {BATCH.name} SET {told} WHERE id = ?", [(*more.values(), batch)])


def standing_batch(connection: Connection, importer: str, digest: str) -> int | None:
    """Return the batch that imported a source of this fingerprint before and was not taken back."""
    chosen = select(BATCH.c.id).where(BATCH.c.importer == importer, BATCH.c.digest == digest)
    for number in connection.execute(chosen.order_by(BATCH.c.id.desc())).scalars():
        if not is_undone(connection, number):
            return int(number)
    return None


def is_undone(connection: Connection, batch: int) -> bool:
    """Return whether what a batch did was taken back; one that changed nothing has nothing to take back.

    What was decided since about the pieces of an import does not count.
    """
    chosen = select(CHANGE.c.id).where(CHANGE.c.batch_id == batch, CHANGE.c.verb.not_in(("undo", "decide")))
    found = connection.execute(chosen.order_by(CHANGE.c.id.desc())).scalars().all()
    return bool(found) and all(reversal_of(connection, change) is not None for change in found)


def every_item(connection: Connection) -> Iterator[BatchItem]:
    """Yield every piece that needs, or needed, a person, of every batch."""
    batches = connection.execute(select(ITEM.c.batch_id).distinct().order_by(ITEM.c.batch_id)).scalars().all()
    for batch in batches:
        yield from items_of(connection, batch)


def rename_sources(connection: Connection, change: Callable[[str], str]) -> int:
    """Rewrite what batches were imported from; return how many differed."""
    count = 0
    for row in connection.execute(select(BATCH.c.id, BATCH.c.source)).all():
        if change(row.source) != row.source:
            connection.execute(update(BATCH).where(BATCH.c.id == row.id).values(source=change(row.source)))
            count += 1
    return count
