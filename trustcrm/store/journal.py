"""Who changed what, when, before and after: an append-only list that audit, undo and history all read.

A change is one committed transaction. What it wrote stands in blocks, rows of one noun written alike, compressed
together so that a hundred thousand imported rows cost little more than one. Each change's hash covers its words, its
blocks' digests and the hash of the change before it: nobody alters the past unseen.

A block and a summary hold a salt, so that the digest that stays when they are redacted confirms nobody's guess. What
was redacted is told by a block of the change that did it (`trustcrm.store.redaction`), and checked against that.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Literal

from sqlalchemy import Connection, select

from trustcrm.store.fixed import fetched, send
from trustcrm.store.plain import plain
from trustcrm.store.tables.journal import BLOCK, CHANGE
from trustcrm.values import dataclass

Operation = Literal["added", "changed", "removed", "redacted"]

FIRST_HASH = "0" * 64
"""What the first change names as the hash before it."""

_LARGE = 100_000
"""Octets from which on sealing a block takes longer than starting a thread for it."""

_SMALL, _LITTLE_MEMORY = 4096, 4
"""Up to how many octets a block is compressed in little memory, and `zlib`'s name for how little."""

_AS_JSON = json.JSONEncoder(default=plain, ensure_ascii=False, separators=(",", ":"), check_circular=False)

_KEEP_BLOCK = (
    "INSERT INTO block (change_id, position, noun, operation, first_id, last_id, row_count, digest, payload) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_KEEP_CHANGE = (
    "INSERT INTO change (id, at, actor, verb, summary, batch_id, reverses_id, previous_hash, hash, salt, "
    "summary_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_NAMES = """
WITH RECURSIVE told (noun) AS (
  SELECT MIN(noun) FROM block
  UNION ALL SELECT (SELECT MIN(b.noun) FROM block b WHERE b.noun > told.noun) FROM told WHERE told.noun IS NOT NULL
)
SELECT noun FROM told WHERE noun IS NOT NULL
"""
"""Each name once, found by its index: no other row of a long journal is read."""

_NEWEST_HASH = "SELECT hash FROM change ORDER BY id DESC LIMIT 1"


@dataclass(frozen=True, kw_only=True)
class Block:
    """Rows of one noun that a change added, changed or removed; `before` and `after` are lists of `columns` values.

    Added rows have no before and removed rows no after. Values are as JSON holds them; a row whose values were erased
    has None in their place. A block of operation "redacted" tells what its change took out of the journal.

    Rows of a plugin's table stand under its name. `about` are the rows of core's, by noun and id, that they belong to:
    where one of these is restricted, so are they. What a `lasting` one tells has gone out and cannot be called back.
    """

    noun: str
    operation: Operation
    columns: tuple[str, ...]
    ids: Sequence[int]
    before: Sequence[Sequence[Any] | None] = ()
    after: Sequence[Sequence[Any] | None] = ()
    salt: str | None = None
    about: Sequence[tuple[str, int]] = ()
    lasting: bool = False

    def payload(self, salt: str | None = None) -> bytes:
        """Return the block's content as JSON in UTF-8, under another salt than its own where one is given."""
        salt = salt or self.salt
        content: dict[str, Any] = {} if salt is None else {"salt": salt}
        content |= {
            "noun": self.noun, "operation": self.operation, "columns": self.columns, "ids": self.ids,
            "before": self.before, "after": self.after,
        }  # fmt: skip
        content |= ({"about": self.about} if self.about else {}) | ({"lasting": True} if self.lasting else {})
        return _AS_JSON.encode(content).encode()

    def images(self, side: Literal["before", "after"]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield each row's id and its values by column, as they stood before or after; erased rows are left out."""
        for row, values in zip(self.ids, self.before if side == "before" else self.after, strict=True):
            if values is not None:
                yield row, dict(zip(self.columns, values, strict=True))

    def image(self, side: Literal["before", "after"], place: int) -> dict[str, Any]:
        """Return one row's values by column, by its place among the ids; empty where there are none, or no more."""
        rows = self.before if side == "before" else self.after
        values = rows[place] if rows else None
        return {} if values is None else dict(zip(self.columns, values, strict=True))

    @property
    def erased(self) -> frozenset[int]:
        """The ids of the rows whose values were erased."""
        gone = (zip(self.ids, rows, strict=True) for rows in (self.before, self.after) if rows)
        return frozenset(row for side in gone for row, values in side if values is None)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One committed change, without its blocks. `at` is ISO 8601 in UTC; `reverses` the change it took back.

    The hash covers the summary by `summary_digest`, which stays where the summary is redacted; the earliest changes
    have none, and theirs covers the summary itself.
    """

    id: int
    at: str
    actor: str
    verb: str
    summary: str
    batch: int | None = None
    reverses: int | None = None
    previous_hash: str = FIRST_HASH
    hash: str = ""
    salt: str | None = None
    summary_digest: str | None = None
    redacted_by: int | None = None

    def sealed(self, digests: Sequence[str]) -> str:
        """Return the hash over the change's words, its blocks' digests in order and the hash before it."""
        summary = self.summary if self.summary_digest is None else self.summary_digest
        content = [self.id, self.at, self.actor, self.verb, summary, self.batch, self.reverses, *digests]
        said = _AS_JSON.encode(content)
        return hashlib.sha256(f"{self.previous_hash}\n{said}".encode()).hexdigest()


def newest_hash(connection: Connection) -> str:
    """Return the hash of the newest change, which covers all before it: it stands for everything that was written."""
    newest = fetched(connection, _NEWEST_HASH)
    return str(newest[0][0]) if newest else FIRST_HASH


def names_told(connection: Connection) -> list[str]:
    """Return by which names the journal tells of rows."""
    return [str(noun) for (noun,) in fetched(connection, _NAMES)]


def summary_digest(summary: str, salt: str | None) -> str:
    """Return the digest by which a change's hash covers its summary."""
    return hashlib.sha256(f"{salt or ''}\n{summary}".encode()).hexdigest()


def fresh_salt() -> str:
    """Return a salt nobody can guess, 128 bits in hexadecimal."""
    return secrets.token_hex(16)


class _Sealing:
    """The digest and the compressed content of a block; made `aside`, while the next rows are got ready, or at once."""

    def __init__(self, content: bytes, *, aside: bool) -> None:
        self.aside = aside
        self._content = content
        self._digest, self._payload = "", b""
        self._thread = threading.Thread(target=self._seal) if aside else None
        if self._thread is not None:
            self._thread.start()

    def done(self) -> tuple[str, bytes]:
        """Return both, once they are there."""
        if self._thread is None:
            self._seal()
        else:
            self._thread.join()
        return self._digest, self._payload

    def _seal(self) -> None:
        self._digest = hashlib.sha256(self._content).hexdigest()
        self._payload = _compressed(self._content)


def _compressed(content: bytes) -> bytes:
    """Return content as `zlib` has it, in no more memory than it needs.

    At its usual 268 kB, making that ready takes ten times as long as compressing what one change of a few hundred
    octets wrote.
    """
    if len(content) > _SMALL:
        return zlib.compress(content, 1)
    compressing = zlib.compressobj(1, zlib.DEFLATED, _SMALL.bit_length() - 1, _LITTLE_MEMORY)
    return compressing.compress(content) + compressing.flush()


@dataclass
class OpenChange:
    """A change that is being written: its blocks go to the database as they come, its own row at the end."""

    connection: Connection
    id: int
    digests: list[str] = field(default_factory=list)
    salt: Callable[[], str] = fresh_salt
    _coming: tuple[tuple[Any, ...], _Sealing] | None = None

    @property
    def blocks(self) -> int:
        """How many blocks were kept so far."""
        return len(self.digests) + (self._coming is not None)

    def keep(self, block: Block) -> None:
        """Write one block of the change; many added rows are written once `settle` or the next block comes."""
        self.settle()
        content = block.payload(self.salt())
        told = (self.id, self.blocks, block.noun, block.operation, min(block.ids), max(block.ids), len(block.ids))
        self._coming = told, _Sealing(content, aside=block.operation == "added" and len(content) >= _LARGE)
        if not self._coming[1].aside:
            self.settle()

    def settle(self) -> None:
        """Write the block that was kept last."""
        if self._coming is not None:
            told, sealing = self._coming
            digest, payload = sealing.done()
            send(self.connection, _KEEP_BLOCK, [(*told, digest, payload)])
            self.digests.append(digest)
            self._coming = None

    def seal(self, words: Mapping[str, Any]) -> Change:
        """Write the change's own row, chained to the one before it, and return it."""
        self.settle()
        previous = newest_hash(self.connection)
        salt = self.salt()
        digest = summary_digest(words["summary"], salt)
        told = {"id": self.id, "previous_hash": previous, "salt": salt, "summary_digest": digest, **words}
        sealed = Change(**told, hash=Change(**told).sealed(self.digests))
        send(self.connection, _KEEP_CHANGE, [_row_of(sealed)])
        return sealed


def _row_of(change: Change) -> tuple[Any, ...]:
    return (
        change.id, change.at, change.actor, change.verb, change.summary, change.batch, change.reverses,
        change.previous_hash, change.hash, change.salt, change.summary_digest,
    )  # fmt: skip


def change_of(row: Any) -> Change:
    """Return the change a row of the change table holds."""
    return Change(
        id=row.id, at=row.at, actor=row.actor, verb=row.verb, summary=row.summary, batch=row.batch_id,
        reverses=row.reverses_id, previous_hash=row.previous_hash, hash=row.hash, salt=row.salt,
        summary_digest=row.summary_digest, redacted_by=row.redacted_by_id,
    )  # fmt: skip


def block_of(row: Any) -> Block:
    """Return the block a row of the block table holds; one whose content is not for the reader has no rows."""
    if row.payload is None:
        return Block(noun=row.noun, operation=row.operation, columns=(), ids=())
    content = json.loads(zlib.decompress(row.payload))
    return Block(
        noun=row.noun, operation=row.operation, columns=tuple(content["columns"]), ids=content["ids"],
        before=content["before"], after=content["after"], salt=content.get("salt"),
        about=[(noun, number) for noun, number in content.get("about", ())], lasting=content.get("lasting", False),
    )  # fmt: skip


def blocks_of(connection: Connection, change: int, *, newest_first: bool = False) -> Iterator[Block]:
    """Yield the blocks of a change, one at a time, in the order they were written or against it."""
    order = BLOCK.c.position.desc() if newest_first else BLOCK.c.position
    positions = connection.execute(select(BLOCK.c.position).where(BLOCK.c.change_id == change).order_by(order))
    for (position,) in positions.all():
        this = select(BLOCK).where(BLOCK.c.change_id == change, BLOCK.c.position == position)
        yield block_of(connection.execute(this).one())


@dataclass(frozen=True)
class Redacted:
    """What was taken out of one piece of the journal: its digest as it was written, the last change to redact it, and
    the digest of what that left, empty where two that say so do not follow from one another."""

    written: str
    by: int
    digest: str

    def covers(self, by: int | None, written: str | None, now: str) -> bool:
        """Return whether a piece is what was left of it."""
        return (by, written, now) == (self.by, self.written, self.digest)


def redactions(connection: Connection) -> dict[tuple[int, int | None], Redacted]:
    """Return what was redacted, by change and position of its block; None stands for the change's summary."""
    found: dict[tuple[int, int | None], Redacted] = {}
    told = select(BLOCK.c.change_id, BLOCK.c.position).where(BLOCK.c.operation == "redacted")
    for by, place in connection.execute(told.order_by(BLOCK.c.change_id, BLOCK.c.position)).all():
        this = select(BLOCK).where(BLOCK.c.change_id == by, BLOCK.c.position == place)
        block = block_of(connection.execute(this).one())
        for change, image in block.images("after"):
            piece = (change, image["position"])
            earlier = found.get(piece)
            follows = earlier is None or earlier.digest == image["digest_before"]
            written = image["digest_before"] if earlier is None else earlier.written
            found[piece] = Redacted(written, by, image["digest"] if follows else "")
    return found


def broken_links(connection: Connection) -> Iterator[str]:
    """Yield one sentence for every change or block whose content does not match its hash; none where all is whole.

    What was redacted must match what the change that redacted it says it left.
    """
    previous = FIRST_HASH
    redacted = redactions(connection)
    for row in connection.execute(select(CHANGE).order_by(CHANGE.c.id)).all():
        change = change_of(row)
        digests = []
        for block in connection.execute(select(BLOCK).where(BLOCK.c.change_id == change.id).order_by(BLOCK.c.position)):
            digests.append(block.digest)
            if not _is_whole(block, redacted.get((change.id, block.position))):
                yield f"Block {block.position} of change {change.id} does not match its digest."
        if change.previous_hash != previous:
            yield f"Change {change.id} does not follow the change before it."
        if not _is_told_whole(change, digests, redacted.get((change.id, None))):
            yield f"Change {change.id} does not match its hash."
        previous = change.hash
    stray = select(BLOCK.c.change_id).where(BLOCK.c.change_id.not_in(select(CHANGE.c.id))).distinct()
    for number in connection.execute(stray.order_by(BLOCK.c.change_id)).scalars():
        yield f"Change {number} is gone, but what it wrote is still there."


def _is_told_whole(change: Change, digests: Sequence[str], redacted: Redacted | None) -> bool:
    sealed = change.sealed(digests)
    if change.summary_digest is None and redacted is not None:
        return redacted.covers(change.redacted_by, change.hash, sealed)
    if sealed != change.hash:
        return False
    if change.summary_digest is None:
        return change.redacted_by is None and change.salt is None
    return _is_left(change.redacted_by, change.summary_digest, summary_digest(change.summary, change.salt), redacted)


def _is_left(by: int | None, written: str, now: str, redacted: Redacted | None) -> bool:
    return redacted.covers(by, written, now) if redacted else (by, now) == (None, written)


def _is_whole(block: Any, redacted: Redacted | None) -> bool:
    try:
        content = zlib.decompress(block.payload)
    except zlib.error:
        return False
    if not _is_left(block.redacted_by_id, block.digest, hashlib.sha256(content).hexdigest(), redacted):
        return False
    said = json.loads(content)
    ids = said["ids"]
    beside = (block.noun, block.operation, block.first_id, block.last_id, block.row_count)
    return beside == (said["noun"], said["operation"], min(ids), max(ids), len(ids))
