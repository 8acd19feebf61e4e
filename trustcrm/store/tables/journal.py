"""Where the journal and the batches are kept: who changed what, when, before and after."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table

from trustcrm.store.tables.schema import METADATA, index_of_few
from trustcrm.store.tables.types import Whole, Words

CHANGE = Table(
    "change",
    METADATA,
    Column("id", Whole, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("verb", String, nullable=False),
    Column("summary", String, nullable=False),
    Column("batch_id", Whole),
    Column("reverses_id", Whole, ForeignKey("change.id")),
    Column("previous_hash", String, nullable=False),
    Column("hash", String, nullable=False),
    Column("salt", String),
    Column("summary_digest", String),
    Column("redacted_by_id", Whole),
    index_of_few("change", "batch_id"),
    index_of_few("change", "reverses_id"),
    info={
        "about": "One committed change; `hash` covers its own words, its blocks' digests and the hash before it.\n\n"
        "Its summary is covered by `summary_digest`, the SHA-256 of `salt`, a line break and the summary. Where an "
        "erasure took words out of it, `redacted_by_id` is the change that did, and the salt is another."
    },
)

BLOCK = Table(
    "block",
    METADATA,
    Column("change_id", ForeignKey("change.id", deferrable=True, initially="DEFERRED"), primary_key=True),
    Column("position", Whole, primary_key=True),
    Column("noun", String, nullable=False),
    Column("operation", String, nullable=False),
    Column("first_id", Whole, nullable=False),
    Column("last_id", Whole, nullable=False),
    Column("row_count", Whole, nullable=False),
    Column("digest", String, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("redacted_by_id", Whole),
    Index("block_rows", "noun", "first_id", "last_id"),
    info={
        "about": "Rows of one noun that a change wrote alike; "
        "`payload` is their compressed before and after, many to a block. `digest` is the SHA-256 of the content as it "
        "was written; where `redacted_by_id` names a change, that change says what is left of it."
    },
)

SERIES = Table(
    "series",
    METADATA,
    Column("name", String, primary_key=True),
    Column("next_id", Whole, nullable=False),
    info={"about": "The next free id of each series; ids are never used twice, so that the journal stays unambiguous."},
)

BATCH = Table(
    "batch",
    METADATA,
    Column("id", Whole, primary_key=True, autoincrement=False),
    Column("importer", String, nullable=False),
    Column("plugin", String, nullable=False),
    Column("source", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("read", Whole, nullable=False),
    Column("created", Whole, nullable=False),
    Column("corrected", Whole, nullable=False),
    Column("same", Whole, nullable=False),
    Column("waiting", Whole, nullable=False),
    Column("rejected", Whole, nullable=False),
    Index("batch_digest", "importer", "digest"),
    info={"about": "One run of an import, or of a plugin at many things: its source, and what came of it."},
)

ITEM = Table(
    "batch_item",
    METADATA,
    Column("id", Whole, primary_key=True, autoincrement=False),
    Column("batch_id", Whole, ForeignKey("batch.id"), nullable=False),
    Column("position", Whole, nullable=False),
    Column("version", Whole, nullable=False),
    Column("state", String, nullable=False),
    Column("where", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("candidates", Words, nullable=False),
    Column("raw", Words, nullable=False),
    Column("draft", Words, nullable=False),
    Column("settled", Words, nullable=False, server_default="[]"),
    Index("batch_item_place", "batch_id", "position", unique=True),
    info={
        "about": "A draft of a batch that needs a person: waiting for a decision, a possible duplicate, or rejected."
        "\n\nWhat is decided about it is journalled like a correction of a record, "
        "so that a decision can be taken back. `settled` says which name in doubt is which row, and among which."
    },
)

ORIGIN = Table(
    "origin",
    METADATA,
    Column("importer", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("noun", String, nullable=False),
    Column("row_id", Whole, nullable=False),
    Column("digest", String, nullable=False),
    Column("batch_id", Whole, nullable=False),
    Index("origin_row", "noun", "row_id"),
    info={"about": "Which row a source's key became: what makes a second import change nothing."},
)
