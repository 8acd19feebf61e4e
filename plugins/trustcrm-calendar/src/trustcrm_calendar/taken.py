"""What was taken in from a calendar once, so that what was undone here since does not come again by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import Column, Integer, MetaData, String, Table, delete, insert, select

from trustcrm.plugin import Conflict, KeyValues, PluginContext, TableAccess

_TAKEN = Table(
    "plugin_calendar_taken", MetaData(),
    Column("id", Integer, primary_key=True), Column("calendar", String), Column("uid_digest", String),
    Column("etag", String),
)  # fmt: skip


class Taken:
    """Notes of one kind about one calendar: by UID, at which etag something of it was taken in."""

    def __init__(self, keys: KeyValues, kind: str, calendar: str) -> None:
        self._keys, self._folder = keys, f"{kind}/{calendar}/"

    def note(self, uid: str, etag: str) -> None:
        """Keep that something was taken in, in place of what stood there of it before."""
        self._keys.put(self._key(uid), etag)

    def among(self, etags: dict[str, str]) -> set[str]:
        """Return those UIDs of which the very state of an etag was taken in before."""
        noted = frozenset(self._keys.keys(self._folder))
        return {uid for uid, etag in etags.items() if self._key(uid) in noted and self._at(uid) == etag}

    def forget(self) -> int:
        """Forget all of them, and return how many there were."""
        noted = list(self._keys.keys(self._folder))
        for key in noted:
            self._keys.remove(key)
        return len(noted)

    def _at(self, uid: str) -> str | None:
        return self._keys.get(self._key(uid))

    def _key(self, uid: str) -> str:
        return self._folder + _digest(uid)


class TakenIn:
    """What of one calendar was taken in, each at the etag of then; noted with what it became here, or not at all.

    Its events, or its to-dos where these are meant.
    """

    def __init__(self, context: PluginContext, calendar: str, *, todos: bool = False) -> None:
        self._tables, self._calendar = context.tables, f"to-dos of {calendar}" if todos else calendar
        self._earlier = Taken(context.keys, "todo" if todos else "taken", calendar)
        self._looked: Mapping[str, str | None] = {}

    def note(self, tables: TableAccess, etags: Mapping[str, str]) -> None:
        """Keep the etags at which those of these UIDs were taken in, in the transaction in which they are.

        Raises `Conflict` where a run on another machine noted one of them since `among` was asked about it.
        """
        rows = [{"calendar": self._calendar, "uid_digest": _digest(uid), "etag": etag} for uid, etag in etags.items()]
        same = (_TAKEN.c.calendar == self._calendar, _TAKEN.c.uid_digest.in_([row["uid_digest"] for row in rows]))
        noted = {row.uid_digest: row.etag for row in tables.execute(select(_TAKEN).where(*same))}
        if any(self._looked.get(digest, etag) != etag for digest, etag in noted.items()):
            raise Conflict("Another run took it in just now; it is not taken in twice.")
        tables.execute(delete(_TAKEN).where(*same))
        tables.execute(insert(_TAKEN), rows)

    def agree(self, uid: str, etag: str) -> None:
        """Keep the etag at which both sides agree on what was taken in before."""
        with self._tables.writing() as tables:
            self.note(tables, {uid: etag})

    def among(self, etags: Mapping[str, str]) -> set[str]:
        """Return those UIDs of which the very state of an etag was taken in before."""
        self._looked = {}
        if not etags:
            return set()
        chosen = select(_TAKEN.c.uid_digest, _TAKEN.c.etag).where(_TAKEN.c.calendar == self._calendar)
        with self._tables.reading() as tables:
            noted = {row.uid_digest: row.etag for row in tables.execute(chosen)}
        found = {uid: noted.get(_digest(uid)) for uid in etags}
        self._looked = {_digest(uid): etag for uid, etag in found.items()}
        earlier = self._earlier.among({uid: etag for uid, etag in etags.items() if found[uid] is None})
        return {uid for uid, etag in found.items() if etag == etags[uid]} | earlier

    def forget(self) -> int:
        """Forget all of them, and return how many there were."""
        with self._tables.writing() as tables:
            noted = tables.execute(delete(_TAKEN).where(_TAKEN.c.calendar == self._calendar)).rowcount
        return noted + self._earlier.forget()


def _digest(uid: str) -> str:
    return hashlib.sha256(uid.encode("utf-8", "replace")).hexdigest()
