"""What waits for somebody: follow-ups not done, texts that end, national days, custodies of those who have left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from sqlalchemy import Connection, and_, or_, select

from trustcrm.domain.kept import Kept
from trustcrm.domain.nouns import Agreement, FollowUp, Post, Snooze
from trustcrm.store.queries.rows import kept_of
from trustcrm.store.tables import TABLES
from trustcrm.values import dataclass


def open_follow_ups(connection: Connection, until: date, since: date | None = None) -> list[Kept[FollowUp]]:
    """Return the follow-ups not done that are due by a day, the earliest first; with `since` none due before it."""
    table = TABLES["follow-up"]
    chosen = select(table).where(table.c.withdrawn.is_(False), table.c.done_on.is_(None), table.c.due_on <= until)
    if since is not None:
        chosen = chosen.where(table.c.due_on >= since)
    rows = connection.execute(chosen.order_by(table.c.due_on, table.c.id)).mappings()
    return [cast(Kept[FollowUp], kept_of("follow-up", row)) for row in rows]


@dataclass(frozen=True, kw_only=True)
class TermEnding:
    """An agreement with its two sides."""

    id: int
    agreement: Agreement
    one: int
    other: int


def agreements_ending(connection: Connection, since: date, until: date) -> list[TermEnding]:
    """Return the agreements whose notice date or end falls between two days, unless renewed or of a tie that ended."""
    table, tie = TABLES["agreement"], TABLES["tie"]
    later = table.alias()
    renewed = select(later.c.id).where(later.c.renews_id == table.c.id, later.c.withdrawn.is_(False)).exists()
    chosen = (
        select(table, tie.c.one_id, tie.c.other_id)
        .join(tie, tie.c.id == table.c.tie_id)
        .where(table.c.withdrawn.is_(False), tie.c.withdrawn.is_(False), tie.c.state != "ended", ~renewed)
        .where(or_(table.c.notice_on.between(since, until), table.c.ends_on.between(since, until)))
        .order_by(table.c.id)
    )
    return [_ending(row) for row in connection.execute(chosen).mappings()]


def _ending(row: Any) -> TermEnding:
    kept = kept_of("agreement", cast(Mapping[str, Any], row))
    return TermEnding(id=kept.id, agreement=cast(Agreement, kept.record), one=row["one_id"], other=row["other_id"])


def posts_with_national_day(connection: Connection) -> list[Kept[Post]]:
    """Return the posts whose national day is known, by precedence."""
    table = TABLES["post"]
    chosen = select(table).where(table.c.withdrawn.is_(False), table.c.national_day.is_not(None))
    ordered = chosen.order_by(table.c.precedence.is_(None), table.c.precedence, table.c.id)
    return [cast(Kept[Post], kept_of("post", row)) for row in connection.execute(ordered).mappings()]


@dataclass(frozen=True, kw_only=True)
class LeftBehind:
    """A tie still in the custody of a colleague who has left."""

    custody: int
    tie: int
    one: int
    other: int
    colleague: str
    left_on: date


def left_behind(connection: Connection, day: date) -> list[LeftBehind]:
    """Return the custodies still open on a day although their colleague left before it."""
    custody, colleague, tie = TABLES["custody"], TABLES["colleague"], TABLES["tie"]
    chosen = (
        select(
            custody.c.id.label("custody"), tie.c.id.label("tie"), tie.c.one_id.label("one"),
            tie.c.other_id.label("other"), colleague.c.name.label("colleague"), colleague.c.to_on.label("left_on"),
        )
        .join(colleague, colleague.c.id == custody.c.colleague_id)
        .join(tie, tie.c.id == custody.c.tie_id)
        .where(custody.c.withdrawn.is_(False), colleague.c.withdrawn.is_(False), tie.c.withdrawn.is_(False))
        .where(tie.c.state != "ended")
        .where(and_(colleague.c.to_on < day, or_(custody.c.to_on.is_(None), custody.c.to_on >= day)))
        .order_by(colleague.c.to_on, custody.c.id)
    )  # fmt: skip
    return [LeftBehind(**row) for row in connection.execute(chosen).mappings()]


def snoozes_beyond(connection: Connection, day: date) -> list[Kept[Snooze]]:
    """Return what was put aside until later than a day, as it was said, the oldest first."""
    table = TABLES["snooze"]
    chosen = select(table).where(table.c.withdrawn.is_(False), table.c.until > day).order_by(table.c.id)
    return [cast(Kept[Snooze], kept_of("snooze", row)) for row in connection.execute(chosen).mappings()]
