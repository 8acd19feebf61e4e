"""Taking content out of the journal, which stays a chain: what was taken out of which piece is itself journalled.

A redacted block or summary keeps the digest it was written with, which the hash of its change covers. The change that
redacts writes a block of operation "redacted": for each piece the digest of its content before and after. So anyone
can check that a piece is either what was written, or exactly what a later change says it left of it.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from sqlalchemy import Connection, select, update

from trustcrm.store.free_words import free_columns
from trustcrm.store.journal import Block, Change, OpenChange, block_of, change_of, fresh_salt, summary_digest
from trustcrm.store.plugin_tables.names import is_of_plugin
from trustcrm.store.tables.journal import BLOCK, CHANGE

_AT_ONCE = 200
_SMALL = 100
"""A change that wrote more rows alike is an import: its summary names a file, and says nothing of one row."""

Wrote = set[tuple[str, int]]
"""Rows by noun and id."""

Progress = Callable[[int], None]
"""Is told how many pieces of the journal were looked at."""


class Redaction(Protocol):
    """What is to be taken out of the journal."""

    @property
    def wiped(self) -> Mapping[str, frozenset[int]]:
        """The rows of which every value goes, by noun."""

    def may_tell(self, text: str) -> bool:
        """Return whether anything of a block's content could have to go; a quick look."""

    def out_of(self, noun: str, row: int, value: Any) -> Any:
        """Return a value of a row's free words without what has to go."""

    def summary(self, change: Change, wrote: Wrote) -> str:
        """Return a change's summary without what has to go, given the rows it wrote in small blocks."""


@dataclass
class Redacted:
    """How much of the journal was redacted: blocks, rows in them, summaries."""

    blocks: int = 0
    rows: int = 0
    summaries: int = 0


@dataclass
class _Pieces:
    """Gathers redacted pieces, and writes down what is left of them before it is left of them."""

    open_change: OpenChange
    told: list[tuple[int, int | None, str, str]] = field(default_factory=list)
    waiting: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)

    def add(self, change: int, position: int | None, digests: tuple[str, str], values: dict[str, Any]) -> None:
        self.told.append((change, position, *digests))
        table = CHANGE.c.id == change if position is None else (BLOCK.c.change_id == change)
        where = (table,) if position is None else (table, BLOCK.c.position == position)
        statement = update(CHANGE if position is None else BLOCK).where(*where)
        self.waiting.append((statement, values | {"redacted_by_id": self.open_change.id}))
        if len(self.told) >= _AT_ONCE:
            self.write()

    def write(self) -> None:
        if not self.told:
            return
        columns = ("position", "digest_before", "digest")
        ids, after = [piece[0] for piece in self.told], [list(piece[1:]) for piece in self.told]
        self.open_change.keep(Block(noun="change", operation="redacted", columns=columns, ids=ids, after=after))
        for statement, values in self.waiting:
            self.open_change.connection.execute(statement.values(values))
        self.told.clear()
        self.waiting.clear()


def redact(open_change: OpenChange, redaction: Redaction, progress: Progress = lambda count: None) -> Redacted:
    """Take out of every earlier change what a redaction says; the open change tells what it took."""
    connection = open_change.connection
    pieces, done = _Pieces(open_change), Redacted()
    wrote: dict[int, Wrote] = {}
    earlier = select(BLOCK.c.change_id, BLOCK.c.position).where(
        BLOCK.c.change_id < open_change.id, BLOCK.c.operation != "redacted"
    )
    places = connection.execute(earlier.order_by(BLOCK.c.change_id, BLOCK.c.position)).all()
    for number, (change, position) in enumerate(places):
        this = select(BLOCK).where(BLOCK.c.change_id == change, BLOCK.c.position == position)
        row = connection.execute(this).one()
        if row.row_count <= _SMALL:
            rows = wrote.setdefault(change, set())
            rows.update((row.noun, one) for one in block_of(row).ids)
        _redact_block(row, redaction, pieces, done)
        progress(number + 1)
    _redact_summaries(connection, redaction, wrote, pieces, done)
    pieces.write()
    return done


def _redact_block(row: Any, redaction: Redaction, pieces: _Pieces, done: Redacted) -> None:
    content = zlib.decompress(row.payload)
    wiped = redaction.wiped.get(row.noun, frozenset())
    concerned = any(row.first_id <= one <= row.last_id for one in wiped)
    if not concerned and not redaction.may_tell(content.decode()):
        return
    block = block_of(row)
    before, after = _without(block, block.before, redaction), _without(block, block.after, redaction)
    if before == list(block.before) and after == list(block.after):
        return
    left = replace(block, before=before, after=after, salt=fresh_salt()).payload()
    was = row.digest if row.redacted_by_id is None else hashlib.sha256(content).hexdigest()
    digests = (was, hashlib.sha256(left).hexdigest())
    pieces.add(row.change_id, row.position, digests, {"payload": zlib.compress(left, 1)})
    done.blocks += 1
    pairs = ((list(block.before), before), (list(block.after), after))
    done.rows += len({place for old, new in pairs for place, values in enumerate(new) if values != old[place]})


def _without(block: Block, images: Sequence[Sequence[Any] | None], redaction: Redaction) -> list[Sequence[Any] | None]:
    wiped = redaction.wiped.get(block.noun, frozenset())
    told = block.columns if is_of_plugin(block.noun) else free_columns(block.noun)
    free = [place for place, name in enumerate(block.columns) if name in told]
    left: list[Sequence[Any] | None] = []
    for row, values in zip(block.ids, images, strict=False):
        if row in wiped or values is None:
            left.append(None)
            continue
        values = list(values)
        for place in free:
            values[place] = redaction.out_of(block.noun, row, values[place])
        left.append(values)
    return left


def _redact_summaries(
    connection: Connection,
    redaction: Redaction,
    wrote: Mapping[int, Wrote],
    pieces: _Pieces,
    done: Redacted,
) -> None:
    earlier = select(CHANGE).where(CHANGE.c.id < pieces.open_change.id).order_by(CHANGE.c.id)
    for row in connection.execute(earlier).all():
        change = change_of(row)
        summary = redaction.summary(change, wrote.get(change.id, set()))
        if summary != change.summary:
            _redact_summary(connection, change, summary, pieces)
            done.summaries += 1


def _redact_summary(connection: Connection, change: Change, summary: str, pieces: _Pieces) -> None:
    if change.summary_digest is None:
        digests = _digests_of(connection, change.id)
        was = change.hash if change.redacted_by is None else change.sealed(digests)
        now = replace(change, summary=summary).sealed(digests)
        pieces.add(change.id, None, (was, now), {"summary": summary})
        return
    was = summary_digest(change.summary, change.salt)
    salt = fresh_salt()
    pieces.add(change.id, None, (was, summary_digest(summary, salt)), {"summary": summary, "salt": salt})


def _digests_of(connection: Connection, change: int) -> Sequence[str]:
    chosen = select(BLOCK.c.digest).where(BLOCK.c.change_id == change).order_by(BLOCK.c.position)
    return connection.execute(chosen).scalars().all()
