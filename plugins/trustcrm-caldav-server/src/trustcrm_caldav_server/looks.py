"""What each person calls a calendar and in which colour it is shown: theirs alone, nobody else's calendar changes."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import and_, delete, insert, select

from trustcrm.plugin import PluginTables
from trustcrm_caldav_server.names import APPLE, caldav, dav
from trustcrm_caldav_server.tables import LOOK

CHANGEABLE = {
    dav("displayname"), caldav("calendar-description"), f"{{{APPLE}}}calendar-color", f"{{{APPLE}}}calendar-order",
}  # fmt: skip
"""The properties of a calendar that a person may set, by full name."""
LONGEST = 400


class Looks:
    """Keeps how calendars look to people."""

    def __init__(self, tables: PluginTables) -> None:
        self._tables = tables

    def of(self, person: str, collection: str) -> dict[str, str]:
        """Return what a person has set of a calendar, by full name."""
        asked = select(LOOK.c.name, LOOK.c.value).where(LOOK.c.person == person, LOOK.c.collection == collection)
        with self._tables.reading() as tables:
            return {row["name"]: row["value"] for row in tables.execute(asked).mappings()}

    def put(self, person: str, collection: str, told: Mapping[str, str | None]) -> None:
        """Set properties, or let go of those that are None."""
        with self._tables.writing() as tables:
            for name, value in told.items():
                own = and_(LOOK.c.person == person, LOOK.c.collection == collection, LOOK.c.name == name)
                tables.execute(delete(LOOK).where(own))
                if value is not None:
                    row = {"person": person, "collection": collection, "name": name, "value": value}
                    tables.execute(insert(LOOK).values(**row))
