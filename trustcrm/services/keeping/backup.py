"""A backup: a SQLite file whatever the engine, read anew and compared with the office before it is called one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count, islice
from pathlib import Path

from trustcrm.errors import DatabaseFull, DatabaseUnusable, Refused
from trustcrm.services.keeping.private import (
    make_durable,
    make_private,
    private_text,
    put_in_place,
    sha256_of,
    sum_beside,
    sums_line,
)  # fmt: skip
from trustcrm.store.copying import copy_pages, settle_file
from trustcrm.store.engine import Connection, Database, open_database
from trustcrm.store.journal import broken_links
from trustcrm.store.revisions import HEAD
from trustcrm.store.soundness import damaged_pages
from trustcrm.store.transfer.office import Lying, Tell, unpack
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Backup:
    """A backup that equals its office: its file, the sum of it, how many rows it holds.

    `doubts` say what is wrong with the office itself, and so with the backup too.
    """

    path: Path
    sha256: str
    rows: int
    doubts: tuple[str, ...] = ()


def free_name(wanted: Path) -> Path:
    """Return a path that nothing has yet, nor its sum: the one wanted, or with the first free number after it."""
    numbered = (wanted.with_name(f"{wanted.stem}-{turn}{wanted.suffix}") for turn in count(2))
    for path in (wanted, *islice(numbered, 10_000)):
        if not path.exists() and not sum_beside(path).exists():
            return path
    raise Refused(f"There are too many files like {wanted}; give the backup a name of its own.")


def backups_beside(folder: Path, stem: str) -> Iterator[Path]:
    """Yield the backups of a database that lie in its folder under the names they are given where nobody gives one."""
    yield from (path for path in folder.glob("*.db") if path.name.startswith(f"{stem}-backup-"))


def back_up(database: Database, target: Path, tell: Tell) -> Backup:
    """Write everything an office has into a new file and return it, once it was opened anew and found equal.

    Raises `Refused` where the file is there already, `DatabaseUnusable` where it cannot be written, where the office is
    damaged, or where the copy differs from it; nothing is then left behind.
    """
    if target.exists() or sum_beside(target).exists():
        raise Refused(f"{target} is there already; a backup never overwrites one. Give another name.")
    with _written_beside(target) as copy, database.reading() as connection:
        lying = Lying(connection, database.where)
        try:
            _copy(connection, lying, copy, tell)
        except DatabaseFull as error:
            raise DatabaseFull(
                f"There is no room for the backup {target} on its disk, so none was made; free some space."
            ) from error
        rows, doubts = _compare(lying, copy, tell)
        digest = sha256_of(copy)
        with private_text(sum_beside(target)) as file:
            file.write(sums_line(digest, target.name))
    return Backup(path=target, sha256=digest, rows=rows, doubts=doubts)


@contextmanager
def _written_beside(target: Path) -> Iterator[Path]:
    """Yield a file to fill; it takes the name `target` at the end, and is gone if anything fails."""
    copy = target.with_name(f".{target.name}.writing")
    done = False
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnusable(f"The backup {target} cannot be written: {error.strerror}.") from None
    try:
        copy.unlink(missing_ok=True)
        make_private(copy)
        yield copy
        make_durable(copy)
        put_in_place(copy, target)
        done = True
    except FileExistsError:
        raise Refused(f"{target} is there by now; a backup never overwrites one. Give another name.") from None
    except OSError as error:
        raise DatabaseUnusable(f"The backup {target} cannot be written: {error.strerror}; there is none.") from None
    finally:
        leavings = [copy, copy.with_name(f"{copy.name}-wal"), copy.with_name(f"{copy.name}-shm")]
        for left in leavings if done else (*leavings, sum_beside(target)):
            with suppress(OSError):  # what was never made cannot be taken away, and the first error is the one to tell
                left.unlink()


def _copy(connection: Connection, lying: Lying, copy: Path, tell: Tell) -> None:
    if connection.dialect.name == "sqlite":
        copy_pages(connection, copy)
        return
    with closing(open_database(str(copy), create=True)) as target, target.writing() as writer:
        unpack(lying, writer, tell)
    settle_file(copy)


def _compare(lying: Lying, copy: Path, tell: Tell) -> tuple[int, tuple[str, ...]]:
    """Return how many rows both have, and what is wrong in both. Raises `DatabaseUnusable` where they differ."""
    wanted = lying.digests(tell)
    with closing(open_database(str(copy), still=True)) as database, database.reading() as connection:
        fault = next(damaged_pages(connection), None)
        if fault is not None:
            raise DatabaseUnusable(f"The copy of {lying.where} is not whole and was removed: {fault}")
        found = Lying(connection, str(copy)).digests(tell)
        odd = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
        if odd:
            raise DatabaseUnusable(
                f"The copy of {lying.where} differs from it in the table {odd[0]} and was removed; check the disk."
            )
        doubts = tuple(islice(broken_links(connection), 20)) if lying.revision == HEAD else ()
    return sum(rows for rows, _ in wanted.values()), doubts
