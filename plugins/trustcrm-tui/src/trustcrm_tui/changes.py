"""The history: what was changed, by whom and when; a change's card tells every row it wrote."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from trustcrm.plugin import NotFound
from trustcrm_tui.ink import Content, cell, ink, joined
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Facts, Loaded, Manner, Subject
from trustcrm_tui.undoing import in_words, plain
from trustcrm_tui.words import day_words

if TYPE_CHECKING:
    from trustcrm.plugin import ChangeTold, PluginContext

NEWEST = 300
"""So many changes are listed."""
MOST_ROWS = 60


WIDE = 80
"""In so many columns there is room for how much was written, which the card tells too."""


SIDES = ("giver_id", "receiver_id", "side_id", "home_id")
"""Columns that name a city or organisation."""
UNSAID = ("id", "version")
"""Columns of which a row's heading tells, or that say nothing."""
LABEL = 16
"""Cells that the name of a column has."""


class ChangesSheet:
    """The newest changes; `u` takes back the one the cursor stands on."""

    id = "history"
    name = "History"

    def load(self, office: PluginContext) -> Loaded:
        """Return the newest changes."""
        rows = office.ask.history(NEWEST)
        return Loaded(
            Held(rows, key=lambda told: told.change.id),
            (ink("What was changed, newest first; u takes back the change under the cursor"),),
        )

    def draw(self, row: ChangeTold, width: int, manner: Manner) -> Content:
        """Return when, who, what and how much."""
        wrote = ", ".join(f"{count:,} {what}" for what, count in row.wrote.items())
        undone = f"taken back by {row.reversed_by}" if row.reversed_by is not None else wrote
        left = joined(
            cell(ink(f"{day_words(row.at.date(), manner.today)} {row.at:%H:%M}", "quiet"), 18 if width > WIDE else 13),
            cell(ink(row.change.actor), 14 if width > WIDE else 9), ink(" "), cell(ink(row.change.verb, "strong"), 9),
        )  # fmt: skip
        rest = max(0, width - left.cell_length)
        counted = rest * 2 // 5 if width > WIDE or row.reversed_by is not None else 0
        return joined(
            left, cell(ink(plain(row.change.summary)), rest - counted - 1), ink(" "),
            cell(ink(undone, "quiet"), counted),
        )  # fmt: skip

    def card(self, office: PluginContext, row: ChangeTold, manner: Manner) -> Sequence[Content]:
        """Return every row the change wrote, with what was set."""
        told, rows = office.ask.change(row.change.id)
        facts = Facts()
        facts.title(f"Change {told.change.id}: {told.change.verb}")
        facts.line(ink(in_words(office, told.change)))
        facts.line(ink(f"{told.change.actor}, {told.at:%d %b %Y %H:%M}", "quiet"))
        for one in rows[:MOST_ROWS]:
            facts.heading(f"{one.noun} {one.id} {one.operation}")
            for name, value in one.after.items():
                before = one.before.get(name)
                was = f"  was {_said(office, name, before)}" if before not in (None, "") else ""
                if (value not in (None, "", False) or was) and name not in UNSAID:
                    label = f" {name.removesuffix('_id').replace('_', ' ')}"
                    facts.value(label, joined(ink(_said(office, name, value)), ink(was, "quiet")), LABEL)
        if len(rows) > MOST_ROWS:
            facts.line(ink(f"and {len(rows) - MOST_ROWS} more", "quiet"))
        return facts.lines

    def subject(self, row: ChangeTold) -> Subject:
        """Return the change."""
        return Subject(noun="change", id=row.change.id, name=row.change.summary)

    def kind(self, row: ChangeTold) -> str:
        """Return nothing: here all are of one kind."""
        return ""

    def empty(self) -> tuple[Content, ...]:
        """Return that nothing happened yet."""
        return (ink("Nothing was changed yet."),)


def _said(office: PluginContext, column: str, value: object) -> object:
    """Return a value as it is told: of a side its name, where it still stands."""
    if value is None:
        return "–"
    if column in SIDES and isinstance(value, int):
        with suppress(NotFound):
            return office.ask.mention("side", value).name
    return value
