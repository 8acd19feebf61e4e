"""Keeping the database fit: what condition it is in, and bringing it to this release's schema with a way back."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from trustcrm.domain.nouns import Office
from trustcrm.errors import DatabaseMissing, DatabaseUnusable
from trustcrm.store.engine import Database, open_database, plain_errors
from trustcrm.store.migrations import HEAD, known_revisions, upgrade
from trustcrm.store.queries.condition import Condition, condition_of
from trustcrm.store.queries.rows import how_many, records

Fit = Literal["current", "older", "newer", "empty"]


@dataclass(frozen=True, kw_only=True)
class Status:
    """What `db status` tells: where the database is, how its schema fits this release, what it holds, if whole.

    `counts` and `office` are told only where the schema is current.
    """

    where: str
    revision: str | None
    newest: str
    fit: Fit
    condition: Condition
    office: str
    counts: Mapping[str, int]


def status_of(address: str) -> Status:
    """Return the status of the database at an address. Raises `DatabaseUnusable` where it cannot be read."""
    with closing(open_database(address)) as database:
        revision = database.revision()
        fit = _fit(revision)
        with database.reading() as connection:
            office = records(connection, "office", limit=1) if fit == "current" else []
            return Status(
                where=database.where,
                revision=revision,
                newest=HEAD,
                fit=fit,
                condition=condition_of(connection),
                office=cast(Office, office[0].record).name if office else "",
                counts=how_many(connection) if fit == "current" else {},
            )


@dataclass(frozen=True, kw_only=True)
class Upgrade:
    """What an upgrade did: whether there was anything to do, and the copy of the database made before it."""

    done: bool
    where: str
    copy: Path | None = None


def bring_up_to_date(address: str) -> Upgrade:
    """Bring a database to this release's schema, a SQLite file copied first; does nothing where it is current.

    A PostgreSQL database is not copied: its keeper backs it up; the step itself is one transaction. Raises
    `DatabaseMissing` where there is no office and `DatabaseNewer` where a newer release made it.
    """
    with closing(open_database(address)) as database:
        if _fit(database.revision()) != "older":
            database.require_current()
            return Upgrade(done=False, where=database.where)
        copy = copy_beside(database, f"before-{HEAD}") if database.path is not None else None
        with database.writing() as connection:
            upgrade(connection)
        return Upgrade(done=True, where=database.where, copy=copy)


def copy_beside(database: Database, why: str) -> Path:
    """Copy a SQLite database into a file beside it and return that file, once it was found whole and as large.

    Raises `DatabaseUnusable` where it cannot be copied; nothing is then left behind.
    """
    if database.path is None:
        raise DatabaseMissing(f"{database.where} is no file that can be copied.")
    target = _free_name(database.path, why)
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
        with plain_errors(str(target)):
            _copy(database.path, target)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise DatabaseUnusable(f"{target} cannot be written: {error.strerror}; nothing was changed.") from None
    except DatabaseUnusable:
        target.unlink(missing_ok=True)
        raise
    return target


def _copy(path: Path, target: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        pages, size = (source.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size"))
        copy.execute("PRAGMA journal_mode = DELETE")
        whole = copy.execute("PRAGMA quick_check").fetchone()[0] == "ok"
    if not whole or target.stat().st_size != pages * size:
        raise DatabaseUnusable(f"The copy {target} does not equal {path}; nothing was changed, check the disk.")


def _free_name(path: Path, why: str) -> Path:
    names = (path.with_name(f"{path.name}.{why}{f'-{turn}' if turn else ''}") for turn in range(10_000))
    return next(name for name in names if not name.exists())


def _fit(revision: str | None) -> Fit:
    if revision is None:
        return "empty"
    if revision == HEAD:
        return "current"
    return "older" if revision in known_revisions() else "newer"
