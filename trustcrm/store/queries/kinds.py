"""Which kinds the office's list has, and what they weigh."""

from __future__ import annotations

from sqlalchemy import Connection, select

from trustcrm.store.fixed import fetched
from trustcrm.store.tables import TABLES

_KIND = TABLES["kind"]
_NAMES = "SELECT name FROM kind WHERE family = ? AND NOT withdrawn ORDER BY id"


def kind_names(connection: Connection, family: str) -> tuple[str, ...]:
    """Return the names of the office's kinds of one family, in the order they were listed."""
    return tuple(name for (name,) in fetched(connection, _NAMES, (family,)))


def kind_rows(connection: Connection) -> dict[tuple[str, str], int]:
    """Return the row of every kind by its family and name, withdrawn ones included: no two may have both alike."""
    return {(family, name): row for row, family, name in fetched(connection, "SELECT id, family, name FROM kind")}


def weight_of_kind(connection: Connection, family: str, name: str) -> tuple[float, str] | None:
    """Return the intensity and the CAMEO code of a kind that counts, None where the office has none of that name."""
    chosen = select(_KIND.c.intensity, _KIND.c.cameo).where(_KIND.c.family == family, _KIND.c.name == name)
    row = connection.execute(chosen.where(_KIND.c.withdrawn.is_(False))).first()
    return None if row is None else (row[0], row[1])


def kinds_table(connection: Connection) -> list[tuple[str, str, float, str]]:
    """Return family, name, intensity and CAMEO code of every kind that counts, in order."""
    chosen = select(_KIND.c.family, _KIND.c.name, _KIND.c.intensity, _KIND.c.cameo)
    counted = connection.execute(chosen.where(_KIND.c.withdrawn.is_(False)))
    return sorted((row[0], row[1], row[2], row[3]) for row in counted)
