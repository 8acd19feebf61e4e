"""Who of ours met whom: two-way contact of people with our own city, one by one, with whoever of ours was there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, case, exists, func, or_, select

from trustcrm.store.among import AT_ONCE
from trustcrm.store.tables import TABLES
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Encounter:
    """One two-way contact of a person with our city: the interaction, its day, and whoever of ours took part.

    `colleague` is who of ours it was, `ours` a person there for our own city, such as its mayor; both are None where
    nobody wrote it down. Where several of ours took part each is told by itself. `others` is how many other sides
    were there: 1 is a meeting of two, 45 a convening.
    """

    person: int
    interaction: int
    on: date
    others: int
    colleague: int | None = None
    ours: int | None = None


def encounters(connection: Connection, home: int, people: Collection[int], day: date) -> list[Encounter]:
    """Return every two-way contact of these people with `home` up to a day, the latest first.

    Over a veiled connection restricted ones are not among them.
    """
    wanted = sorted(set(people))
    portions = [wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)]
    found = [one for some in portions for one in _of(connection, home, some, day)]
    return sorted(found, key=lambda one: (one.on, one.interaction, one.person), reverse=True)


def _of(connection: Connection, home: int, people: Collection[int], day: date) -> Iterator[Encounter]:
    for row in connection.execute(_chosen(home, people, day)).mappings():
        yield Encounter(**row)


def _chosen(home: int, people: Collection[int], day: date) -> Select[Any]:
    there, interaction = TABLES["participant"].alias("there"), TABLES["interaction"]
    ours, guest, host = (TABLES["participant"].alias(name) for name in ("ours", "guest", "host"))
    ends = (interaction.c.giver_id, interaction.c.receiver_id)
    guests = (
        select(func.count(guest.c.side_id.distinct()))
        .where(guest.c.interaction_id == interaction.c.id, guest.c.withdrawn.is_(False))
        .where(guest.c.side_id.not_in((home, *ends)))
        .scalar_subquery()
    )
    others = guests + sum(case((end == home, 0), else_=1) for end in ends)
    took_part = exists().where(
        host.c.interaction_id == interaction.c.id, host.c.withdrawn.is_(False),
        or_(host.c.side_id == home, host.c.colleague_id.is_not(None)),
    )  # fmt: skip
    is_ours = and_(
        ours.c.interaction_id == interaction.c.id, ours.c.withdrawn.is_(False), ours.c.id != there.c.id,
        or_(ours.c.colleague_id.is_not(None), and_(ours.c.side_id == home, ours.c.person_id.is_not(None))),
    )  # fmt: skip
    return (
        select(
            there.c.person_id.label("person"), interaction.c.id.label("interaction"), interaction.c.on,
            others.label("others"), ours.c.colleague_id.label("colleague"), ours.c.person_id.label("ours"),
        )
        .select_from(
            there.join(interaction, interaction.c.id == there.c.interaction_id).outerjoin(ours, is_ours)
        )
        .where(there.c.person_id.in_(people), there.c.withdrawn.is_(False))
        .where(or_(there.c.side_id.is_(None), there.c.side_id != home))
        .where(interaction.c.withdrawn.is_(False), interaction.c.direction == "mutual", interaction.c.on <= day)
        .where(or_(*(end == home for end in ends), took_part))
    )  # fmt: skip
