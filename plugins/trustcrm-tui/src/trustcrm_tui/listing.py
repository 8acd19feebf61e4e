"""The list: as many lines as the window is high are drawn, however many rows there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from trustcrm_tui.glyphs import Glyphs
from trustcrm_tui.ink import NOTHING, Content, Palette, cell, in_role, ink, joined, wrapped
from trustcrm_tui.marks import Marks
from trustcrm_tui.rows import Held, Rows

Draw = Callable[[Any, int], Content]
"""Draws a row into so many cells."""
Titles = Callable[[int], Content]
"""Draws the titles of the columns into so many cells."""


MARKED, UNMARKED = "[x] ", "[ ] "
"""How rows stand there while any is marked, in any font."""


class Listing(Widget, can_focus=False):
    """Rows under a cursor. Moving it paints two lines, or the whole list where it moves on."""

    DEFAULT_CSS: ClassVar[str] = "Listing { height: 1fr; width: 1fr; }"

    class Moved(Message):
        """The cursor stands on another row."""

    class Chosen(Message):
        """A row was clicked twice."""

    def __init__(self, palette: Palette, glyphs: Glyphs) -> None:
        super().__init__()
        self.palette, self.glyphs = palette, glyphs
        self.rows: Rows = Held((), key=id)
        self.cursor = 0
        self.top = 0
        self.empty: tuple[Content, ...] = ()
        self.blank = False
        self.marks = Marks()
        self._draw: Draw = lambda row, width: NOTHING
        self._titles: Titles | None = None

    def show(
        self, rows: Rows, draw: Draw, empty: tuple[Content, ...], cursor: int = 0, top: int | None = None, *,
        titles: Titles | None = None,
    ) -> None:  # fmt: skip
        """Show other rows, the cursor on one of them, below the titles of their columns where they have any."""
        self.rows, self._draw, self.empty, self._titles = rows, draw, empty, titles
        self.cursor = self._within(cursor)
        self.top = self.top if top is None else top
        self._follow()
        self._fetch()
        self.refresh()
        self.post_message(self.Moved())

    @property
    def row(self) -> Any:
        """The row under the cursor, None where there is none."""
        return self.rows.at(self.cursor)

    def move(self, steps: int) -> None:
        """Move the cursor down by so many lines, up where below 0."""
        self.go(self.cursor + steps)

    def go(self, place: int) -> None:
        """Put the cursor on a place, or as near as there is one."""
        before, top = self.cursor, self.top
        self.cursor = self._within(place)
        if self.cursor == before:
            return
        self._follow()
        self._fetch()
        if self.top != top:
            self.refresh()
        else:
            self.refresh(
                *(Region(0, self._above + line - self.top, self.size.width, 1) for line in (before, self.cursor))
            )
        self.post_message(self.Moved())

    def page(self) -> int:
        """Return how many lines a page has."""
        return max(1, self._high - 1)

    def changed(self) -> None:
        """Draw anew: rows that were missing have come."""
        self.cursor = self._within(self.cursor)
        self._follow()
        self._fetch()
        self.refresh()

    def last(self) -> int:
        """Return the place of the last row, 0 where there is none."""
        return max(0, (self.rows.count() or 1) - 1)

    @property
    def _above(self) -> int:
        """How many lines stand above the rows."""
        return 1 if self._titles is not None and self.rows.count() else 0

    @property
    def _high(self) -> int:
        """How many rows there is room for."""
        return max(1, self.size.height - self._above)

    def _within(self, place: int) -> int:
        return max(0, min(place, self.last()))

    def _follow(self) -> None:
        height = self._high
        if self.cursor < self.top:
            self.top = self.cursor
        elif self.cursor >= self.top + height:
            self.top = self.cursor - height + 1
        self.top = max(0, min(self.top, max(0, self.last() - height + 1)))

    def _fetch(self) -> None:
        self.rows.want(self.top, self.top + self._high - 1)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._follow()
        self._fetch()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, base = self.size.width, self.visual_style
        count = self.rows.count()
        if count is None:
            return self.palette.strip(joined(ink(" "), ink(self.glyphs.waiting, "quiet")), base, width)
        if not count:
            told = wrapped(self.empty, width - 1)
            line = told[y] if y < len(told) else NOTHING
            return self.palette.strip(joined(ink(" "), line), base, width)
        room = width - 1 - (len(MARKED) if self.marks else 0)
        if self._titles is not None and y == 0:
            drawn = in_role(self._titles(room).pad_left(width - room), "quiet")
            return self.palette.strip(drawn, base, width)
        place = self.top + y - self._above
        if place >= count:
            return self.palette.strip(NOTHING, base, width)
        row = self.rows.at(place)
        here = place == self.cursor
        drawn = ink(self.glyphs.waiting, "quiet") if row is None else self._drawn(row, room)
        box = self._box(row)
        content = joined(ink(self.glyphs.cursor if here else " "), box, cell(drawn, width - 1 - box.cell_length))
        return self.palette.strip(in_role(content, "cursor") if here else content, base, width)

    def _drawn(self, row: Any, width: int) -> Content:
        return ink("·" * min(width, 24), "quiet") if self.blank else self._draw(row, width)

    def _box(self, row: Any) -> Content:
        """Return whether a row is marked, where any is."""
        if not self.marks:
            return NOTHING
        return ink(MARKED, "strong") if row is not None and self.rows.key(row) in self.marks else ink(UNMARKED)

    def on_mouse_scroll_down(self) -> None:
        """Move on."""
        self.move(3)

    def on_mouse_scroll_up(self) -> None:
        """Move back."""
        self.move(-3)

    def on_click(self, event: Any) -> None:
        """Put the cursor where it was clicked; a second click opens the row."""
        place = self.top + event.y - self._above
        if self.top <= place < (self.rows.count() or 0):
            self.go(place)
            if event.chain == 2:
                self.post_message(self.Chosen())
