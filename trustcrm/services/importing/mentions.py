"""How the drafts of an import mention people and places: a record of its own, and whoever another record refers to."""

from __future__ import annotations

import dataclasses
from typing import Any

from trustcrm.domain.noun import Mention, Record, fields_of
from trustcrm.domain.nouns import Participant, Person, Seat

SIDE_OF_PERSON = fields_of(Person)["side"]


def with_side(record: Record, mention: Mention) -> Mention:
    """Return what a record mentions, a person with the side for which they took part where nothing else tells it."""
    if mention.noun != "person" or mention.side is not None or not isinstance(record, (Participant, Seat)):
        return mention
    return mention if record.side is None else dataclasses.replace(mention, side=record.side)


def own_mention(record: Record) -> Mention:
    """Return how a record of its own mentions whom it is of, to be matched with those known here."""
    ids = tuple((s, v) for s in ("wikidata", "geonames") if (v := getattr(record, s, None)))
    latitude, longitude = getattr(record, "latitude", None), getattr(record, "longitude", None)
    near = (latitude, longitude) if latitude is not None and longitude is not None else None
    country = getattr(record, "country", None)
    name = str(getattr(record, "name", ""))
    if isinstance(record, Person):
        ids = tuple(("email", address) for address in record.emails)
        return Mention(noun="person", name=name, ids=ids, side=record.side)
    return Mention(noun=record.noun, name=name, country=country, ids=ids, near=near, create=False)


def values_told(record: Record) -> dict[str, Any]:
    """Return the columns a record gives a value for; what it leaves empty, or at its default, it does not tell."""
    told: dict[str, Any] = {}
    for item in fields_of(type(record)).values():
        value = getattr(record, item.name)
        if value is not None and value != () and value != item.default:
            told[item.column] = list(value) if isinstance(value, tuple) else value
    return told
