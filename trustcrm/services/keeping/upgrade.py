"""Bringing a database to this release's schema, and plugins' tables to their newest step.

A backup is made before the first of it; core's steps are one transaction, and then each plugin's are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path

from trustcrm.errors import DatabaseFull
from trustcrm.services.keeping.backup import Backup, back_up, free_name
from trustcrm.services.keeping.status import fit_of
from trustcrm.services.plugin_tables import AtTables, Made, make_tables, pending
from trustcrm.store.engine import Database, open_database
from trustcrm.store.migrations import upgrade
from trustcrm.store.plugin_tables.steps import Steps
from trustcrm.store.revisions import HEAD
from trustcrm.store.transfer.office import Tell
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Upgrade:
    """What an upgrade did: whether there was anything to do for core, the backup made before it, plugins' tables."""

    done: bool
    where: str
    backup: Backup | None = None
    tables: Sequence[Made] = ()


def _at_nobody(plugin: str) -> AbstractContextManager[None]:
    return nullcontext()


def bring_up_to_date(
    address: str, folder: Path, tell: Tell, plans: Sequence[Steps] = (), at_tables: AtTables = _at_nobody
) -> Upgrade:
    """Bring a database to this release's schema and to the `plans` of plugins, backed up into `folder` first.

    Does nothing where everything is current. A plugin whose steps fail is told in the answer and hinders nobody. Raises
    `DatabaseMissing` where there is no office, `DatabaseNewer` where a newer release made it, and `DatabaseUnusable`
    where the backup or a step of core's fails; the database is then as it was.
    """
    with closing(open_database(address)) as database:
        older = fit_of(database.revision()) == "older"
        if not older:
            database.require_current()
        waiting = pending(database, plans)
        if not (older or waiting):
            return Upgrade(done=False, where=database.where)
        kept = back_up(database, backup_before(database, folder, HEAD if older else "plugin-tables"), tell)
        if older:
            with _room(database, kept, f"to be brought to schema {HEAD} and is as it was"), database.migrating() as one:
                upgrade(one)
        with _room(database, kept, "for the tables of every plugin and is otherwise current"):
            tables = make_tables(database, waiting, at_tables)
        return Upgrade(done=older, where=database.where, backup=kept, tables=tables)


@contextmanager
def _room(database: Database, kept: Backup, doing: str) -> Iterator[None]:
    try:
        yield
    except DatabaseFull as error:
        raise DatabaseFull(
            f"The database {database.where} found no room on its disk {doing}, and its backup is {kept.path}; free "
            "some space and try again."
        ) from error


def backup_before(database: Database, folder: Path, what: str) -> Path:
    """Return the file in which a database is backed up before it is brought to `what`."""
    name = database.path.name if database.path is not None else f"{database.engine.url.database}.db"
    return free_name(folder / f"{name}.before-{what}")
