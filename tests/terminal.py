"""A program in a pseudo terminal, and the screen that somebody there would see."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence

import pyte

TRUSTCRM = (sys.executable, "-c", "import sys; from trustcrm.cli import program; sys.exit(program())")
LIMIT = 60.0
"""So many seconds a state is waited for before a test says that it never came."""
KEYS = {"down": b"\x1b[B", "up": b"\x1b[A", "page": b"\x1b[6~", "end": b"\x1b[F", "enter": b"\r", "escape": b"\x1b"}


class Terminal:
    """Runs a command in a terminal of its own; whatever it writes is read and drawn as a terminal would."""

    def __init__(
        self, command: Sequence[str], size: tuple[int, int] = (120, 36), environ: Mapping[str, str] | None = None
    ) -> None:
        self.ours, theirs = pty.openpty()
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self._resize(*size)
        mine = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        around = mine | {"TERM": "xterm-256color", "PYTHONWARNINGS": "ignore"} | dict(environ or {})
        self.program = subprocess.Popen(
            list(command), stdin=theirs, stdout=theirs, stderr=theirs, env=around, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(theirs)
        self.seen = b""

    def _resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size; the program is told."""
        self._resize(columns, rows)
        self.screen.resize(rows, columns)
        self.program.send_signal(signal.SIGWINCH)

    def send(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self.ours, keys)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def read(self, seconds: float) -> bytes:
        """Return what is written until so many seconds of quiet."""
        found = b""
        while came := self._came(seconds):
            found += came
        return found

    def _came(self, seconds: float) -> bytes:
        if not select.select([self.ours], [], [], seconds)[0]:
            return b""
        try:
            came = os.read(self.ours, 1 << 16)
        except OSError:  # nobody holds the other end any more
            return b""
        self._stream.feed(came)
        self.seen += came
        return came

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds, drawing what comes meanwhile."""
        end = time.monotonic() + LIMIT
        while not holds():
            assert time.monotonic() < end, f"{what}; last seen:\n{self.text}"
            if not self._came(0.05) and self.program.poll() is not None:
                assert holds(), f"{what}, and the program ended; last seen:\n{self.text}"

    def wait_for(self, *words: str) -> None:
        """Wait until all these words stand on the screen."""
        self.wait_until(lambda: all(each in self.text for each in words), f"{words!r} never stood there")

    def press_until(self, keys: bytes, words: str) -> None:
        """Press keys, and again every second, until the words stand on the screen; for keys that do no more twice."""
        pressed = 0.0

        def there() -> bool:
            nonlocal pressed
            if words not in self.text and time.monotonic() > pressed + 1:
                self.send(keys)
                pressed = time.monotonic()
            return words in self.text

        self.wait_until(there, f"{words!r} never stood there")

    def is_silent(self, seconds: float) -> bool:
        """Return whether nothing is written for so many seconds."""
        return not self._came(seconds)

    def wait_for_end(self) -> int:
        """Wait until the program ended, and return its code."""
        self.wait_until(lambda: self.program.poll() is not None, "it did not end")
        return self.program.returncode

    def lose(self) -> None:
        """Let the terminal go away, as a lost line does."""
        os.close(self.ours)
        self.ours = -1

    def end(self) -> None:
        """End the program, where it has not ended, and the terminal."""
        if self.program.poll() is None:
            self.program.kill()
        self.program.wait()
        if self.ours >= 0:
            os.close(self.ours)
