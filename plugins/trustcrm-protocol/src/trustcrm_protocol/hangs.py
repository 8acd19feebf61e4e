"""Ties that hang on one person: all contact of some months ran through one colleague, or through one counterpart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from trustcrm.plugin import Attendance, Attended, Citation, PluginContext, counted
from trustcrm_protocol.neighbours import Neighbours
from trustcrm_protocol.settings import ProtocolSettings


@dataclass(frozen=True, kw_only=True)
class Hang:
    """That every contact which names anybody of an end, ours or theirs, names one person and nobody else.

    `named` of `contacts` name them; the others name nobody of that end.
    """

    side: int
    name: str
    tie: int
    end: Literal["ours", "theirs"]
    person: int
    person_name: str
    named: int
    contacts: int
    last_on: date
    months: int

    @property
    def words(self) -> str:
        """How it hangs, with its numbers."""
        who = "our colleague" if self.end == "ours" else "their"
        through = f"{who} {self.person_name}" if self.end == "ours" else self.person_name
        rest = self.contacts - self.named
        nobody = "" if not rest else f"; {counted(rest, 'names', 'name')} nobody of that end"
        contacts, months = counted(self.contacts, "contact"), counted(self.months, "month")
        return (
            f"{self.named} of {contacts} in {months} ran through {through} alone, "
            f"last on {self.last_on.isoformat()}{nobody}"
        )

    @property
    def cites(self) -> tuple[Citation, ...]:
        """The tie, and the person on whom it hangs."""
        noun = "colleague" if self.end == "ours" else "person"
        return Citation("tie", self.tie), Citation(noun, self.person)


def hanging(context: PluginContext, known: Neighbours, settings: ProtocolSettings) -> list[Hang]:
    """Return which ties of the neighbours hang on one person as of their day, by name."""
    first = months_before(known.day, settings.hang_months)
    found = [
        (one, end, who)
        for one in context.ask.attendance(first, known.day, known.only)
        if one.them in known.ties
        for end, who in hangs_on(one, settings.hang_contacts)
    ]
    nouns = {"ours": "colleague", "theirs": "person"}
    named = {
        end: context.ask.several(noun, {who.id for _, at, who in found if at == end}) for end, noun in nouns.items()
    }
    hangs = [
        Hang(
            side=one.them, name=known.names[one.them], tie=known.ties[one.them][0].id, end=end, person=who.id,
            person_name=named[end][who.id].title, named=who.contacts, contacts=one.contacts, last_on=who.last_on,
            months=settings.hang_months,
        )
        for one, end, who in found
    ]  # fmt: skip
    return sorted(hangs, key=lambda one: (one.name, one.side, one.end))


def hangs_on(one: Attendance, at_least: int) -> list[tuple[Literal["ours", "theirs"], Attended]]:
    """Return on whom contacts hang, at either end: who is named in all that name anybody, and alone in them.

    Fewer than `at_least` contacts that name them say nothing.
    """
    ends: Sequence[tuple[Literal["ours", "theirs"], tuple[Attended, ...]]] = (
        ("ours", one.colleagues), ("theirs", one.people)
    )  # fmt: skip
    return [(end, who[0]) for end, who in ends if len(who) == 1 and who[0].contacts >= max(1, at_least)]


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier; where that month is shorter, its last day."""
    place = day.year * 12 + day.month - 1 - months
    if place < 12:
        return date.min
    year, month = place // 12, place % 12 + 1
    for last in range(day.day, 0, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, 1)
