"""Where the tests' offices come from, in either engine: each clean, and copied from one that is made once a run.

Copying a SQLite office is copying a file. PostgreSQL takes a third of a second to copy a database and five milliseconds
to put one back as it was, over a connection that knows its tables already; so there a test's database is put back and
given to the next one, and the connection is kept with it.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from tests.postgres import Server
from trustcrm.store.engine import Database

Open = Callable[[str], None]
"""Starts an office at the address of an empty database."""

Fact = tuple[Any, ...]


class Offices(Protocol):
    """Makes offices in one engine; every one is to be given back."""

    engine: str

    def take(self, folder: Path) -> str:
        """Return the address of a clean office; one that is a file lies in `folder`."""

    def give_back(self, address: str) -> None:
        """Do away with an office, whatever was done to it."""

    def empty(self, folder: Path) -> str:
        """Return an address where nothing is yet and an office can be started."""

    def put_back(self, address: str) -> None:
        """Make an office as clean as it was when it was taken; nobody has it open."""


@dataclass
class SqliteOffices:
    """Offices that are files, copied from the one at `template`."""

    template: Path
    engine: str = "sqlite"
    _numbers: Iterator[int] = field(default_factory=lambda: count(2))

    @classmethod
    def started(cls, folder: Path, start: Open) -> SqliteOffices:
        """Return offices copied from one that is started in a folder."""
        template = folder / "office.db"
        start(str(template))
        return cls(template)

    def take(self, folder: Path) -> str:
        """Return the address of a copy of the template."""
        path = folder / "office.db"
        path = path if not path.exists() else folder / f"office{next(self._numbers)}.db"
        shutil.copy(self.template, path)
        return str(path)

    def give_back(self, address: str) -> None:
        """Remove the file and what lies beside it."""
        path = Path(address)
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()

    def empty(self, folder: Path) -> str:
        """Return the path of a file that is not there."""
        return str(folder / f"empty{next(self._numbers)}.db")

    def put_back(self, address: str) -> None:
        """Copy the template over the file."""
        self.give_back(address)
        shutil.copy(self.template, address)


VACUUM_EVERY = 50

_SHAPE = """
SELECT (SELECT (count(*), max(oid::int8), max(xmin::text::int8))::text FROM pg_class
    WHERE relpersistence <> 't'),
  (SELECT (count(*), max(a.xmin::text::int8))::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relpersistence <> 't'),
  (SELECT (count(*), max(oid::int8), max(xmin::text::int8))::text FROM pg_trigger),
  (SELECT (count(*), max(oid::int8), max(xmin::text::int8))::text FROM pg_constraint),
  (SELECT (count(*), max(oid::int8), max(xmin::text::int8))::text FROM pg_proc),
  (SELECT (count(*), max(oid::int8), max(xmin::text::int8))::text FROM pg_namespace
    WHERE nspname NOT LIKE 'pg%temp%'),
  (SELECT max(xmin::text::int8)::text FROM pg_database WHERE datname = current_database()),
  (SELECT count(*)::text FROM pg_db_role_setting)
"""
"""What differs after anything but rows was changed: tables, columns, triggers, rights, settings.

A session's temporary tables do not count: the server takes them away some time after it has ended.
"""


@dataclass
class PostgresOffices:
    """Offices that are databases of one server, copied from a template `name` in which `open` starts an office."""

    server: Server
    open: Open
    name: str = "office"
    engine: str = "postgresql"
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _rows: dict[str, bytes] = field(default_factory=dict)
    _shapes: dict[str, Any] = field(default_factory=dict)
    _clean: list[str] = field(default_factory=list)
    _behind: dict[str, psycopg.Connection] = field(default_factory=dict)
    _given: int = 0

    def take(self, folder: Path) -> str:
        """Return the address of a clean database, one that was given back before or a new copy of the template."""
        return self.server.url(self._clean.pop() if self._clean else self._copy())

    def give_back(self, address: str) -> None:
        """Put the rows back as they were; a database whose very tables were changed is dropped."""
        name = make_url(address).database
        assert name is not None
        if name in self._shapes and self._restored(name):
            self._clean.append(name)
        else:
            self._shapes.pop(name, None)
            if name in self._behind:
                self._behind.pop(name).close()
            self.server.drop(name)

    def empty(self, folder: Path) -> str:
        """Return the address of a new database without a table."""
        name = f"empty_{self.name}{next(self._numbers)}"
        self.server.create(name)
        return self.server.url(name)

    def put_back(self, address: str) -> None:
        """Put the rows back as they were."""
        name = make_url(address).database
        assert name is not None
        assert self._restored(name), "the tables themselves were changed"

    def close(self) -> None:
        """Let go of every database."""
        for connection in self._behind.values():
            connection.close()

    def _copy(self) -> str:
        template = f"template_{self.name}"
        if not self._rows:
            self.server.create(template)
            self.open(self.server.url(template))
            with self.server.connect(template) as connection:
                connection.execute("VACUUM ANALYZE")
                self._rows = _all_rows(connection)
        name = f"{self.name}{next(self._numbers)}"
        self.server.create(name, template)
        self._shapes[name] = self._connected(name).execute(_SHAPE).fetchone()
        return name

    def _connected(self, name: str) -> psycopg.Connection:
        """Return the connection that puts a database back; a test may have thrown out whoever was connected to it."""
        if name in self._behind:
            try:
                self._behind[name].execute("SELECT")
            except psycopg.OperationalError:
                self._behind.pop(name).close()
        if name not in self._behind:
            self._behind[name] = self.server.connect(name)
            self._behind[name].execute("SET session_replication_role = replica")
        return self._behind[name]

    def _restored(self, name: str) -> bool:
        connection = self._connected(name)
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [name],
        )
        if connection.execute(_SHAPE).fetchone() != self._shapes[name]:
            return False
        tables = {name: sql.Identifier(name) for name in self._rows}
        emptied = [sql.SQL("DELETE FROM {}").format(table) for table in tables.values()]
        with connection.transaction():
            connection.execute(sql.SQL("; ").join(emptied))
            for name, rows in self._rows.items():
                if rows:
                    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(tables[name])) as copy:
                        copy.write(rows)
        self._given += 1
        if self._given % VACUUM_EVERY == 0:
            connection.execute(sql.SQL("VACUUM {}").format(sql.SQL(", ").join(tables.values())))
        return True


def _all_rows(connection: psycopg.Connection) -> dict[str, bytes]:
    """Return every table's rows as COPY tells them."""
    named = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    found = {}
    for (name,) in named:
        with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as copy:
            found[name] = b"".join(bytes(part) for part in copy)
    return found


def address_of(database: Database) -> str:
    """Return the address an open database was opened at, password and all."""
    return str(database.path) if database.path else database.engine.url.render_as_string(hide_password=False)


@contextmanager
def beside(address: str) -> Iterator[sqlite3.Connection | psycopg.Connection[Fact]]:
    """Connect to an office past the program, by the engine's own driver; what is done is committed at the end."""
    if "://" not in address:
        with closing(sqlite3.connect(address)) as file, file:
            yield file
    else:
        url = make_url(address)
        told: dict[str, Any] = {**url.translate_connect_args(username="user", database="dbname"), **url.query}
        with psycopg.connect(**told) as connection:
            yield connection


def asked(connection: sqlite3.Connection | psycopg.Connection[Fact], statement: str, *values: Any) -> list[Fact]:
    """Return what a statement gives; `?` stands for a value on either engine."""
    if isinstance(connection, sqlite3.Connection):
        return connection.execute(statement, values).fetchall()
    answer = connection.execute(statement.replace("%", "%%").replace("?", "%s").encode(), values)
    return answer.fetchall() if answer.description else []


def ask(address: str, statement: str, *values: Any) -> list[Fact]:
    """Return what a statement gives, asked past the program, over a connection of its own."""
    with beside(address) as connection:
        return asked(connection, statement, *values)


def columns_of(connection: sqlite3.Connection | psycopg.Connection[Fact]) -> dict[str, list[str]]:
    """Return the columns of every table, both in the order of their names and as they stand."""
    if isinstance(connection, sqlite3.Connection):
        told = asked(
            connection,
            "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c "
            "WHERE m.type = 'table' ORDER BY m.name, c.cid",
        )
    else:  # the standard's information_schema tells the same, and takes fifty times as long
        told = asked(
            connection,
            "SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid "
            "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped "
            'ORDER BY relname COLLATE "C", attnum',
        )
    found: dict[str, list[str]] = {}
    for table, column in told:
        found.setdefault(table, []).append(column)
    return found


def everything_in(address: str) -> list[str]:
    """Return all a database holds as lines of text: tables, indexes, triggers and every row; none where it is empty."""
    if "://" not in address:
        with closing(sqlite3.connect(address)) as file:
            return list(file.iterdump())[1:-1]
    with beside(address) as connection:
        made = asked(
            connection,
            "SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
            "WHERE relnamespace = 'public'::regnamespace UNION ALL SELECT tgname FROM pg_trigger",
        )
        lines = sorted(line for (line,) in made)
        for table, columns in columns_of(connection).items():
            lines.append(f'CREATE TABLE "{table}" ({", ".join(columns)})')
            lines += sorted(
                f'INSERT INTO "{table}" VALUES {row}' for row in asked(connection, f'SELECT * FROM "{table}"')
            )
    return [line for line in lines if not line.startswith("RI_ConstraintTrigger")]
