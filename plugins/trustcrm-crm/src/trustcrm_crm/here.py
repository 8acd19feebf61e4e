"""What an import is told of the office it reads for: its city, its zone, and whom it met where nothing else says so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast
from zoneinfo import ZoneInfo

from trustcrm.plugin import City, Mention, NotFound, Office, PluginContext, Refused, Source, WrongUsage
from trustcrm_crm.moments import zone_called


@dataclass
class Here:
    """The office as one source is read: settings of the source first, then what its records say."""

    context: PluginContext
    source: Source

    @cached_property
    def home(self) -> Mention:
        """Our own city. Raises `WrongUsage` where neither a setting nor an office tells it."""
        told = side(self.source.option("home"))
        if told is not None:
            return told
        if self._office is None or not isinstance(self._office.home, int):
            raise WrongUsage("No office is open that says which city is ours; say it with --home CITY.")
        city = cast(City, self.context.office.read("city", self._office.home))
        ids = (("wikidata", city.wikidata),) if city.wikidata else ()
        return Mention(noun="city", name=city.name, country=city.country, ids=ids, create=False)

    @cached_property
    def other(self) -> Mention | None:
        """Whom we met where the export tells no organisation."""
        return side(self.source.option("with"))

    @cached_property
    def kind(self) -> str:
        """The kind of interaction of what has no name we know, "" where nobody told one."""
        return self.source.option("kind").strip()

    @cached_property
    def zone(self) -> ZoneInfo | None:
        """The zone in which hours of UTC are read, else the office's, None where no office is open either."""
        told = self.told_zone
        return told if told is not None or self._office is None else zone_called(self._office.time_zone)

    @cached_property
    def told_zone(self) -> ZoneInfo | None:
        """The zone that the settings name, None where they name none."""
        name = self.source.option("time-zone").strip()
        return zone_called(name) if name else None

    @cached_property
    def _office(self) -> Office | None:
        try:
            return cast(Office, self.context.office.read("office", 1))
        except (Refused, NotFound):
            return None


def side(words: str) -> Mention | None:
    """Return the side that words mean: "Nagoya, JP" is a city, a name alone a city or an organisation known here."""
    name, comma, country = words.rpartition(",")
    if comma and name.strip() and len(country.strip()) == 2 and country.strip().isalpha():
        return Mention(noun="city", name=name.strip(), country=country.strip().upper())
    return Mention(noun="side", name=words.strip()) if words.strip() else None
