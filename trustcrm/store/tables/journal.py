"""Where the journal and the batches are kept: who changed what, when, before and after."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base
from trustcrm.store.tables.types import Words


class ChangeRow(Base):
    """One committed change; `hash` covers its own words, its blocks' digests and the hash before it."""

    __tablename__ = "change"
    __table_args__ = (Index("change_batch", "batch_id"), Index("change_reverses", "reverses_id"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str]
    actor: Mapped[str]
    verb: Mapped[str]
    summary: Mapped[str]
    batch_id: Mapped[int | None]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("change.id"))
    previous_hash: Mapped[str]
    hash: Mapped[str]


class BlockRow(Base):
    """Rows of one noun that a change wrote alike; `payload` is their compressed before and after, many to a block."""

    __tablename__ = "block"
    __table_args__ = (Index("block_rows", "noun", "first_id", "last_id"),)

    change_id: Mapped[int] = mapped_column(
        ForeignKey("change.id", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[str]
    operation: Mapped[str]
    first_id: Mapped[int]
    last_id: Mapped[int]
    row_count: Mapped[int]
    digest: Mapped[str]
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class SeriesRow(Base):
    """The next free id of each series; ids are never used twice, so that the journal stays unambiguous."""

    __tablename__ = "series"

    name: Mapped[str] = mapped_column(primary_key=True)
    next_id: Mapped[int]


class BatchRow(Base):
    """One run of an import: its source, by content, and what came of it."""

    __tablename__ = "batch"
    __table_args__ = (Index("batch_digest", "importer", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    importer: Mapped[str]
    plugin: Mapped[str]
    source: Mapped[str]
    digest: Mapped[str]
    at: Mapped[str]
    actor: Mapped[str]
    read: Mapped[int]
    created: Mapped[int]
    corrected: Mapped[int]
    same: Mapped[int]
    waiting: Mapped[int]
    rejected: Mapped[int]


class BatchItemRow(Base):
    """A draft of a batch that needs a person: waiting for a decision, a possible duplicate, or rejected.

    What is decided about it is journalled like a correction of a record, so that a decision can be taken back.
    """

    __tablename__ = "batch_item"
    __table_args__ = (Index("batch_item_place", "batch_id", "position", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
    position: Mapped[int]
    version: Mapped[int]
    state: Mapped[str]
    where: Mapped[str]
    reason: Mapped[str]
    candidates: Mapped[list[str]] = mapped_column(Words)
    raw: Mapped[dict[str, str]] = mapped_column(Words)
    draft: Mapped[dict[str, Any]] = mapped_column(Words)


class OriginRow(Base):
    """Which row a source's key became: what makes a second import change nothing."""

    __tablename__ = "origin"
    __table_args__ = (Index("origin_row", "noun", "row_id"), Index("origin_batch", "batch_id"))

    importer: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    noun: Mapped[str]
    row_id: Mapped[int]
    digest: Mapped[str]
    batch_id: Mapped[int]
