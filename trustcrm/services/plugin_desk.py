"""What a plugin may ask of the office: finding, reading and recording, in its own name."""

from __future__ import annotations

from collections.abc import Sequence

from trustcrm.domain.draft import Draft
from trustcrm.domain.noun import Mention, Record
from trustcrm.errors import Ambiguous, NotFound
from trustcrm.services.desk import Desk
from trustcrm.services.directory import Directory
from trustcrm.services.importing.outcome import Item, Outcome
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.importing.told import digest
from trustcrm.services.match import Matcher
from trustcrm.store.batches import is_undone
from trustcrm.store.origins import Origin, origins
from trustcrm.store.queries.batches import BatchItem, items_of
from trustcrm.store.queries.rows import record_by_id


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
        known = self._origin(importer, draft.key)
        task = Task(
            importer=importer,
            plugin=self._plugin,
            source=draft.where or draft.key,
            fingerprint=self._fingerprint(draft, known),
            drafts=lambda: [draft],
        )
        outcome = run_import(self._desk, task)
        for item in self._pieces(outcome):
            if item.state == "waiting":
                raise Ambiguous(item.reason, item.candidates)
            if item.state == "rejected":
                raise NotFound(item.reason)
        present = self._origin(importer, draft.key)
        if present is None:
            raise NotFound(f"{draft.key} was brought in batch {outcome.earlier_batch}, and nothing was kept of it.")
        return present.row

    def _fingerprint(self, draft: Draft, known: Origin | None) -> str:
        """Return what tells a draft from those before it: what is said again after something else is news again."""
        said = digest(draft)
        with self._desk.database.reading() as connection:
            news = known is not None and (known.digest != said or is_undone(connection, known.batch))
        return f"{said} after {known.batch}" if known is not None and news else said

    def _origin(self, importer: str, key: str) -> Origin | None:
        with self._desk.database.reading() as connection:
            return origins(connection, importer, [key]).get(key)

    def _pieces(self, outcome: Outcome) -> Sequence[Item | BatchItem]:
        """Return the pieces that need a person, those of the earlier batch where the very same was brought before."""
        if outcome.earlier_batch is None:
            return outcome.items
        with self._desk.database.reading() as connection:
            return items_of(connection, outcome.earlier_batch)
