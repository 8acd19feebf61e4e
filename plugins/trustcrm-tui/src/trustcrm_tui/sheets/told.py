"""Who is to be told and who was: a draft a line, ticked by whoever sent it; only then it stands in the records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trustcrm_tui.ink import Content, cell, ink, joined
from trustcrm_tui.letters import Letter, letters_in
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Card, Facts, Loaded, Manner, Subject
from trustcrm_tui.sheets.side_card import side_card
from trustcrm_tui.words import short_name

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext


class ToldSheet:
    """The drafts of one telling; Enter, or d for all that is marked, ticks who was told."""

    id = "told"
    name = "To tell"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._words = ""

    def load(self, office: PluginContext) -> Loaded:
        """Return the drafts in their order; `f` shows those alone who are not told yet."""
        letters = letters_in(office, self.folder)
        self._words = letters.words
        rows = letters.drafts
        count = sum(one.told is not None for one in rows)
        counts = (ink(f"told {count} of {len(rows)}", "strong"), ink("enter ticks who was told", "quiet"))
        return Loaded(Held(rows, key=lambda one: one.side), counts)

    def draw(self, row: Letter, width: int, manner: Manner) -> Content:
        """Return whether it was told, to whom, and at which address."""
        state = ink("told    ", "good") if row.told is not None else ink("! to tell ", "alert")
        name_wide = max(14, width * 2 // 5)
        left = joined(cell(state, 11), cell(ink(short_name(row.name)), name_wide), ink(" "))
        where = ", ".join(row.addresses) or "no address on record"
        return joined(left, cell(ink(where, "quiet"), max(0, width - left.cell_length)))

    def card(self, office: PluginContext, row: Letter, manner: Manner) -> Card:
        """Return the message, where its draft is, and the card of the side."""
        facts = Facts()
        facts.title(f"To {row.name}")
        facts.line(ink(self._words))
        facts.line(ink(""))
        facts.value("Address", ink(", ".join(row.addresses) or "none on record", "" if row.addresses else "warn"))
        facts.value("Draft", ink(self.folder / row.file))
        return side_card(office, row.side, manner, facts.lines)

    def subject(self, row: Letter) -> Subject:
        """Return the side."""
        return Subject(side=row.side, name=row.name)

    def kind(self, row: Letter) -> str:
        """Return whether it was told, by which `f` chooses."""
        return "told" if row.told is not None else "to tell"

    def empty(self) -> tuple[Content, ...]:
        """Return that there is none."""
        return (ink("Nobody is to be told."),)
