"""What plugins have left in an office, by the name of the plugin, whether it is installed or not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection, Inspector, func, inspect, select, table

from trustcrm.store.plugin_tables.names import PREFIX, owner_of, prefix_of
from trustcrm.store.tables import TABLES
from trustcrm.store.tables.journal import BATCH
from trustcrm.store.tables.plugin import PLUGIN_VALUE
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Leftover:
    """What one plugin has in an office: its values, kinds, imports, and tables of its own."""

    plugin: str
    values: int = 0
    kinds: int = 0
    batches: int = 0
    tables: int = 0


def leftovers(connection: Connection, known: Sequence[str] = ()) -> list[Leftover]:
    """Return what each plugin has in the office, by name; a table belongs to the longest of the names it begins with.

    `known` are further names that tables may begin with; a plugin that is not known is told by the table of its steps.
    """
    kind = TABLES["kind"]
    found: dict[str, dict[str, int]] = {}
    for what, column in (("values", PLUGIN_VALUE.c.plugin), ("kinds", kind.c.plugin), ("batches", BATCH.c.plugin)):
        for plugin, count in connection.execute(select(column, func.count()).group_by(column)):
            if plugin:
                found.setdefault(plugin, {})[what] = count
    for plugin, tables in tables_of_plugins(connection, {*found, *known}).items():
        found.setdefault(plugin, {})["tables"] = len(tables)
    return [Leftover(plugin=plugin, **found[plugin]) for plugin in sorted(found)]


def tables_of_plugins(connection: Connection, known: Collection[str]) -> dict[str, list[str]]:
    """Return the tables of each plugin, what a table refers to after it: the order in which they can be dropped."""
    there = inspect(connection)
    names = [name for name, _ in reversed(there.get_sorted_table_and_fkc_names()) if name is not None]
    known = {*known, *_told_by_versions(there, names, known)}
    found: dict[str, list[str]] = {}
    for name in names:
        if (owner := owner_of(name, known)) is not None:
            found.setdefault(owner, []).append(name)
    return found


def _told_by_versions(there: Inspector, names: Collection[str], known: Collection[str]) -> Iterator[str]:
    """Yield the plugins that are not known and left a table of their steps: nobody else is given what they left.

    A name with a dot is told with a hyphen there, since both stand as _ in names of tables.
    """
    told = {prefix_of(name) for name in known}
    for name in names:
        prefix = name.removesuffix("version")
        unknown = name.startswith(PREFIX) and name != prefix and prefix not in told
        if unknown and [column["name"] for column in there.get_columns(name)] == ["version_num"]:
            yield prefix.removeprefix(PREFIX).rstrip("_").replace("_", "-")


def how_many_rows(connection: Connection, tables: Collection[str]) -> int:
    """Return how many rows some tables have together."""
    counts = (connection.execute(select(func.count()).select_from(table(name))).scalar_one() for name in tables)
    return sum(counts)
