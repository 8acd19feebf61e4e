"""Today: who needs us, our thanks first, then whatever is latest or nearest, each with its reason in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trustcrm_tui.ink import Content, cell, ink, joined, spaced
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Facts, Loaded, Manner, Subject
from trustcrm_tui.sheets.side_card import side_card
from trustcrm_tui.words import late_words, trend_words, trust_words, weekday_words

if TYPE_CHECKING:
    from trustcrm.plugin import Due, Glance, PluginContext

AHEAD = 30
"""So many days ahead it looks, as `trustcrm due` does."""


@dataclass(frozen=True)
class Waiting:
    """Something that is due, with the reading of the tie it concerns."""

    due: Due
    glance: Glance | None
    late: int


class Today:
    """The first screen."""

    id = "today"
    name = "Today"

    def load(self, office: PluginContext) -> Loaded:
        """Return what is due, and the day's counts."""
        today = office.clock.today()
        found = office.ask.due(AHEAD)
        glances = {glance.them: glance for glance in office.ask.overview()}
        rows = [
            Waiting(due, glances.get(due.side) if due.side is not None else None, due.days_late(today)) for due in found
        ]
        meetings = [entry for entry in office.ask.agenda(today, 1).entries if entry.noun == "engagement"]
        return Loaded(Held(rows, key=_key), _summary(rows, len(meetings)))

    def draw(self, row: Waiting, width: int, manner: Manner) -> Content:
        """Return a row's line: how pressing, who, how late, trust and trend, and why."""
        mark = ink("! ", "alert") if row.late > 0 else ink("~ ", "warn") if row.late == 0 else ink("· ", "quiet")
        name_wide = min(34, max(16, width * 3 // 10))
        reading = joined(
            cell(trust_words(row.glance, manner.glyphs), 4, right=True),
            ink(" "),
            cell(trend_words(row.glance.trend, manner.glyphs) if row.glance else ink(""), 4),
        )
        line = joined(
            mark,
            cell(ink(row.due.name or "the office"), name_wide),
            ink(" "),
            cell(late_words(row.due.on, manner.today), 9, right=True),
            ink(" "),
            reading if width >= 70 else ink(""),
        )
        return joined(line, cell(ink(_short(row.due)), max(0, width - line.cell_length)))

    def card(self, office: PluginContext, row: Waiting, manner: Manner) -> Sequence[Content]:
        """Return why it is here, and the card of the other side."""
        facts = Facts()
        facts.line(ink(row.due.reason, "warn"))
        if row.due.side is None:
            facts.value("Due", ink(weekday_words(row.due.on)))
            return facts.lines
        return [*facts.lines, ink(""), *side_card(office, row.due.side, manner)]

    def subject(self, row: Waiting) -> Subject:
        """Return what a row is about."""
        due = row.due
        return Subject(side=due.side, name=due.name, noun=due.noun, id=due.id, on=due.on, kind=due.kind)

    def words(self, row: Waiting) -> str:
        """Return the words a filter looks through."""
        kind = row.glance.kind if row.glance else ""
        return f"{row.due.name} {row.due.kind} {row.due.reason} {kind}"

    def empty(self) -> tuple[Content, ...]:
        """Return what to do where nobody is waiting."""
        return (
            ink("Nobody is waiting."),
            joined(ink("l", "field"), ink(" logs a contact · "), ink("2", "field"), ink(" shows every tie")),
        )


def _key(row: Waiting) -> object:
    return row.due.kind, row.due.noun, row.due.id


def _short(due: Due) -> str:
    """Return the reason without what the line says already."""
    if due.kind == "contact":
        return due.reason.replace("last two-way contact on", "last contact").replace(" days beyond the cadence of", "d over")
    return due.reason


_COUNTED = (
    ("contact", "overdue"), ("thanks", "thanks owed"), ("promise", "promised by us"), ("hope", "hoped for"),
    ("follow-up", "to do"), ("notice", "notices"), ("term", "agreements end"),
)  # fmt: skip


def _summary(rows: Sequence[Waiting], meetings: int) -> Content:
    counts = Counter(row.due.kind for row in rows)
    parts = [ink(f"{counts[kind]} {words}") for kind, words in _COUNTED if counts[kind]]
    parts += [ink(f"{meetings} {'meeting' if meetings == 1 else 'meetings'} today")] if meetings else []
    late = any(row.late > 0 for row in rows)
    return spaced([ink("!" if late else "", "alert"), spaced(parts, 3)])
