"""A whole office on its way: from wherever it lies into an empty database, every row verbatim and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from sqlalchemy import Connection, inspect, text

from trustcrm.errors import DatabaseMissing, DatabaseNewer, DatabaseUnusable
from trustcrm.store.migrations import upgrade
from trustcrm.store.revisions import VERSION_TABLE, known_revisions
from trustcrm.store.transfer.loading import load, make_table, settle_loaded
from trustcrm.store.transfer.plain_rows import Digest, PlainRow, digest_of, plain_rows
from trustcrm.store.transfer.shapes import Shape, shapes_of

Tell = Callable[[int], None]
"""Told how many rows are done by now."""

Digests = Mapping[str, tuple[int, str]]
"""Of each table, how many rows it has and the digest over them."""


class Parcel(Protocol):
    """An office as it lies somewhere: the revision its tables stand at, the tables, and their rows in order."""

    @property
    def where(self) -> str:
        """Return where it lies, for messages."""

    @property
    def revision(self) -> str:
        """Return the revision of core's tables."""

    @property
    def shapes(self) -> Sequence[Shape]:
        """Return its tables, whatever a table refers to standing before it."""

    def rows(self, shape: Shape) -> Iterator[PlainRow]:
        """Yield a table's rows, ordered by its key."""


class Lying:
    """The office behind a connection, as one transaction sees it. Raises `DatabaseMissing` where there is none."""

    def __init__(self, connection: Connection, where: str) -> None:
        self._connection = connection
        self.where = where
        self.revision = revision_of(connection, where)
        self.shapes: Sequence[Shape] = shapes_of(connection)

    def rows(self, shape: Shape) -> Iterator[PlainRow]:
        """Yield a table's rows, ordered by its key."""
        return plain_rows(self._connection, shape)

    def digests(self, tell: Tell) -> Digests:
        """Return the digest of every table."""
        done, found = 0, {}
        for shape in self.shapes:
            found[shape.name] = digest_of(self._connection, shape)
            done += found[shape.name][0]
            tell(done)
        return found


def revision_of(connection: Connection, where: str) -> str:
    """Return the revision an office's tables stand at. Raises `DatabaseMissing` where there is no office."""
    if not inspect(connection).has_table(VERSION_TABLE):
        raise DatabaseMissing(f"There is no office in {where}.")
    return str(connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one())


def is_blank(connection: Connection) -> bool:
    """Return whether a database has no table at all."""
    return not inspect(connection).get_table_names()


def unpack(parcel: Parcel, connection: Connection, tell: Tell) -> Digests:
    """Write an office into a blank database and compare every table; return their digests.

    The tables are made as the parcel's revision has them. Raises `DatabaseNewer` where a newer release made the parcel
    and `DatabaseUnusable` where anything differs; the transaction is then of no use.
    """
    if parcel.revision not in known_revisions():
        raise DatabaseNewer(
            f"{parcel.where} was made by a newer release (schema {parcel.revision}); install that release to read it."
        )
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    upgrade(connection, parcel.revision)
    _make_missing(parcel, connection)
    digests = _load_all(parcel, connection, tell)
    settle_loaded(connection, parcel.shapes)
    for shape in parcel.shapes:
        if digest_of(connection, shape) != digests[shape.name]:
            raise DatabaseUnusable(f"The table {shape.name} does not equal what was read from {parcel.where}.")
    return digests


def _make_missing(parcel: Parcel, connection: Connection) -> None:
    there = {shape.name: shape for shape in shapes_of(connection)}
    for shape in parcel.shapes:
        known = there.pop(shape.name, None)
        if known is None and shape.of_core:
            raise DatabaseUnusable(f"{parcel.where} has a table {shape.name} that schema {parcel.revision} has not.")
        if known is None:
            make_table(connection, shape)
        elif set(known.names) != set(shape.names):
            odd = sorted(set(known.names) ^ set(shape.names))
            raise DatabaseUnusable(f"{parcel.where} tells the table {shape.name} with other columns: {', '.join(odd)}.")
    if there:
        raise DatabaseUnusable(f"{parcel.where} lacks the table {sorted(there)[0]}.")


def _load_all(parcel: Parcel, connection: Connection, tell: Tell) -> Digests:
    done, digests = 0, {}
    for shape in parcel.shapes:
        digest = Digest()

        def passing(shape: Shape = shape, digest: Digest = digest, before: int = done) -> Iterator[PlainRow]:
            for row in digest.over(parcel.rows(shape)):
                yield row
                if digest.rows % 1000 == 0:
                    tell(before + digest.rows)

        load(connection, shape, passing())
        digests[shape.name] = digest.seal()
        done += digest.rows
    return digests


def clear(connection: Connection) -> None:
    """Drop everything an office has in a database, within the transaction the connection is in."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        quote = connection.dialect.identifier_preparer.quote
        views = "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY rowid DESC"
        for view in connection.exec_driver_sql(views).scalars().all():
            connection.exec_driver_sql(f"DROP VIEW {quote(view)}")
        connection.exec_driver_sql("DROP TABLE IF EXISTS search_index")
        for shape in reversed(shapes_of(connection)):
            connection.exec_driver_sql(f"DROP TABLE {quote(shape.name)}")
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {VERSION_TABLE}")
        return
    for statement in connection.execute(text(_DROPS)).scalars().all():
        connection.exec_driver_sql(statement)


_DROPS = """
SELECT format('DROP %s IF EXISTS %I.%I CASCADE',
    CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
    nspname, relname)
FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname = current_schema() AND relkind IN ('r', 'p', 'v', 'm', 'S') AND NOT EXISTS (
    SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
UNION ALL
SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
WHERE nspname = current_schema() AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
"""
"""What makes every statement that drops a table, view, sequence or function of the office; an extension's stay."""
