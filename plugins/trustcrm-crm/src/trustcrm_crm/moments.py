"""Days and hours as these programs write them; none is moved but from UTC to a zone that somebody named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trustcrm.plugin import InvalidValue, WrongUsage
from trustcrm_crm.words import shown

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})/(\d\d?)/(\d\d?)(?: (\d\d?):(\d\d)(?::(\d\d))?)?")
"""A day as spreadsheets save it where they make of 2024-03-31 a day of their own."""
_MIDNIGHT = time()


@dataclass(frozen=True)
class Moment:
    """A day, and the hour where one was told; midnight stands for none, since nobody meets then."""

    on: date
    at: time | None = None

    def minutes_until(self, end: Moment | None) -> int | None:
        """Return the minutes between two moments of hours, None where that cannot be said."""
        if end is None or self.at is None or end.at is None:
            return None
        minutes = int((datetime.combine(end.on, end.at) - datetime.combine(self.on, self.at)).total_seconds()) // 60
        return minutes if minutes > 0 else None


def written(text: str) -> Moment:
    """Return the day and the hour that stand in a text, whatever zone it names. Raises `InvalidValue`."""
    return _moment(_read(text).replace(tzinfo=None))


def local(text: str, zone: ZoneInfo | None) -> Moment:
    """Return a moment that is written in UTC as clocks of `zone` showed it; a day without an hour stays that day.

    Raises `InvalidValue` where it cannot be read, or an hour is told and no zone.
    """
    told = _read(text)
    if ":" not in text or (told.tzinfo is not None and told.time() == _MIDNIGHT):
        return _moment(told.replace(tzinfo=None))
    if zone is None:
        raise InvalidValue(f'"{text}" is an hour in UTC; say in which zone it was with --time-zone Europe/Rome.')
    try:
        return _moment((told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(zone).replace(tzinfo=None))
    except OverflowError:
        raise _no_moment(text) from None


def zone_called(name: str) -> ZoneInfo:
    """Return a time zone by its IANA key. Raises `WrongUsage` where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongUsage(f'No time zone is called "{shown(name)}"; write it as Europe/Rome.') from None


def _read(text: str) -> datetime:
    resaved = _YEAR_FIRST.fullmatch(text)
    if not resaved and not _ISO.fullmatch(text):
        raise _no_moment(text)
    try:
        if not resaved:
            return datetime.fromisoformat(text)
        year, month, day, hour, minute, second = (int(part or 0) for part in resaved.groups())
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        raise _no_moment(text) from None


def _moment(told: datetime) -> Moment:
    at = told.time().replace(second=0, microsecond=0)
    return Moment(told.date(), None if at == _MIDNIGHT else at)


def _no_moment(text: str) -> InvalidValue:
    return InvalidValue(f'"{shown(text)}" is no day; it must be written as 2024-03-31 or 2024-03-31 14:30.')
