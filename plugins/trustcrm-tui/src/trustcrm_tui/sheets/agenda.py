"""The agenda: what is scheduled, day by day, beside what falls due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from trustcrm.plugin import counted
from trustcrm_tui.ink import Content, Role, cell, ink, joined
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Card, Facts, Loaded, Manner, Subject
from trustcrm_tui.sheets.side_card import side_card
from trustcrm_tui.words import short_name, weekday_words

if TYPE_CHECKING:
    from trustcrm.plugin import AgendaEntry, PluginContext, Suggestion

DAYS = 60
"""So many days ahead it looks."""
HOUR_WIDE, HERE_WIDE = 12, 14
"""How wide the hours stand; wider where one is of another place's clock, which may be on another day here."""


STATE_WIDE, MOST_OF_WHOM = 9, 28
"""How wide the state stands, whole, and with whom it is at most."""


@dataclass(frozen=True)
class Line:
    """An entry, and whether it is the first of its day."""

    entry: AgendaEntry
    first: bool


@dataclass(frozen=True)
class Proposed:
    """Whom to meet, and whether it is the first who is suggested."""

    suggestion: Suggestion
    first: bool


class AgendaSheet:
    """The screen of what lies ahead."""

    id = "agenda"
    name = "Agenda"

    def __init__(self) -> None:
        self._hour_wide = HOUR_WIDE

    def load(self, office: PluginContext) -> Loaded:
        """Return what is scheduled from today on."""
        today = office.clock.today()
        found = office.ask.agenda(today, DAYS)
        before: list[date | None] = [None, *(entry.on for entry in found.entries)]
        rows = [Line(entry, entry.on != day) for entry, day in zip(found.entries, before, strict=False)]
        self._hour_wide = HERE_WIDE if any(entry.here for entry in found.entries) else HOUR_WIDE
        suggested = office.ask.suggestions()
        foot = [Proposed(one, one is suggested[0]) for one in suggested]
        meet = (ink(f"{len(foot)} to meet: s", "strong"),) if foot else ()
        return Loaded(Held([*rows, *foot], key=_key), (*meet, *_week(found.entries, today)))

    def draw(self, row: Line | Proposed, width: int, manner: Manner) -> Content:
        """Return a row's line: the day once, the hour, what, and with whom; whom to meet, when and why."""
        if isinstance(row, Proposed):
            return _proposed(row, width)
        entry = row.entry
        day = f"{entry.on:%a} {entry.on.day:>2} {entry.on:%b}" if row.first else ""
        what = f"{entry.title}, {entry.place}" if entry.place else entry.title
        role: Role = "quiet" if entry.cancelled else ""
        state = "CANCELLED" if entry.cancelled else entry.state or entry.kind
        left = joined(cell(ink(day, "strong"), 11), cell(ink(_hour_here(entry), "quiet"), self._hour_wide), ink(" "))
        room = width - left.cell_length - STATE_WIDE - 2
        whom_wide = min(MOST_OF_WHOM, max(11, room * 2 // 5))
        what_wide = max(8, room - whom_wide)
        return joined(
            left, cell(ink(what, role), what_wide), ink(" "),
            cell(ink(short_name(entry.with_whom), role), whom_wide), ink(" "),
            cell(ink(state, "quiet"), STATE_WIDE),
        )  # fmt: skip

    def card(self, office: PluginContext, row: Line | Proposed, manner: Manner) -> Sequence[Content] | Card:
        """Return what, when, where and who is expected, and the card of whom it is with."""
        if isinstance(row, Proposed):
            return side_card(office, row.suggestion.side, manner, _why(row))
        entry = row.entry
        facts = Facts()
        facts.title(entry.title)
        facts.line(ink(f"{weekday_words(entry.starts_on)}  {_hour(entry)}", "strong"))
        if entry.here:
            facts.value("Zone", ink(entry.time_zone or ""))
            facts.value("Here", ink(f"{entry.here:%a %H:%M}", "strong"))
        facts.value("Where", ink(entry.place))
        facts.value("State", ink(entry.state or entry.kind))
        if entry.expected.seats:
            people = counted(entry.expected.people, "person", "people")
            facts.value("Expected", ink(f"{counted(entry.expected.seats, 'seat')}, {people} named"))
        if entry.side is None:
            return facts.lines
        return side_card(office, entry.side, manner, facts.lines)

    def subject(self, row: Line | Proposed) -> Subject:
        """Return what a row is about."""
        if isinstance(row, Proposed):
            return Subject(side=row.suggestion.side, name=row.suggestion.name, noun="tie", id=row.suggestion.tie)
        entry = row.entry
        return Subject(
            side=entry.side, name=entry.with_whom, noun=entry.noun, id=entry.id, on=entry.on, kind=entry.kind
        )

    def kind(self, row: Line | Proposed) -> str:
        """Return the kind by which `f` chooses."""
        return "should meet" if isinstance(row, Proposed) else str(row.entry.kind)

    def empty(self) -> tuple[Content, ...]:
        """Return how something gets here."""
        return (
            ink(f"Nothing is scheduled within {DAYS} days."),
            joined(
                ink("s", "field"),
                ink(" schedules a meeting · "),
                ink("l", "field"),
                ink(" notes what is to be done, as in “call back friday”"),
            ),
        )


def _key(row: Line | Proposed) -> object:
    if isinstance(row, Proposed):
        return "suggestion", row.suggestion.tie
    return row.entry.noun, row.entry.id, row.entry.kind


def _proposed(row: Proposed, width: int) -> Content:
    one = row.suggestion
    when = f"{one.on:%a} {one.on.day} {one.at:%H:%M} {one.kind}" if one.on and one.at else "no slot is free"
    left = joined(cell(ink("should meet" if row.first else "", "strong"), 12), cell(ink(when, "warn"), 20), ink(" "))
    whom = cell(ink(short_name(one.name)), max(14, width // 3))
    why = joined(ink("".join(f"! {words}; " for words in one.that_day), "warn"), ink("; ".join(one.reasons), "quiet"))
    return joined(left, whom, ink(" "), cell(why, max(0, width - left.cell_length - whom.cell_length - 1)))


def _why(row: Proposed) -> list[Content]:
    one, facts = row.suggestion, Facts()
    facts.title(f"Should meet: {short_name(one.name)}")
    if one.on and one.at:
        there = f", {one.there:%a %H:%M} there" if one.there else ""
        facts.line(ink(f"{one.kind} on {weekday_words(one.on)} at {one.at:%H:%M}{there}: s takes it", "strong"))
    else:
        facts.line(ink("No half hour of the week suits both; s schedules any other.", "warn"))
    for words in one.that_day:
        facts.line(ink(f"! That day is {words}.", "warn"))
    for reason in one.reasons:
        facts.line(joined(ink("- "), ink(reason)))
    return facts.lines


def _hour(entry: AgendaEntry) -> str:
    if entry.starts_at is None:
        return "all day" if entry.noun == "engagement" else "due"
    until = f"–{entry.ends_at:%H:%M}" if entry.ends_at else ""
    return f"{entry.starts_at:%H:%M}{until}"


def _hour_here(entry: AgendaEntry) -> str:
    """Return when it begins and ends, or when it begins here where it was written by the clock of another place."""
    return f"here {entry.here:%a %H:%M}" if entry.here else _hour(entry)


def _week(entries: Sequence[AgendaEntry], today: date) -> tuple[Content, ...]:
    """Return the next seven days with how much stands on each."""
    counts = [(date.fromordinal(today.toordinal() + step)) for step in range(7)]
    parts = []
    for day in counts:
        count = sum(entry.on == day for entry in entries)
        parts.append(
            joined(
                ink(f"{day:%a} {day.day}: ", "quiet"), ink(str(count) if count else "–", "strong" if count else "quiet")
            )
        )
    return tuple(parts)
