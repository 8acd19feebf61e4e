"""What a screen is: a list, a line for each row, and a card beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from trustcrm_tui.glyphs import Glyphs
from trustcrm_tui.ink import NOTHING, Content, ink, joined
from trustcrm_tui.rows import Rows

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext
    from trustcrm_tui.courses import Courses


PIECE = "piece"
"""The noun of what an import left open."""
FIELD, WHOLE, REJECTED = "field", "whole", "rejected"
"""How a piece is decided about: field by field, as a whole, or no more."""


@dataclass(frozen=True)
class Loaded:
    """What a screen read: its rows, the counts above them, weightiest first, and what is begun once they are shown.

    `fuller` reads the same rows with what takes longer to know; they stand there meanwhile. `titles` draws what stands
    above the columns of a line into so many cells, where a line does not tell it by itself.
    """

    rows: Rows
    summary: tuple[Content, ...] = ()
    then: Callable[[], None] | None = None
    fuller: Callable[[PluginContext], Loaded] | None = None
    titles: Callable[[int], Content] | None = None


@dataclass(frozen=True)
class Subject:
    """What a row is about: the other side with its name, and the record it stands for; either may be missing.

    Where it is `due`, `kind` says of which kind, as `trustcrm due` tells it; of a piece, how it is decided about.
    """

    side: int | None = None
    name: str = ""
    noun: str = ""
    id: int | None = None
    on: date | None = None
    kind: str = ""
    due: bool = False


@dataclass(frozen=True)
class Card:
    """What is shown of a row, and what plugins tell `beside` it.

    That is asked once the lines stand, so that no plugin's pace keeps anybody from what the office says itself.
    """

    lines: Sequence[Content]
    beside: Callable[[PluginContext], Sequence[Content]]


@dataclass(frozen=True)
class Manner:
    """How everything is drawn: the signs, the office's present day, how trust went, and how much room a card has."""

    glyphs: Glyphs
    today: date
    courses: Courses
    width: int = 80
    height: int = 24


class Sheet(Protocol):
    """A screen. `load` and `card` run in the back room, everything else where it is painted."""

    id: str
    name: str

    def load(self, office: PluginContext) -> Loaded:
        """Return the rows and the line of counts."""

    def draw(self, row: Any, width: int, manner: Manner) -> Content:
        """Return a row's line."""

    def card(self, office: PluginContext, row: Any, manner: Manner) -> Sequence[Content] | Card:
        """Return what is shown beside the list for a row."""

    def subject(self, row: Any) -> Subject:
        """Return what a row is about."""

    def kind(self, row: Any) -> str:
        """Return the kind by which `f` chooses, "" where the list has none."""

    def empty(self) -> tuple[Content, ...]:
        """Return what stands there where nothing does, with one key that helps."""


@dataclass
class Facts:
    """Lines of a card under way: headings, labelled values, and whatever is told in whole lines."""

    lines: list[Content] = field(default_factory=list)

    def title(self, words: object) -> None:
        """Add what the card is about."""
        self.lines.append(ink(words, "title"))

    def heading(self, words: str) -> None:
        """Add a heading after an empty line."""
        self.lines += [NOTHING, ink(words, "strong")] if self.lines else [ink(words, "strong")]

    def value(self, label: str, value: Content, wide: int = 10) -> None:
        """Add a label and its value, left out where there is none."""
        if value.plain.strip():
            self.lines.append(joined(ink(f"{label:<{wide}} ", "quiet"), value))

    def line(self, content: Content) -> None:
        """Add a line as it is."""
        self.lines.append(content)
