"""What those who work in the terminal UI may do with it: the modes of the bar, the keys' deeds, rows that open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from trustcrm_tui.lists import Around

if TYPE_CHECKING:
    from textual.geometry import Size

    from trustcrm.plugin import PluginContext
    from trustcrm_tui.backroom import Backroom
    from trustcrm_tui.bar import Bar, Mode
    from trustcrm_tui.early import Early
    from trustcrm_tui.keys import KeyMap
    from trustcrm_tui.listing import Listing
    from trustcrm_tui.lists import Lists
    from trustcrm_tui.notebook import Notebook
    from trustcrm_tui.paper import Paper
    from trustcrm_tui.sheets.sheet import Subject


class Workplace(Around, Protocol):
    """The list, the card and the bar with all that moves them, and the way to the office behind them."""

    context: PluginContext
    read_only: bool
    keys: KeyMap
    crisis: bool
    """Whether a crisis is on."""
    early: Early
    backroom: Backroom[PluginContext]
    notes: Notebook
    lists: Lists
    listing: Listing
    card: Paper
    bar: Bar

    @property
    def names(self) -> Mapping[int, str]:
        """The screens by their digits."""

    @property
    def ready(self) -> bool:
        """Whether the office is open."""

    @property
    def size(self) -> Size:
        """The columns and rows of the window."""

    def reload(self) -> None:
        """Read the list and the card anew."""

    def paint_anew(self) -> None:
        """Paint the whole window, whatever the terminal shows by now."""

    def open_card(self) -> None:
        """Show the card of the row, in place of the list where there is no room beside it."""

    def open_bar(self, mode: Mode, text: str = "") -> None:
        """Open the bar for a purpose, with some words in it already."""

    def leave_bar(self, words: str = "", *, undo: bool = False) -> None:
        """Close the bar, with a word on what came of it; no draft is left."""

    def put_aside(self, text: str, subject: Subject) -> None:
        """Close the bar and remember its words."""

    def may_write(self) -> bool:
        """Return whether anything may be recorded; say so where not."""

    def perform(self, id: str) -> None:
        """Do what an id of the list of keys says."""

    def turn_mouse(self) -> bool | None:
        """Take the mouse, or leave it to the terminal; return whether it is taken, None where that cannot be."""

    def copy_to_clipboard(self, text: str) -> None:
        """Hand words to the terminal's clipboard."""

    def leave(self) -> None:
        """Leave; a draft stays."""
