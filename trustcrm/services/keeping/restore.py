"""Making an office again from a backup or an export: every table verbatim, and checked before it is committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path

from trustcrm.errors import DatabaseFull, DatabaseMissing, DatabaseUnusable, Refused
from trustcrm.services.keeping.backup import Backup, back_up, free_name
from trustcrm.services.keeping.folder import Folder, faults_of_files, faults_of_tables, is_export
from trustcrm.services.keeping.private import sha256_of, sum_beside, sums_line
from trustcrm.store.engine import Connection, Database, open_database
from trustcrm.store.journal import broken_links
from trustcrm.store.migrations import settle_server, upgrade
from trustcrm.store.revisions import HEAD
from trustcrm.store.soundness import dangling_references
from trustcrm.store.transfer.office import Lying, Parcel, Tell, clear, is_blank, unpack
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a restore brought: how many rows, from where and where to, and the backup of what was replaced."""

    where: str
    source: str
    rows: int
    former: Backup | None


def restore(source: Path, address: str, tell: Tell, *, replace: Path | None = None) -> Restored:
    """Make the office of a backup file or an export's folder again in an empty database, in one transaction.

    `replace` lets it take the place of the office that is there, which is backed up into that file first. What an older
    release made is brought to this one's schema. Raises `Refused` where the database is not empty or the export not
    whole, `DatabaseUnusable` where the source is damaged; the database is then as it was.
    """
    with opened(source, tell) as parcel:
        blank = "://" not in address and not Path(address).expanduser().exists()
        database = open_database(address, create=True)
        try:
            former = _make_room(database, replace, tell)
            rows = _fill(database, parcel, tell, former)
        except BaseException:
            database.close()
            if blank:
                _take_away(Path(address).expanduser())
            raise
        database.close()
    return Restored(where=database.where, source=str(source), rows=rows, former=former)


def former_name(address: str, folder: Path) -> Path:
    """Return the file in which the office at an address is backed up before another takes its place."""
    name = "office.db" if "://" in address else Path(address).name
    return free_name(folder / f"{name}.before-restore")


@contextmanager
def opened(source: Path, tell: Tell) -> Iterator[Parcel]:
    """Yield the office of a backup or an export whose files were found whole.

    Raises `DatabaseMissing` where there is neither, `DatabaseUnusable` where it is damaged, `Refused` where an export
    is not whole.
    """
    if not source.exists():
        raise DatabaseMissing(f"There is no backup and no export at {source}.")
    if is_export(source):
        fault = next(chain(faults_of_files(source, tell), _faults_inside(source, tell)), None)
        if fault is not None:
            raise DatabaseUnusable(f"The export in {source} is damaged and was not restored: {fault}")
        folder = Folder(source)
        folder.require_complete()
        yield folder
        return
    if source.is_dir():
        raise DatabaseMissing(f"The folder {source} holds no export.")
    fault = fault_of_sum(source, tell)
    if fault:
        raise DatabaseUnusable(f"The backup {source} is damaged and was not restored: {fault}")
    with closing(open_database(str(source), still=True)) as database, database.reading() as connection:
        yield Lying(connection, str(source))


def _faults_inside(source: Path, tell: Tell) -> Iterator[str]:
    yield from faults_of_tables(Folder(source), tell)


def fault_of_sum(source: Path, tell: Tell) -> str:
    """Return in a sentence how a backup differs from the sum beside it, "" where it does not or there is none."""
    beside = sum_beside(source)
    if not beside.exists():
        return ""
    if beside.read_bytes() == sums_line(sha256_of(source, tell), source.name).encode():
        return ""
    return f"{beside.name} tells of another file, or of this one before it was changed."


def _make_room(database: Database, replace: Path | None, tell: Tell) -> Backup | None:
    with database.reading() as connection:
        if is_blank(connection):
            return None
    if replace is None:
        raise Refused(f"{database.where} is not empty; give an empty database with --db, or --replace what is there.")
    return back_up(database, replace, tell)


def _fill(database: Database, parcel: Parcel, tell: Tell, former: Backup | None) -> int:
    try:
        with database.writing() as connection:
            return _filled(database, connection, parcel, tell, clearing=former is not None)
    except DatabaseFull as error:
        if former is None:
            raise
        raise DatabaseFull(
            f"The database {database.where} found no room on its disk for what was to be restored and is as it was, "
            f"and its backup is {former.path}; free some space and try again."
        ) from error


def _filled(database: Database, connection: Connection, parcel: Parcel, tell: Tell, *, clearing: bool) -> int:
    if clearing:
        clear(connection)
    elif not is_blank(connection):
        raise Refused(f"{database.where} is not empty any more; nothing was restored.")
    digests = unpack(parcel, connection, tell)
    if parcel.revision != HEAD:
        upgrade(connection)
    settle_server(connection)
    fault = next(_faults_of(connection), None)
    if fault is not None:
        raise DatabaseUnusable(f"{parcel.where} is damaged and was not restored: {fault}")
    return sum(rows for rows, _ in digests.values())


def _faults_of(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        yield from dangling_references(connection)
    yield from broken_links(connection)


def _take_away(path: Path) -> None:
    for left in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        left.unlink(missing_ok=True)
