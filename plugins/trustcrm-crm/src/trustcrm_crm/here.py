"""What an import is told of the office it reads for: its city, its zone, and whom it met where nothing else says so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from trustcrm.plugin import Home, Mention, PluginContext, Refused, Source, WrongUsage, mention_of
from trustcrm_crm.moments import zone_called


@dataclass
class Here:
    """The office as one source is read: settings of the source first, then what its records say."""

    context: PluginContext
    source: Source

    @cached_property
    def home(self) -> Mention:
        """Our own city. Raises `WrongUsage` where neither a setting nor an office tells it."""
        told = self._side_told("home")
        if told is not None:
            return told
        if self._home is None:
            raise WrongUsage("No office is open that says which city is ours; say it with --home CITY.")
        return self._home.mention

    @cached_property
    def other(self) -> Mention | None:
        """Whom we met where the export tells no organisation."""
        return self._side_told("with")

    @cached_property
    def kind(self) -> str:
        """The kind of interaction of what has no name we know, "" where nobody told one."""
        return self.source.option("kind").strip()

    @cached_property
    def zone(self) -> ZoneInfo | None:
        """The zone in which hours of UTC are read, else the office's, None where no office is open either."""
        told = self.told_zone
        return told if told is not None or self._home is None else zone_called(self._home.time_zone)

    @cached_property
    def told_zone(self) -> ZoneInfo | None:
        """The zone that the settings name, None where they name none."""
        name = self.source.option("time-zone").strip()
        return zone_called(name) if name else None

    @cached_property
    def _home(self) -> Home | None:
        try:
            return self.context.ask.home()
        except Refused:
            return None

    def _side_told(self, option: str) -> Mention | None:
        """Return the side that a setting names, a city or an organisation known here."""
        words = self.source.option(option).strip()
        return mention_of("side", words) if words else None
