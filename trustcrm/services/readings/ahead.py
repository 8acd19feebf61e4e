"""What lies ahead of a tie if nobody is in touch: when it is cold, and what trust a contact today would keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from trustcrm.domain.act import Act
from trustcrm.domain.nouns import Tie
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.domain.readings.estimate import estimate_sign
from trustcrm.domain.readings.warmth import silent_beyond
from trustcrm.domain.readings.what_if import with_act
from trustcrm.errors import PluginFailed
from trustcrm.services.desk import Desk, office_of
from trustcrm.services.readings.folded import folded
from trustcrm.services.readings.overview import sides_of
from trustcrm.store.queries.evidence import acts_since, evidence_as_of, last_contacts
from trustcrm.store.queries.kinds import kind_names, weight_of_kind
from trustcrm.store.queries.rows import titles
from trustcrm.store.queries.ties import next_engagements, pauses, standing_ties
from trustcrm.text import alphabetical
from trustcrm.values import dataclass

if TYPE_CHECKING:
    from trustcrm.store.engine import Connection

COLD_AFTER = 2
"""So many cadences without contact make a tie cold."""


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """One side that we have active ties with, and what comes of them.

    `ties` are their ids and `cadence_days` the shortest of their cadences. `cools_on` and `cold_on` are the first days
    on which warmth reads as cooling and as cold if nobody is in touch, None where there never was a contact; while a
    pause lasts whose end nobody knows (`paused`), as if it ended today. `engaged_on` is the day of the next engagement,
    and `next_on` that day or the one by which a contact would be due after one today, whichever comes first.

    `now` is our trust today; `without` and `with_contact` what it will be on `next_on` if nobody is in touch and if
    somebody is today. All three are None where the office's model failed, and `unavailable` says why.
    """

    side: int
    name: str
    ties: tuple[int, ...]
    cadence_days: int
    last_contact: date | None
    cools_on: date | None
    cold_on: date | None
    paused: bool
    engaged_on: date | None
    next_on: date
    now: float | None
    without: float | None
    with_contact: float | None
    unavailable: str = ""


def ahead(desk: Desk, kind: str = "call", side: int | None = None, as_of: date | None = None) -> list[Ahead]:
    """Return what lies ahead of every side that an active tie joins with our own city, by name, or of one of them.

    With `as_of` all is as of that day. The contact is a two-way one of a `kind` of interaction; where the week has its
    like already it counts for less. Raises `InvalidValue` for a kind that the office has not.
    """
    with desk.database.reading() as connection:
        office = office_of(connection)
        home, today = cast(int, office.home), as_of or desk.today()
        grouped = _active(connection, home, side)
        days = _days(connection, grouped, office.cadence_days, today)
        contact = _Contact(connection, kind, home, today)
        pairs = {them: days[them].next_on for them in grouped}
        if desk.model is None:
            read = _from_sums(connection, home, today, pairs, contact, home if side is None else side)
        else:
            read = _from_model(desk, connection, home, today, pairs, contact)
        names = titles(connection, {"side": grouped})
    found = [
        Ahead(
            side=them, name=names[("side", them)], ties=tuple(row for row, _ in grouped[them]),
            cadence_days=told.cadence_days, last_contact=told.last_contact, cools_on=told.cools_on,
            cold_on=told.cold_on, paused=told.paused, engaged_on=told.engaged_on, next_on=told.next_on,
            now=read[them][0], without=read[them][1], with_contact=read[them][2], unavailable=read[them][3],
        )
        for them, told in days.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (alphabetical(one.name), one.side))


@dataclass(frozen=True, kw_only=True)
class _Days:
    cadence_days: int
    last_contact: date | None
    cools_on: date | None
    cold_on: date | None
    paused: bool
    engaged_on: date | None
    next_on: date


_Ties = Mapping[int, Sequence[tuple[int, Tie]]]


def _active(connection: Connection, home: int, side: int | None) -> _Ties:
    found: dict[int, list[tuple[int, Tie]]] = {}
    for kept in standing_ties(connection, home):
        tie = cast(Tie, kept.record)
        them = sides_of(tie, home)[1]
        if tie.state == "active" and side in (None, them):
            found.setdefault(them, []).append((kept.id, tie))
    return found


def _days(connection: Connection, grouped: _Ties, usual: int, today: date) -> dict[int, _Days]:
    contacts = last_contacts(connection, [row for ties in grouped.values() for row, _ in ties], today)
    coming = next_engagements(connection, today)
    stops = [pause for pause in pauses(connection) if pause[0] <= today]
    is_paused = any(first <= today and (last is None or today <= last) for first, last in stops)
    found = {}
    for them, ties in grouped.items():
        cadence = min(tie.cadence_days or usual for _, tie in ties)
        last = max((contacts[row] for row, _ in ties if row in contacts), default=None)
        engaged = coming.get(them)
        after = today + timedelta(days=min(cadence, (date.max - today).days))
        found[them] = _Days(
            cadence_days=cadence, last_contact=last, paused=is_paused, engaged_on=engaged,
            cools_on=silent_beyond(last, cadence, stops, today) if last else None,
            cold_on=silent_beyond(last, COLD_AFTER * cadence, stops, today) if last else None,
            next_on=min(engaged, after) if engaged else after,
        )  # fmt: skip
    return found


class _Contact:
    """A two-way contact today: an act of each side towards the other."""

    def __init__(self, connection: Connection, kind: str, home: int, today: date) -> None:
        told = weight_of_kind(connection, "interaction", kind)
        if told is None:
            from trustcrm.services.record import unknown_kind

            raise unknown_kind("interaction", kind, kind_names(connection, "interaction"))
        self._kind, (self._intensity, cameo) = kind, told
        self._root, self._home, self._today = cameo[:2], home, today
        self._like = acts_since(connection, home, self._root, today - timedelta(days=today.weekday()), today)

    def acts(self, them: int) -> list[Act]:
        """Return theirs and ours."""
        return [self._act(them, self._home), self._act(self._home, them)]

    def fellows(self, act: Act) -> Sequence[Act]:
        """Return the acts of the same kind and week by the same side, which it shares its weight with."""
        return self._like.get((act.giver, act.receiver), ())

    def _act(self, giver: int, receiver: int) -> Act:
        return Act(
            id=f"contact:{giver}>{receiver}", giver=giver, receiver=receiver, day=self._today, kind=self._kind,
            root=self._root, intensity=self._intensity,
        )  # fmt: skip


_Read = dict[int, tuple[float | None, float | None, float | None, str]]


def _from_sums(
    connection: Connection, home: int, today: date, pairs: Mapping[int, date], contact: _Contact, about: int
) -> _Read:
    evidence = evidence_as_of(connection, today, about)
    found: _Read = {}
    for them, day in pairs.items():
        pair = evidence.of(them, home)
        touched = pair
        for act in contact.acts(them):
            touched = with_act(touched, act, contact.fellows(act), DEFAULT_CONSTANTS)
        now, without, after = (
            estimate_sign(known, on, DEFAULT_CONSTANTS).value
            for known, on in ((pair, today), (pair, day), (touched, day))
        )
        found[them] = (now, without, after, "")
    return found


def _from_model(
    desk: Desk, connection: Connection, home: int, today: date, pairs: Mapping[int, date], contact: _Contact
) -> _Read:
    """Read by a plugin's model: one state as it is, and one in which we were in touch with everybody today.

    Not every model can forget, so the contacts stand in one state; they sway each other as much as others' habits do.
    """
    assert desk.model is not None
    try:
        model = desk.model()
        state = folded(model, connection, today)
        now = {them: model.read(state, them, home, today).value for them in pairs}
        without = {them: model.read(state, them, home, day).value for them, day in pairs.items()}
        touched = model.take(folded(model, connection, today), _everybody(pairs, contact))
        after = {them: model.read(touched, them, home, day).value for them, day in pairs.items()}
    except PluginFailed as error:
        return dict.fromkeys(pairs, (None, None, None, str(error)))
    return {them: (now[them], without[them], after[them], "") for them in pairs}


def _everybody(pairs: Iterable[int], contact: _Contact) -> list[Act]:
    return [act for them in pairs for act in contact.acts(them)]
