"""Today: who needs us, as `trustcrm due` orders it: what is due now first; each with its reason in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from trustcrm.plugin import counted
from trustcrm_tui.courses import drawn
from trustcrm_tui.ink import NOTHING, Content, cell, ink, joined, spaced
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Card, Facts, Loaded, Manner, Subject
from trustcrm_tui.sheets.side_card import side_card
from trustcrm_tui.words import day_words, late_words, short_name, trend_words, trust_words, weekday_words

if TYPE_CHECKING:
    from trustcrm.plugin import Due, Glance, PluginContext

AHEAD = 30
"""So many days ahead it looks, as `trustcrm due` does."""

ROOM_FOR_READING = 64
"""From so many cells on a line shows trust too."""
ROOM_FOR_COURSE = 69
"""From so many cells on it shows how trust went, too."""


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

    def __init__(self) -> None:
        self._glances: Mapping[int, Glance] = {}

    def load(self, office: PluginContext) -> Loaded:
        """Return what is due, and the day's counts; how the ties read is read after that, and as before until then."""
        today = office.clock.today()
        everything = office.ask.due(AHEAD, snoozed=True)
        found = [due for due in everything if due.snoozed_until is None]
        meetings = [entry for entry in office.ask.agenda(today, 1).entries if entry.noun == "engagement"]
        put_off = len(everything) - len(found)
        off = (ink(f"{put_off} put off", "quiet"),) if put_off else ()
        rows = self._rows(found, today)
        summary = (*_summary(rows, len(meetings)), *off)
        return Loaded(Held(rows, key=_key), summary, fuller=lambda office: self._fuller(office, found, summary))

    def _fuller(self, office: PluginContext, found: Sequence[Due], summary: tuple[Content, ...]) -> Loaded:
        self._glances = {glance.them: glance for glance in office.ask.overview()}
        return Loaded(Held(self._rows(found, office.clock.today()), key=_key), summary)

    def _rows(self, found: Sequence[Due], today: date) -> list[Waiting]:
        sides = self._glances
        return [
            Waiting(due, sides.get(due.side) if due.side is not None else None, due.days_late(today)) for due in found
        ]

    def draw(self, row: Waiting, width: int, manner: Manner) -> Content:
        """Return a row's line: how pressing, who, how late, trust and trend, and why."""
        mark = ink("! ", "alert") if row.late > 0 else ink("~ ", "warn") if row.late == 0 else ink("· ", "quiet")
        name_wide = min(36, max(16, width * 3 // 10))
        left = joined(
            mark,
            cell(ink(short_name(row.due.name) if row.due.name else "the office"), name_wide),
            ink(" "),
            cell(late_words(row.due.on, manner.today), 9, right=True),
            ink(" "),
        )
        reading = ink("")
        if width >= ROOM_FOR_READING:
            reading = _reading(row.glance, manner, course=width >= ROOM_FOR_COURSE)
        return joined(
            left, cell(ink(_short(row.due, manner)), max(0, width - left.cell_length - reading.cell_length)), reading
        )

    def card(self, office: PluginContext, row: Waiting, manner: Manner) -> Sequence[Content] | Card:
        """Return why it is here, and the card of the other side."""
        facts = Facts()
        facts.line(ink(row.due.reason, "warn"))
        if row.due.side is None:
            facts.value("Due", ink(weekday_words(row.due.on)))
            return facts.lines
        return side_card(office, row.due.side, manner, facts.lines)

    def subject(self, row: Waiting) -> Subject:
        """Return what a row is about."""
        due = row.due
        return Subject(side=due.side, name=due.name, noun=due.noun, id=due.id, on=due.on, kind=due.kind, due=True)

    def kind(self, row: Waiting) -> str:
        """Return the kind by which `f` chooses."""
        return row.glance.kind if row.glance else ""

    def empty(self) -> tuple[Content, ...]:
        """Return what to do where nobody is waiting."""
        return (
            ink("Nobody is waiting."),
            joined(
                ink("l", "field"),
                ink(" logs a contact · "),
                ink("2", "field"),
                ink(" shows every tie, where n makes one"),
            ),
        )


def _key(row: Waiting) -> object:
    return row.due.kind, row.due.noun, row.due.id


def _reading(glance: Glance | None, manner: Manner, *, course: bool) -> Content:
    """Return trust, how it went where there is room, and its trend, in ten cells or seventeen."""
    went = (
        joined(drawn(manner.courses.of(glance.tie) if glance else None, manner.glyphs), ink(" ")) if course else NOTHING
    )
    if glance is None:
        return joined(ink(" " * 10), went)
    trust = cell(trust_words(glance, manner.glyphs), 5, right=True)
    return joined(trust, ink(" "), went, cell(trend_words(glance.trend, manner.glyphs), 4))


def _short(due: Due, manner: Manner) -> str:
    """Return the reason without what the line says already, and its day as an office says it."""
    reason = due.reason
    if due.kind == "contact":
        reason = reason.replace("last two-way contact on", "last contact").replace(
            "no two-way contact is on record", "never"
        )
        reason = re.sub(r", \d+ days? beyond the cadence of (\d+)", r", every \1 d", reason)
    elif due.kind == "thanks":
        reason = reason.removeprefix("we owe ")
    return re.sub(r"\d{4}-\d\d-\d\d", lambda found: day_words(date.fromisoformat(found[0]), manner.today), reason)


_COUNTED = (
    ("contact", "overdue"), ("thanks", "thanks owed"), ("promise", "promised by us"), ("ask", "asked of us"),
    ("hope", "hoped for soon"),
    ("follow-up", "to do"), ("notice", "notices"), ("term", "terms ending"),
)  # fmt: skip


def _summary(rows: Sequence[Waiting], meetings: int) -> tuple[Content, ...]:
    counts = Counter(row.due.kind for row in rows)
    parts = [ink(f"{counts[kind]} {words}") for kind, words in _COUNTED if counts[kind]]
    parts += [ink(f"{counted(meetings, 'meeting')} today")] if meetings else []
    late = any(row.late > 0 for row in rows)
    parts[:1] = [spaced([ink("!" if late else "", "alert"), part]) for part in parts[:1]]
    return tuple(parts)
