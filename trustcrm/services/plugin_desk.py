"""What a plugin may ask of the office: finding, reading and recording, in its own name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trustcrm.store.queries.rows import record_by_id

if TYPE_CHECKING:
    from trustcrm.domain.draft import Draft
    from trustcrm.domain.noun import Mention, Record
    from trustcrm.services.desk import Desk


class PluginServices:
    """Finding, reading and recording, in the name of one plugin."""

    def __init__(self, desk: Desk, plugin: str) -> None:
        self._desk = desk
        self._plugin = plugin

    def find(self, mention: Mention) -> Sequence[int]:
        """Return the ids of the rows that could be meant, most certain first; empty where none could."""
        from trustcrm.services.directory import Directory
        from trustcrm.services.match import Matcher

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
        from trustcrm.services.plugin_record import record_draft

        return record_draft(self._desk, self._plugin, draft)
