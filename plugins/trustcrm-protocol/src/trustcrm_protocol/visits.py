"""Courtesy calls and delegations, in and out: engagements of core's, with which way they go beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, cast

from sqlalchemy import insert, select

from trustcrm.plugin import (
    DatabaseUnusable,
    Engagement,
    Listed,
    Mention,
    PluginContext,
    Refused,
    Seat,
    TableAccess,
    Tenure,
)
from trustcrm_protocol.tables import VISIT

Direction = Literal["in", "out"]
KINDS = ("courtesy call", "delegation", "visit hosted", "visit made")
"""The kinds of engagements that are calls or delegations."""
ONE_WAY: Mapping[str, Direction] = {"visit hosted": "in", "visit made": "out"}
"""Kinds that say by themselves which way they go."""


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody expected, the posts they hold on the day, and as what they come."""

    name: str
    person: int | None
    titles: tuple[str, ...]
    role: str


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A call or delegation; `direction` is None where nobody said which way it goes."""

    id: int
    engagement: Engagement
    side: int | None
    with_whom: str
    direction: Direction | None
    guests: tuple[Guest, ...]

    @property
    def is_over(self) -> bool:
        """Whether it was held or called off."""
        return self.engagement.state in ("held", "cancelled")


def visits(context: PluginContext, first: date, last: date) -> list[Visit]:
    """Return the calls and delegations that begin from one day to another, in their order."""
    rows = [row for kind in KINDS for row in context.ask.page("engagement", {"kind": kind}).rows]
    ahead = [row for row in rows if first <= cast(Engagement, row.kept.record).starts_on <= last]
    known = directions(context)
    told = [_visit(context, row, known) for row in ahead]
    return sorted(told, key=lambda one: (one.engagement.starts_on, str(one.engagement.starts_at or ""), one.id))


def visit(context: PluginContext, row: int) -> Visit:
    """Return an engagement as a visit, of whatever kind it is. Raises `NotFound`."""
    return _visit(context, context.ask.one("engagement", row), directions(context))


def arrange(
    context: PluginContext, engagement: Engagement, direction: Direction, guests: Sequence[tuple[str, str]]
) -> int:
    """Plan a call or delegation with its guests, each a name and a role; return the engagement's number."""
    made: list[int] = []

    def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        made.append(rows["engagement"][0])
        tables.execute(insert(VISIT), {"engagement_id": made[0], "direction": direction})

    itself = Mention(noun="engagement", name="@0")
    seats = [
        Seat(
            engagement=itself,
            person=Mention(noun="person", name=name),
            side=engagement.side,
            role=role or None,
        )
        for name, role in guests
    ]
    context.tables.along(context.do, write).add(engagement, *seats, again=True)
    return made[0]


def hold(context: PluginContext, row: int, words: str = "") -> int:
    """Say that a visit took place; who came is who acted first. Return the interaction it became.

    Raises what holding an engagement raises.
    """
    found = visit(context, row)
    deeds = context.do.batch(f"visit {row}")
    became = deeds.hold(row, words=words)
    came_to_us = found.direction == "in" and found.engagement.kind not in ONE_WAY
    if came_to_us and found.side is not None:
        deeds.correct("interaction", became, {"giver": found.side, "receiver": context.ask.home().side})
    return became


def directions(context: PluginContext) -> dict[int, Direction]:
    """Return which way each engagement goes of which somebody said so; none before the tables are made."""
    try:
        with context.tables.reading() as tables:
            rows = tables.execute(select(VISIT)).mappings().all()
    except (DatabaseUnusable, Refused):
        return {}
    return {row["engagement_id"]: row["direction"] for row in rows}


def titles_on(context: PluginContext, person: int, day: date) -> tuple[str, ...]:
    """Return the titles of the posts a person holds on a day."""
    return tuple(row.referred["post"] for row in tenures_on(context, person, day))


def tenures_on(context: PluginContext, person: int, day: date) -> Iterator[Listed]:
    """Yield the tenures of a person that last on a day."""
    yield from lasting(context.ask.page("tenure", {"person": str(person)}).rows, day)


def lasting(tenures: Iterable[Listed], day: date) -> Iterator[Listed]:
    """Yield those of these tenures that last on a day."""
    for row in tenures:
        tenure = cast(Tenure, row.kept.record)
        if (tenure.from_on or day) <= day <= (tenure.to_on or day):
            yield row


def soon(day: date, days: int) -> date:
    """Return the day so many days on, the last there is where there are none further."""
    return day + timedelta(days=min(days, (date.max - day).days))


def _visit(context: PluginContext, row: Listed, known: Mapping[int, Direction]) -> Visit:
    engagement = cast(Engagement, row.kept.record)
    seats = context.ask.page("seat", {"engagement": str(row.kept.id)}).rows
    return Visit(
        id=row.kept.id,
        engagement=engagement,
        side=cast("int | None", engagement.side),
        with_whom=row.referred.get("side", ""),
        direction=ONE_WAY.get(engagement.kind) or known.get(row.kept.id),
        guests=tuple(_guest(context, seat, engagement.starts_on) for seat in reversed(seats)),
    )


def _guest(context: PluginContext, row: Listed, day: date) -> Guest:
    seat = cast(Seat, row.kept.record)
    person = cast("int | None", seat.person)
    return Guest(
        name=row.referred.get("person") or row.referred.get("side", ""),
        person=person,
        titles=titles_on(context, person, day) if person is not None else (),
        role=seat.role or "",
    )
