"""Taking out what a plugin kept for itself, once it is gone for good; what it recorded is the office's and stays."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from trustcrm.errors import NotFound
from trustcrm.services.desk import Desk
from trustcrm.services.keeping.backup import back_up
from trustcrm.store.certificates import keep_certificate
from trustcrm.store.engine import Connection
from trustcrm.store.plugin_tables.rows import drop_table
from trustcrm.store.plugin_values import forget_values
from trustcrm.store.queries.plugins import how_many_rows, leftovers, tables_of_plugins
from trustcrm.store.transfer.office import Tell
from trustcrm.text import visible
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Purged:
    """What was taken out: how many values, which tables; and the backup of the office as it was before."""

    values: int
    tables: tuple[str, ...]
    backup: Path


def purge(desk: Desk, plugin: str, known: Collection[str], backup: Path, tell: Tell) -> Purged:
    """Back the office up, then take out the values and the tables of a plugin; records, imports and kinds stay.

    `known` are the names of other plugins, whose tables may begin alike. Raises `NotFound` where the plugin keeps
    nothing of its own, and whatever a backup raises; nothing is then taken out.
    """
    with desk.database.reading() as connection:
        _require_anything(connection, plugin, known)
    kept = back_up(desk.database, backup, tell)
    with desk.writing("purge", f"what the plugin {plugin} kept; as it was before: {kept.path.name}") as writer:
        connection = writer.connection
        values, tables = forget_values(connection, plugin), {}
        for table in _tables(connection, plugin, known):
            tables[table] = how_many_rows(connection, [table])
            drop_table(connection, table)
        counts = {"plugin value": values, **tables}
        keep_certificate(writer, "purge", desk.today(), f"the plugin {plugin} is gone", None, [], counts)
    return Purged(values=values, tables=tuple(tables), backup=kept.path)


def _require_anything(connection: Connection, plugin: str, known: Collection[str]) -> None:
    found = next((left for left in leftovers(connection, [*known, plugin]) if left.plugin == plugin), None)
    if found is None or not (found.values or found.tables):
        raise NotFound(
            f"The plugin {visible(plugin)} keeps nothing of its own in this office; `trustcrm plugins list` shows what "
            "plugins left."
        )


def _tables(connection: Connection, plugin: str, known: Collection[str]) -> list[str]:
    return tables_of_plugins(connection, {*known, plugin}).get(plugin, [])
