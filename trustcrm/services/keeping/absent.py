"""What plugins have left in an office that is there, for the list of plugins: nobody's data goes unseen."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from trustcrm.errors import DatabaseUnusable
from trustcrm.services.keeping.status import fit_of
from trustcrm.store.engine import open_database
from trustcrm.store.queries.plugins import Leftover, leftovers


def left_in(address: str, known: Sequence[str]) -> list[Leftover]:
    """Return what each plugin has in the office at an address; nothing where there is no office that can be read."""
    try:
        with closing(open_database(address)) as database:
            if fit_of(database.revision()) != "current":
                return []
            with database.reading() as connection:
                return leftovers(connection, known)
    except DatabaseUnusable:
        return []
