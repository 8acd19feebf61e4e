"""What plugins have left in an office, by the name of the plugin, whether it is installed or not."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, inspect, select

from trustcrm.store.tables import TABLES
from trustcrm.store.tables.journal import BATCH
from trustcrm.store.tables.plugin import PLUGIN_VALUE
from trustcrm.values import dataclass

_PREFIX = "plugin_"


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

    `known` are further names that tables may begin with: a table of a plugin that left nothing else is told under the
    word after `plugin_`.
    """
    kind = TABLES["kind"]
    found: dict[str, dict[str, int]] = {}
    for what, column in (("values", PLUGIN_VALUE.c.plugin), ("kinds", kind.c.plugin), ("batches", BATCH.c.plugin)):
        for plugin, count in connection.execute(select(column, func.count()).group_by(column)):
            if plugin:
                found.setdefault(plugin, {})[what] = count
    names = sorted({*found, *known}, key=len, reverse=True)
    for table in inspect(connection).get_table_names():
        if table.startswith(_PREFIX) and table != PLUGIN_VALUE.name:
            plugin = _owner(table.removeprefix(_PREFIX), names)
            told = found.setdefault(plugin, {})
            told["tables"] = told.get("tables", 0) + 1
    return [Leftover(plugin=plugin, **found[plugin]) for plugin in sorted(found)]


def _owner(table: str, names: Sequence[str]) -> str:
    fitting = (name for name in names if f"{table}_".startswith(f"{name.replace('-', '_')}_"))
    return next(fitting, table.partition("_")[0])
