"""Whether every row is what the journal says it should be: all changes told again, from the first to the newest."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select

from trustcrm.store.journal import Block, block_of
from trustcrm.store.plain import plain
from trustcrm.store.tables import BATCH_ITEM, JOURNALLED
from trustcrm.store.tables.journal import BLOCK
from trustcrm.store.tables.types import Exact
from trustcrm.text import listed

ROWS_AT_ONCE = 20_000
"""How many ids are told again at a time: memory stays bounded however long the journal."""

Image = dict[str, Any]


def strayed_rows(connection: Connection, noun: str) -> Iterator[str]:
    """Yield one sentence for each row of a noun that is another than its journal says, is missing, or is unexplained.

    Of a row whose values were erased from the journal only what was written since is looked at. The pieces of an
    import come into being with their batch and not through the journal: of them only what was decided since is.
    """
    table = JOURNALLED[noun]
    exact = {column.name for column in table.columns if isinstance(column.type, Exact)}
    newest = connection.execute(select(func.max(table.c.id))).scalar() or 0
    told = connection.execute(select(func.max(BLOCK.c.last_id)).where(BLOCK.c.noun == noun)).scalar() or 0
    for first in range(1, max(newest, told) + 1, ROWS_AT_ONCE):
        last = first + ROWS_AT_ONCE - 1
        expected = _told_again(connection, noun, first, last)
        rows = connection.execute(select(table).where(table.c.id.between(first, last)).order_by(table.c.id))
        for row in rows.mappings():
            image = expected.pop(row["id"], None)
            if image is None:
                if noun != BATCH_ITEM:
                    yield f"{noun.capitalize()} {row['id']} is there, and the journal knows nothing of it."
                continue
            odd = [
                name
                for name, value in image.items()
                if name in row and not _same(plain(row[name]), value, name in exact)
            ]
            if odd:
                yield f"{noun.capitalize()} {row['id']} is not as the journal tells it: {listed(odd)}."
        for missing in sorted(expected):
            yield f"{noun.capitalize()} {missing} is gone, and the journal tells of no removal."


def _told_again(connection: Connection, noun: str, first: int, last: int) -> dict[int, Image]:
    chosen = select(BLOCK).where(BLOCK.c.noun == noun, BLOCK.c.first_id <= last, BLOCK.c.last_id >= first)
    blocks = connection.execute(
        chosen.order_by(BLOCK.c.change_id, BLOCK.c.position), execution_options={"yield_per": 1}
    )
    images: dict[int, Image] = {}
    for row in blocks:
        block = block_of(row)
        if block.operation == "removed":
            for number in block.ids:
                images.pop(number, None)
        elif block.operation in ("added", "changed"):
            _tell(block, images, range(first, last + 1), begun=noun != BATCH_ITEM)
    return images


def _tell(block: Block, images: dict[int, Image], window: range, *, begun: bool) -> None:
    for number, values in _within(block, window):
        if block.operation == "added":
            images[number] = values
            continue
        image = images.get(number, {}) if begun else images.setdefault(number, {})
        image.update(values)
        if "version" in image:
            image["version"] += 1


def _within(block: Block, window: range) -> Iterator[tuple[int, Image]]:
    for number, told in zip(block.ids, block.after, strict=True):
        if number in window:
            yield number, {} if told is None else dict(zip(block.columns, told, strict=True))


def _same(present: Any, told: Any, exact: bool) -> bool:
    if present is None or told is None or not exact:
        return bool(present == told)
    return Decimal(present) == Decimal(told)
