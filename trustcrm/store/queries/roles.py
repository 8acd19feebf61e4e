"""Who may do what here: the roles that colleagues' records name."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, inspect, select, text

from trustcrm.store.tables import TABLES
from trustcrm.values import dataclass

_COLLEAGUE = TABLES["colleague"]


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
    table = _COLLEAGUE.c
    chosen = (
        select(table.id, table.name, table.login, table.role, table.from_on, table.to_on, table.role_until)
        .where(table.role.is_not(None), table.withdrawn.is_(False))
        .order_by(table.id)
    )
    return tuple(
        Named(
            colleague=row.id, name=row.name, login=row.login or "", role=row.role, from_on=row.from_on,
            to_on=row.to_on, role_until=row.role_until,
        )
        for row in connection.execute(chosen)
    )  # fmt: skip


def reads_everything(connection: Connection) -> bool:
    """Return whether the login of a connection may read what is restricted; only PostgreSQL's server can say no."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.execute(text("SELECT has_table_privilege('restricted_row', 'SELECT')")).scalar_one())


def knows_roles(connection: Connection) -> bool:
    """Return whether the database is of a release that has roles."""
    columns = inspect(connection).get_columns("colleague")
    return any(column["name"] == "role" for column in columns)
