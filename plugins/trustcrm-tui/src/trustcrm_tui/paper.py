"""Lines to read: the card beside a list, the title and the tabs, the footer. Long ones break between words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.strip import Strip
from textual.widget import Widget

from trustcrm_tui.ink import NOTHING, Content, Palette, Role, in_role, ink, wrapped


class Paper(Widget, can_focus=False):
    """Lines broken to the width there is, which can be moved through where they are more than fit."""

    DEFAULT_CSS: ClassVar[str] = "Paper { height: 1fr; width: 1fr; }"

    def __init__(self, palette: Palette, indent: int = 2) -> None:
        super().__init__()
        self.palette = palette
        self.top = 0
        self._lines: Sequence[Content] = ()
        self._broken: list[Content] = []
        self._indent = indent

    @property
    def lines(self) -> Sequence[Content]:
        """What is written on it."""
        return self._lines

    def write(self, lines: Sequence[Content], *, keep_place: bool = False) -> None:
        """Show other lines, from the first on, unless they are the same again."""
        if list(lines) == list(self._lines):
            return
        self._lines = tuple(lines)
        self.top = self.top if keep_place else 0
        self._break()
        self.refresh()

    def move(self, steps: int) -> None:
        """Move on by so many lines."""
        top = max(0, min(self.top + steps, len(self._broken) - self.size.height))
        if top != self.top:
            self.top = top
            self.refresh()

    def to_last(self) -> None:
        """Move on to the last line."""
        self.move(len(self._broken))

    @property
    def more(self) -> bool:
        """Whether there is more below than is seen."""
        return len(self._broken) > self.top + self.size.height

    def on_resize(self) -> None:
        """Break the lines anew; as they were broken before they may be painted already."""
        self._break()
        self.move(0)
        self.refresh()

    def _break(self) -> None:
        self._broken = wrapped(self._lines, max(1, self.size.width), self._indent)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        place = self.top + y
        line = self._broken[place] if place < len(self._broken) else NOTHING
        if y == self.size.height - 1 and self.size.height > 2 and self.more:
            line = ink(f"… {len(self._broken) - place} more lines", "quiet")
        return self.palette.strip(line, self.visual_style, self.size.width)

    def on_mouse_scroll_down(self) -> None:
        """Move on."""
        self.move(3)

    def on_mouse_scroll_up(self) -> None:
        """Move back."""
        self.move(-3)


class OneLine(Widget, can_focus=False):
    """One line that is made anew for the width there is."""

    DEFAULT_CSS: ClassVar[str] = "OneLine { height: 1; width: 100%; }"

    def __init__(self, palette: Palette, role: Role = "") -> None:
        super().__init__()
        self.palette = palette
        self._role: Role = role
        self._make: Callable[[int], Content] = lambda width: NOTHING
        self._shown: Content | None = None

    def write(self, make: Callable[[int], Content]) -> None:
        """Show what `make` makes of a width, and paint only where that is something else."""
        self._make = make
        if self._shown is None or not self.size.width or make(self.size.width) != self._shown:
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        self._shown = self._make(self.size.width)
        return self.palette.strip(in_role(self._shown, self._role), self.visual_style, self.size.width)
