"""What hangs on a tie: its sides, whoever looks after it, the people on the other side, what was signed, what comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Date, Dialect, and_, bindparam, func, or_, select, text

from trustcrm.domain.kept import Kept
from trustcrm.domain.noun import Record
from trustcrm.store.fixed import fetched
from trustcrm.store.queries.kept import column_names, columns_of, kept_rows
from trustcrm.store.queries.rows import kept_of
from trustcrm.store.tables import TABLES
from trustcrm.store.veil import SCHEMA, is_veiled, living_statement
from trustcrm.values import dataclass


def standing_ties(connection: Connection, side: int | None = None) -> list[Kept[Record]]:
    """Return the ties that stand, by id; with `side` only those it is one end of."""
    ends = "" if side is None else "AND (one_id = ? OR other_id = ?)"
    statement = f"SELECT {columns_of('tie', connection.dialect)} FROM tie WHERE NOT withdrawn {ends} ORDER BY id"
    return kept_rows(connection, "tie", fetched(connection, statement, () if side is None else (side, side)))


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
    given = {"us": us, "them": them, "since": since, "day": day}
    return [LivingContact(**row) for row in _living(connection, given)]


def all_living_contacts(connection: Connection, us: int, since: date, day: date) -> dict[int, list[LivingContact]]:
    """Return what `living_contacts` does of every side, by the side's id; who met nobody of it is left out."""
    found: dict[int, list[LivingContact]] = {}
    for row in _living(connection, {"us": us, "since": since, "day": day}):
        told = dict(row)
        found.setdefault(told.pop("them"), []).append(LivingContact(**told))
    return found


def _living(connection: Connection, given: Mapping[str, Any]) -> Iterable[Mapping[Any, Any]]:
    veiled, sqlite = is_veiled(connection), connection.dialect.name == "sqlite"
    names = {name: f":{name}" for name in given}
    if veiled and not sqlite:
        statement = f"SELECT * FROM {SCHEMA}.living_contacts({', '.join(names.values())})"
    else:
        statement = living_statement("main." if sqlite else "", "TRUE" if veiled else "FALSE", **names)
    found = text(statement).bindparams(*_LIVING_DAYS).columns(last_on=Date())
    return connection.execute(found, given).mappings()


def contacts_between(connection: Connection, us: int, them: int, day: date, limit: int = 5) -> list[Kept[Record]]:
    """Return the newest interactions of two sides up to a day, newest first; convenings both took part in included."""
    on, row = _contact_places()
    until, one, other = (day.isoformat(), limit), (us, them), (them, us)
    guests = ((them, us, them, us, them), (us, them, us, them, us))
    values = (*one, *until, *other, *until, *guests[0], *until, *guests[1], *until)
    found = {each[row]: each for each in fetched(connection, _contacts(connection.dialect), values)}
    latest = sorted(found.values(), key=lambda each: (each[on], each[row]), reverse=True)
    return kept_rows(connection, "interaction", latest[:limit])


@cache
def _contact_places() -> tuple[int, int]:
    names = column_names("interaction")
    return names.index("on"), names.index("id")


@cache
def _contacts(dialect: Dialect) -> str:
    """Return what asks for the contacts of two sides: one's own, the other's, and those either was a guest at.

    Each part reads its index from the newest end and stops.
    """
    columns = columns_of("interaction", dialect)
    newest = 'AND NOT withdrawn AND "on" <= ? ORDER BY "on" DESC, id DESC LIMIT ?'
    own = f"SELECT {columns} FROM interaction WHERE giver_id = ? AND receiver_id = ? {newest}"
    # The plus keeps the host's columns from their index, so that the few seats are looked at first.
    guest = (
        f"SELECT {columns} FROM interaction WHERE id IN "
        "(SELECT interaction_id FROM participant WHERE side_id = ? AND NOT withdrawn) "
        "AND ((+giver_id = ? AND +receiver_id <> ?) OR (+receiver_id = ? AND +giver_id <> ?)) "
        f"{newest}"
    )
    return " UNION ALL ".join(f"SELECT * FROM ({part}) AS part" for part in (own, own, guest, guest))


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
