"""When all can meet at an hour kind to each: every moment of a stretch of days, weighed in every city's own time.

A moment is the same everywhere, an hour is not: each is worked out by the zone database for the very day. Moments at
which clocks change somewhere, or show an hour twice, are left out: somebody would come an hour late.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from trustcrm.plugin import AWAKE, is_taken, minutes_outside, weekend_of
from trustcrm_calendar.zones import wall_is_plain

Kindness = Literal["good", "acceptable", "unkind"]

GOOD = (time(8), time(18))
"""Hours in which a meeting begins and ends as everybody likes it."""


@dataclass(frozen=True, kw_only=True)
class Guest:
    """A city that takes part: its name, its IANA time zone, and its country's code, "" where that is not known."""

    name: str
    zone: str
    country: str = ""


@dataclass(frozen=True, kw_only=True)
class Local:
    """A moment as it is in one city: what clocks show there, how kind that is, and why it is no kinder."""

    guest: Guest
    starts: datetime
    ends: datetime
    kindness: Kindness
    why: str
    minutes_outside: int


Cost = tuple[int, int, int, datetime]
"""What moments are put in order by: for how many cities one is unkind, for how many not good, by how much, when."""


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A proposal: when, in UTC, what it costs, how that is in each city, those who suffer most first."""

    starts: datetime
    ends: datetime
    cost: Cost
    locals: tuple[Local, ...]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for: on which days of our own zone, both included, how long, and how far apart moments lie.

    `holidays` are free days by country, those of everybody under ""; `busy` are stretches of ours that are taken.
    """

    first: date
    last: date
    zone: str
    minutes: int = 60
    step: int = 30
    holidays: Mapping[str, Collection[date]]
    busy: Sequence[tuple[datetime, datetime]] = ()


def slots(guests: Sequence[Guest], wanted: Wanted) -> list[Slot]:
    """Return the best proposal of each day, best first; a day on which no moment is free has none."""
    alike: dict[tuple[str, str], list[Guest]] = {}
    for guest in guests:
        alike.setdefault((guest.zone, guest.country), []).append(guest)
    found = []
    day = wanted.first
    while day <= wanted.last:
        costs = [_cost(alike, starts, wanted) for starts in _moments(alike, day, wanted)]
        found += [_slot(alike, min(costs), wanted)] if costs else []
        day += timedelta(days=1)
    return sorted(found, key=lambda slot: slot.cost)


def _moments(zones: Iterable[tuple[str, str]], day: date, wanted: Wanted) -> Iterator[datetime]:
    """Yield the moments of a day that are free, none at which clocks change or show an hour twice somewhere."""
    home, lasts = ZoneInfo(wanted.zone), timedelta(minutes=wanted.minutes)
    at, end = (datetime.combine(one, time(), home).astimezone(UTC) for one in (day, day + timedelta(days=1)))
    changing = [zone for key in {key for key, _ in zones} if _changes(zone := ZoneInfo(key), at, end + lasts)]
    while at < end:
        if not is_taken(at, at + lasts, wanted.busy) and all(_is_plain(zone, at, at + lasts) for zone in changing):
            yield at
        at += timedelta(minutes=wanted.step)


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> bool:
    """Return whether the clocks of a zone change between two moments, or near enough to show an hour twice there."""
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    return before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()


def _is_plain(zone: ZoneInfo, starts: datetime, ends: datetime) -> bool:
    here, until = starts.astimezone(zone), ends.astimezone(zone)
    walls = (here.replace(tzinfo=None, fold=0), until.replace(tzinfo=None, fold=0))
    return here.utcoffset() == until.utcoffset() and all(wall_is_plain(wall, zone) for wall in walls)


def _cost(alike: Mapping[tuple[str, str], list[Guest]], starts: datetime, wanted: Wanted) -> Cost:
    unkind = not_good = minutes = 0
    for (key, country), guests in alike.items():
        kindness, _, outside = _judged(*_local(key, starts, wanted), country, wanted.holidays)
        unkind += len(guests) * (kindness == "unkind")
        not_good += len(guests) * (kindness != "good")
        minutes += len(guests) * outside
    return unkind, not_good, minutes, starts


def _slot(alike: Mapping[tuple[str, str], list[Guest]], cost: Cost, wanted: Wanted) -> Slot:
    starts, found = cost[3], []
    for (key, country), guests in alike.items():
        here, until = _local(key, starts, wanted)
        kindness, why, outside = _judged(here, until, country, wanted.holidays)
        found += [
            Local(guest=guest, starts=here, ends=until, kindness=kindness, why=why, minutes_outside=outside)
            for guest in guests
        ]
    found.sort(key=lambda one: (-one.minutes_outside, one.guest.name))
    return Slot(starts=starts, ends=starts + timedelta(minutes=wanted.minutes), cost=cost, locals=tuple(found))


def _local(key: str, starts: datetime, wanted: Wanted) -> tuple[datetime, datetime]:
    zone = ZoneInfo(key)
    return starts.astimezone(zone), (starts + timedelta(minutes=wanted.minutes)).astimezone(zone)


def _judged(
    starts: datetime, ends: datetime, country: str, holidays: Mapping[str, Collection[date]]
) -> tuple[Kindness, str, int]:
    """Return how kind hours are, why not kinder, and by how many minutes they lie outside those that all like."""
    day = starts.date()
    outside = minutes_outside(starts, ends, *GOOD)
    if day in holidays.get(country, ()) or day in holidays.get("", ()):
        return "unkind", "a public holiday", max(outside, _minutes(ends - starts))
    if day.weekday() in weekend_of(country):
        return "unkind", "a weekend", max(outside, _minutes(ends - starts))
    if minutes_outside(starts, ends, *AWAKE):
        return "unkind", "at night", outside
    if outside:
        return "acceptable", "early" if starts.time() < GOOD[0] else "late", outside
    return "good", "", 0


def _minutes(lasts: timedelta) -> int:
    return int(lasts.total_seconds() // 60)
