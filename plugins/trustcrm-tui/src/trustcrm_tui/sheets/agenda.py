"""The agenda: what is scheduled, day by day, beside what falls due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from trustcrm_tui.ink import Content, Role, cell, ink, joined
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Facts, Loaded, Manner, Subject
from trustcrm_tui.sheets.side_card import side_card
from trustcrm_tui.words import short_name, weekday_words

if TYPE_CHECKING:
    from trustcrm.plugin import AgendaEntry, PluginContext

DAYS = 60
"""So many days ahead it looks."""


@dataclass(frozen=True)
class Line:
    """An entry, and whether it is the first of its day."""

    entry: AgendaEntry
    first: bool


class AgendaSheet:
    """The screen of what lies ahead."""

    id = "agenda"
    name = "Agenda"

    def load(self, office: PluginContext) -> Loaded:
        """Return what is scheduled from today on."""
        today = office.clock.today()
        found = office.ask.agenda(today, DAYS)
        before: list[date | None] = [None, *(entry.on for entry in found.entries)]
        rows = [Line(entry, entry.on != day) for entry, day in zip(found.entries, before, strict=False)]
        return Loaded(
            Held(rows, key=lambda row: (row.entry.noun, row.entry.id, row.entry.kind)), _week(found.entries, today)
        )

    def draw(self, row: Line, width: int, manner: Manner) -> Content:
        """Return a row's line: the day once, the hour, what, and with whom."""
        entry = row.entry
        day = f"{entry.on:%a} {entry.on.day:>2} {entry.on:%b}" if row.first else ""
        what = f"{entry.title}, {entry.place}" if entry.place else entry.title
        role: Role = "quiet" if entry.cancelled else ""
        state = "CANCELLED" if entry.cancelled else entry.state or entry.kind
        whom_wide = max(12, width // 4)
        left = joined(cell(ink(day, "strong"), 11), cell(ink(_hour(entry), "quiet"), 12), ink(" "))
        what_wide = max(8, width - left.cell_length - whom_wide - 12)
        return joined(
            left, cell(ink(what, role), what_wide), ink(" "),
            cell(ink(short_name(entry.with_whom), role), whom_wide), ink(" "),
            cell(ink(state, "quiet"), 10),
        )  # fmt: skip

    def card(self, office: PluginContext, row: Line, manner: Manner) -> Sequence[Content]:
        """Return what, when, where and who is expected, and the card of whom it is with."""
        entry = row.entry
        facts = Facts()
        facts.title(entry.title)
        facts.line(ink(f"{weekday_words(entry.starts_on)}  {_hour(entry)}", "strong"))
        if entry.here:
            facts.value("Here", ink(f"{entry.here:%a %H:%M}"))
        facts.value("Where", ink(entry.place))
        facts.value("State", ink(entry.state or entry.kind))
        if entry.expected.seats:
            facts.value("Expected", ink(f"{entry.expected.seats} seats, {entry.expected.people} people named"))
        if entry.side is None:
            return facts.lines
        return [*facts.lines, ink(""), *side_card(office, entry.side, manner)]

    def subject(self, row: Line) -> Subject:
        """Return what a row is about."""
        entry = row.entry
        return Subject(
            side=entry.side, name=entry.with_whom, noun=entry.noun, id=entry.id, on=entry.on, kind=entry.kind
        )

    def kind(self, row: Line) -> str:
        """Return the kind by which `f` chooses."""
        return str(row.entry.kind)

    def empty(self) -> tuple[Content, ...]:
        """Return how something gets here."""
        return (
            ink(f"Nothing is scheduled within {DAYS} days."),
            joined(
                ink("l", "field"),
                ink(" with words such as "),
                ink("friday follow up", "quiet"),
                ink(" puts something here"),
            ),
        )


def _hour(entry: AgendaEntry) -> str:
    if entry.starts_at is None:
        return "all day" if entry.noun == "engagement" else "due"
    until = f"–{entry.ends_at:%H:%M}" if entry.ends_at else ""
    return f"{entry.starts_at:%H:%M}{until}"


def _week(entries: Sequence[AgendaEntry], today: date) -> tuple[Content, ...]:
    """Return the next seven days with how much stands on each."""
    counts = [(date.fromordinal(today.toordinal() + step)) for step in range(7)]
    parts = []
    for day in counts:
        count = sum(entry.on == day for entry in entries)
        parts.append(
            joined(
                ink(f"{day:%a} {day.day} ", "quiet"), ink(str(count) if count else "–", "strong" if count else "quiet")
            )
        )
    return tuple(parts)
