"""Which state of each meeting was last brought in from a file: by it another file is older, or says nothing new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, Column, Date, Integer, MetaData, String, Table, delete, insert, select

from trustcrm.plugin import PluginTables

_AT_ONCE = 500
_IMPORTED = Table(
    "plugin_calendar_imported", MetaData(),
    Column("id", Integer, primary_key=True), Column("uid", String), Column("instance", String),
    Column("sequence", Integer), Column("stamp", String), Column("digest", String), Column("settled_until", Date),
    Column("batch", BigInteger), Column("engagement_id", BigInteger),
)  # fmt: skip

Which = tuple[str, str]
"""A UID, and the RECURRENCE-ID of one meeting of a series that stands alone, else ""."""


@dataclass(frozen=True, kw_only=True)
class Brought:
    """The state of a meeting that was brought in, and the engagement it became.

    It need not be read again while its `digest` is the same; but after the day `settled_until`, where there is one,
    it means something else all the same: what was ahead then is over. `batch` is the import that brought it.
    """

    sequence: int
    stamp: str
    digest: str
    settled_until: date | None
    row: int
    batch: int = 0

    @property
    def order(self) -> tuple[int, str]:
        """What decides which of two states is newer: SEQUENCE, then DTSTAMP (RFC 5546, 2.1.5)."""
        return self.sequence, self.stamp


def everything(tables: PluginTables) -> dict[Which, Brought]:
    """Return every meeting that was brought in."""
    with tables.reading() as own:
        rows = own.execute(select(_IMPORTED)).mappings().all()
    return {
        (row["uid"], row["instance"]): Brought(
            sequence=row["sequence"], stamp=row["stamp"], digest=row["digest"], settled_until=row["settled_until"],
            row=row["engagement_id"], batch=row["batch"],
        )
        for row in rows
    }  # fmt: skip


def keep(tables: PluginTables, brought: Mapping[Which, Brought], before: Iterable[Which], batch: int) -> None:
    """Keep meetings that a batch brought in place of what stood for them; `before` are those for which anything did."""
    gone = [which for which in before if which in brought]
    rows = [
        {
            "uid": uid, "instance": instance, "sequence": one.sequence, "stamp": one.stamp, "digest": one.digest,
            "settled_until": one.settled_until, "batch": batch, "engagement_id": one.row,
        }
        for (uid, instance), one in brought.items()
    ]  # fmt: skip
    with tables.writing() as own:
        for uid, instance in gone:
            own.execute(delete(_IMPORTED).where(_IMPORTED.c.uid == uid, _IMPORTED.c.instance == instance))
        for start in range(0, len(rows), _AT_ONCE):
            own.execute(insert(_IMPORTED), rows[start : start + _AT_ONCE])
