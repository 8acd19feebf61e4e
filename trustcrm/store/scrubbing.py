"""Leaving nothing of what was erased in the database's own files: free pages, full-text index, the log of writes."""

from __future__ import annotations

from collections.abc import Iterable

from trustcrm.store.engine import Database, plain_errors
from trustcrm.store.plugin_tables.rows import names_of_tables
from trustcrm.store.tables import BATCH_ITEM, JOURNALLED
from trustcrm.store.tables.derived import FOLDED_NAME, SEARCH_TEXT
from trustcrm.store.tables.journal import BATCH, BLOCK, CHANGE, ORIGIN
from trustcrm.store.tables.plugin import PLUGIN_VALUE


def scrub(database: Database, nouns: Iterable[str]) -> bool:
    """Write the database anew without what was erased; return whether its log of writes could be emptied too.

    It could not where another program is reading: then what was erased may still stand in the log beside the file.
    In PostgreSQL the tables of `nouns`, the journal and what is reckoned are written anew; the server's own log and
    its archive are its keeper's.
    """
    if database.path is None:
        _rewrite_tables(database, nouns)
        return True
    return _rewrite_file(database)


def _rewrite_file(database: Database) -> bool:
    with plain_errors(database.where), database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
        raw.execute("VACUUM")
        busy: int = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy


def _rewrite_tables(database: Database, nouns: Iterable[str]) -> None:
    tables = [CHANGE, BLOCK, BATCH, ORIGIN, PLUGIN_VALUE, FOLDED_NAME, SEARCH_TEXT, JOURNALLED[BATCH_ITEM]]
    names = [table.name for table in (*tables, *(JOURNALLED[noun] for noun in sorted(set(nouns))))]
    with plain_errors(database.where), database.engine.connect() as connection:
        plainly = connection.execution_options(isolation_level="AUTOCOMMIT")
        for name in dict.fromkeys((*names, *names_of_tables(plainly))):
            plainly.exec_driver_sql(f'VACUUM (FULL) "{name}"')
