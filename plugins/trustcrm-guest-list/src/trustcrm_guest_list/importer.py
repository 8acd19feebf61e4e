"""The importer `guest-list`: each line of a guest list is one person of a city."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from trustcrm.plugin import Draft, Mention, Person, Rejected, Source, UnreadableSource

COLUMNS = ["city", "name", "role", "email"]


class GuestListImporter:
    """Reads guests from CSV: city, name, role and mail address."""

    def read(self, source: Source) -> Iterator[Draft | Rejected]:
        """Yield a draft for each guest. Raises `UnreadableSource` where the columns are others."""
        if not self.sniff(source.head(), source.name):
            raise UnreadableSource(f"{source.name} does not begin with the columns {', '.join(COLUMNS)}.")
        with io.TextIOWrapper(source.open(), "utf-8-sig", "replace", newline="") as text:
            rows = csv.DictReader(text)
            try:
                for row in rows:
                    yield guest(f"line {rows.line_num}", {name: row[name] or "" for name in COLUMNS})
            except csv.Error as error:
                yield Rejected(where=f"line {rows.line_num}", reason=f"The list cannot be read from here on: {error}.")

    def sniff(self, head: bytes, name: str) -> float:
        """Return how likely a file is a guest list: its first line says so."""
        first = head.decode("utf-8-sig", "replace").partition("\n")[0].strip()
        return 0.95 if first == ",".join(COLUMNS) else 0.0


def guest(where: str, row: dict[str, str]) -> Draft | Rejected:
    """Return the draft of one line."""
    if not row["name"].strip() or "@" not in row["email"]:
        return Rejected(where=where, reason="The line names nobody, or has no mail address.", raw=row)
    city = Mention(noun="city", name=row["city"]) if row["city"] else None
    person = Person(name=row["name"], emails=(row["email"],), side=city)
    key = f"{row['name']} {row['email']}".casefold()  # two people may share one mailbox
    return Draft(key=key, record=person, where=where, raw=row)
