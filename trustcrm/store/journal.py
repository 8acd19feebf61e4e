"""Who changed what, when, before and after: an append-only list that audit, undo and history all read.

A change is one committed transaction. What it wrote stands in blocks, rows of one noun written alike, compressed
together so that a hundred thousand imported rows cost little more than one. Each change's hash covers its words, its
blocks' digests and the hash of the change before it: nobody alters the past unseen.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, insert, select

from trustcrm.store.plain import plain
from trustcrm.store.tables.journal import BLOCK, CHANGE

Operation = Literal["added", "changed", "removed"]

FIRST_HASH = "0" * 64
"""What the first change names as the hash before it."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """Rows of one noun that a change added, changed or removed; `before` and `after` are lists of `columns` values.

    Added rows have no before and removed rows no after. Values are as JSON holds them.
    """

    noun: str
    operation: Operation
    columns: tuple[str, ...]
    ids: Sequence[int]
    before: Sequence[Sequence[Any]] = ()
    after: Sequence[Sequence[Any]] = ()

    def payload(self) -> bytes:
        """Return the block's content as JSON in UTF-8."""
        content = {
            "noun": self.noun, "operation": self.operation, "columns": self.columns, "ids": self.ids,
            "before": self.before, "after": self.after,
        }  # fmt: skip
        return json.dumps(content, default=plain, ensure_ascii=False, separators=(",", ":")).encode()

    def images(self, side: Literal["before", "after"]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield each row's id and its values by column, as they stood before or after."""
        for row, values in zip(self.ids, self.before if side == "before" else self.after, strict=True):
            yield row, dict(zip(self.columns, values, strict=True))


@dataclass(frozen=True, kw_only=True)
class Change:
    """One committed change, without its blocks. `at` is ISO 8601 in UTC; `reverses` the change it took back."""

    id: int
    at: str
    actor: str
    verb: str
    summary: str
    batch: int | None = None
    reverses: int | None = None
    previous_hash: str = FIRST_HASH
    hash: str = ""

    def sealed(self, digests: Sequence[str]) -> str:
        """Return the hash over the change's words, its blocks' digests in order and the hash before it."""
        content = [self.id, self.at, self.actor, self.verb, self.summary, self.batch, self.reverses, *digests]
        said = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(f"{self.previous_hash}\n{said}".encode()).hexdigest()


@dataclass
class OpenChange:
    """A change that is being written: its blocks go to the database as they come, its own row at the end."""

    connection: Connection
    id: int
    digests: list[str] = field(default_factory=list)

    def keep(self, block: Block) -> None:
        """Write one block of the change."""
        content = block.payload()
        digest = hashlib.sha256(content).hexdigest()
        self.connection.execute(
            insert(BLOCK),
            {
                "change_id": self.id,
                "position": len(self.digests),
                "noun": block.noun,
                "operation": block.operation,
                "first_id": min(block.ids),
                "last_id": max(block.ids),
                "row_count": len(block.ids),
                "digest": digest,
                "payload": zlib.compress(content, 1),
            },
        )
        self.digests.append(digest)

    def seal(self, words: Mapping[str, Any]) -> Change:
        """Write the change's own row, chained to the one before it, and return it."""
        newest = select(CHANGE.c.hash).order_by(CHANGE.c.id.desc()).limit(1)
        previous = self.connection.execute(newest).scalar() or FIRST_HASH
        change = Change(id=self.id, previous_hash=previous, **words)
        sealed = change.sealed(self.digests)
        self.connection.execute(
            insert(CHANGE),
            {
                "id": change.id,
                "at": change.at,
                "actor": change.actor,
                "verb": change.verb,
                "summary": change.summary,
                "batch_id": change.batch,
                "reverses_id": change.reverses,
                "previous_hash": previous,
                "hash": sealed,
            },
        )
        return Change(id=self.id, previous_hash=previous, hash=sealed, **words)


def change_of(row: Any) -> Change:
    """Return the change a row of the change table holds."""
    return Change(
        id=row.id, at=row.at, actor=row.actor, verb=row.verb, summary=row.summary, batch=row.batch_id,
        reverses=row.reverses_id, previous_hash=row.previous_hash, hash=row.hash,
    )  # fmt: skip


def block_of(row: Any) -> Block:
    """Return the block a row of the block table holds."""
    content = json.loads(zlib.decompress(row.payload))
    return Block(
        noun=row.noun, operation=row.operation, columns=tuple(content["columns"]), ids=content["ids"],
        before=content["before"], after=content["after"],
    )  # fmt: skip


def blocks_of(connection: Connection, change: int, *, newest_first: bool = False) -> Iterator[Block]:
    """Yield the blocks of a change, one at a time, in the order they were written or against it."""
    order = BLOCK.c.position.desc() if newest_first else BLOCK.c.position
    positions = connection.execute(select(BLOCK.c.position).where(BLOCK.c.change_id == change).order_by(order))
    for (position,) in positions.all():
        this = select(BLOCK).where(BLOCK.c.change_id == change, BLOCK.c.position == position)
        yield block_of(connection.execute(this).one())


def broken_links(connection: Connection) -> Iterator[str]:
    """Yield one sentence for every change or block whose content does not match its hash; none where all is whole."""
    previous = FIRST_HASH
    for row in connection.execute(select(CHANGE).order_by(CHANGE.c.id)).all():
        change = change_of(row)
        digests = []
        for block in connection.execute(select(BLOCK).where(BLOCK.c.change_id == change.id).order_by(BLOCK.c.position)):
            digests.append(block.digest)
            if not _is_whole(block):
                yield f"Block {block.position} of change {change.id} does not match its digest."
        if change.previous_hash != previous:
            yield f"Change {change.id} does not follow the change before it."
        if change.sealed(digests) != change.hash:
            yield f"Change {change.id} does not match its hash."
        previous = change.hash
    stray = select(BLOCK.c.change_id).where(BLOCK.c.change_id.not_in(select(CHANGE.c.id))).distinct()
    for number in connection.execute(stray.order_by(BLOCK.c.change_id)).scalars():
        yield f"Change {number} is gone, but what it wrote is still there."


def _is_whole(block: Any) -> bool:
    try:
        content = zlib.decompress(block.payload)
    except zlib.error:
        return False
    if hashlib.sha256(content).hexdigest() != str(block.digest):
        return False
    said = json.loads(content)
    ids = said["ids"]
    beside = (block.noun, block.operation, block.first_id, block.last_id, block.row_count)
    return beside == (said["noun"], said["operation"], min(ids), max(ids), len(ids))
