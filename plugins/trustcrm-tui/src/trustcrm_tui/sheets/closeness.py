"""How close the ties are: kind by kind, the closest first, each at its distance from us on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from trustcrm.plugin import counted
from trustcrm_tui.ink import Content, cell, ink, joined
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Card, Loaded, Manner, Subject
from trustcrm_tui.sheets.side_card import side_card
from trustcrm_tui.words import as_shown, short_name, trend_words, trust_words

if TYPE_CHECKING:
    from trustcrm.plugin import Glance, PluginContext

NARROWEST = 24
"""So many points of trust the scale spans at least, so that little differences stay little."""
ROOM_FOR_WORDS = 72
"""From so many cells on a line says too how warm a tie is."""


@dataclass(frozen=True)
class Near:
    """A tie at its distance: 0 for the closest end of the scale, 1 for the farthest; None where it has no reading."""

    glance: Glance
    away: float | None
    first: bool


class ClosenessSheet:
    """The ties by how close they are; the cursor, the card and every key are those of the list of ties."""

    id = "closeness"
    name = "Closeness"

    def load(self, office: PluginContext) -> Loaded:
        """Return every tie, kinds with the closest in their middle first, the closest of a kind first."""
        kinds: dict[str, list[Glance]] = {}
        for glance in office.ask.overview():
            kinds.setdefault(glance.kind, []).append(glance)
        trusts = [100 * glance.trust for some in kinds.values() for glance in some if glance.trust is not None]
        least = min([*trusts, 100.0 - NARROWEST]) // 10 * 10
        rows: list[Near] = []
        for some in sorted(kinds.values(), key=lambda some: -_middle(some)):
            ranked = sorted(some, key=lambda one: (-(one.trust if one.trust is not None else -1.0), as_shown(one.name)))
            rows += [Near(one, _away(one, least), one is ranked[0]) for one in ranked]
        told = [ink(f"{counted(len(rows), 'tie')}, the closest at the left: {100} … {least:.0f}", "strong")]
        told += [ink(f"{kind} {len(some)}, half above {round(100 * _middle(some))}") for kind, some in kinds.items()]
        return Loaded(Held(rows, key=lambda row: row.glance.tie), tuple(told))

    def draw(self, row: Near, width: int, manner: Manner) -> Content:
        """Return a line: its kind once, the strip with the tie on it, who, trust and trend, and how warm."""
        glance = row.glance
        strip_wide = min(48, max(12, width // 4))
        left = joined(
            cell(ink(glance.kind if row.first else "", "strong"), 11), _strip(row.away, strip_wide, manner), ink(" "),
            cell(trust_words(glance, manner.glyphs), 4, right=True), ink(" "),
            cell(trend_words(glance.trend, manner.glyphs), 4),
        )  # fmt: skip
        warm = ink(f" {glance.warmth_word}", "quiet") if width >= ROOM_FOR_WORDS else ink("")
        warm = cell(warm, 8) if warm.plain else warm
        name = cell(ink(short_name(glance.name)), max(0, width - left.cell_length - warm.cell_length))
        return joined(left, name, warm)

    def card(self, office: PluginContext, row: Near, manner: Manner) -> Card:
        """Return the card of the other side."""
        return side_card(office, row.glance.them, manner)

    def subject(self, row: Near) -> Subject:
        """Return the tie."""
        return Subject(side=row.glance.them, name=row.glance.name, noun="tie", id=row.glance.tie)

    def kind(self, row: Near) -> str:
        """Return the kind by which `f` chooses."""
        return row.glance.kind

    def empty(self) -> tuple[Content, ...]:
        """Return how the first tie is made."""
        return (ink("There is no tie yet."), joined(ink("n", "field"), ink(" makes one")))


def _middle(some: Sequence[Glance]) -> float:
    return median([glance.trust or 0.0 for glance in some])


def _away(glance: Glance, least: float) -> float | None:
    return None if glance.trust is None else (100 - 100 * glance.trust) / (100 - least)


def _strip(away: float | None, width: int, manner: Manner) -> Content:
    """Return the way from us at the left to the least trust at the right, the tie standing on it."""
    signs = manner.glyphs
    if away is None:
        return cell(ink("no reading", "warn"), width)
    place = min(width - 1, round(away * (width - 1)))
    before, behind = signs.way * place, " " * (width - 1 - place)
    return joined(ink(before, "quiet"), ink(signs.spot, "field"), ink(behind))
