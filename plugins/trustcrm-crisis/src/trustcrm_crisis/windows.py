"""Which crisis is meant: the one that is on, or one by its name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from trustcrm.plugin import NotFound, PluginContext, Window, WrongUsage, listed


@dataclass(frozen=True, kw_only=True)
class Crisis:
    """A window of the kind crisis, by its row."""

    id: int
    name: str
    starts_on: date
    ends_on: date | None

    def is_on(self, day: date) -> bool:
        """Return whether it lasts on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def day_number(self, day: date) -> int:
        """Return the how-manieth of its days a day is, the first being 1."""
        last = min(day, self.ends_on) if self.ends_on is not None else day
        return (last - self.starts_on).days + 1


def crises(context: PluginContext) -> list[Crisis]:
    """Return every crisis on record, the latest begun first."""
    rows = context.ask.page("window", {"kind": "crisis"}).rows
    return sorted((_of(row.kept.id, cast(Window, row.kept.record)) for row in rows), key=_begun, reverse=True)


def crises_on(context: PluginContext, day: date) -> list[Crisis]:
    """Return the crises that are on on a day, the latest begun first."""
    return [one for one in crises(context) if one.is_on(day)]


def crisis_on(context: PluginContext, day: date) -> Crisis | None:
    """Return the crisis that is on, the latest begun of several, None where none is."""
    return next(iter(crises_on(context, day)), None)


def the_crisis(context: PluginContext, words: str, day: date) -> Crisis:
    """Return the crisis of a name or number; for "" the one that is on, else the latest that was.

    Raises `NotFound` where there is none, `WrongUsage` where the words mean a pause.
    """
    if not words:
        found = crisis_on(context, day) or next((one for one in crises(context) if one.starts_on <= day), None)
        if found is None:
            raise NotFound("No crisis is on record; `trustcrm crisis open NAME` opens one.")
        return found
    row = context.ask.found("window", words)
    window = cast(Window, context.ask.one("window", row).kept.record)
    if window.kind != "crisis":
        raise WrongUsage(f"{window.name} is a {window.kind}, no crisis; `trustcrm crisis list` lists those there are.")
    return _of(row, window)


def standing(crisis: Crisis, day: date) -> str:
    """Return how far a crisis is on a day: "day 3", or when it ended."""
    return f"to {crisis.ends_on.isoformat()}" if crisis.ends_on else f"day {crisis.day_number(day)}"


def others_on(context: PluginContext, crisis: Crisis, day: date) -> str:
    """Return in a sentence which other crises are on on a day, and how one of them is meant; "" where none is."""
    others = [one.name for one in crises_on(context, day) if one.id != crisis.id]
    if not others:
        return ""
    return f"{listed(others)} {'is' if len(others) == 1 else 'are'} on as well; name the one you mean."


def _of(row: int, window: Window) -> Crisis:
    return Crisis(id=row, name=window.name, starts_on=window.starts_on, ends_on=window.ends_on)


def _begun(one: Crisis) -> tuple[date, int]:
    return one.starts_on, one.id
