"""What hangs on a tie: its sides, whoever looks after it, the people on the other side, what was signed, what comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Date, RowMapping, Select, and_, bindparam, func, or_, select, text

from trustcrm.domain.kept import Kept
from trustcrm.domain.noun import Record
from trustcrm.store.queries.rows import kept_of
from trustcrm.store.tables import TABLES
from trustcrm.store.veil import LIVING, SCHEMA, is_veiled
from trustcrm.values import dataclass

_TIE = TABLES["tie"]


def standing_ties(connection: Connection, side: int | None = None) -> list[Kept[Record]]:
    """Return the ties that stand, by id; with `side` only those it is one end of."""
    chosen = select(_TIE).where(_TIE.c.withdrawn.is_(False)).order_by(_TIE.c.id)
    if side is not None:
        chosen = chosen.where(or_(_TIE.c.one_id == side, _TIE.c.other_id == side))
    return [kept_of("tie", row) for row in connection.execute(chosen).mappings()]


def custodians(connection: Connection, day: date) -> dict[int, list[str]]:
    """Return the names of the colleagues who look after each tie on a day."""
    custody, colleague = TABLES["custody"], TABLES["colleague"]
    chosen = (
        select(custody.c.tie_id, colleague.c.name)
        .join(colleague, colleague.c.id == custody.c.colleague_id)
        .where(custody.c.withdrawn.is_(False))
        .where(or_(custody.c.from_on.is_(None), custody.c.from_on <= day))
        .where(or_(custody.c.to_on.is_(None), custody.c.to_on >= day))
        .order_by(custody.c.id)
    )
    found: dict[int, list[str]] = {}
    for row in connection.execute(chosen):
        found.setdefault(row.tie_id, []).append(row.name)
    return found


def next_engagements(connection: Connection, day: date) -> dict[int, date]:
    """Return the day of the next engagement with each side, from `day` on."""
    engagement, seat = TABLES["engagement"], TABLES["seat"]
    coming = and_(
        engagement.c.withdrawn.is_(False),
        engagement.c.starts_on >= day,
        engagement.c.state.in_(("planned", "confirmed")),
    )
    direct = select(engagement.c.side_id.label("side"), engagement.c.starts_on).where(
        coming, engagement.c.side_id.is_not(None)
    )
    seated = (
        select(seat.c.side_id, engagement.c.starts_on)
        .join(engagement, engagement.c.id == seat.c.engagement_id)
        .where(coming, seat.c.side_id.is_not(None), seat.c.withdrawn.is_(False))
    )
    both = direct.union_all(seated).subquery()
    chosen = select(both.c.side, func.min(both.c.starts_on)).group_by(both.c.side)
    return {row[0]: row[1] for row in connection.execute(chosen)}


@dataclass(frozen=True, kw_only=True)
class LivingContact:
    """Somebody of the other side with two-way contact: how often, when last, and the latest interaction to look at.

    Whom only restricted interactions name is told to those who are not cleared without a person, as "restricted".
    """

    person: int | None
    name: str
    contacts: int
    last_on: date
    interaction: int | None


_LIVING_DAYS = (bindparam("since", type_=Date()), bindparam("day", type_=Date()))


def living_contacts(connection: Connection, us: int, them: int, since: date, day: date) -> list[LivingContact]:
    """Return the living people of `them` who had two-way contact with `us` from one day to another, latest first.

    Over a veiled connection whoever was met in restricted meetings alone counts without a name.
    """
    asked = {"us": us, "them": them, "since": since, "day": day}
    veiled, sqlite = is_veiled(connection), connection.dialect.name == "sqlite"
    if veiled and not sqlite:
        statement = f"SELECT * FROM {SCHEMA}.living_contacts(:us, :them, :since, :day)"
    else:
        names = {name: f":{name}" for name in asked}
        statement = LIVING.format(kept="main." if sqlite else "", veiled="TRUE" if veiled else "FALSE", **names)
    found = text(statement).bindparams(*_LIVING_DAYS).columns(last_on=Date())
    return [LivingContact(**row) for row in connection.execute(found, asked).mappings()]


def contacts_between(connection: Connection, us: int, them: int, day: date, limit: int = 5) -> list[Kept[Record]]:
    """Return the newest interactions of two sides up to a day, newest first; convenings both took part in included."""
    found: dict[int, RowMapping] = {}
    for statement in _contacts():
        for one, other in ((us, them), (them, us)):
            asked = {"one": one, "other": other, "day": day, "most": limit}
            found.update((row["id"], row) for row in connection.execute(statement, asked).mappings())
    latest = sorted(found.values(), key=lambda row: (row["on"], row["id"]), reverse=True)
    return [kept_of("interaction", row) for row in latest[:limit]]


@cache
def _contacts() -> tuple[Select[Any], ...]:
    """Return what asks for the contacts of one side with another: its own, and those the other was a guest at.

    Each reads its index from the newest end and stops, and is built once: building takes longer than asking.
    """
    interaction, participant = TABLES["interaction"], TABLES["participant"]
    one: BindParameter[int] = bindparam("one")
    other: BindParameter[int] = bindparam("other")
    newest = (
        select(interaction)
        .where(interaction.c.withdrawn.is_(False), interaction.c.on <= bindparam("day"))
        .order_by(interaction.c.on.desc(), interaction.c.id.desc())
        .limit(bindparam("most"))
    )
    seats = select(participant.c.interaction_id).where(participant.c.side_id == other)
    hosts = (interaction.c.giver_id + 0, interaction.c.receiver_id + 0)  # so that the few seats are looked at first
    return (
        newest.where(interaction.c.giver_id == one, interaction.c.receiver_id == other),
        newest.where(
            interaction.c.id.in_(seats.where(participant.c.withdrawn.is_(False))),
            or_(*(host == one for host in hosts)),
            *(host != other for host in hosts),
        ),
    )


def present_holders(connection: Connection, sides: Sequence[int], day: date) -> list[tuple[str, str, int]]:
    """Return post, person's name and person's id of whoever holds a post of these sides on a day."""
    post, tenure, person = TABLES["post"], TABLES["tenure"], TABLES["person"]
    chosen = (
        select(post.c.title, person.c.name, person.c.id)
        .join(tenure, tenure.c.post_id == post.c.id)
        .join(person, person.c.id == tenure.c.person_id)
        .where(post.c.side_id.in_(sides))
        .where(post.c.withdrawn.is_(False), tenure.c.withdrawn.is_(False), person.c.withdrawn.is_(False))
        .where(or_(tenure.c.from_on.is_(None), tenure.c.from_on <= day))
        .where(or_(tenure.c.to_on.is_(None), tenure.c.to_on >= day))
        .order_by(post.c.precedence.is_(None), post.c.precedence, post.c.id)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(chosen)]


def agreements_of(connection: Connection, ties: Sequence[int]) -> list[Kept[Record]]:
    """Return the agreements of these ties, latest signed first."""
    agreement = TABLES["agreement"]
    chosen = select(agreement).where(agreement.c.tie_id.in_(ties), agreement.c.withdrawn.is_(False))
    ordered = chosen.order_by(agreement.c.signed_on.is_(None), agreement.c.signed_on.desc(), agreement.c.id.desc())
    return [kept_of("agreement", row) for row in connection.execute(ordered).mappings()]


def pauses(connection: Connection) -> list[tuple[date, date | None]]:
    """Return first and last day of every window that stops cadences: pauses and crises."""
    window = TABLES["window"]
    chosen = select(window.c.starts_on, window.c.ends_on).where(window.c.withdrawn.is_(False))
    return [(row[0], row[1]) for row in connection.execute(chosen.order_by(window.c.starts_on))]
