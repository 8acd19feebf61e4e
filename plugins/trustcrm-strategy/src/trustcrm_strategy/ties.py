"""Our own ties: with whom each is, which one somebody means, and which stood on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from trustcrm.plugin import Ambiguous, NotFound, PluginContext, Tie, WrongUsage, alphabetical, fold


@dataclass(frozen=True, kw_only=True)
class OurTie:
    """A tie of our own city: its number, the other side and what that is called."""

    tie: int
    them: int
    name: str
    record: Tie

    def stood(self, day: date) -> bool:
        """Return whether it stood on a day: begun by then and not over; one that is only explored is no tie yet."""
        told = self.record
        if told.state == "exploring" or (told.since is not None and told.since > day):
            return False
        return told.state != "ended" or (told.ended_on is not None and told.ended_on > day)


def ties_of(context: PluginContext, side: int | None = None) -> list[OurTie]:
    """Return every tie of our own city by the other side's name, or those with one side."""
    home = context.ask.home().side
    found = []
    for row in context.ask.page("tie", between=str(home if side is None else side)).rows:
        record = cast(Tie, row.kept.record)
        if home in (record.one, record.other):
            end = "other" if record.one == home else "one"
            them = cast(int, getattr(record, end))
            found.append(OurTie(tie=row.kept.id, them=them, name=row.referred.get(end, f"side {them}"), record=record))
    return sorted(found, key=lambda one: (alphabetical(one.name), one.tie))


def the_tie(context: PluginContext, words: str) -> OurTie:
    """Return the tie of ours that is meant: by its number, or by the city or organisation it is with, "Milan, IT" say.

    Raises `NotFound` where there is none, `Ambiguous` where there are several with that side.
    """
    every = ties_of(context)
    by_number = next((one for one in every if str(one.tie) == words.strip()), None)
    if by_number is not None:
        return by_number
    if words.strip().isdigit():
        raise NotFound(f"There is no tie {words.strip()} of ours; `trustcrm tie list` lists those there are.")
    name, comma, country = words.rpartition(",")
    called = fold(f"{name} ({country.strip()})" if comma else words)
    own = [one for one in every if fold(one.name) == called]
    if not own:
        side = context.ask.found("side", words)
        own = [one for one in every if one.them == side]
    if not own:
        raise NotFound(f"No tie of ours is with {words}; `trustcrm tie add` begins one.")
    if len(own) > 1:
        numbers = [f"{one.tie} ({one.record.kind})" for one in own]
        raise Ambiguous(f"{len(own)} ties are with {own[0].name}; give the number: {', '.join(numbers)}.", numbers)
    return own[0]


def period(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """Return the first and last day of a stretch, the year that ends today where nobody says. Raises `WrongUsage`."""
    end = min(last or today, today)
    begin = first or year_before(end) + timedelta(days=1)
    if begin > end:
        raise WrongUsage(f"The first day, {begin.isoformat()}, comes after the last, {end.isoformat()}.")
    return begin, end


def year_before(day: date) -> date:
    """Return the same day of the year before; 28 February for the 29th."""
    return date(max(1, day.year - 1), day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
