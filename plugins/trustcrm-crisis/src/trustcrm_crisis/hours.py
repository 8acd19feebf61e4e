"""What the clock says elsewhere: the local hour of a city now, and its office hours by ours."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from trustcrm.plugin import PluginContext

OPENS, CLOSES = time(9), time(17)
"""Working hours, on Mondays to Fridays; holidays are not known."""
AWAKE, ASLEEP = time(7), time(21)


@dataclass(frozen=True)
class Hour:
    """The wall time somewhere; `there` is None where the clock of a side is not known."""

    there: datetime | None

    @property
    def is_working(self) -> bool:
        """Whether an office is open there."""
        return self.there is not None and self.there.weekday() < 5 and OPENS <= self.there.time() < CLOSES

    @property
    def is_awake(self) -> bool:
        """Whether people can be called there."""
        return self.there is not None and AWAKE <= self.there.time() < ASLEEP

    @property
    def in_words(self) -> str:
        """The hour, and what people do then: "Mon 03:12 there, asleep"."""
        if self.there is None:
            return "the local hour is not known"
        state = "at work" if self.is_working else "awake" if self.is_awake else "asleep"
        return f"{self.there:%a %H:%M} there, {state}"


def zone_of(context: PluginContext, side: int) -> ZoneInfo | None:
    """Return the clock of a city, or of the city an organisation sits in, None where it is not known."""
    return zones_of(context, [side])[side]


def zones_of(context: PluginContext, sides: Collection[int]) -> dict[int, ZoneInfo | None]:
    """Return the clock of each of these sides, as `zone_of` does."""
    found: dict[int, Any] = {row: told.kept.record for row, told in context.ask.several("side", sides).items()}
    seats = {one.city for one in found.values() if one.noun == "organisation" and one.city is not None}
    cities: dict[int, Any] = {row: told.kept.record for row, told in context.ask.several("city", seats).items()}
    places = {row: cities.get(one.city) if one.noun == "organisation" else one for row, one in found.items()}
    return {row: ZoneInfo(one.time_zone) if one and one.time_zone else None for row, one in places.items()}


def hour_at(now: datetime, zone: ZoneInfo | None) -> Hour:
    """Return the hour that an instant is on a clock."""
    return Hour(now.astimezone(zone) if zone is not None else None)


def office_hours(day: date, there: ZoneInfo | None, here: ZoneInfo) -> str:
    """Return when an office there is open on a day of ours, by our clock: "00:00 to 08:00"."""
    if there is None:
        return "not known"
    opens, closes = (datetime.combine(day, hour, there).astimezone(here) for hour in (OPENS, CLOSES))
    return f"{opens:%H:%M} to {closes:%H:%M}"
