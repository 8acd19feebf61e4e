"""Who stands on which side of a letter: ours by address, theirs by a table, by whom the office knows, or as told."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from trustcrm.plugin import (
    Colleague,
    Mention,
    NotFound,
    OfficeServices,
    Person,
    PluginContext,
    Record,
    WrongUsage,
    mention_of,
)
from trustcrm_mail.heading import Correspondent

COLUMNS = ("address", "side")
_LONGEST_TABLE = 10_000_000
_REMEMBERED = 10_000
"""How many names are remembered, so that the office is asked about each once."""


@dataclass
class Sides:
    """Answers for the correspondents of one mailbox.

    `ours` are addresses and domains in small letters, `table` sides by such, `otherwise` the side of whoever the table
    does not name. `context` is asked for people and colleagues by name.
    """

    ours: frozenset[str]
    table: Mapping[str, Mention]
    otherwise: Mention | None
    context: PluginContext | None
    _found: dict[tuple[str, str], Record | None] = field(default_factory=dict)

    def is_ours(self, who: Correspondent) -> bool:
        """Say whether an address is one of ours, or of one of our domains."""
        return any(place in self.ours for place in _places(who.address))

    def is_our_list(self, list_id: str) -> bool:
        """Say whether a List-Id names an address of ours: a group that shares one mailbox is a list to programs."""
        name = list_id.rpartition("<")[2].partition(">")[0].strip().casefold()
        return any(name == place.replace("@", ".") or name.endswith(f".{place}") for place in self.ours)

    def named(self, who: Correspondent) -> Mention | None:
        """Return the side that the table, or a person the office knows, tells for somebody."""
        for place in _places(who.address):
            if place in self.table:
                return self.table[place]
        person = self._known(who)
        if self.context is None or person is None or not isinstance(person.side, int):
            return None
        with suppress(NotFound):  # a side may be kept from whoever is at work
            return self.context.ask.mention("side", person.side)
        return None

    def person(self, who: Correspondent) -> Mention | None:
        """Return the person of that name and that address, where the office knows exactly one so called."""
        person = self._known(who)
        address = (("email", who.address),)
        return None if person is None else Mention(noun="person", name=person.name, ids=address, create=False)

    def colleague(self, who: Correspondent) -> Mention | None:
        """Return the colleague of that name, where the office knows exactly one so called.

        The address does not matter, so that several may write from one.
        """
        found = self._called("colleague", who.name)
        return Mention(noun="colleague", name=found.name, create=False) if isinstance(found, Colleague) else None

    def _known(self, who: Correspondent) -> Person | None:
        found = self._called("person", who.name)
        if isinstance(found, Person) and who.address.casefold() in map(str.casefold, found.emails):
            return found
        return None

    def _called(self, noun: str, name: str) -> Record | None:
        """Return the record of the only one of a noun who goes by a name, "Rossi, Giulia" turned round too."""
        if self.context is None or not name:
            return None
        if (noun, name) not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[noun, name] = _called(self.context.office, noun, name)
        return self._found[noun, name]


def _called(office: OfficeServices, noun: str, name: str) -> Record | None:
    family, comma, given = name.partition(",")
    for words in (name, f"{given.strip()} {family.strip()}") if comma else (name,):
        found = office.find(Mention(noun=noun, name=words, create=False))
        if len(found) == 1:
            return office.read(noun, found[0])
    return None


def addresses_told(words: str) -> frozenset[str]:
    """Return addresses and domains that stand in a setting, parted by commas or blanks."""
    return frozenset(word.casefold().removeprefix("@") for word in words.replace(",", " ").split())


def table_of(path: Path) -> dict[str, Mention]:
    """Return the sides that a CSV file names, by address or domain. Raises `WrongUsage` where it cannot be read."""
    try:
        if path.stat().st_size > _LONGEST_TABLE:
            raise WrongUsage(f"{path.name} is far too long for a table of sides; give one with --sides FILE.")
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            if not set(COLUMNS) <= set(rows.fieldnames or ()):
                raise WrongUsage(f"{path.name} needs the columns {' and '.join(COLUMNS)}, parted by commas.")
            return dict(_told(rows))
    except OSError as error:
        raise WrongUsage(f"The table of sides {path} cannot be read: {error.strerror}; check its path.") from None
    except (UnicodeDecodeError, csv.Error):
        raise WrongUsage(f"{path.name} cannot be read as CSV in UTF-8; save the table of sides so.") from None


def _told(rows: Iterable[Mapping[str, str]]) -> Iterable[tuple[str, Mention]]:
    for row in rows:
        address, side = ((row[column] or "").strip() for column in COLUMNS)
        if address and side:
            yield address.casefold().removeprefix("@"), mention_of("side", side)


@lru_cache(maxsize=4_096)
def _places(address: str) -> tuple[str, ...]:
    """Return an address, its domain, and the domains above that: "desk@int.city.example" ends in "example"."""
    whole = address.casefold()
    labels = whole.rpartition("@")[2].split(".")[-10:]
    return (whole, *(".".join(labels[start:]) for start in range(len(labels))))
