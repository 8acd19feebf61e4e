"""Whether a plugin's tables of people's records are such that all that is written in them can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trustcrm.office import OpenOffice
    from trustcrm.store.plugin_tables.steps import Steps


def not_taken_back(office: OpenOffice, steps: Steps) -> Iterator[str]:
    """Yield a sentence for each journaled table of which a row is not as it was once what was done to it is undone.

    A row is written, each of its columns changed, the row deleted; then each of these is taken back, the last first.
    """
    from trustcrm.services.own_tables import OwnTables
    from trustcrm.services.undo import undo
    from trustcrm.store.plugin_tables.recorded import not_recorded
    from trustcrm.store.plugin_tables.specimens import in_order, newest, rows, specimen, write_new, writes

    own, database = OwnTables(office.desk, steps.plugin, steps), office.database
    with database.reading() as connection:
        faults = list(not_recorded(connection, steps.recorded))
        tables = [] if faults else in_order(connection, steps.recorded)
    yield from faults
    for table in tables:
        with database.reading() as connection:
            values = specimen(connection, table)
        if values is None:
            continue
        stood: list[list[tuple[Any, ...]]] = []
        written: list[Any] = [write_new(table, values)]
        for statement in written:
            with database.reading() as connection:
                stood.append(rows(connection, table))
            with own.writing("try", table.name) as access:
                access.execute(statement)
            if len(written) == 1:
                with database.reading() as connection:
                    written += writes(table, newest(connection, table))
        for before in reversed(stood):
            undo(office.desk)
            with database.reading() as connection:
                if rows(connection, table) != before:
                    yield f"What was written in {table.name} is not as it was once it is undone."
                    break
        with own.writing("try", table.name) as access:
            access.execute(write_new(table, values))
