"""What stays of that which was erased or disposed of: certificates, and how its sources are known again."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, String, Table

from trustcrm.store.tables.schema import METADATA
from trustcrm.store.tables.types import Whole

CERTIFICATE = Table(
    "certificate",
    METADATA,
    Column("id", Whole, primary_key=True, autoincrement=False),
    Column("verb", String, nullable=False),
    Column("on", Date, nullable=False),
    Column("actor", String, nullable=False),
    Column("why", String, nullable=False),
    Column("authority", String),
    Column("rows", JSON, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("change_id", ForeignKey("change.id", deferrable=True, initially="DEFERRED"), nullable=False),
    info={
        "about": "What stays of an erasure or a disposal: who did it, when and why, and which rows it was, never their "
        "content.\n\nEach of `rows` is a noun, an id, the retention class it was in and that class's authority where "
        "there was one, and the hash of the change that first added it, by which a restored backup knows it again."
    },
)

ERASED_ORIGIN = Table(
    "erased_origin",
    METADATA,
    Column("importer", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("noun", String, nullable=False),
    Column("row_id", Whole, nullable=False),
    Column("on", Date, nullable=False),
    Index("erased_origin_row", "noun", "row_id"),
    info={
        "about": "By what a source's piece is known again whose record was erased: a keyed digest of its key or of a "
        "name in it, never the key or the name."
    },
)

OFFICE_SECRET = Table(
    "office_secret",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
    info={"about": "Random values of this office alone: the key of the digests in `erased_origin`."},
)
