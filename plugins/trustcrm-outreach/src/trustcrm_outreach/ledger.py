"""The ledger: what goes to which mailbox, and how far each came. Only what a person released goes, and only once.

    drafted ──► released ──► sending ──► sent ──► acknowledged
       │           │  ▲         │          └────► bounced
       └► dropped ◄┘  └─────────┴──► bounced

Before anything leaves it is written down that it begins (`sending`). Whoever finds a delivery so afterwards knows that
it may have left, and nothing sends it again: a person asks, and says whether it went.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, not_, or_, select, update

from trustcrm.plugin import NotFound, PluginContext, Refused, TableAccess
from trustcrm_outreach.tables import DELIVERY, MEMBER, kept

Who = tuple[str, int]
"""A person or an organisation: its noun and its number."""
State = Literal["drafted", "released", "sending", "sent", "bounced", "acknowledged", "dropped"]
STATES: Sequence[State] = ("drafted", "released", "sending", "sent", "acknowledged", "bounced", "dropped")
WENT: Sequence[State] = ("sent", "acknowledged")
"""Whoever is told by such a delivery was reached."""
FOLLOWS: Mapping[State, Sequence[State]] = {
    "drafted": ("released", "dropped"),
    "released": ("sending", "sent", "dropped"),
    "sending": ("sent", "released", "bounced"),
    "sent": ("acknowledged", "bounced"),
    "bounced": (),
    "acknowledged": (),
    "dropped": (),
}
"""What may become of a delivery; a released one is sent without sending where somebody told it by hand."""
IN_WORDS: Mapping[State, str] = {"sending": "not known whether it went"}
_MOMENTS: Mapping[State, str] = {
    "sending": "began_at", "sent": "sent_at", "bounced": "bounced_at", "acknowledged": "acknowledged_at",
    "dropped": "dropped_at",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Named:
    """Somebody of an audience as they were written down: a person or organisation, and the side they are with."""

    noun: str
    id: int
    side: int

    @property
    def who(self) -> Who:
        """Their noun and number."""
        return self.noun, self.id


class Telling(NamedTuple):
    """That a delivery of a version tells somebody, and whether it had gone by a day and not bounced."""

    version: int
    delivery: int
    noun: str
    id: int
    side: int
    went: bool | None

    @property
    def who(self) -> Who:
        """Their noun and number."""
        return self.noun, self.id


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What goes to one mailbox of one version, and whom it tells; nobody's mailbox where it is to be told by hand."""

    id: int
    version: int
    mailbox: str
    language: str
    rules: Sequence[int]
    state: State
    channel: str
    message_id: str
    said: str
    released_at: datetime | None
    sent_at: datetime | None
    bounced_at: datetime | None
    acknowledged_at: datetime | None
    interaction: int | None
    people: Sequence[Named]

    @property
    def in_words(self) -> str:
        """The state in words: of one that may have left, that this is not known."""
        return IN_WORDS.get(self.state, self.state)

    @property
    def by_hand(self) -> bool:
        """Whether there is no mailbox, so that somebody tells it on the telephone, say."""
        return not self.mailbox

    def state_on(self, day: date) -> State:
        """Return how far it had come on a day, in UTC."""
        moments: Sequence[tuple[State, datetime | None]] = (
            ("acknowledged", self.acknowledged_at), ("bounced", self.bounced_at), ("sent", self.sent_at),
        )  # fmt: skip
        reached = next((state for state, at in moments if at is not None and at.date() <= day), None)
        if reached is not None:
            return reached
        if self.state == "dropped" or self.released_at is None or self.released_at.date() > day:
            return self.state if self.state == "dropped" else "drafted"
        return self.state if self.state == "sending" else "released"


def deliveries(
    context: PluginContext, *versions: int, concerning: Named | None = None
) -> list[Delivery]:  # fmt: skip
    """Return the deliveries of some versions, or all, oldest first; with `concerning` those to them or to their side.

    Whoever was merged into them was with the same side, and is among those.
    """
    with context.tables.reading() as tables:
        return read(tables, *versions, concerning=concerning)


def last_sent(context: PluginContext, day: date) -> dict[Named, date]:
    """Return the day, in UTC, of the last notice that had gone to each member by a day, and had not bounced by then."""
    chosen = (
        select(*_WHO, func.max(DELIVERY.c.sent_at))
        .select_from(_TOLD)
        .where(DELIVERY.c.sent_at <= datetime.combine(day, time.max), _gone_by(day))
        .group_by(*_WHO)
    )
    with context.tables.reading() as tables:
        rows: Any = tables.execute(chosen).all()
    return {Named(noun=noun, id=number, side=side): last.date() for noun, number, side, last in rows}


def tellings(context: PluginContext, day: date, *versions: int, concerning: Named | None = None) -> list[Telling]:
    """Return whom the deliveries of some versions, or all, tell, oldest first, each as of a day.

    With `concerning` those of deliveries to them or to their side. Nothing else is read of a delivery: there are many.
    """
    chosen = select(DELIVERY.c.version_id, DELIVERY.c.id, *_WHO, _gone_by(day)).select_from(_TOLD)
    if versions:
        chosen = chosen.where(DELIVERY.c.version_id.in_(versions))
    if concerning is not None:
        chosen = chosen.where(DELIVERY.c.id.in_(_concerning(concerning)))
    with context.tables.reading() as tables:
        rows: Any = tables.execute(chosen.order_by(DELIVERY.c.id, MEMBER.c.id)).all()
    return [Telling(*row) for row in rows]


_WHO = (MEMBER.c.about_noun, MEMBER.c.about_row, MEMBER.c.side)
_TOLD = DELIVERY.join(MEMBER, MEMBER.c.delivery_id == DELIVERY.c.id)


def _gone_by(day: date) -> ColumnElement[bool]:
    """Return in SQL what `state_on` says by `WENT`; it may be NULL for no."""
    ended = datetime.combine(day, time.max)
    bounced = and_(DELIVERY.c.bounced_at.is_not(None), DELIVERY.c.bounced_at <= ended)
    acknowledged = and_(DELIVERY.c.acknowledged_at.is_not(None), DELIVERY.c.acknowledged_at <= ended)
    return or_(acknowledged, and_(DELIVERY.c.sent_at <= ended, not_(bounced)))


def _concerning(somebody: Named) -> Select[Any]:
    """Return in SQL the deliveries to somebody or to their side."""
    own = and_(MEMBER.c.about_noun == somebody.noun, MEMBER.c.about_row == somebody.id)
    return select(MEMBER.c.delivery_id).where(or_(MEMBER.c.side == somebody.side, own))


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far a version came: how many people and organisations it is for, how many it reached, deliveries by state."""

    people: int
    reached: int
    states: Mapping[State, int]

    @property
    def in_words(self) -> str:
        """How many deliveries are in each state: "3 sent, 1 bounced"."""
        counted = ((self.states[state], IN_WORDS.get(state, state)) for state in STATES if state in self.states)
        return ", ".join(f"{count} {words}" for count, words in counted)


def reaches(context: PluginContext) -> dict[int, Reach]:
    """Return how far each version came of which anything was drafted; the database counts, each person once."""
    who = MEMBER.c.about_noun + " " + cast(MEMBER.c.about_row, String)
    people = func.count(case((DELIVERY.c.state != "dropped", who)).distinct())
    reached = func.count(case((DELIVERY.c.state.in_(WENT), who)).distinct())
    joined = DELIVERY.join(MEMBER, MEMBER.c.delivery_id == DELIVERY.c.id)
    counted = select(DELIVERY.c.version_id, people, reached).select_from(joined).group_by(DELIVERY.c.version_id)
    kinds = (DELIVERY.c.version_id, DELIVERY.c.state)
    standing: dict[int, dict[State, int]] = {}
    with context.tables.reading() as tables:
        states: Any = tables.execute(select(*kinds, func.count()).group_by(*kinds)).all()
        people_in: Any = tables.execute(counted).all()
    for version, state, count in states:
        standing.setdefault(version, {})[state] = count
    counts = {version: (told, came) for version, told, came in people_in}
    return {
        version: Reach(people=counts.get(version, (0, 0))[0], reached=counts.get(version, (0, 0))[1], states=states)
        for version, states in standing.items()
    }


def delivery(context: PluginContext, number: int) -> Delivery:
    """Return one delivery. Raises `NotFound`."""
    with context.tables.reading() as tables:
        return one(tables, number)


def one(tables: TableAccess, number: int) -> Delivery:
    """Return one delivery. Raises `NotFound`."""
    found = read(tables, number=number)
    if not found:
        raise NotFound(f"There is no delivery {number}; `trustcrm outreach ledger` tells which there are.")
    return found[0]


def read(
    tables: TableAccess, *versions: int, number: int | None = None, concerning: Named | None = None
) -> list[Delivery]:  # fmt: skip
    """Return the deliveries of some versions, or one, or those to somebody or their side, or all, oldest first."""
    chosen, whom = select(DELIVERY).order_by(DELIVERY.c.id), select(MEMBER).where(MEMBER.c.delivery_id.is_not(None))
    if versions:
        chosen, whom = chosen.where(DELIVERY.c.version_id.in_(versions)), whom.where(MEMBER.c.version_id.in_(versions))
    if number is not None:
        chosen, whom = chosen.where(DELIVERY.c.id == number), whom.where(MEMBER.c.delivery_id == number)
    if concerning is not None:
        theirs = _concerning(concerning)
        chosen, whom = chosen.where(DELIVERY.c.id.in_(theirs)), whom.where(MEMBER.c.delivery_id.in_(theirs))
    people: dict[int, list[Named]] = {}
    for row in tables.execute(whom.order_by(MEMBER.c.id)).mappings():
        named = Named(noun=row["about_noun"], id=row["about_row"], side=row["side"])
        people.setdefault(row["delivery_id"], []).append(named)
    return [_delivery(row, people.get(row["id"], [])) for row in tables.execute(chosen).mappings()]


def opted_out(context: PluginContext, version: int) -> list[Named]:
    """Return who belonged to the audience of a version and wants no notices."""
    with context.tables.reading() as tables:
        rows = tables.execute(
            select(MEMBER).where(MEMBER.c.version_id == version, MEMBER.c.opted_out.is_(True)).order_by(MEMBER.c.id)
        ).mappings()
        return [Named(noun=row["about_noun"], id=row["about_row"], side=row["side"]) for row in rows]


def turn(tables: TableAccess, number: int, after: State, at: datetime, **values: Any) -> bool:
    """Turn a delivery into another state where that may follow on the one it is in; return whether it was turned."""
    before = [state for state, following in FOLLOWS.items() if after in following]
    moment = {_MOMENTS[after]: kept(at)} if after in _MOMENTS else {}
    standing = update(DELIVERY).where(DELIVERY.c.id == number, DELIVERY.c.state.in_(before))
    return bool(tables.execute(standing.values(state=after, **moment, **values)).rowcount)


def say(tables: TableAccess, number: int, said: str) -> None:
    """Keep what was said of a delivery, whatever state it is in."""
    tables.execute(update(DELIVERY).where(DELIVERY.c.id == number).values(said=said))


def turn_one(context: PluginContext, number: int, after: State, **values: Any) -> Delivery:
    """Turn one delivery and return it as it stands then. Raises `NotFound`, or `Refused` where that cannot follow."""
    with context.tables.writing() as tables:
        before = one(tables, number)
        if not turn(tables, number, after, context.clock.now(), **values):
            raise Refused(f"Delivery {number} is {before.in_words}, so it cannot become {after}; nothing was changed.")
        return one(tables, number)


def _delivery(row: Mapping[Any, Any], people: Sequence[Named]) -> Delivery:
    names = ("id", "mailbox", "language", "rules", "state", "channel", "message_id", "said")
    moments = ("released_at", "sent_at", "bounced_at", "acknowledged_at")
    told: dict[str, Any] = {name: row[name] for name in names}
    told |= {name: row[name].replace(tzinfo=UTC) if row[name] is not None else None for name in moments}
    return Delivery(**told, version=row["version_id"], interaction=row["interaction_id"], people=tuple(people))
