"""What is scheduled: engagements that touch a stretch of days, and who is expected at each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from sqlalchemy import Connection, func, select

from trustcrm.domain.kept import Kept
from trustcrm.domain.nouns import Engagement
from trustcrm.store.fixed import fetched
from trustcrm.store.queries.rows import kept_of
from trustcrm.store.tables import TABLES
from trustcrm.values import dataclass


def engagements_between(connection: Connection, first: date, last: date) -> list[Kept[Engagement]]:
    """Return the engagements of which any day lies between two days, both included; days are compared as written."""
    table = TABLES["engagement"]
    chosen = (
        select(table)
        .where(table.c.withdrawn.is_(False), table.c.starts_on <= last)
        .where(func.coalesce(table.c.ends_on, table.c.starts_on) >= first)
        .order_by(table.c.starts_on, table.c.id)
    )
    rows = connection.execute(chosen).mappings()
    return [cast(Kept[Engagement], kept_of("engagement", row)) for row in rows]


def engagements_by_uid(connection: Connection, importer: str) -> dict[str, dict[int, date]]:
    """Return the first day of each engagement that has a UID and no key of an importer became, by UID and row.

    Withdrawn ones are among them.
    """
    found: dict[str, dict[int, date]] = {}
    for row, uid, on in fetched(connection, _UNCLAIMED, (importer,)):
        found.setdefault(uid, {})[row] = on if isinstance(on, date) else date.fromisoformat(on)
    return found


_UNCLAIMED = """
SELECT id, uid, starts_on FROM engagement WHERE uid IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM origin WHERE importer = ? AND noun = 'engagement' AND row_id = engagement.id) ORDER BY id
"""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """How many seats an engagement has, how many of them are of a person named, and of how many sides."""

    seats: int = 0
    people: int = 0
    sides: int = 0


def expected_at(connection: Connection, engagements: Sequence[int]) -> dict[int, Expected]:
    """Return who is expected at each engagement that has seats."""
    table = TABLES["seat"]
    found: dict[int, Expected] = {}
    for start in range(0, len(engagements), 500):
        counted = (
            select(
                table.c.engagement_id,
                func.count().label("seats"),
                func.count(table.c.person_id.distinct()).label("people"),
                func.count(table.c.side_id.distinct()).label("sides"),
            )
            .where(table.c.engagement_id.in_(engagements[start : start + 500]), table.c.withdrawn.is_(False))
            .group_by(table.c.engagement_id)
        )
        for row in connection.execute(counted):
            found[row.engagement_id] = Expected(seats=row.seats, people=row.people, sides=row.sides)
    return found
