"""Opening a database: SQLite by default, PostgreSQL by URL; BEGIN means BEGIN, foreign keys are on, errors are plain.

SQLite runs in WAL mode with synchronous=FULL: what a command has called saved survives the loss of power. Writers take
their turn (BEGIN IMMEDIATE in SQLite, an advisory lock in PostgreSQL), because the journal is one chain.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from trustcrm.errors import (
    DatabaseBusy,
    DatabaseMissing,
    DatabaseNewer,
    DatabaseOutdated,
    DatabaseUnusable,
    WrongUsage,
)
from trustcrm.store.migrations import HEAD, VERSION_TABLE, known_revisions

BUSY_SECONDS = 15.0
"""How long a command waits for another program's lock before it gives up."""

__all__ = ["BUSY_SECONDS", "Connection", "Database", "open_database", "plain_errors"]

_WRITER_LOCK = 0x7472757374
"""The key of PostgreSQL's advisory lock that makes writers take turns."""


@dataclass(frozen=True)
class Database:
    """An office's database, open; `where` is its path or URL without a password, for messages.

    `about_to_write` is called whenever a change begins.
    """

    engine: Engine
    where: str
    path: Path | None
    about_to_write: Callable[[], None] = lambda: None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the database throughout."""
        with plain_errors(self.where), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection that alone may write; commits at the end, rolls back on any error."""
        self.about_to_write()
        with plain_errors(self.where), self.engine.connect() as connection:
            writer = connection.execution_options(trustcrm_writes=True)
            with writer.begin():
                if writer.dialect.name == "postgresql":
                    writer.exec_driver_sql(f"SET LOCAL lock_timeout = {int(BUSY_SECONDS * 1000)}")
                    writer.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
                yield writer

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Yield a connection that alone may write, for changing the schema; a step that fails changes nothing.

        Raises `DatabaseUnusable` that says so, whatever the engine said.
        """
        try:
            with self.writing() as connection:
                yield connection
        except DBAPIError as error:
            said = str(error.orig).splitlines()[0]
            raise DatabaseUnusable(
                f"The database {self.where} could not be brought to schema {HEAD} and is as it was: {said}."
            ) from error

    def revision(self) -> str | None:
        """Return the schema revision the database stands at, or None where it is no office's."""
        with plain_errors(self.where), self.engine.connect() as connection, connection.begin():
            if not self.engine.dialect.has_table(connection, VERSION_TABLE):
                return None
            return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()

    def require_current(self) -> None:
        """Raise a `DatabaseUnusable` that says what to do unless the database fits this release."""
        found = self.revision()
        if found is None:
            raise DatabaseMissing(f"There is no office in {self.where}; start one with `trustcrm init --home CITY`.")
        if found == HEAD:
            return
        if found in known_revisions():
            raise DatabaseOutdated(f"The database {self.where} is of an older release; run `trustcrm db upgrade`.")
        raise DatabaseNewer(
            f"The database {self.where} was made by a newer release (schema {found}); install that release to open it."
        )

    def settle(self) -> None:
        """Bring everything written into the one file, so that it can be moved; a server needs no such thing."""
        if self.path is not None:
            with self.engine.connect() as connection:
                raw = connection.connection.driver_connection
                if raw is not None:
                    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_database(address: str, *, create: bool = False, still: bool = False) -> Database:
    """Open the database at a path or URL; with `create` a missing SQLite file is made, readable by its owner alone.

    A file opened as a `still` one is read as it lies there, and not a byte of it or beside it is written. Raises
    `DatabaseMissing` where there is none, `DatabaseUnusable` where it cannot be opened, `WrongUsage` where the address
    is of an engine that is not supported.
    """
    if "://" not in address:
        return _open_sqlite(Path(address).expanduser(), create, still)
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(Path(url.database or ""), create, still)
    if url.get_backend_name() != "postgresql":
        raise WrongUsage(f"{url.get_backend_name()} is no database TrustCRM can use; give a file or a postgresql URL.")
    try:
        engine = create_engine(url.set(drivername="postgresql+psycopg"), **_engine_options())
    except ModuleNotFoundError:
        raise DatabaseUnusable(
            "PostgreSQL needs its driver; install it with `pip install trustcrm[postgres]`."
        ) from None
    return Database(engine, url.render_as_string(hide_password=True), None)


def _open_sqlite(path: Path, create: bool, still: bool) -> Database:
    if not _is_there(path):
        if not create:
            raise DatabaseMissing(f"There is no office at {path}; start one with `trustcrm init --home CITY`.")
        _make_private_file(path)
    if path.is_dir():
        raise DatabaseUnusable(f"{path} is a folder, not a database; give the path of a file.")
    engine = create_engine(
        "sqlite://", creator=lambda: _connect_sqlite(path, still), poolclass=QueuePool, **_engine_options()
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return Database(engine, str(path), path)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise DatabaseUnusable(f"The database {path} cannot be opened: {error.strerror}; give another path.") from None


def _connect_sqlite(path: Path, still: bool) -> sqlite3.Connection:
    """Connect to a file; one that may only be read, in a folder of the same kind, is read as it lies there.

    SQLite's write-ahead log wants to write beside the file even to read it. Where it may not, and nothing waits in a
    log, the file is complete and is opened as immutable.
    """
    log = path.with_name(path.name + "-wal")
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    if not still and (writable or (log.exists() and log.stat().st_size > 0)):
        return sqlite3.connect(path)
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _engine_options() -> dict[str, Any]:
    return {"json_serializer": _json_text}


def _json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _make_private_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise DatabaseUnusable(
            f"The database {path} cannot be made: {error.strerror}; choose another place with --db."
        ) from None


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.create_function("power", 2, pow, deterministic=True)
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA cache_size = -32000")
    cursor.execute("PRAGMA temp_store = MEMORY")
    if not cursor.execute("PRAGMA query_only").fetchone()[0]:
        _prefer_wal(cursor)
    cursor.close()


def _prefer_wal(cursor: sqlite3.Cursor) -> None:
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if "readonly" not in str(error):
            raise


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("trustcrm_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class _Ill(Enum):
    """What can ail a database, in the words that end the sentence "The database … ."."""

    BUSY = "is in use by another program; nothing was saved, try again when it is done"
    READ_ONLY = "is read-only; nothing was saved, make the file and its folder writable"
    READ_ONLY_SERVER = "may only be read here; nothing was saved, give the address of the primary server"
    FULL = "has no room left on its disk; nothing was saved, free some space and try again"
    DISK = "cannot be read or written (disk error); nothing was saved, check the disk"
    NO_DATABASE = "is no database; give another path, or restore a backup"
    DAMAGED = "is damaged; restore a backup"
    CANNOT_OPEN = "cannot be opened; check that the folder exists and may be written"
    CROWDED = "has too many connections; nothing was saved, try again when others are done"
    FORBIDDEN = "may not be used so by this role; nothing was saved, ask the database's owner for the right"
    REFUSED = "refuses this user or password; check the address, and the password in ~/.pgpass"
    GONE = "does not answer; check that the server runs and the address is right"


_SQLITE_CODES = {
    sqlite3.SQLITE_BUSY: _Ill.BUSY,
    sqlite3.SQLITE_LOCKED: _Ill.BUSY,
    sqlite3.SQLITE_READONLY: _Ill.READ_ONLY,
    sqlite3.SQLITE_FULL: _Ill.FULL,
    sqlite3.SQLITE_IOERR: _Ill.DISK,
    sqlite3.SQLITE_NOTADB: _Ill.NO_DATABASE,
    sqlite3.SQLITE_CORRUPT: _Ill.DAMAGED,
    sqlite3.SQLITE_CANTOPEN: _Ill.CANNOT_OPEN,
}
"""By SQLite's primary result code, the low eight bits of every extended one."""

_SQLSTATES = {
    "55P03": _Ill.BUSY,
    "40001": _Ill.BUSY,
    "40P01": _Ill.BUSY,
    "25006": _Ill.READ_ONLY_SERVER,
    "53100": _Ill.FULL,
    "53": _Ill.CROWDED,
    "58": _Ill.DISK,
    "XX001": _Ill.DAMAGED,
    "XX002": _Ill.DAMAGED,
    "42501": _Ill.FORBIDDEN,
    "28": _Ill.REFUSED,
    "57P": _Ill.GONE,
    "08": _Ill.GONE,
}
"""By PostgreSQL's SQLSTATE or the beginning of one; the first that fits."""


@contextmanager
def plain_errors(where: str) -> Iterator[None]:
    """Turn what a driver says of a lock, a full disk or a lost server into a `DatabaseUnusable` in plain words."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        ill = _ill(error.orig if isinstance(error, DBAPIError) else error)
        if ill is None:
            raise
        kind = DatabaseBusy if ill is _Ill.BUSY else DatabaseUnusable
        raise kind(f"The database {where} {ill.value}.") from error


def _ill(error: BaseException | None) -> _Ill | None:
    if isinstance(error, sqlite3.Error):
        return _SQLITE_CODES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return next((ill for begin, ill in _SQLSTATES.items() if state.startswith(begin)), None)
    return _unstated(str(error)) if type(error).__name__ == "OperationalError" else None


def _unstated(said: str) -> _Ill:
    """Tell apart what a driver says before there is a session, and so without a SQLSTATE."""
    if "password" in said or "authentication" in said or "role" in said:
        return _Ill.REFUSED
    return _Ill.CROWDED if "too many" in said else _Ill.GONE
