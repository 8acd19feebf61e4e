"""What both sides had changed otherwise, kept until somebody settles it, and longer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, String, Table, insert, select, update

from trustcrm.plugin import NotFound, PluginTables
from trustcrm_calendar.merge import Collision

_COLLISION = Table(
    "plugin_calendar_collision", MetaData(),
    Column("id", Integer, primary_key=True), Column("calendar", String), Column("uid", String),
    Column("engagement_id", BigInteger), Column("unit", String), Column("base", String), Column("ours", String),
    Column("theirs", String), Column("kept", String), Column("at", DateTime), Column("ours_by", String),
    Column("theirs_by", String), Column("settled", String),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Told:
    """A collision that was kept: what each side's lines said, who wrote them, whose stand, and when that was.

    `settled` says what somebody decided since, "" where nobody did.
    """

    number: int
    calendar: str
    uid: str
    row: int
    unit: str
    base: str
    ours: str
    theirs: str
    kept: str
    at: datetime
    ours_by: str
    theirs_by: str
    settled: str


@dataclass(frozen=True, kw_only=True)
class By:
    """Who wrote what collided: here, and there."""

    ours: str = ""
    theirs: str = ""


def note(
    tables: PluginTables, calendar: str, uid: str, row: int, collisions: Iterable[Collision], by: By, at: datetime
) -> None:
    """Note what both had changed otherwise, before either side's is written over; the same thing is noted once."""
    with tables.writing() as own:
        for one in collisions:
            told = {
                "calendar": calendar, "uid": uid, "engagement_id": row, "unit": str(one.unit), "base": one.base,
                "ours": one.ours, "theirs": one.theirs, "kept": one.kept,
            }  # fmt: skip
            alike = (_COLLISION.c[name] == value for name, value in told.items())
            if own.execute(select(_COLLISION.c.id).where(*alike)).first() is None:
                further = {"ours_by": by.ours, "theirs_by": by.theirs}
                own.execute(insert(_COLLISION), told | further | {"at": at.astimezone(UTC).replace(tzinfo=None)})


def collisions(tables: PluginTables, *, settled: bool = True) -> Sequence[Told]:
    """Return every collision that was kept, newest first; without `settled` those alone that nobody decided about."""
    chosen = select(_COLLISION).order_by(_COLLISION.c.id.desc())
    with tables.reading() as own:
        rows = own.execute(chosen if settled else chosen.where(_COLLISION.c.settled.is_(None))).mappings().all()
    return [
        Told(
            number=row["id"], calendar=row["calendar"], uid=row["uid"], row=row["engagement_id"], unit=row["unit"],
            base=row["base"], ours=row["ours"], theirs=row["theirs"], kept=row["kept"],
            at=row["at"].replace(tzinfo=UTC), ours_by=row["ours_by"] or "", theirs_by=row["theirs_by"] or "",
            settled=row["settled"] or "",
        )
        for row in rows
    ]  # fmt: skip


def collision(tables: PluginTables, number: int) -> Told:
    """Return one collision. Raises `NotFound`."""
    found = next((one for one in collisions(tables) if one.number == number), None)
    if found is None:
        raise NotFound(f"There is no conflict {number}; `trustcrm calendar conflicts` tells which there are.")
    return found


def settle_as_they_stand(tables: PluginTables, calendar: str) -> int:
    """Keep of every collision with a calendar that nobody decided about that it stays as it is; return how many."""
    left = update(_COLLISION).where(_COLLISION.c.calendar == calendar, _COLLISION.c.settled.is_(None))
    with tables.writing() as own:
        return own.execute(left.values(settled=_COLLISION.c.kept)).rowcount


def settle(tables: PluginTables, number: int, how: str) -> None:
    """Keep what somebody decided about a collision."""
    with tables.writing() as own:
        own.execute(update(_COLLISION).where(_COLLISION.c.id == number).values(settled=how))
