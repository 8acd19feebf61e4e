"""Opening a database: SQLite by default, PostgreSQL by URL; BEGIN means BEGIN, foreign keys are on, errors are plain.

SQLite runs in WAL mode with synchronous=FULL: what a command has called saved survives the loss of power. Writers take
their turn (BEGIN IMMEDIATE in SQLite, an advisory lock in PostgreSQL), because the journal is one chain.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from trustcrm.errors import (
    ConfigError,
    DatabaseMissing,
    DatabaseNewer,
    DatabaseOutdated,
    DatabaseUnreachable,
    DatabaseUnusable,
    Refused,
    WrongUsage,
)
from trustcrm.store import turns
from trustcrm.store.ailments import plain_errors
from trustcrm.store.fixed import fetched
from trustcrm.store.memory import AMPLE, SPARING, Memory
from trustcrm.store.revisions import HEAD, VERSION_TABLE, known_revisions
from trustcrm.store.turns import Turns, patience
from trustcrm.store.veil import VEILED, veil_postgresql, veil_sqlite
from trustcrm.values import dataclass

CONNECT_SECONDS = 10
"""How long a command waits for a server to answer the door."""

__all__ = ["Connection", "Database", "open_database", "plain_errors"]

_PAGES_IN_LOG = 4000
"""How many pages SQLite's log takes before they are copied into the database: what many changes touch, once for all."""
_OPTIONS: dict[str, Any] = {"json_serializer": partial(json.dumps, ensure_ascii=False)}
_WRITER_LOCK = 0x7472757374
"""The key of PostgreSQL's advisory lock that makes writers take turns."""


def _warn_nobody(sentence: str) -> None:
    """Say nothing."""


@dataclass
class _Run:
    """What is remembered of a run: whether it wrote, which threads write now, whether the replica did not answer."""

    wrote: bool = False
    writers: set[int] = field(default_factory=set)
    replica_lost: bool = False


@dataclass(frozen=True)
class Database:
    """An office's database, open; `where` is its path or URL without a password, for messages.

    `readers` are asked in their order for a connection to read over, the replica first where there is one. What a run
    has written itself it reads from the primary, which alone is sure to have it already.
    `about_to_write` is called whenever a change begins. Each connection to a file takes so much `memory`; one of each
    engine is kept `_ready` for the next transaction.
    """

    engine: Engine
    where: str
    path: Path | None
    readers: tuple[Engine, ...] = ()
    warn: Callable[[str], None] = _warn_nobody
    about_to_write: Callable[[], None] = lambda: None
    memory: Memory = AMPLE
    _run: _Run = field(default_factory=_Run)
    _ready: dict[Engine, Connection] = field(default_factory=dict)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the database throughout."""
        with plain_errors(self.where), self._connected_to_read() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    def asked(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of one statement of a fixed text that reads; of a file it is a state by itself.

        To begin and to end a reading takes longer than to answer a small question.
        """
        if self.path is None:
            with self.reading() as connection:
                return fetched(connection, statement, values)
        with plain_errors(self.where), self._connected_to_read() as connection:
            return fetched(connection, statement, values)

    @contextmanager
    def writing(self, *, remaking: bool = False) -> Iterator[Connection]:
        """Yield a connection that alone may write; commits at the end, rolls back on any error.

        Where tables are `remaking`, SQLite lets one be dropped without letting go of what points at it; whoever asks
        for that looks for dangling references themselves. Raises `Refused` where this thread is writing already.
        """
        if threading.get_ident() in self._run.writers:
            raise Refused("A change is being written already, and another cannot begin within it; end that one first.")
        self.about_to_write()
        saving = False
        try:
            with (
                plain_errors(self.where),
                self._lent(self.engine) as writer,
                self._alone(),
                _references_left(writer, remaking),
            ):
                Turns.write_next(writer)
                with writer.begin():
                    if writer.dialect.name == "postgresql":
                        writer.exec_driver_sql(f"SET LOCAL lock_timeout = {int(turns.BUSY_SECONDS * 1000)}")
                        writer.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
                    yield writer
                    saving = True
        except DatabaseUnreachable:
            if saving:
                raise DatabaseUnreachable(
                    f"The database {self.where} was lost in the moment of saving; "
                    "see with `trustcrm history` whether it was saved."
                ) from None
            raise
        self._run.wrote = True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        thread = threading.get_ident()
        self._run.writers.add(thread)
        try:
            yield
        finally:
            self._run.writers.discard(thread)

    def veiled(self) -> Database:
        """Return this database as somebody reads it who is not cleared for what is restricted; writing is the same."""
        engines = self.readers or (self.engine,)
        return replace(self, readers=tuple(_veiled(engine, self.path, self.memory) for engine in engines))

    @property
    def replica(self) -> Engine | None:
        """The replica that is read from, None where there is none."""
        return self.readers[0] if len(self.readers) > 1 else None

    @contextmanager
    def _lent(self, engine: Engine) -> Iterator[Connection]:
        """Yield a connection; to a file, one stays ready for the next transaction: SQLAlchemy is long in making one."""
        connection = self._ready.pop(engine, None) or engine.connect()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        if self.path is None or self._ready.setdefault(engine, connection) is not connection:
            connection.close()

    def _connected_to_read(self) -> AbstractContextManager[Connection]:
        *replicas, primary = self.readers or (self.engine,)
        if replicas and not self._run.wrote and not self._run.replica_lost:
            try:
                return replicas[0].connect()
            except DBAPIError:
                self._run.replica_lost = True
                there = replicas[0].url.render_as_string(hide_password=True)
                self.warn(f"The replica {there} does not answer; the primary is read instead.")
        return self._lent(primary)

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
        with self.reading() as connection:
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
            with self._lent(self.engine) as connection:
                raw = connection.connection.driver_connection
                if raw is not None:
                    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection."""
        while self._ready:
            self._ready.popitem()[1].close()
        for engine in {self.engine, *self.readers}:
            engine.dispose()


@contextmanager
def _references_left(connection: Connection, remaking: bool) -> Iterator[None]:
    if not remaking or connection.dialect.name != "sqlite":
        yield
        return
    raw = cast(sqlite3.Connection, connection.connection.driver_connection)
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


def open_database(
    address: str, *, create: bool = False, still: bool = False, read_from: str = "",
    warn: Callable[[str], None] = _warn_nobody, sparing: bool = False,
) -> Database:  # fmt: skip
    """Open the database at a path or URL; with `create` a missing SQLite file is made, readable by its owner alone.

    A file opened as a `still` one is read as it lies there, and not a byte of it or beside it is written.
    `read_from` is the URL of a streaming replica of a PostgreSQL database; `warn` is told, once, where it does not
    answer and the primary is read instead. A `sparing` one takes little memory. Raises `DatabaseMissing` where there is
    none, `DatabaseUnusable` where it cannot be opened, `WrongUsage` where the address is of an engine that is not
    supported.
    """
    memory = SPARING if sparing else AMPLE
    if "://" not in address:
        return _open_sqlite(Path(address).expanduser(), create, still, memory)
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(Path(url.database or ""), create, still, memory)
    if url.get_backend_name() != "postgresql":
        raise WrongUsage(f"{url.get_backend_name()} is no database TrustCRM can use; give a file or a postgresql URL.")
    engine = _postgresql(url, memory)
    readers = (_postgresql(_replica_url(read_from), memory), engine) if read_from else ()
    return Database(engine, url.render_as_string(hide_password=True), None, readers, warn, memory=memory)


def _replica_url(address: str) -> URL:
    url = make_url(address) if "://" in address else None
    if url is None or url.get_backend_name() != "postgresql":
        raise ConfigError("The read_url of the settings is no postgresql URL; give the address of a replica.")
    return url


def _postgresql(url: URL, memory: Memory, **options: Any) -> Engine:
    patience = {"connect_timeout": str(CONNECT_SECONDS)} if "connect_timeout" not in url.query else {}
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"), connect_args=patience, pool_pre_ping=True,
            use_native_hstore=False, query_cache_size=memory.compiled, **_OPTIONS, **options,
        )  # fmt: skip
    except ModuleNotFoundError:
        raise DatabaseUnusable(
            "PostgreSQL needs its driver; install it with `pip install trustcrm[postgres]`."
        ) from None


def _veiled(engine: Engine, path: Path | None, memory: Memory) -> Engine:
    """Return another engine to the same database, every connection of which finds views in place of the tables."""
    options: dict[str, Any] = {"execution_options": {VEILED: True}}
    veiled = _sqlite(path, memory, **options) if path is not None else _postgresql(engine.url, memory, **options)
    lay = veil_sqlite if path is not None else veil_postgresql
    event.listen(veiled, "connect", lambda connection, _record: lay(connection))
    return veiled


def _open_sqlite(path: Path, create: bool, still: bool, memory: Memory) -> Database:
    if not _is_there(path):
        if not create:
            raise DatabaseMissing(f"There is no office at {path}; start one with `trustcrm init --home CITY`.")
        _make_private_file(path)
    if path.is_dir():
        raise DatabaseUnusable(f"{path} is a folder, not a database; give the path of a file.")
    return Database(_sqlite(path, memory, still=still), str(path), path, memory=memory)


def _sqlite(path: Path, memory: Memory, *, still: bool = False, **options: Any) -> Engine:
    engine = create_engine(
        "sqlite://", creator=lambda: _connect_sqlite(path, memory, still), poolclass=QueuePool,
        query_cache_size=memory.compiled, **_OPTIONS, **options,
    )  # fmt: skip
    event.listen(engine, "connect", partial(_prepare_sqlite, memory))
    event.listen(engine, "begin", Turns().begin)
    return engine


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise DatabaseUnusable(f"The database {path} cannot be opened: {error.strerror}; give another path.") from None


def _connect_sqlite(path: Path, memory: Memory, still: bool) -> sqlite3.Connection:
    """Connect to a file; one that may only be read, in a folder of the same kind, is read as it lies there.

    SQLite's write-ahead log wants to write beside the file even to read it. Where it may not, and nothing waits in a
    log, the file is complete and is opened as immutable. Another thread may use the connection than made it: the pool
    lends it to one at a time.
    """
    connect = partial(sqlite3.connect, check_same_thread=False, cached_statements=memory.statements)
    log = path.with_name(path.name + "-wal")
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    if not still and (writable or (log.exists() and log.stat().st_size > 0)):
        return connect(path)
    return connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _make_private_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise DatabaseUnusable(
            f"The database {path} cannot be made: {error.strerror}; choose another place with --db."
        ) from None


def _prepare_sqlite(memory: Memory, connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.create_function("power", 2, pow, deterministic=True)
    cursor = connection.cursor()
    cursor.execute(patience())
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute(f"PRAGMA cache_size = -{memory.cache_kib}")
    cursor.execute(f"PRAGMA wal_autocheckpoint = {_PAGES_IN_LOG}")
    if not cursor.execute("PRAGMA query_only").fetchone()[0]:
        _prefer_wal(cursor)
    cursor.close()


def _prefer_wal(cursor: sqlite3.Cursor) -> None:
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    cursor.execute("PRAGMA page_size = 8192")  # of a new file; an old one keeps what it has
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if "readonly" not in str(error):
            raise
