"""Our own city, and how an importer mentions a row."""

from __future__ import annotations

from typing import cast

from trustcrm.domain.noun import Mention, Record
from trustcrm.domain.nouns import City
from trustcrm.services.desk import Desk, office_of
from trustcrm.store.queries.rows import record_by_id, side_nouns
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Home:
    """The office's own city: its side id, its name, ISO 3166 country and region, and the office's IANA time zone.

    `mention` is how an importer mentions it.
    """

    side: int
    name: str
    country: str
    region: str
    time_zone: str
    mention: Mention


def home(desk: Desk) -> Home:
    """Return our own city."""
    with desk.database.reading() as connection:
        office = office_of(connection)
        side = cast(int, office.home)
        city = cast(City, record_by_id(connection, "city", side).record)
    return Home(
        side=side, name=city.name, country=city.country or "", region=city.region or "", time_zone=office.time_zone,
        mention=_mentioned(city),
    )  # fmt: skip


def mention(desk: Desk, noun: str, row: int) -> Mention:
    """Return how an importer mentions a row, of whichever noun it is where `noun` is "side". Raises `NotFound`."""
    with desk.database.reading() as connection:
        kind = side_nouns(connection, [row]).get(row, "city") if noun == "side" else noun
        return _mentioned(record_by_id(connection, kind, row).record)


def _mentioned(record: Record) -> Mention:
    ids = tuple((scheme, value) for scheme in ("wikidata", "geonames") if (value := getattr(record, scheme, None)))
    country = getattr(record, "country", None)
    return Mention(noun=record.noun, name=getattr(record, "name", ""), country=country, ids=ids, create=False)
