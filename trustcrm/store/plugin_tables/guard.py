"""Holding a plugin to its own tables while it reads them, writes them or makes them.

SQLite asks about whatever a statement is going to do when it prepares it, and is told no (its authorizer). A connection
asks one gate for ever, since SQLite prepares every statement anew where another is set, and that took a fifth of the
time that a plugin's small change takes. So that nothing that was prepared for others is carried out for a plugin, its
statements bear a mark of their own. PostgreSQL keeps a lock for
whatever a transaction has touched until it ends; so there the locks are looked at before anything is saved. Either
keeps an author's slip from harming an office; neither holds who means harm, as a plugin runs inside the program.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Literal, cast

from sqlalchemy import Connection, event, text

from trustcrm.store.plugin_tables.names import owner_of, prefix_of
from trustcrm.store.tables.derived import RESTRICTED_ROW
from trustcrm.store.veil import SCHEMA, is_veiled
from trustcrm.text import listed
from trustcrm.values import dataclass

Doing = Literal["reading", "writing", "making"]
"""What a plugin is let do: read its tables, write their rows, or make and change the tables themselves."""


class NotItsOwn(RuntimeError):
    """A plugin has used what is not its own; nothing of it is kept. A bug of the plugin, laid at its door."""


@dataclass(frozen=True, kw_only=True)
class Own:
    """What is a plugin's own; `known` are the names of all plugins, of which one may begin like another."""

    plugin: str
    known: Collection[str] = ()

    def has(self, table: str | None) -> bool:
        """Return whether a table is the plugin's, or stands in for one while it is changed."""
        named = (table or "").removeprefix(_IN_PLACE_OF)
        return owner_of(named, {*self.known, self.plugin}) == self.plugin


_IN_PLACE_OF = "_alembic_tmp_"
"""How Alembic calls the table that takes another's place, where SQLite cannot change a column."""


@contextmanager
def held_to(own: Own, connection: Connection, doing: Doing) -> Iterator[None]:
    """Hold whatever the block does over a connection to a plugin's own tables; raise `NotItsOwn` where it strays."""
    if connection.dialect.name == "sqlite":
        with _asked(own, connection, doing):
            yield
        return
    held, things = _held(connection), _things(connection) if doing == "making" else set()
    yield
    strayed = _touched(own, connection, doing, held)
    if doing == "making":
        strayed += _changed(own, things, _things(connection))
    if strayed:
        raise _strayed(strayed)


@contextmanager
def _asked(own: Own, connection: Connection, doing: Doing) -> Iterator[None]:
    gate, asked = _gate_of(connection), _Asked(own, doing)
    before, gate.asked = gate.asked, asked
    try:
        yield
    except Exception as error:
        if asked.refused and not isinstance(error, NotItsOwn):
            raise _strayed([asked.refused]) from error
        raise
    finally:
        gate.asked = before
    if asked.refused:
        raise _strayed([asked.refused])


def _gate_of(connection: Connection) -> _Gate:
    """Return the gate of a connection to SQLite, which it gets the first time a plugin is held there."""
    gate = cast("_Gate | None", connection.info.get(_GATE))
    if gate is None:
        gate = connection.info[_GATE] = _Gate()
        cast(sqlite3.Connection, connection.connection.driver_connection).set_authorizer(gate)
        if not event.contains(connection.engine, "before_cursor_execute", _marked):
            event.listen(connection.engine, "before_cursor_execute", _marked, retval=True)
    return gate


def _marked(
    connection: Connection, _cursor: object, statement: str, values: Any, _context: object, _many: bool
) -> tuple[str, Any]:  # fmt: skip
    return marked(connection, statement), values


def marked(connection: Connection, statement: str) -> str:
    """Return a statement as it is prepared: a plugin's with its mark, whatever else as it is."""
    gate = cast("_Gate | None", connection.info.get(_GATE))
    return statement + gate.asked.mark if gate is not None and gate.asked is not None else statement


def _strayed(what: Collection[str]) -> NotItsOwn:
    return NotItsOwn(f"it may use tables of its own alone, and tried {listed(list(what))}")


_ANY = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE, sqlite3.SQLITE_SAVEPOINT}
_ROWS = {sqlite3.SQLITE_INSERT: "insert into", sqlite3.SQLITE_UPDATE: "update", sqlite3.SQLITE_DELETE: "delete from"}
_TABLES = {
    sqlite3.SQLITE_CREATE_TABLE: "make", sqlite3.SQLITE_DROP_TABLE: "drop", sqlite3.SQLITE_ALTER_TABLE: "alter",
    sqlite3.SQLITE_CREATE_INDEX: "index", sqlite3.SQLITE_DROP_INDEX: "drop an index of",
}  # fmt: skip
_NAMED_SECOND = (sqlite3.SQLITE_ALTER_TABLE, sqlite3.SQLITE_CREATE_INDEX, sqlite3.SQLITE_DROP_INDEX)
_LOOKING = frozenset(
    ("table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list")
)
_SCHEMA = frozenset(("sqlite_master", "sqlite_temp_master", "sqlite_sequence"))
_WORDS = {
    number: name.removeprefix("SQLITE_").replace("_", " ").lower()
    for name, number in vars(sqlite3).items()
    if name.startswith(("SQLITE_CREATE_", "SQLITE_DROP_", "SQLITE_TRANSACTION", "SQLITE_PRAGMA", "SQLITE_ATTACH"))
}


_GATE = "trustcrm_gate"


class _Gate:
    """What SQLite asks before it prepares a statement of one connection; it lets through all but a plugin's."""

    def __init__(self) -> None:
        self.asked: _Asked | None = None

    def __call__(self, action: int, one: str | None, two: str | None, database: str | None, view: str | None) -> int:
        """Return whether SQLite may do something to one thing, on behalf of a view where `view` names one."""
        return sqlite3.SQLITE_OK if self.asked is None else self.asked(action, one, two, database, view)


class _Asked:
    """What a plugin may have prepared; `refused` is the first thing that was not allowed.

    `mark` ends each of its statements, so that they are prepared for it, and for what it is let do now.
    """

    def __init__(self, own: Own, doing: Doing) -> None:
        self._own, self._doing, self.refused = own, doing, ""
        self.mark = f" /* {doing} {prefix_of(own.plugin)} */"

    def __call__(self, action: int, one: str | None, two: str | None, _database: str | None, view: str | None) -> int:
        """Return whether SQLite may do something to one thing, on behalf of a view where `view` names one."""
        refused = self._refused(action, one, two, view)
        self.refused = self.refused or refused
        return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK

    def _refused(self, action: int, one: str | None, two: str | None, view: str | None) -> str:
        making = self._doing == "making"
        if action in _ANY or (self._own.has(view) and action == sqlite3.SQLITE_READ):
            return ""
        if action == sqlite3.SQLITE_READ:
            # a reference is checked by reading the id it points at
            return "" if self._own.has(one) or one in _SCHEMA or two == "id" else f"to read {one}"
        if action in _ROWS and self._doing != "reading":
            allowed = self._own.has(one) or (one in _SCHEMA and (making or one == "sqlite_sequence"))
            return "" if allowed else f"to {_ROWS[action]} {one}"
        if action in _TABLES and making:
            table = two if action in _NAMED_SECOND else one
            return "" if self._own.has(table) else f"to {_TABLES[action]} {table}"
        if action == sqlite3.SQLITE_REINDEX and making:
            return ""
        if action == sqlite3.SQLITE_PRAGMA and one in _LOOKING:
            return ""
        return f"to {_ROWS.get(action) or _WORDS.get(action, 'do something else with')} {one or ''}".strip()


_HELD = """
SELECT COALESCE(s.refobjid, c.oid) AS relation, l.mode
FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_depend s ON s.objid = c.oid AND s.classid = 'pg_class'::regclass AND s.deptype IN ('a', 'i')
  AND s.refclassid = 'pg_class'::regclass AND c.relkind = 'S'
WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted AND c.relkind <> 'i'
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
"""
"""The tables that this transaction has touched and how; a sequence counts as its table, an index for nothing."""

_THINGS = f"""
SELECT 'function' AS kind, p.oid::regprocedure::text AS name
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
UNION ALL SELECT 'trigger', tgname FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'rule', rulename FROM pg_rewrite WHERE rulename <> '_RETURN'
UNION ALL SELECT CASE WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END, c.relname
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', '{SCHEMA}')
"""
"""Everything a step could make, drop or rename that a lock does not tell of."""

_MODES: dict[Doing, tuple[str, ...]] = {
    "reading": (),
    "writing": ("RowShareLock",),
    "making": ("RowShareLock", "AccessShareLock", "ShareRowExclusiveLock"),
}
"""What may be done to a table that is not the plugin's: a reference checks that a row is there, and is made."""


def _held(connection: Connection) -> set[tuple[int, str]]:
    return {(row.relation, row.mode) for row in connection.execute(text(_HELD))}


def _things(connection: Connection) -> set[tuple[str, str]]:
    return {(row.kind, row.name) for row in connection.execute(text(_THINGS))}


def _touched(own: Own, connection: Connection, doing: Doing, held: set[tuple[int, str]]) -> list[str]:
    taken = {relation for relation, mode in _held(connection) - held if mode not in _MODES[doing]}
    names = connection.execute(
        text("SELECT relname FROM pg_class WHERE oid = ANY(:taken) ORDER BY relname"), {"taken": sorted(taken)}
    ).scalars()
    by_a_view = {RESTRICTED_ROW.name} if is_veiled(connection) else set()
    return [f"to use {name}" for name in names if not own.has(name) and name not in by_a_view]


def _changed(own: Own, before: set[tuple[str, str]], after: set[tuple[str, str]]) -> list[str]:
    odd = sorted((kind, name) for kind, name in before ^ after if not (kind == "table" and own.has(name)))
    return [f"to {'make' if one in after else 'drop'} the {one[0]} {one[1]}" for one in odd]
