"""Engagements known by their iCalendar UID, so that a meeting which came another way does not come a second time."""

from __future__ import annotations

from datetime import date

from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import Engagement
from trustcrm.store.engine import Connection
from trustcrm.store.queries.agenda import engagements_by_uid


class ByUid:
    """Finds the engagement of a UID that is here and that no key of the importer became.

    Meetings of a series share a UID: the one of the same day is meant, else, where there is but one, that. Each is
    found once.
    """

    def __init__(self, connection: Connection, importer: str) -> None:
        """Begin with what is here now; nothing is read before it is asked for."""
        self._connection, self._importer = connection, importer
        self._rows: dict[str, dict[int, date]] | None = None

    def knows(self, record: Record) -> bool:
        """Return whether `take` would find one."""
        return isinstance(record, Engagement) and bool(record.uid) and record.uid in self._here()

    def take(self, record: Record) -> int | None:
        """Return the row of the engagement that a record is about, None where there is none; it is not found again."""
        if not isinstance(record, Engagement) or not record.uid or record.uid not in self._here():
            return None
        rows = self._here()[record.uid]
        row = next((row for row, on in rows.items() if on == record.starts_on), None)
        if row is None and len(rows) == 1:
            row = next(iter(rows))
        if row is not None:
            del rows[row]
            if not rows:
                del self._here()[record.uid]
        return row

    def any(self) -> bool:
        """Return whether there is any such engagement."""
        return bool(self._here())

    def _here(self) -> dict[str, dict[int, date]]:
        if self._rows is None:
            self._rows = engagements_by_uid(self._connection, self._importer)
        return self._rows
