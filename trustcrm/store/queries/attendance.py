"""Who took part in our two-way contacts, counted by the database and not row by row."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, or_, select

from trustcrm.store.queries.tally import with_us
from trustcrm.store.tables import TABLES
from trustcrm.values import dataclass

_INTERACTION, _PARTICIPANT, _PERSON = TABLES["interaction"], TABLES["participant"], TABLES["person"]


@dataclass(frozen=True, kw_only=True)
class Attended:
    """A person or a colleague by id, in how many contacts they took part, and when last."""

    id: int
    contacts: int
    last_on: date


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """The two-way contacts of our own city with one other side, and who took part in them.

    `people` are those who are not of our own city. `naming_people` and `naming_colleagues` say how many contacts name
    any of them.
    """

    them: int
    contacts: int
    last_on: date
    naming_people: int
    naming_colleagues: int
    people: tuple[Attended, ...]
    colleagues: tuple[Attended, ...]


def attendance_between(
    connection: Connection, home: int, first: date, last: date, them: int | None = None
) -> list[Attendance]:
    """Return who took part from one day to another, by other side, or with `them` alone; the most frequent first."""
    other = case((_INTERACTION.c.giver_id == home, _INTERACTION.c.receiver_id), else_=_INTERACTION.c.giver_id)
    ours = and_(_INTERACTION.c.direction == "mutual", with_us(home, first, last, them))
    whole = select(other, func.count(), func.max(_INTERACTION.c.on)).where(ours).group_by(other).order_by(other)
    stranger = and_(
        _PARTICIPANT.c.person_id == _PERSON.c.id, or_(_PERSON.c.side_id.is_(None), _PERSON.c.side_id != home)
    )
    took_part = select(other, _PARTICIPANT.c.person_id).join(_PERSON, stranger)
    people, naming_people = _counted(connection, took_part, other, _PARTICIPANT.c.person_id, ours)
    of_ours = select(other, _PARTICIPANT.c.colleague_id)
    colleagues, naming_colleagues = _counted(connection, of_ours, other, _PARTICIPANT.c.colleague_id, ours)
    return [
        Attendance(
            them=row[0], contacts=row[1], last_on=row[2], naming_people=naming_people.get(row[0], 0),
            naming_colleagues=naming_colleagues.get(row[0], 0), people=tuple(people[row[0]]),
            colleagues=tuple(colleagues[row[0]]),
        )
        for row in connection.execute(whole)
    ]  # fmt: skip


def _counted(
    connection: Connection, chosen: Select[Any], other: Any, who: Any, ours: Any
) -> tuple[dict[int, list[Attended]], dict[int, int]]:
    """Return the contacts of each attendant by other side, and how many contacts name any attendant."""
    contacts = func.count(_INTERACTION.c.id.distinct())
    joined = chosen.join(_INTERACTION, _INTERACTION.c.id == _PARTICIPANT.c.interaction_id).where(
        ours, who.is_not(None), _PARTICIPANT.c.withdrawn.is_(False)
    )
    each = joined.add_columns(contacts, func.max(_INTERACTION.c.on)).group_by(other, who)
    found: dict[int, list[Attended]] = defaultdict(list)
    for row in connection.execute(each.order_by(other, contacts.desc(), who)):
        found[row[0]].append(Attended(id=row[1], contacts=row[2], last_on=row[3]))
    naming = joined.with_only_columns(other, contacts, maintain_column_froms=True).group_by(other)
    return found, {row[0]: row[1] for row in connection.execute(naming)}
