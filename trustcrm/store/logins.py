"""Roles that PostgreSQL itself guards: who logs in as what may do no more, whatever program is used.

Three groups, named after the database, hold the rights: readers see the views of `trustcrm.store.veil` in place of what
is restricted; officers write, but never change the journal's past; stewards own everything. A surge is an officer whose
password is worth nothing after a day.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from trustcrm.store.revisions import VERSION_TABLE
from trustcrm.store.tables.derived import RESTRICTED_BLOCK, RESTRICTED_ROW, STANDING
from trustcrm.store.tables.journal import BLOCK, CHANGE
from trustcrm.store.veil import SCHEMA, veiled_of_plugins, veiled_tables
from trustcrm.values import dataclass

GROUPS = ("reader", "officer", "steward")
"""The groups of rights, each with a role of the server named DATABASE_GROUP."""


@dataclass(frozen=True, kw_only=True)
class Login:
    """A login of the server that has a role in this office's database; `until` is when its password ends."""

    login: str
    role: str
    until: datetime | None


def grant(connection: Connection, login: str, role: str, until: datetime | None) -> bool:
    """Give a login one of the groups, and no other; return whether the login had to be made.

    It is made without a password. `until` ends its password.
    """
    _make_groups(connection)
    settle(connection)
    known = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :login"), {"login": login}).first()
    named = _quoted(connection, login)
    if known is None:
        connection.exec_driver_sql(f"CREATE ROLE {named} LOGIN")
    _leave_groups(connection, login)
    ends = "infinity" if until is None else until.isoformat()
    connection.exec_driver_sql(f"ALTER ROLE {named} VALID UNTIL '{ends}'")
    connection.exec_driver_sql(f"GRANT {_group(connection, role)} TO {named}")
    return known is None


def revoke(connection: Connection, login: str) -> bool:
    """Take a login out of every group; return whether it was in one. The login itself stays."""
    was_there = any(one.login == login for one in logins(connection))
    _leave_groups(connection, login)
    return was_there


def logins(connection: Connection) -> list[Login]:
    """Return every login that is in a group of this office's database, by name."""
    found = connection.execute(
        text(
            "SELECT m.rolname AS login, g.rolname AS granted, CASE WHEN isfinite(m.rolvaliduntil) THEN "
            "m.rolvaliduntil END AS until FROM pg_auth_members a "
            "JOIN pg_roles m ON m.oid = a.member JOIN pg_roles g ON g.oid = a.roleid "
            "WHERE m.rolcanlogin AND g.rolname IN (:reader, :officer, :steward) ORDER BY m.rolname"
        ),
        {group: _group_name(connection, group) for group in GROUPS},
    )
    return [Login(login=row.login, role=row.granted.rpartition("_")[2], until=row.until) for row in found]


def has_groups(connection: Connection) -> bool:
    """Return whether the groups were made in this server."""
    asked = {"steward": _group_name(connection, "steward")}
    return connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :steward"), asked).first() is not None


def settle(connection: Connection) -> None:
    """Give each group its rights on everything that is in the database now; stewards own it."""
    reader, officer, steward = (_group(connection, group) for group in GROUPS)
    schema = str(connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one())
    database = _quoted(connection, str(connection.execute(text("SELECT current_database()")).scalar_one()))
    run = connection.exec_driver_sql
    run(f"GRANT CREATE ON DATABASE {database} TO {steward}")
    run(f"GRANT CREATE, USAGE ON SCHEMA {schema}, {SCHEMA} TO {steward}")
    for kind, name in _owned(connection):
        run(f"ALTER {kind} {name} OWNER TO {steward}")
    run(f"ALTER SCHEMA {SCHEMA} OWNER TO {steward}")
    run(f"GRANT USAGE ON SCHEMA {schema}, {SCHEMA} TO {reader}, {officer}")
    run(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {reader}, {officer}")
    run(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {reader}, {officer}")
    run(f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {reader}, {officer}")
    run(f"GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {officer}")
    run(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {officer}")  # plugins' tables count their rows by them
    run(f"REVOKE INSERT, UPDATE, DELETE ON {schema}.{VERSION_TABLE} FROM {officer}")
    for table in (CHANGE, BLOCK):
        run(f"REVOKE UPDATE, DELETE ON {schema}.{table.name} FROM {officer}")
    for name in _versions_of_plugins(connection):
        run(f'REVOKE INSERT, UPDATE, DELETE ON {schema}."{name}" FROM {officer}')
    uncovered = (table.name for table in (RESTRICTED_ROW, RESTRICTED_BLOCK, STANDING))
    for name in (*veiled_tables(), *veiled_of_plugins(connection), *uncovered):
        run(f'REVOKE SELECT ON {schema}."{name}" FROM {reader}')
    run(f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {SCHEMA} FROM PUBLIC")
    run(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {SCHEMA} TO {reader}, {officer}")


def _make_groups(connection: Connection) -> None:
    if not has_groups(connection):
        for group in GROUPS:
            connection.exec_driver_sql(f"CREATE ROLE {_group(connection, group)} NOLOGIN")
    connection.exec_driver_sql(f"GRANT {_group(connection, 'steward')} TO CURRENT_USER")


def _leave_groups(connection: Connection, login: str) -> None:
    if has_groups(connection) and any(one.login == login for one in logins(connection)):
        groups = ", ".join(_group(connection, group) for group in GROUPS)
        connection.exec_driver_sql(f"REVOKE {groups} FROM {_quoted(connection, login)}")


def _owned(connection: Connection) -> list[tuple[str, str]]:
    """Return the kind and the name of every table, view and function of the office that no steward owns yet."""
    steward = _group_name(connection, "steward")
    found = connection.execute(
        text(
            "SELECT CASE WHEN relkind = 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind, c.oid::regclass::text AS name "
            "FROM pg_class c WHERE relnamespace IN (current_schema()::regnamespace, CAST(:veiled AS regnamespace)) "
            "AND relkind IN ('r', 'v', 'p') AND pg_get_userbyid(relowner) <> :steward "
            "UNION ALL SELECT 'FUNCTION', p.oid::regprocedure::text FROM pg_proc p "
            "WHERE pronamespace IN (current_schema()::regnamespace, CAST(:veiled AS regnamespace)) "
            "AND pg_get_userbyid(proowner) <> :steward"
        ),
        {"veiled": SCHEMA, "steward": steward},
    )
    return [(row.kind, row.name) for row in found]


def _versions_of_plugins(connection: Connection) -> list[str]:
    named = (
        "SELECT table_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND column_name = 'version_num' AND table_name LIKE 'plugin\\_%\\_version' ORDER BY table_name"
    )
    return list(connection.execute(text(named)).scalars())


def _group_name(connection: Connection, group: str) -> str:
    return f"{connection.execute(text('SELECT current_database()')).scalar_one()}_{group}"


def _group(connection: Connection, role: str) -> str:
    return _quoted(connection, _group_name(connection, "officer" if role == "surge" else role))


def _quoted(connection: Connection, name: str) -> str:
    preparer: Any = connection.dialect.identifier_preparer
    return str(preparer.quote_identifier(name)).replace("%", "%%")
