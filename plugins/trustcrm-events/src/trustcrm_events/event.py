"""An event as a source tells it, and which events are wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from trustcrm.plugin import Kind, Source, WrongUsage, fold

_REMEMBERED = 50_000
"""For how many actors it is remembered whether they are wanted."""


class Event(NamedTuple):
    """Who did what to whom on which day; `number` is the source's own name for it, "" where it has none."""

    giver: str
    kind: Kind
    receiver: str
    on: date
    number: str = ""
    giver_country: str = ""
    receiver_country: str = ""
    place: str | None = None
    known_from: str | None = None


@dataclass(frozen=True)
class Choice:
    """Which events are wanted: of certain actors, of certain countries, of some intensity."""

    actors: frozenset[str]
    countries: frozenset[str]
    least: float
    _known: dict[tuple[str, str], tuple[bool, bool]] = field(default_factory=dict)

    def wants(self, event: Event) -> bool:
        """Return whether an event is wanted; it is enough that one of its two actors is."""
        if self.least and abs(event.kind.intensity) < self.least:
            return False
        if not self.actors and not self.countries:
            return True
        giver = self._fits(event.giver, event.giver_country)
        receiver = self._fits(event.receiver, event.receiver_country)
        return (giver[0] or receiver[0]) and (giver[1] or receiver[1])

    def _fits(self, actor: str, country: str) -> tuple[bool, bool]:
        """Return whether an actor is one of those wanted, and whether its country is."""
        known = self._known.get((actor, country))
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            name = fold(actor)
            countries = {fold(country), name, fold(_in_brackets(actor))}
            known = (
                not self.actors or name in self.actors,
                not self.countries or not countries.isdisjoint(self.countries),
            )
            self._known[actor, country] = known
        return known


def choice(source: Source) -> Choice:
    """Return what the settings `actor`, `country` and `least` say. Raises `WrongUsage` for a `least` that cannot be."""
    try:
        least = float(source.option("least") or "0")
    except ValueError:
        least = -1
    if not 0 <= least <= 10:
        raise WrongUsage("The least intensity is a number from 0 to 10, such as --least 3.")
    return Choice(_names(source.option("actor")), _names(source.option("country")), least)


def _names(told: str) -> frozenset[str]:
    return frozenset(folded for name in told.split(";") if (folded := fold(name)))


def _in_brackets(actor: str) -> str:
    """Return what the outermost brackets at the end of an actor's name hold: ICEWS puts the country there."""
    depth = 0
    for place in range(len(actor) - 1, -1, -1) if actor.endswith(")") else ():
        depth += (actor[place] == ")") - (actor[place] == "(")
        if not depth:
            return actor[place + 1 : -1]
    return ""
