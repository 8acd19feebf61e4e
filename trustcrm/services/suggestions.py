"""Whom to meet: whoever the rhythm, our promises or a falling trust call for, each with a slot that suits both cities.

Working hours are 9 to 17 on the days of the week that are free in neither city's country; where the clocks leave none
in common, the slot is within ours while they are awake, on the first such day and as near to their working hours as can
be. Of holidays is known what the office's own records tell: a slot on a national day of theirs, or on a day that
something takes whole, says so. Nothing is scheduled by asking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from datetime import date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from trustcrm.domain.hours import AWAKE, is_taken, minutes_outside
from trustcrm.domain.nouns import City
from trustcrm.domain.weekends import weekend_of
from trustcrm.services.desk import Desk, office_of
from trustcrm.services.due import Due, due
from trustcrm.services.hours import city_of, stretches
from trustcrm.services.readings.overview import Glance, overview
from trustcrm.store.engine import Connection
from trustcrm.store.queries.agenda import engagements_between
from trustcrm.store.queries.due import posts_with_national_day
from trustcrm.store.queries.rows import record_by_id
from trustcrm.text import alphabetical
from trustcrm.values import dataclass

OPENS, CLOSES, NOON = time(9), time(17), time(12)
"""Between which hours a slot is proposed, the hour from noon left out."""
MINUTES = 30
MOST_A_DAY = 3
"""So many suggestions fall on one day at most."""
MOST = 10
FALLEN = 0.05
"""From so much less trust than 91 days ago on, a falling trust is a reason to meet."""
WEIGHTS = {"thanks": 1.0, "promise": 1.0, "hope": 0.5}
"""How much each thing that is open weighs; silence weighs as many cadences as it lasts beyond its own, at most two."""
LONGEST_SILENCE = 2.0


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A tie whose other side should be met: why, as what, and when.

    `on` and `at` are the office's own day and wall time, both None where no slot is free; `there` is the same instant
    on the clock of the other side, None where that clock is not known. `that_day` says what else the day is: their
    national day, or what takes the whole of it. `weight` orders suggestions.
    """

    tie: int
    side: int
    name: str
    reasons: tuple[str, ...]
    weight: float
    kind: str = "call"
    on: date | None = None
    at: time | None = None
    minutes: int = MINUTES
    there: datetime | None = None
    that_day: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FreeSlot:
    """When a side can be met, and as what: the fields are those of a `Suggestion`."""

    kind: str
    on: date
    at: time
    minutes: int = MINUTES
    there: datetime | None = None
    that_day: tuple[str, ...] = ()


def free_slot(desk: Desk, side: int | None, days: int = 14) -> FreeSlot | None:
    """Return the first half hour of some days from tomorrow on that suits us and a side, None where none is free."""
    today = desk.today()
    last = today + timedelta(days=min(days, (date.max - today).days))
    with desk.database.reading() as connection:
        return _Slots(connection, today, last).give(side)


@dataclass(kw_only=True)
class _Wanted:
    """A tie on its way to be suggested."""

    glance: Glance
    reasons: list[str] = field(default_factory=list)
    weight: float = 0.0


def suggestions(desk: Desk, days: int = 7) -> list[Suggestion]:
    """Return whom to meet on the `days` days from tomorrow on, the weightiest first, whoever is in the agenda left out.

    What was put aside is no reason.
    """
    today = desk.today()
    last = today + timedelta(days=min(days, (date.max - today).days))
    glances = [one for one in overview(desk) if one.state == "active"]
    free = [one for one in glances if one.next_contact is None or one.next_contact > last]
    wanted = sorted(_wanted(free, due(desk, 0), today), key=lambda one: (-one.weight, alphabetical(one.glance.name)))
    with desk.database.reading() as connection:
        slots = _Slots(connection, today, last)
        return [_placed(slots, one) for one in wanted[:MOST]]


def _wanted(glances: Iterable[Glance], due_now: Sequence[Due], today: date) -> Iterator[_Wanted]:
    by_side: dict[int | None, list[Due]] = {}
    for one in due_now:
        by_side.setdefault(one.side, []).append(one)
    for glance in glances:
        found = _Wanted(glance=glance)
        for one in by_side.get(glance.them, ()):
            _weigh(found, one, today)
        if glance.trend is not None and glance.trend <= -FALLEN:
            found.weight += -10 * glance.trend
            found.reasons.append(f"our trust fell by {round(-100 * glance.trend)} points in 91 days")
        if found.weight > 0:
            yield found


def _weigh(found: _Wanted, one: Due, today: date) -> None:
    if one.kind == "contact":
        last = found.glance.last_contact
        silent = (today - last).days if last is not None else 0
        cadence = max(1, silent - one.days_late(today))
        found.weight += min(LONGEST_SILENCE, one.days_late(today) / cadence) if last is not None else 1.0
    elif one.kind in WEIGHTS:
        found.weight += WEIGHTS[one.kind]
    else:
        return
    found.reasons.append(one.reason)


def _placed(slots: _Slots, wanted: _Wanted) -> Suggestion:
    glance = wanted.glance
    found = Suggestion(
        tie=glance.tie, side=glance.them, name=glance.name, reasons=tuple(wanted.reasons), weight=wanted.weight
    )
    slot = slots.give(glance.them)
    if slot is None:
        return replace(found, kind=slots.kind(glance.them))
    return replace(found, kind=slot.kind, on=slot.on, at=slot.at, there=slot.there, that_day=slot.that_day)


class _Slots:
    """The free half hours of some days, each given away once."""

    def __init__(self, connection: Connection, today: date, last: date) -> None:
        office = office_of(connection)
        self._connection = connection
        self._home = cast(int, office.home)
        self.zone = ZoneInfo(office.time_zone)
        days = [today + timedelta(days=step) for step in range(1, (last - today).days + 1)]
        home = cast(City, record_by_id(connection, "city", self._home).record)
        self._weekend = weekend_of(home.country or "")
        self._days = [day for day in days if day.weekday() not in self._weekend]
        taken = [kept.record for kept in engagements_between(connection, today, last)]
        self._taken = stretches(taken, self.zone)
        self._given: Counter[date] = Counter()
        self._whole = [one for one in taken if one.starts_at is None and one.state != "cancelled"]
        self._national_days: dict[tuple[object, object], str] = {
            (kept.record.side, kept.record.national_day): kept.record.title
            for kept in reversed(posts_with_national_day(connection))
        }

    def give(self, side: int | None) -> FreeSlot | None:
        """Return the first slot that suits a side, given away from now on; None where none is free."""
        zone, free = self._where(side)[1:]
        slot = self._take(zone, free)
        if slot is None:
            return None
        there = slot.astimezone(zone) if zone is not None and zone != self.zone else None
        that_day = tuple(self._told_of(slot.date(), side, (there or slot).date()))
        return FreeSlot(kind=self.kind(side), on=slot.date(), at=slot.time(), there=there, that_day=that_day)

    def kind(self, side: int | None) -> str:
        """Return as what a side is met: in our own city it is a meeting."""
        return "meeting" if self._where(side)[0] else "call"

    def _told_of(self, day: date, side: int | None, there: date) -> Iterator[str]:
        """Yield what else a day is, to us and to a side whose calendar shows the day `there`."""
        if post := self._national_days.get((side, f"{there:%m-%d}")):
            yield f"their national day ({post})"
        for one in self._whole:
            if one.starts_on <= day <= (one.ends_on or one.starts_on) and one.side in (None, side):
                yield f"all day {one.title}"

    def _where(self, side: int | None) -> tuple[bool, ZoneInfo | None, tuple[int, ...]]:
        """Return whether a side is in our own city, on which clock, None where that is not known, and its weekend."""
        found = city_of(self._connection, side) if side is not None else None
        if found is None:
            return False, None, self._weekend
        city, told = found
        if city == self._home:
            return True, self.zone, self._weekend
        return False, ZoneInfo(told.time_zone) if told.time_zone else None, weekend_of(told.country or "")

    def _take(self, zone: ZoneInfo | None, weekend: tuple[int, ...]) -> datetime | None:
        """Return the first free half hour in working hours of both, else the one of a day that is nearest to them."""
        free = [slot for slot in self._free() if zone is None or _suits(slot.astimezone(zone), weekend, *AWAKE)]
        if not free:
            return None
        outside = {slot: _outside(slot.astimezone(zone)) if zone is not None else 0 for slot in free}
        first = next((slot for slot in free if not outside[slot]), None)
        if first is None:
            first = min((slot for slot in free if slot.date() == free[0].date()), key=outside.__getitem__)
        self._taken.append((first, first + timedelta(minutes=MINUTES)))
        self._given[first.date()] += 1
        return first

    def _free(self) -> Iterator[datetime]:
        for day in self._days:
            if self._given[day] >= MOST_A_DAY:
                continue
            begin = datetime.combine(day, OPENS, self.zone)
            for step in range((CLOSES.hour - OPENS.hour) * 60 // MINUTES):
                slot = begin + timedelta(minutes=step * MINUTES)
                end = slot + timedelta(minutes=MINUTES)
                if slot.hour != NOON.hour and not is_taken(slot, end, self._taken):
                    yield slot


def _outside(there: datetime) -> int:
    """Return by how many minutes a slot lies outside their working hours."""
    return minutes_outside(there, there + timedelta(minutes=MINUTES), OPENS, CLOSES)


def _suits(there: datetime, weekend: tuple[int, ...], opens: time, closes: time) -> bool:
    end = there + timedelta(minutes=MINUTES)
    return there.weekday() not in weekend and not minutes_outside(there, end, opens, closes)
