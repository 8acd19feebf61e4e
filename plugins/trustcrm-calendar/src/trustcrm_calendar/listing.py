"""What a calendar listed when it was last looked at whole, so that the next run asks for what changed alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, Date, Integer, MetaData, String, Table, delete, insert, select, update

from trustcrm.plugin import PluginTables

_METADATA = MetaData()
_LISTED = Table(
    "plugin_calendar_listed", _METADATA,
    Column("id", Integer, primary_key=True), Column("calendar", String), Column("href", String), Column("etag", String),
    Column("uid", String), Column("why", String), Column("last_on", Date),
)  # fmt: skip
_TOKEN = Table(
    "plugin_calendar_token", _METADATA,
    Column("id", Integer, primary_key=True), Column("calendar", String), Column("token", String), Column("day", Date),
)  # fmt: skip


GONE = "gone"
"""Why an object that was agreed on is not listed: it was removed there since."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An object that the calendar lists at this etag and that was not agreed on as it is; what it says is not kept.

    `why` is `GONE` where it is the other way round: it was agreed on, and is not listed. Otherwise `why` says why it is
    left alone for as long as it does not change, "" where that must be looked at anew; where the reason is that it is
    over, `last_on` is its last day.
    """

    href: str
    etag: str
    uid: str = ""
    why: str = ""
    last_on: date | None = None

    def stands(self, today: date) -> bool:
        """Return whether it is still left alone for the same reason."""
        return self.why not in ("", GONE) and (self.last_on is None or self.last_on < today)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What was seen, and the token of that moment and the office's day then; no token where there is none."""

    token: str | None
    day: date | None
    seen: dict[str, Seen]


class LastListed:
    """What one calendar listed last, beside what was agreed on."""

    def __init__(self, tables: PluginTables, calendar: str) -> None:
        self._tables, self._calendar = tables, calendar

    def read(self) -> Listed:
        """Return what was kept."""
        with self._tables.reading() as tables:
            rows = tables.execute(select(_LISTED).where(_LISTED.c.calendar == self._calendar)).mappings().all()
            told = tables.execute(select(_TOKEN).where(_TOKEN.c.calendar == self._calendar)).mappings().first()
        seen = {
            row["href"]: Seen(
                href=row["href"], etag=row["etag"], uid=row["uid"], why=row["why"], last_on=row["last_on"]
            )
            for row in rows
        }  # fmt: skip
        return Listed(
            token=told["token"] or None if told is not None else None,
            day=told["day"] if told is not None else None,
            seen=seen,
        )

    def keep(self, listed: Listed) -> None:
        """Keep this in place of what was kept, all of it or none."""
        if listed == self.read():
            return
        rows = [
            {
                "calendar": self._calendar, "href": one.href, "etag": one.etag, "uid": one.uid, "why": one.why,
                "last_on": one.last_on,
            }
            for one in listed.seen.values()
        ]  # fmt: skip
        with self._tables.writing() as tables:
            for table in (_LISTED, _TOKEN):
                tables.execute(delete(table).where(table.c.calendar == self._calendar))
            if rows:
                tables.execute(insert(_LISTED), rows)
            token = {"calendar": self._calendar, "token": listed.token or "", "day": listed.day}
            tables.execute(insert(_TOKEN), token)

    def forget(self) -> int:
        """Forget what was listed, with its token, and return how many rows that were."""
        with self._tables.writing() as tables:
            own = (delete(table).where(table.c.calendar == self._calendar) for table in (_LISTED, _TOKEN))
            return sum(tables.execute(one).rowcount for one in own)

    def spoil(self) -> None:
        """Let go of the token: what it stands for is about to be told otherwise."""
        with self._tables.writing() as tables:
            tables.execute(update(_TOKEN).where(_TOKEN.c.calendar == self._calendar).values(token=""))
