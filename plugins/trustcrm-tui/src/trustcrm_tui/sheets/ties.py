"""Ties: every standing relation of our city in a line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from trustcrm_tui.courses import CELLS, drawn
from trustcrm_tui.ink import Content, cell, ink, joined
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Card, Loaded, Manner, Subject
from trustcrm_tui.sheets.side_card import balance_words, side_card
from trustcrm_tui.words import as_shown, day_words, short_name, trend_words, trust_words

if TYPE_CHECKING:
    from trustcrm.plugin import Glance, PluginContext


ROOM_FOR_COURSE = 64
"""From so many cells on a line shows how trust went."""


class Ties:
    """The screen of all ties."""

    id = "ties"
    name = "Ties"

    def load(self, office: PluginContext) -> Loaded:
        """Return every tie by its name as it is shown."""
        rows = sorted(office.ask.overview(), key=lambda glance: as_shown(glance.name))
        kinds = Counter(glance.kind for glance in rows)
        counts = [ink(f"{count} {kind}") for kind, count in kinds.most_common()]
        paused = [ink("cadences are paused", "warn")] if any(glance.paused for glance in rows) else []
        noun = "tie" if len(rows) == 1 else "ties"
        first = ink(f"{len(rows)} {noun}", "strong")
        return Loaded(Held(rows, key=lambda glance: glance.tie), (first, *paused, *counts))

    def draw(self, row: Glance, width: int, manner: Manner) -> Content:
        """Return a row's line: who, what sort, trust and trend, warmth, last and next contact, who gave more."""
        kind = row.kind if row.state == "active" else f"{row.kind}, {row.state}"
        parts: list[tuple[Content, int, bool]] = [
            (trust_words(row, manner.glyphs), 4, True),
            (trend_words(row.trend, manner.glyphs), 4, False),
            (ink(row.warmth_word, "warn" if row.warmth_word in ("cold", "never") else ""), 7, False),
            (ink(day_words(row.last_contact, manner.today), "quiet"), 11, True),
        ]
        if width >= ROOM_FOR_COURSE:
            parts.insert(1, (drawn(manner.courses.of(row.tie), manner.glyphs), CELLS, False))
        if width >= 72:
            parts.insert(0, (ink(kind, "quiet"), 18 if width >= 90 else 12, False))
        if width >= 100:
            parts.append(
                (ink(f"next {day_words(row.next_contact, manner.today)}" if row.next_contact else ""), 12, False)
            )
            parts.append((ink(balance_words(row.balance), "quiet"), 19, False))
        spent = sum(wide + 1 for _, wide, _ in parts)
        line = cell(ink(short_name(row.name)), max(12, width - spent))
        for content, wide, right in parts:
            line = joined(line, ink(" "), cell(content, wide, right=right))
        return line

    def card(self, office: PluginContext, row: Glance, manner: Manner) -> Card:
        """Return the card of the other side."""
        return side_card(office, row.them, manner)

    def subject(self, row: Glance) -> Subject:
        """Return what a row is about."""
        return Subject(side=row.them, name=row.name, noun="tie", id=row.tie)

    def kind(self, row: Glance) -> str:
        """Return the kind by which `f` chooses."""
        return row.kind

    def empty(self) -> tuple[Content, ...]:
        """Return how the first tie is made."""
        return (
            ink("There is no tie yet."),
            joined(ink("n", "field"), ink(" makes one, "), ink("6", "field"), ink(" brings many from a file")),
        )
