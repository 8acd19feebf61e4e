"""The key/value stores of plugins: small lasting notes, one plugin never seeing another's."""

from __future__ import annotations

from sqlalchemy import Delete, delete, insert, select

from trustcrm.store.engine import Database
from trustcrm.store.tables.plugin import PLUGIN_VALUE


class PluginKeys:
    """One plugin's own lasting notes in the office's database."""

    def __init__(self, database: Database, plugin: str) -> None:
        self._database = database
        self._plugin = plugin

    def get(self, key: str) -> str | None:
        """Return the text under `key`, None where there is none."""
        chosen = select(PLUGIN_VALUE.c.value).where(PLUGIN_VALUE.c.plugin == self._plugin, PLUGIN_VALUE.c.key == key)
        with self._database.reading() as connection:
            return connection.execute(chosen).scalar()

    def put(self, key: str, text: str) -> None:
        """Keep `text` under `key` in place of what stood there."""
        with self._database.writing() as connection:
            connection.execute(self._removal(key))
            connection.execute(insert(PLUGIN_VALUE), {"plugin": self._plugin, "key": key, "value": text})

    def remove(self, key: str) -> None:
        """Forget `key`; one that is not there is no error."""
        with self._database.writing() as connection:
            connection.execute(self._removal(key))

    def keys(self, prefix: str = "") -> list[str]:
        """Return the keys that begin with `prefix`, in order."""
        chosen = select(PLUGIN_VALUE.c.key).where(PLUGIN_VALUE.c.plugin == self._plugin).order_by(PLUGIN_VALUE.c.key)
        with self._database.reading() as connection:
            return [key for key in connection.execute(chosen).scalars() if key.startswith(prefix)]

    def _removal(self, key: str) -> Delete:
        return delete(PLUGIN_VALUE).where(PLUGIN_VALUE.c.plugin == self._plugin, PLUGIN_VALUE.c.key == key)
