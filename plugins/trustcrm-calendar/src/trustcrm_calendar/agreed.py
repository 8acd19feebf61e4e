"""What each calendar and the office last agreed on, kept in tables of this plugin's own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Delete,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from trustcrm.plugin import PluginTables, TableAccess
from trustcrm_calendar.merge import Collision

MOST_VERSIONS = 20
"""How many versions of an object are kept, to tell an edit from what only fell behind."""

_METADATA = MetaData()
_AGREED = Table(
    "plugin_calendar_agreed", _METADATA,
    Column("id", Integer, primary_key=True), Column("calendar", String), Column("uid", String), Column("href", String),
    Column("etag", String), Column("ics", LargeBinary), Column("digest", String), Column("said", String),
    Column("missed", Integer),    Column("engagement_id", BigInteger),
)  # fmt: skip
_VERSION = Table(
    "plugin_calendar_past", _METADATA,
    Column("id", Integer, primary_key=True), Column("uid", String), Column("ics", LargeBinary),
    Column("engagement_id", BigInteger),
)  # fmt: skip
_COLLISION = Table(
    "plugin_calendar_collision", _METADATA,
    Column("id", Integer, primary_key=True), Column("calendar", String), Column("uid", String),
    Column("engagement_id", BigInteger), Column("unit", String), Column("base", String), Column("ours", String),
    Column("theirs", String), Column("kept", String), Column("at", DateTime),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """One object as both sides last had it: where it is kept, at which etag, its octets, and whose engagement it is.

    `intact` is false where words of it were erased from the office's database since, as a person's may be: then it no
    longer tells what the calendar holds. `said` is a digest of what the engagement said then, "" where that is not
    known; `missed` counts the runs in a row in which the calendar did not list it.
    """

    uid: str
    href: str
    etag: str
    ics: bytes
    row: int
    said: str = ""
    missed: int = 0
    intact: bool = True


@dataclass(frozen=True, kw_only=True)
class Told:
    """A collision that was kept: what each side's lines said, whose stand, and when that was."""

    calendar: str
    uid: str
    row: int
    unit: str
    base: str
    ours: str
    theirs: str
    kept: str
    at: datetime


class LastAgreed:
    """What was agreed on with one calendar."""

    def __init__(self, tables: PluginTables, calendar: str) -> None:
        self._tables, self._calendar = tables, calendar

    def everything(self) -> dict[str, Agreed]:
        """Return every object that was agreed on, by its UID."""
        with self._tables.reading() as tables:
            rows = tables.execute(select(_AGREED).where(_AGREED.c.calendar == self._calendar)).mappings().all()
        return {
            row["uid"]: Agreed(
                uid=row["uid"], href=row["href"], etag=row["etag"], ics=bytes(row["ics"]), row=row["engagement_id"],
                said=row["said"], missed=row["missed"], intact=_digest(bytes(row["ics"])) == row["digest"],
            )
            for row in rows
        }  # fmt: skip

    def keep(self, agreed: Agreed) -> None:
        """Keep what was agreed on in place of what stood under its UID."""
        with self._tables.writing() as tables:
            tables.execute(self._standing(agreed.uid))
            tables.execute(
                insert(_AGREED),
                {
                    "calendar": self._calendar, "uid": agreed.uid, "href": agreed.href, "etag": agreed.etag,
                    "ics": agreed.ics, "digest": _digest(agreed.ics), "said": agreed.said, "missed": agreed.missed,
                    "engagement_id": agreed.row,
                },
            )  # fmt: skip
            _keep_version(tables, agreed.uid, agreed.ics, agreed.row)

    def note(self, uid: str, row: int, collisions: Iterable[Collision], at: datetime) -> None:
        """Note what both had changed otherwise, before either side's is written over; the same thing is noted once."""
        with self._tables.writing() as tables:
            for one in collisions:
                told = {
                    "calendar": self._calendar, "uid": uid, "engagement_id": row, "unit": str(one.unit),
                    "base": one.base, "ours": one.ours, "theirs": one.theirs, "kept": one.kept,
                }  # fmt: skip
                alike = (_COLLISION.c[name] == value for name, value in told.items())
                if tables.execute(select(_COLLISION.c.id).where(*alike)).first() is None:
                    tables.execute(insert(_COLLISION), told | {"at": at.astimezone(UTC).replace(tzinfo=None)})

    def miss(self, uid: str) -> None:
        """Count one run more in which the calendar did not list the object of a UID."""
        standing = update(_AGREED).where(_AGREED.c.calendar == self._calendar, _AGREED.c.uid == uid)
        with self._tables.writing() as tables:
            tables.execute(standing.values(missed=_AGREED.c.missed + 1))

    def forget(self, uid: str) -> None:
        """Forget what was agreed on under a UID."""
        with self._tables.writing() as tables:
            tables.execute(self._standing(uid))

    def _standing(self, uid: str) -> Delete:
        return delete(_AGREED).where(_AGREED.c.calendar == self._calendar, _AGREED.c.uid == uid)


def collisions(tables: PluginTables) -> Sequence[Told]:
    """Return every collision that was kept, newest first."""
    with tables.reading() as own:
        rows = own.execute(select(_COLLISION).order_by(_COLLISION.c.id.desc())).mappings().all()
    return [
        Told(
            calendar=row["calendar"], uid=row["uid"], row=row["engagement_id"], unit=row["unit"], base=row["base"],
            ours=row["ours"], theirs=row["theirs"], kept=row["kept"], at=row["at"].replace(tzinfo=UTC),
        )
        for row in rows
    ]  # fmt: skip


def versions_of(tables: PluginTables, uid: str) -> list[bytes]:
    """Return the octets that were agreed on under a UID with whichever calendar, oldest first, the newest twenty."""
    with tables.reading() as own:
        return [bytes(ics) for _, ics in _versions(own, uid)]


def _digest(ics: bytes) -> str:
    return hashlib.sha256(ics).hexdigest()


def _keep_version(tables: TableAccess, uid: str, ics: bytes, row: int) -> None:
    """Keep a version after those before it, unless it is the newest anyway, and let go of the oldest."""
    kept = _versions(tables, uid)
    if kept and bytes(kept[-1][1]) == ics:
        return
    tables.execute(insert(_VERSION), {"uid": uid, "ics": ics, "engagement_id": row})
    if old := [number for number, _ in kept[: max(0, len(kept) + 1 - MOST_VERSIONS)]]:
        tables.execute(delete(_VERSION).where(_VERSION.c.id.in_(old)))


def _versions(tables: TableAccess, uid: str) -> list[tuple[int, bytes]]:
    found = tables.execute(select(_VERSION.c.id, _VERSION.c.ics).where(_VERSION.c.uid == uid).order_by(_VERSION.c.id))
    return [(row["id"], row["ics"]) for row in found.mappings()]
