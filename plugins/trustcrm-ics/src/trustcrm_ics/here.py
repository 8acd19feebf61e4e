"""What an importer is told of the office it reads for: its city, its day, its zone, and whom it knows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import cast
from zoneinfo import ZoneInfo

from trustcrm.plugin import (
    Home,
    Mention,
    Person,
    PluginContext,
    Refused,
    Source,
    WrongUsage,
    fold,
    mention_of,
)


@dataclass
class Here:
    """The office as one source is read: settings of the source first, then what its records say.

    Without an open office, as in a test, settings alone tell.
    """

    context: PluginContext
    source: Source
    _people: dict[str, tuple[Mention | None, Collection[str]]] = field(default_factory=dict)
    _colleagues: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def home(self) -> Mention:
        """Our own city. Raises `WrongUsage` where neither a setting nor an office tells it."""
        if self.source.option("home"):
            return mention_of("side", self.source.option("home"))
        if self._home is None:
            raise WrongUsage("No office is open that says which city is ours; say it with --home CITY.")
        return self._home.mention

    @cached_property
    def other(self) -> Mention | None:
        """Whom we met where no guest tells it."""
        return mention_of("side", self.source.option("with")) if self.source.option("with").strip() else None

    @cached_property
    def keeps_unknown(self) -> bool:
        """Whether a meeting is kept of which nothing tells with whom it is. Raises `WrongUsage`."""
        return self._is("unknown", "keep", "reject")

    @cached_property
    def uids_change(self) -> bool:
        """Whether the UIDs of the calendar are others each time it is exported. Raises `WrongUsage`."""
        return self._is("uids", "change", "stay")

    @cached_property
    def zone(self) -> ZoneInfo | None:
        """The office's time zone, None where no office is open."""
        return ZoneInfo(self._home.time_zone) if self._home is not None else None

    @cached_property
    def today(self) -> date:
        """The day that is today: what ended before it is past."""
        return _day(self.source, "today") or self.context.clock.today()

    @cached_property
    def since(self) -> date | None:
        """The first day wanted, None where all are."""
        return _day(self.source, "since")

    @cached_property
    def until(self) -> date:
        """The last day up to which a series is told."""
        try:
            told = _day(self.source, "until")
            if told is not None and told > self.today.replace(year=self.today.year + 10, day=min(self.today.day, 28)):
                raise WrongUsage("--until lies more than ten years ahead; nobody's calendar is right so far.")
            return told or self.today.replace(year=self.today.year + 1, day=min(self.today.day, 28))
        except ValueError:
            raise WrongUsage("--today lies beyond the last year there is.") from None

    def moment(self, told: datetime) -> datetime:
        """Return a moment as clocks show it here; a wall time without a zone is ours already."""
        return told.astimezone(self.zone) if told.tzinfo and self.zone else told

    def is_home(self, side: Mention) -> bool:
        """Return whether a side is our own city, however that was told."""
        return fold(side.name) == fold(self.home.name)

    def is_ours(self, name: str, address: str) -> bool:
        """Return whether somebody is of our own office, by the domain of their mail or as a colleague known here."""
        return address.rpartition("@")[2] in self._domains or self.is_colleague(name)

    def is_colleague(self, name: str) -> bool:
        """Return whether one colleague is known here by this name."""
        if name not in self._colleagues:
            self._colleagues[name] = len(self._found("colleague", name)) == 1
        return self._colleagues[name]

    def side_of(self, name: str, address: str = "") -> Mention | None:
        """Return the city or organisation that the one person known here by a name belongs to.

        None where an `address` is given and the person is known here by others: that may be a namesake.
        """
        if name not in self._people:
            self._people[name] = self._person(name)
        side, known = self._people[name]
        return None if address and known and address.casefold() not in known else side

    def _person(self, name: str) -> tuple[Mention | None, Collection[str]]:
        """Return the side and the mail addresses of the one person known here by a name."""
        found = self._found("person", name)
        if len(found) != 1:
            return None, ()
        person = cast(Person, self.context.office.read("person", found[0]))
        side = self.context.ask.mention("side", person.side) if isinstance(person.side, int) else None
        return side, frozenset(map(str.casefold, person.emails))

    def _is(self, name: str, word: str, otherwise: str) -> bool:
        told = self.source.option(name, otherwise)
        if told not in (word, otherwise):
            raise WrongUsage(f"--{name} takes {word} or {otherwise}; {told[:40]!r} is neither.")
        return told == word

    @cached_property
    def _domains(self) -> Collection[str]:
        told = (domain.strip().lower().rpartition("@")[2] for domain in self.source.option("ours").split(","))
        return frozenset(domain for domain in told if domain)

    @cached_property
    def _home(self) -> Home | None:
        try:
            return self.context.ask.home()
        except Refused:
            return None

    def _found(self, noun: str, name: str) -> list[int]:
        if not name or self._home is None:
            return []
        return list(self.context.office.find(Mention(noun=noun, name=name, create=False)))


def _day(source: Source, name: str) -> date | None:
    told = source.option(name).strip()
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        raise WrongUsage(f"--{name} takes a day, such as 2026-06-30.") from None
