"""Time zones as every calendar program reads them: rules from 1970 on, or one block for each change of the clocks.

Lists of dates in RDATE, as libraries write them, are read by some programs up to the first comma and by others not at
all, and every summer event is then an hour off. So a zone is told by two rules where these give, in the years that are
wanted, the very changes that the zone database has; otherwise by one block a change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from trustcrm.plugin import InvalidValue
from trustcrm_calendar.lines import Component, Line, written

_DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_NAME = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]+>)"
_TIME = r"[+-]?\d{1,3}(?::\d{2}){0,2}"
_FOOTER = re.compile(
    rf"{_NAME}({_TIME})(?:{_NAME}({_TIME})?,M(\d+)\.(\d)\.(\d)(?:/({_TIME}))?,M(\d+)\.(\d)\.(\d)(?:/({_TIME}))?)?"
)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Change:
    """One change of the clocks: the moment, and the offsets before and after it."""

    at: datetime
    before: timedelta
    after: timedelta
    summer: bool
    name: str


@dataclass(frozen=True)
class _Rule:
    """When clocks change each year: the week (5 is the last) and weekday of a month, at a wall time in seconds."""

    month: int
    week: int
    weekday: int
    at: int

    def onset(self, year: int) -> datetime:
        """Return the wall time of the change in a year."""
        first = date(year, self.month, 1)
        day = first + timedelta(days=(self.weekday - first.isoweekday()) % 7)
        day += timedelta(weeks=min(self.week - 1, 4))
        while day.month != self.month:
            day -= timedelta(weeks=1)
        return datetime(day.year, day.month, day.day) + timedelta(seconds=self.at)

    def recur(self) -> str:
        """Return it as an RRULE."""
        week = "-1" if self.week == 5 else str(self.week)
        return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY={week}{_DAYS[self.weekday]}"


def zone_of(key: str) -> ZoneInfo:
    """Return the zone of an IANA key. Raises `InvalidValue` where there is none."""
    try:
        return ZoneInfo(key)
    except (ValueError, OSError, KeyError):  # a key that leads elsewhere, a folder, one that is not there
        raise InvalidValue(f"There is no time zone {key!r}; give an IANA key such as Europe/Madrid.") from None


def wall_is_plain(wall: datetime, zone: ZoneInfo) -> bool:
    """Return whether a wall time is there once: neither skipped nor repeated where clocks change."""
    offsets = {wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    return len(offsets) == 1


@lru_cache(maxsize=512)
def vtimezone(key: str, first: int, last: int) -> Component:
    """Return the VTIMEZONE of an IANA key that is right in the years from `first` to `last`, both included.

    Raises `InvalidValue` where there is no such zone.
    """
    found = changes(zone_of(key), first - 1, last + 1)
    rules = _rules(key)
    blocks = _by_rules(found, rules, first - 1, last + 1) if rules is not None and found else None
    blocks = blocks or _by_changes(zone_of(key), found, first - 1)
    return Component("VTIMEZONE", (written("TZID", key), *blocks), _begin("VTIMEZONE"), _end("VTIMEZONE"))


@lru_cache(maxsize=512)
def changes(zone: ZoneInfo, first: int, last: int) -> tuple[Change, ...]:
    """Return the changes of a zone's clocks in the years from `first` to `last`, both included, to the second."""
    first, last = max(first, 1902), min(last, 9998)
    found = []
    at, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    before = _offset(zone, at)
    while at < end:
        later = at + _DAY
        after = _offset(zone, later)
        if after != before:
            moment = _between(zone, at, later, before)
            local = moment.astimezone(zone)
            found.append(Change(moment, before, _offset(zone, moment), bool(local.dst()), local.tzname() or ""))
            after = _offset(zone, moment)
            later = max(moment, at + _SECOND)
        at, before = later, after
    return tuple(found)


def _between(zone: ZoneInfo, at: datetime, later: datetime, before: timedelta) -> datetime:
    low, high = int(at.timestamp()), int(later.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, datetime.fromtimestamp(middle, UTC)) == before:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _rules(key: str) -> tuple[timedelta, timedelta, _Rule, _Rule] | None:
    """Return the offsets of winter and summer and the rules of both, as the zone's file ends, if it does so."""
    found = _FOOTER.fullmatch(_footer(key))
    if found is None or found[3] is None:
        return None
    winter = -_seconds(found[1])
    summer = -_seconds(found[2]) if found[2] else winter + 3600
    onset, back = (
        _Rule(int(found[at]), int(found[at + 1]), int(found[at + 2]), _seconds(found[at + 3] or "2")) for at in (3, 7)
    )
    if not all(0 <= rule.at < 86_400 for rule in (onset, back)):
        return None  # a rule that falls on the day before or after cannot be told by BYDAY
    return timedelta(seconds=winter), timedelta(seconds=summer), onset, back


def _footer(key: str) -> str:
    *folders, name = key.split("/")
    try:
        octets = files("tzdata").joinpath("zoneinfo", *folders, name).read_bytes()
    except OSError:
        return ""
    return octets.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii", "replace")


def _seconds(told: str) -> int:
    sign = -1 if told.startswith("-") else 1
    parts = [int(one) for one in told.lstrip("+-").split(":")]
    return sign * sum(one * unit for one, unit in zip(parts, (3600, 60, 1), strict=False))


def _by_rules(
    found: Sequence[Change], rules: tuple[timedelta, timedelta, _Rule, _Rule], first: int, last: int
) -> list[Component] | None:
    """Return two blocks with rules, None where these do not give the changes that were found."""
    winter, summer, onset, back = rules
    told = []
    for year in range(first, last + 1):
        told += [
            ((onset.onset(year) - winter).replace(tzinfo=UTC), winter, summer),
            ((back.onset(year) - summer).replace(tzinfo=UTC), summer, winter),
        ]
    if sorted(told) != sorted((one.at, one.before, one.after) for one in found):
        return None
    names = {one.after: (one.name, one.summer) for one in found}
    return [
        _block(names[summer], onset.onset(1970), winter, summer, onset.recur()),
        _block(names[winter], back.onset(1970), summer, winter, back.recur()),
    ]


def _by_changes(zone: ZoneInfo, found: Sequence[Change], first: int) -> list[Component]:
    start = datetime(max(first, 1902), 1, 1, tzinfo=UTC)
    local = start.astimezone(zone)
    offset = local.utcoffset() or timedelta()
    since = datetime(1970, 1, 1) if not found else start.replace(tzinfo=None)
    blocks = [_block((local.tzname() or "", bool(local.dst())), since, offset, offset)]
    blocks += [
        _block((one.name, one.summer), (one.at + one.before).replace(tzinfo=None), one.before, one.after)
        for one in found
    ]
    return blocks


def _block(named: tuple[str, bool], onset: datetime, before: timedelta, after: timedelta, recur: str = "") -> Component:
    name, summer = named
    kind = "DAYLIGHT" if summer else "STANDARD"
    lines = [
        written("DTSTART", f"{onset:%Y%m%dT%H%M%S}"),
        written("TZOFFSETFROM", _told(before)),
        written("TZOFFSETTO", _told(after)),
        written("TZNAME", name),
    ]
    lines += [written("RRULE", recur)] if recur else []
    return Component(kind, tuple(lines), _begin(kind), _end(kind))


def _told(offset: timedelta) -> str:
    total = round(offset.total_seconds())
    hours, rest = divmod(abs(total), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{'-' if total < 0 else '+'}{hours:02}{minutes:02}{f'{seconds:02}' if seconds else ''}"


def _begin(name: str) -> Line:
    return written("BEGIN", name)


def _end(name: str) -> Line:
    return written("END", name)
