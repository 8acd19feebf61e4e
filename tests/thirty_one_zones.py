"""A thousand meetings of 2026 to 2032 in thirty-one time zones, and the instants at which they begin and end."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from trustcrm.plugin import Engagement
from trustcrm_calendar.zones import changes, wall_is_plain

ZONES = (
    "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "America/Bogota", "America/Mexico_City",
    "America/Santiago", "America/St_Johns", "America/Nuuk", "Atlantic/Azores", "Africa/Casablanca", "Africa/Cairo",
    "Africa/Lagos", "Africa/Johannesburg", "Europe/Berlin", "Europe/London", "Europe/Dublin", "Europe/Kyiv",
    "Europe/Istanbul", "Europe/Rome", "Asia/Beirut", "Asia/Jerusalem", "Asia/Gaza", "Asia/Tehran", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Shanghai", "Asia/Seoul", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Auckland",
    "Pacific/Chatham",
)  # fmt: skip
COUNT = 1000

Instants = tuple[int, int]
"""The seconds since 1970 at which a meeting begins and ends."""


def generated() -> list[tuple[Engagement, Instants]]:
    """Return meetings, every third of them near a change of the clocks, and their instants.

    Seeded, so that each run tries the same.
    """
    chance = Random(31)
    made: list[tuple[Engagement, Instants]] = []
    while len(made) < COUNT:
        key = ZONES[len(made) % len(ZONES)]
        zone = ZoneInfo(key)
        starts = datetime(2026, 1, 1) + timedelta(minutes=5 * chance.randrange(7 * 365 * 288))
        if len(made) % 3 == 0 and (turns := changes(zone, 2026, 2032)):
            near = chance.choice(turns).at.astimezone(zone).replace(tzinfo=None)
            starts = near + timedelta(minutes=5 * chance.randrange(-576, 576))
        ends = starts + timedelta(minutes=chance.choice((30, 90, 600)))
        if not (wall_is_plain(starts, zone) and wall_is_plain(ends, zone)):
            continue
        engagement = Engagement(
            title=f"Meeting {len(made)}", starts_on=starts.date(), starts_at=starts.time(), ends_on=ends.date(),
            ends_at=ends.time(), time_zone=key,
        )  # fmt: skip
        first, last = (int(one.replace(tzinfo=zone).timestamp()) for one in (starts, ends))
        made.append((engagement, (first, last)))
    return made
