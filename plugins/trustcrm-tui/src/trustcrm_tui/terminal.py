"""The terminal's own ways: bytes that are no text, a line that is lost, and what to say when all fails."""

from __future__ import annotations

import codecs
import os
import selectors
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from trustcrm_tui.reads import ESCAPE, Pieces

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.events import Key, Paste
    from textual.message import Message

    from trustcrm_tui.thrift import Thrift

    KeyOrPaste = Key | Paste


def in_browser() -> bool:
    """Return whether a browser shows what is drawn, and no terminal."""
    return os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")


def driver_class(
    thrift: Thrift,
    lost: Callable[[], None],
    pressed: Callable[[Sequence[KeyOrPaste]], None],
    opens_bar: Callable[[str], bool],
) -> type[Driver] | None:
    """Return the driver that survives any byte, sends no more than needed, and calls `lost` where nobody is there.

    The keys that came in one read are handed to `pressed` together; `opens_bar` tells which of them words may follow.
    It is Textual's own for a browser, or without a Unix terminal.
    """
    if sys.platform == "win32" or in_browser():
        return None
    from textual import events
    from textual._parser import ParseError
    from textual._xterm_parser import XTermParser
    from textual.drivers.linux_driver import LinuxDriver

    class SturdyDriver(LinuxDriver):
        """Reads the keyboard with invalid bytes replaced; Textual's own reader ends at the first one."""

        def turn_mouse(self) -> bool:
            """Take the mouse, or leave it to the terminal; return whether it is taken now."""
            if self._mouse:
                self._disable_mouse_support()
                self._mouse = False
            else:
                self._mouse = True
                self._enable_mouse_support()
            self.flush()
            return self._mouse

        def write(self, data: str) -> None:
            """Send what the terminal does not show already."""
            if needed := thrift.sent(data):
                super().write(needed)

        def start_application_mode(self) -> None:
            """Take the terminal, and hear of it where its line is lost."""
            super().start_application_mode()  # type: ignore[no-untyped-call]
            self._loop.add_signal_handler(signal.SIGHUP, lost)

        def run_input_thread(self) -> None:
            """Read until the app ends, or the terminal is no more."""
            parser, pieces = XTermParser(self._debug), Pieces(opens_bar)
            decode = codecs.getincrementaldecoder("utf-8")("replace").decode
            with selectors.SelectSelector() as selector:
                selector.register(self.fileno, selectors.EVENT_READ)
                while not self.exit_event.is_set():
                    if not selector.select(0.1):
                        self._hand_on(parser, pieces.rest())
                    elif typed := _read(self.fileno):
                        self._hand_on(parser, pieces.of(decode(typed)))
                    else:
                        self._loop.call_soon_threadsafe(lost)
                        return
            try:
                for _ in parser.feed(""):
                    pass
            except (EOFError, ParseError):
                pass

        def _hand_on(self, parser: XTermParser, pieces: Iterable[str]) -> None:
            """Hand on what was read, the keys of it together; what the parser waited for too long is given up."""
            found: list[Message] = []
            for piece in pieces:
                found += [events.Key("escape", ESCAPE)] if piece == ESCAPE else parser.feed(piece)
            found += parser.tick()
            if keys := [one for one in found if isinstance(one, events.Key | events.Paste)]:
                self._loop.call_soon_threadsafe(pressed, keys)
            for one in found:
                if one not in keys:
                    self.process_message(one)

    return SturdyDriver


def _read(descriptor: int) -> bytes:
    """Return what was typed, nothing where the terminal is gone."""
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""


def redacted(error: BaseException) -> list[str]:
    """Return where an error came from, by file and line alone: no message and no value of any variable."""
    lines = [f"{type(error).__module__}.{type(error).__qualname__}"]
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        name = "/".join(code.co_filename.replace("\\", "/").rsplit("/", 2)[-2:])
        lines.append(f"  {name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return lines
