"""What each calendar and the office last agreed on, kept in tables of this plugin's own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
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

MOST_VERSIONS = 20
"""How many versions of an object are kept, to tell an edit from what only fell behind."""

_METADATA = MetaData()
_AGREED = Table(
    "plugin_calendar_agreed", _METADATA,
    Column("id", Integer, primary_key=True), Column("calendar", String), Column("uid", String), Column("href", String),
    Column("etag", String), Column("ics", LargeBinary), Column("digest", String), Column("said", String),
    Column("missed", Integer), Column("engagement_id", BigInteger),
)  # fmt: skip
_VERSION = Table(
    "plugin_calendar_past", _METADATA,
    Column("id", Integer, primary_key=True), Column("uid", String), Column("ics", LargeBinary),
    Column("engagement_id", BigInteger),
)  # fmt: skip
_DATE = Table(
    "plugin_calendar_date", _METADATA,
    Column("id", Integer, primary_key=True), Column("calendar", String), Column("uid", String), Column("href", String),
    Column("etag", String), Column("ics", LargeBinary), Column("digest", String), Column("said", String),
    Column("missed", Integer), Column("agreement_id", BigInteger),
)  # fmt: skip
_TABLES = {"engagement": (_AGREED, "engagement_id"), "agreement": (_DATE, "agreement_id")}
"""Where it is kept what was agreed on about records of a noun, and the column that says which record that is."""


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """One object as both sides last had it: where it is kept, at which etag, its octets, and whose record it is.

    The etag is "" where it is not known under which the calendar keeps these octets, or whether it keeps them so.

    `intact` is false where words of it were erased from the office's database since, as a person's may be: then it no
    longer tells what the calendar holds. `said` is a digest of what the record said then, "" where that is not
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


class LastAgreed:
    """What was agreed on with one calendar about the records of a noun."""

    def __init__(self, tables: PluginTables, calendar: str, noun: str = "engagement") -> None:
        self._tables, self._calendar = tables, calendar
        self._table, self._row = _TABLES[noun]

    def everything(self) -> dict[str, Agreed]:
        """Return every object that was agreed on, by its UID."""
        names = ("uid", "href", "etag", "ics", "digest", "said", "missed", self._row)
        chosen = select(*(self._table.c[name] for name in names)).where(self._table.c.calendar == self._calendar)
        with self._tables.reading() as tables:
            rows: Sequence[Any] = tables.execute(chosen).all()
        return {
            uid: Agreed(
                uid=uid, href=href, etag=etag, ics=bytes(ics), row=row, said=said, missed=missed,
                intact=_digest(ics) == digest,
            )
            for uid, href, etag, ics, digest, said, missed, row in rows
        }  # fmt: skip

    def etags(self) -> dict[str, str]:
        """Return at which etag each object was when it was agreed on, by its href."""
        chosen = select(self._table.c.href, self._table.c.etag).where(self._table.c.calendar == self._calendar)
        with self._tables.reading() as tables:
            return {row.href: row.etag for row in tables.execute(chosen)}

    def keep(self, *agreed: Agreed) -> None:
        """Keep what was agreed on, all of it or none, in place of what stood under the same UIDs."""
        if not agreed:
            return
        rows = [
            {
                "calendar": self._calendar, "uid": one.uid, "href": one.href, "etag": one.etag, "ics": one.ics,
                "digest": _digest(one.ics), "said": one.said, "missed": one.missed, self._row: one.row,
            }
            for one in agreed
        ]  # fmt: skip
        with self._tables.writing() as tables:
            tables.execute(self._standing([one.uid for one in agreed]))
            tables.execute(insert(self._table), rows)
            if self._table is _AGREED:
                _keep_versions(tables, agreed)

    def miss(self, uid: str) -> None:
        """Count one run more in which the calendar did not list the object of a UID."""
        standing = update(self._table).where(self._table.c.calendar == self._calendar, self._table.c.uid == uid)
        with self._tables.writing() as tables:
            tables.execute(standing.values(missed=self._table.c.missed + 1))

    def forget(self, uid: str) -> None:
        """Forget what was agreed on under a UID."""
        with self._tables.writing() as tables:
            tables.execute(self._standing([uid]))

    def forget_all(self) -> int:
        """Forget everything that was agreed on, and return how many objects that were."""
        with self._tables.writing() as tables:
            return tables.execute(delete(self._table).where(self._table.c.calendar == self._calendar)).rowcount

    def _standing(self, uids: Sequence[str]) -> Delete:
        return delete(self._table).where(self._table.c.calendar == self._calendar, self._table.c.uid.in_(uids))


def agreed_with(tables: PluginTables) -> list[str]:
    """Return the calendars with which anything was agreed on, also those that the configuration names no more."""
    with tables.reading() as own:
        found = [own.execute(select(table.c.calendar).distinct()) for table, _ in _TABLES.values()]
        return sorted({name for rows in found for (name,) in rows})


def versions_of(tables: PluginTables, uid: str) -> list[bytes]:
    """Return the octets that were agreed on under a UID with whichever calendar, oldest first, the newest twenty."""
    with tables.reading() as own:
        return [bytes(ics) for _, ics in _versions(own, [uid]).get(uid, ())]


def _digest(ics: bytes) -> str:
    return hashlib.sha256(ics).hexdigest()


def _keep_versions(tables: TableAccess, agreed: Sequence[Agreed]) -> None:
    """Keep versions after those before them, unless one is the newest anyway, and let go of the oldest."""
    kept = _versions(tables, [one.uid for one in agreed])
    old: list[int] = []
    new = []
    for one in agreed:
        before = kept.get(one.uid, [])
        if before and bytes(before[-1][1]) == one.ics:
            continue
        new.append({"uid": one.uid, "ics": one.ics, "engagement_id": one.row})
        old += [number for number, _ in before[: max(0, len(before) + 1 - MOST_VERSIONS)]]
    if new:
        tables.execute(insert(_VERSION), new)
    if old:
        tables.execute(delete(_VERSION).where(_VERSION.c.id.in_(old)))


def _versions(tables: TableAccess, uids: Sequence[str]) -> dict[str, list[tuple[int, bytes]]]:
    chosen = select(_VERSION.c.uid, _VERSION.c.id, _VERSION.c.ics).where(_VERSION.c.uid.in_(uids))
    found: dict[str, list[tuple[int, bytes]]] = {}
    for row in tables.execute(chosen.order_by(_VERSION.c.id)).mappings():
        found.setdefault(row["uid"], []).append((row["id"], row["ics"]))
    return found
