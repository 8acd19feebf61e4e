"""What whoever looks for an hour to meet has to know: when we have something else, and which city a side is in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from trustcrm.domain.nouns import City, Engagement, Organisation
from trustcrm.services.desk import Desk, office_of
from trustcrm.store.engine import Connection
from trustcrm.store.queries.agenda import engagements_between
from trustcrm.store.queries.rows import record_by_id, side_nouns

Stretch = tuple[datetime, datetime]
"""From when to when, as moments that know their zone."""
_UNSAID = timedelta(hours=1)
"""So long an engagement is taken to last that does not say."""
_DAY = timedelta(days=1)


def busy(desk: Desk, first: date, last: date, but: int | None = None) -> list[Stretch]:
    """Return when we have something at an hour on some days or near them, the engagement `but` left out."""
    with desk.database.reading() as connection:
        zone = ZoneInfo(office_of(connection).time_zone)
        found = engagements_between(connection, max(first, date.min + _DAY) - _DAY, min(last, date.max - _DAY) + _DAY)
        return stretches((one.record for one in found if one.id != but), zone)


def stretches(engagements: Iterable[Engagement], zone: ZoneInfo) -> list[Stretch]:
    """Return from when to when engagements of an office in a zone take an hour, those that were called off left out."""
    return [_stretch(one, zone) for one in engagements if one.starts_at is not None and one.state != "cancelled"]


def _stretch(one: Engagement, zone: ZoneInfo) -> Stretch:
    own = ZoneInfo(one.time_zone) if one.time_zone else zone
    begin = datetime.combine(one.starts_on, cast(time, one.starts_at), own)
    end = datetime.combine(one.ends_on or one.starts_on, one.ends_at, own) if one.ends_at else begin
    return begin, end if end > begin else begin + _UNSAID


def city_of(connection: Connection, side: int) -> tuple[int, City] | None:
    """Return the city that a side is, or that an organisation sits in, with its id; None where that is not known."""
    city: int | None = side
    if side_nouns(connection, [side]).get(side) == "organisation":
        city = cast("int | None", cast(Organisation, record_by_id(connection, "organisation", side).record).city)
    return (city, cast(City, record_by_id(connection, "city", city).record)) if city is not None else None
