"""The bar at the foot of a screen, in which words are typed: an entry for the log, a search, a command, a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol, runtime_checkable

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from trustcrm.plugin import visible
from trustcrm_tui.footer import fitting
from trustcrm_tui.glyphs import Glyphs
from trustcrm_tui.ink import Content, Palette, ink, joined, wrapped
from trustcrm_tui.paper import OneLine, Paper

MOST_ECHO = 9
"""So many lines are said back at most; a small window shows fewer."""


class Mode(Protocol):
    """What the bar is open for."""

    def title(self) -> Sequence[Content]:
        """Return what is being typed, and the keys that end it, of which as many are shown as fit."""

    def changed(self, text: str) -> None:
        """Hear of every change of the words."""

    def submitted(self, text: str) -> None:
        """Hear that Enter was pressed."""

    def cancelled(self, text: str) -> None:
        """Hear that Esc was pressed."""


@runtime_checkable
class Formed(Protocol):
    """A purpose of which the words can be typed field by field too."""

    def turned(self) -> None:
        """Hear that Tab was pressed: from the words to the fields, and back."""

    def moved(self) -> None:
        """Hear that the cursor stands on another field."""


class Words(Input, inherit_bindings=True):
    """A line of words; what is pasted into it is made visible first, so that it cannot act on the terminal."""

    DEFAULT_CSS: ClassVar[str] = """
    Words { border: none; padding: 0 1; height: 1; background: transparent; }
    Words:focus { border: none; background: transparent; background-tint: transparent 0%; }
    """

    def _on_paste(self, event: events.Paste) -> None:
        """Take in pasted words as one line."""
        event.prevent_default()
        event.stop()
        if event.text:
            self.insert_text_at_cursor(visible(" ".join(event.text.split("\n"))))


class Bar(Vertical):
    """A title, the words, and beneath them what they are understood to say. It takes no room while it is closed."""

    DEFAULT_CSS: ClassVar[str] = """
    Bar { height: auto; width: 100%; display: none; }
    Bar Paper { height: auto; }
    """

    def __init__(self, palette: Palette, glyphs: Glyphs) -> None:
        super().__init__()
        self.palette, self.glyphs = palette, glyphs
        self.mode: Mode | None = None
        self._title = OneLine(palette)
        self.words = Words(compact=True, select_on_focus=False)
        self.words.cursor_blink = False
        self._echo = Paper(palette)

    def compose(self) -> ComposeResult:
        """Return its three parts."""
        yield self._title
        yield self.words
        yield self._echo

    def open(self, mode: Mode, text: str = "") -> None:
        """Open for a purpose, with some words in it already."""
        self.mode = mode
        self.display = True
        self.echo(())
        self.words.value = ""
        self.words.insert_text_at_cursor(visible(text))
        self.words.focus()
        self.retitle()

    def rewrite(self, text: str) -> None:
        """Put other words in place of those that stand there, the cursor behind them."""
        self.words.value = text
        self.words.cursor_position = len(text)

    def close(self) -> None:
        """Close."""
        self.mode = None
        self.display = False
        self.screen.set_focus(None)

    def retitle(self) -> None:
        """Show the title anew."""
        mode = self.mode
        if mode is not None:
            rule = ink(self.glyphs.rule * 2 + " ", "quiet")
            self._title.write(lambda width: joined(rule, fitting(mode.title(), width - 4)))

    def echo(self, lines: Sequence[Content]) -> None:
        """Show what the words are understood to say."""
        broken = wrapped(lines, max(20, self.app.size.width), 2)[: self.most]
        self._echo.write(broken)
        self._echo.styles.height = len(broken)

    @property
    def most(self) -> int:
        """How many lines can be said back in this window."""
        return max(1, min(MOST_ECHO, self.app.size.height // 3))

    @property
    def echoed(self) -> Sequence[Content]:
        """What is said back at present."""
        return self._echo.lines

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on a change of the words."""
        event.stop()
        if self.mode is not None and event.value == self.words.value:
            self.mode.changed(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass on that they are ready."""
        event.stop()
        if self.mode is not None:
            self.mode.submitted(event.value)
