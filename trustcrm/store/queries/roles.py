"""Who may do what here: the roles that colleagues' records name."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, inspect, text

from trustcrm.store.fixed import as_day, fetched
from trustcrm.values import dataclass

_NAMED = (
    "SELECT id, name, login, role, from_on, to_on, role_until FROM colleague "
    "WHERE role IS NOT NULL AND NOT withdrawn ORDER BY id"
)
"""Every change asks it, so that nobody keeps a role a moment longer than the office says."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """A role as a standing colleague's record names it: for which login, from which day and until which."""

    colleague: int
    name: str
    login: str
    role: str
    from_on: date | None
    to_on: date | None
    role_until: date | None


def roles_named(connection: Connection) -> tuple[Named, ...]:
    """Return every role that a standing colleague has, by colleague."""
    return tuple(
        Named(
            colleague=row, name=name, login=login or "", role=role, from_on=_day(from_on), to_on=_day(to_on),
            role_until=_day(until),
        )
        for row, name, login, role, from_on, to_on, until in fetched(connection, _NAMED)
    )  # fmt: skip


def _day(value: Any) -> date | None:
    return None if value is None else as_day(value)


def reads_everything(connection: Connection) -> bool:
    """Return whether the login of a connection may read what is restricted; only PostgreSQL's server can say no."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.execute(text("SELECT has_table_privilege('restricted_row', 'SELECT')")).scalar_one())


def knows_roles(connection: Connection) -> bool:
    """Return whether the database is of a release that has roles."""
    columns = inspect(connection).get_columns("colleague")
    return any(column["name"] == "role" for column in columns)
