"""The key/value stores of plugins: small lasting notes, one plugin never seeing another's."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, delete, select, update

from trustcrm.store.engine import Database
from trustcrm.store.fixed import fetched, send
from trustcrm.store.tables.plugin import PLUGIN_VALUE

_GET = "SELECT value FROM plugin_value WHERE plugin = ? AND key = ?"
_PUT = (
    "INSERT INTO plugin_value (plugin, key, value) VALUES (?, ?, ?) "
    "ON CONFLICT (plugin, key) DO UPDATE SET value = excluded.value"
)
_REMOVE = "DELETE FROM plugin_value WHERE plugin = ? AND key = ?"


class PluginKeys:
    """One plugin's own lasting notes in the office's database."""

    def __init__(self, database: Database, plugin: str) -> None:
        self._database = database
        self._plugin = plugin

    def get(self, key: str) -> str | None:
        """Return the text under `key`, None where there is none."""
        with self._database.reading() as connection:
            found = fetched(connection, _GET, (self._plugin, key))
        return str(found[0][0]) if found else None

    def put(self, key: str, text: str) -> None:
        """Keep `text` under `key` in place of what stood there."""
        with self._database.writing() as connection:
            send(connection, _PUT, [(self._plugin, key, text)])

    def remove(self, key: str) -> None:
        """Forget `key`; one that is not there is no error."""
        with self._database.writing() as connection:
            send(connection, _REMOVE, [(self._plugin, key)])

    def keys(self, prefix: str = "") -> list[str]:
        """Return the keys that begin with `prefix`, in order."""
        chosen = select(PLUGIN_VALUE.c.key).where(PLUGIN_VALUE.c.plugin == self._plugin)
        with self._database.reading() as connection:
            return sorted(key for key in connection.execute(chosen).scalars() if key.startswith(prefix))


def forget_values(connection: Connection, plugin: str) -> int:
    """Take out everything one plugin keeps. Return how many values that were."""
    return connection.execute(delete(PLUGIN_VALUE).where(PLUGIN_VALUE.c.plugin == plugin)).rowcount


def rewrite_values(connection: Connection, change: Callable[[str], str]) -> int:
    """Rewrite what plugins keep; a value under a key that would change is taken out. Return how many differed."""
    count = 0
    for row in connection.execute(select(PLUGIN_VALUE)).all():
        this = (PLUGIN_VALUE.c.plugin == row.plugin) & (PLUGIN_VALUE.c.key == row.key)
        if change(row.key) != row.key:
            connection.execute(delete(PLUGIN_VALUE).where(this))
        elif change(row.value) != row.value:
            connection.execute(update(PLUGIN_VALUE).where(this).values(value=change(row.value)))
        else:
            continue
        count += 1
    return count


def values_with(connection: Connection, wanted: Callable[[str], bool]) -> list[tuple[str, str, str]]:
    """Return (plugin, key, text) of everything plugins keep whose key or text is wanted."""
    found = connection.execute(select(PLUGIN_VALUE).order_by(PLUGIN_VALUE.c.plugin, PLUGIN_VALUE.c.key))
    return [(row.plugin, row.key, row.value) for row in found if wanted(row.key) or wanted(row.value)]
