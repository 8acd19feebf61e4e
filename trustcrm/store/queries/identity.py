"""What tells one row from another: outside ids, and the columns that matching looks at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from trustcrm.store.tables import TABLES

OUTSIDE_IDS: Mapping[str, tuple[str, ...]] = {"city": ("wikidata", "geonames"), "organisation": ("wikidata",)}
"""The columns of each noun that hold ids of the outside world, named like their schemes."""

LOOKED_AT: Mapping[str, tuple[str, ...]] = {
    "city": ("name", "country", "wikidata", "geonames", "latitude", "longitude"),
    "organisation": ("name", "country", "wikidata", "kind", "city_id"),
    "person": ("name", "side_id", "emails"),
    "post": ("title", "side_id"),
    "colleague": ("name",),
}
"""The columns that matching looks at, by noun."""


def by_outside_id(connection: Connection, noun: str, scheme: str, value: str) -> int | None:
    """Return the first standing row of a noun that carries this id of the outside world."""
    table = TABLES[noun]
    chosen = select(table.c.id).where(table.c[scheme] == value, table.c.withdrawn.is_(False))
    return connection.execute(chosen.order_by(table.c.id).limit(1)).scalar()


def every_outside_id(connection: Connection, noun: str, scheme: str) -> dict[str, int]:
    """Return the first standing row of a noun by its id of the outside world."""
    table = TABLES[noun]
    chosen = select(table.c[scheme], table.c.id).where(table.c[scheme].is_not(None), table.c.withdrawn.is_(False))
    return {row[0]: row[1] for row in connection.execute(chosen.order_by(table.c.id.desc()))}


def looked_at(connection: Connection, noun: str, row: int | None = None) -> dict[int, dict[str, Any]]:
    """Return what matching looks at of one row, or of every row of a noun, by id."""
    table = TABLES[noun]
    chosen = select(table.c.id, *(table.c[name] for name in LOOKED_AT[noun]))
    if row is not None:
        chosen = chosen.where(table.c.id == row)
    return {found["id"]: dict(found) for found in connection.execute(chosen).mappings()}
