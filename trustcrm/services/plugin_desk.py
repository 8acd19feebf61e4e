"""What a plugin may ask of the office: a few public services, and a key/value store of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Delete, delete, insert, select

from trustcrm.domain.draft import Draft
from trustcrm.domain.noun import Mention, Record
from trustcrm.errors import Ambiguous, NotFound
from trustcrm.services.desk import Desk
from trustcrm.services.directory import Directory
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.importing.told import digest
from trustcrm.services.match import Matcher
from trustcrm.store.engine import Database
from trustcrm.store.queries.rows import record_by_id
from trustcrm.store.tables.journal import OriginRow
from trustcrm.store.tables.plugin import PluginValueRow

_VALUE = PluginValueRow.table()


class PluginServices:
    """Finding, reading and recording, in the name of one plugin."""

    def __init__(self, desk: Desk, plugin: str) -> None:
        self._desk = desk
        self._plugin = plugin

    def find(self, mention: Mention) -> Sequence[int]:
        """Return the ids of the rows that could be meant, most certain first; empty where none could."""
        with self._desk.database.reading() as connection:
            match = Matcher(Directory(connection), self._desk.places).match(mention)
        return [match.id] if match.id is not None else [candidate.id for candidate in match.candidates]

    def read(self, noun: str, row: int) -> Record:
        """Return the record of one row. Raises `NotFound` where there is none."""
        with self._desk.database.reading() as connection:
            return record_by_id(connection, noun, row).record

    def record(self, draft: Draft) -> int:
        """Record one draft as an import would and return its row's id; the same draft twice is one row.

        Raises `Ambiguous` where a person must say what the draft means, `NotFound` where it was rejected.
        """
        importer = f"plugin:{self._plugin}"
        task = Task(
            importer=importer,
            plugin=self._plugin,
            source=draft.where or draft.key,
            fingerprint=digest(draft),
            drafts=lambda: [draft],
        )
        outcome = run_import(self._desk, task)
        for item in outcome.items:
            if item.state == "waiting":
                raise Ambiguous(item.reason, item.candidates)
            if item.state == "rejected":
                raise NotFound(item.reason)
        origin = OriginRow.table()
        with self._desk.database.reading() as connection:
            chosen = select(origin.c.row_id).where(origin.c.importer == importer, origin.c.key == draft.key)
            return int(connection.execute(chosen).scalar_one())


class PluginKeys:
    """A plugin's own lasting notes in the office's database."""

    def __init__(self, database: Database, plugin: str) -> None:
        self._database = database
        self._plugin = plugin

    def get(self, key: str) -> str | None:
        """Return the text under `key`, None where there is none."""
        chosen = select(_VALUE.c.value).where(_VALUE.c.plugin == self._plugin, _VALUE.c.key == key)
        with self._database.reading() as connection:
            return connection.execute(chosen).scalar()

    def put(self, key: str, text: str) -> None:
        """Keep `text` under `key` in place of what stood there."""
        with self._database.writing() as connection:
            connection.execute(self._removal(key))
            connection.execute(insert(PluginValueRow), {"plugin": self._plugin, "key": key, "value": text})

    def remove(self, key: str) -> None:
        """Forget `key`; one that is not there is no error."""
        with self._database.writing() as connection:
            connection.execute(self._removal(key))

    def keys(self, prefix: str = "") -> Iterable[str]:
        """Return the keys that begin with `prefix`, in order."""
        chosen = select(_VALUE.c.key).where(_VALUE.c.plugin == self._plugin).order_by(_VALUE.c.key)
        with self._database.reading() as connection:
            return [key for key in connection.execute(chosen).scalars() if key.startswith(prefix)]

    def _removal(self, key: str) -> Delete:
        return delete(PluginValueRow).where(PluginValueRow.plugin == self._plugin, PluginValueRow.key == key)
