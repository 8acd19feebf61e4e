"""The terminal's own ways: bytes that are no text, words that arrive all at once, and what to say when all fails."""

from __future__ import annotations

import codecs
import os
import selectors
import signal
import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.driver import Driver

    from trustcrm_tui.thrift import Thrift

BURST = 4
"""So many different printable characters in one read were pasted or typed blind: they are words, not commands."""
WITH_LINES = 20
"""From so many on they are words though lines end among them: nobody types so many keys ahead of a slow line."""
PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"


def bracketed(text: str) -> str:
    """Return what a terminal sent, as a paste where it is a burst of plain characters that no paste mark surrounds."""
    plain = text.translate(_LINE_ENDS) if len(text) >= WITH_LINES else text
    burst = len(plain) >= BURST and plain.isprintable() and len(set(plain)) > 1
    return f"{PASTE_BEGINS}{text}{PASTE_ENDS}" if burst else text


_LINE_ENDS = dict.fromkeys(map(ord, "\r\n\t"))


def in_browser() -> bool:
    """Return whether a browser shows what is drawn, and no terminal."""
    return os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")


def driver_class(thrift: Thrift, lost: Callable[[], None]) -> type[Driver] | None:
    """Return the driver that survives any byte, sends no more than needed, and calls `lost` where nobody is there.

    It is Textual's own for a browser, or without a Unix terminal.
    """
    if sys.platform == "win32" or in_browser():
        return None
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
            parser = XTermParser(self._debug)
            decode = codecs.getincrementaldecoder("utf-8")("replace").decode
            with selectors.SelectSelector() as selector:
                selector.register(self.fileno, selectors.EVENT_READ)
                while not self.exit_event.is_set():
                    for _ in selector.select(0.1):
                        typed = _read(self.fileno)
                        if not typed:
                            self._loop.call_soon_threadsafe(lost)
                            return
                        for event in parser.feed(bracketed(decode(typed))):
                            self.process_message(event)
                    for event in parser.tick():
                        self.process_message(event)
            try:
                for _ in parser.feed(""):
                    pass
            except (EOFError, ParseError):
                pass

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
