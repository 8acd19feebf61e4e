"""How much went on between our own city and everybody else, counted by the database and not row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_, select

from trustcrm.store.queries.rows import every_side
from trustcrm.store.tables import TABLES
from trustcrm.values import dataclass

_INTERACTION = TABLES["interaction"]
_TAG = TABLES["tag"]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Interactions of one kind with one other side.

    `minutes` is how long those `timed` lasted that say so; `restricted` how many of all may not be named to everybody.
    """

    them: int
    kind: str
    interactions: int
    timed: int
    minutes: int
    restricted: int
    last_on: date


def counted_with(connection: Connection, home: int, first: date, last: date, side: int | None = None) -> list[Counted]:
    """Return the interactions of our own city from one day to another, by other side and kind, or those with one."""
    table = _INTERACTION
    them = case((table.c.giver_id == home, table.c.receiver_id), else_=table.c.giver_id)
    restricted = case((table.c.confidentiality == "restricted", 1), else_=0)
    chosen = (
        select(
            them.label("them"), table.c.kind, func.count(), func.count(table.c.minutes),
            func.coalesce(func.sum(table.c.minutes), 0), func.sum(restricted), func.max(table.c.on),
        )
        .where(with_us(home, first, last, side))
        .group_by(them, table.c.kind)
        .order_by(them, table.c.kind)
    )  # fmt: skip
    return [
        Counted(
            them=row[0], kind=row[1], interactions=row[2], timed=row[3], minutes=int(row[4]), restricted=int(row[5]),
            last_on=row[6],
        )
        for row in connection.execute(chosen)
    ]  # fmt: skip


def tags_in_use(connection: Connection) -> list[str]:
    """Return every tag that an interaction bears, once, by name."""
    chosen = select(_TAG.c.name).where(_TAG.c.about_noun == "interaction", _TAG.c.withdrawn.is_(False))
    return list(connection.execute(chosen.distinct().order_by(_TAG.c.name)).scalars())


def how_many_tagged(
    connection: Connection, home: int, first: date, last: date, names: Sequence[str], side: int | None = None
) -> int:
    """Return how many interactions of our own city, or those with one side, bear one of these tags, each once."""
    bears = _TAG.c.about_row == _INTERACTION.c.id
    tagged = and_(_TAG.c.about_noun == "interaction", _TAG.c.withdrawn.is_(False), _TAG.c.name.in_(names))
    chosen = select(func.count(_INTERACTION.c.id.distinct())).join(_TAG, bears)
    return connection.execute(chosen.where(tagged, with_us(home, first, last, side))).scalar_one()


def with_us(home: int, first: date, last: date, side: int | None = None) -> Any:
    """Return what chooses our own city's interactions of some days, or those with one side.

    Each way goes by the index of pairs: by their days alone, those of all others would be looked through as well.
    """
    table = _INTERACTION
    them = every_side() if side is None else [side]
    days = and_(table.c.withdrawn.is_(False), table.c.on.between(first, last))
    return or_(
        and_(table.c.giver_id == home, table.c.receiver_id.in_(them), days),
        and_(table.c.giver_id.in_(them), table.c.receiver_id == home, days),
    )
