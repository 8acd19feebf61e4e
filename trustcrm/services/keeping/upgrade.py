"""Bringing a database to this release's schema: a backup first, then one transaction."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from trustcrm.errors import DatabaseFull
from trustcrm.services.keeping.backup import Backup, back_up, free_name
from trustcrm.services.keeping.status import fit_of
from trustcrm.store.engine import Database, open_database
from trustcrm.store.migrations import HEAD, upgrade
from trustcrm.store.transfer.office import Tell
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Upgrade:
    """What an upgrade did: whether there was anything to do, and the backup made before it."""

    done: bool
    where: str
    backup: Backup | None = None


def bring_up_to_date(address: str, folder: Path, tell: Tell) -> Upgrade:
    """Bring a database to this release's schema, backed up into `folder` first; does nothing where it is current.

    Raises `DatabaseMissing` where there is no office, `DatabaseNewer` where a newer release made it, and
    `DatabaseUnusable` where the backup or a step fails; the database is then as it was.
    """
    with closing(open_database(address)) as database:
        if fit_of(database.revision()) != "older":
            database.require_current()
            return Upgrade(done=False, where=database.where)
        made = back_up(database, backup_before(database, folder), tell)
        try:
            with database.migrating() as connection:
                upgrade(connection)
        except DatabaseFull as error:
            raise DatabaseFull(
                f"The database {database.where} found no room on its disk to be brought to schema {HEAD} and is as it "
                f"was, and its backup is {made.path}; free some space and try again."
            ) from error
        return Upgrade(done=True, where=database.where, backup=made)


def backup_before(database: Database, folder: Path) -> Path:
    """Return the file in which a database is backed up before it is brought to this release's schema."""
    name = database.path.name if database.path is not None else f"{database.engine.url.database}.db"
    return free_name(folder / f"{name}.before-{HEAD}")
