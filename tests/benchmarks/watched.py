"""A program in a pseudo terminal, watched with a clock: when it paints, how much it writes, what it holds."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.timing import Clock, processor_seconds

SIZE = (120, 36)
PAINTED = 1000
"""So many bytes after a program took the screen for itself, it has painted something."""
QUIET = 0.15
"""After so many seconds without a byte everything that a key asked for stands there: a card comes 0.06 s late."""
PATIENCE = 60.0
_RESTLESS = 2.0
_OWN_SCREEN = b"\x1b[?1049h"


@dataclass(frozen=True)
class Answer:
    """What came of a key: seconds until the first byte, until the last one, and how many bytes there were."""

    first: float
    last: float
    written: int


@dataclass(frozen=True)
class Idle:
    """What came while nothing was asked: how many bytes, and how many seconds of the processor."""

    written: int
    busy: float


class Watched:
    """A running program; all times are by one clock, the wall's or that of the program's own processor time."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], clock: Clock) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
        around = {**environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self._wall = clock is not processor_seconds
        self._began = time.perf_counter()
        self._program = subprocess.Popen(
            list(command), stdin=theirs, stdout=theirs, stderr=theirs, env=around, start_new_session=True
        )
        os.close(theirs)

    def spent(self) -> float:
        """Return the seconds since the start."""
        return time.perf_counter() - self._began if self._wall else self._processor()

    def _processor(self) -> float:
        tasks = Path(f"/proc/{self._program.pid}/task")
        spent = 0
        for task in tasks.iterdir():
            with contextlib.suppress(OSError):
                spent += int((task / "schedstat").read_text().split()[0])
        return spent / 1e9

    def until_painted(self) -> float:
        """Return the seconds from the start until something was painted."""
        seen, end = b"", time.perf_counter() + PATIENCE
        while len(seen.partition(_OWN_SCREEN)[2]) < PAINTED:
            seen += self._read(self._left(end, "painted nothing"))
        return self.spent()

    def until(self, words: bytes) -> float:
        """Return the seconds from the start until these words were painted in one piece."""
        seen, end = b"", time.perf_counter() + PATIENCE
        while words not in seen:
            seen = seen[-len(words) :] + self._read(self._left(end, f"did not paint {words!r}"))
        return self.spent()

    def press(self, keys: bytes, quiet: float = QUIET, until: bytes = b"") -> Answer:
        """Press keys, and return what came of it once these words were painted in one piece and all was quiet."""
        began, end = self.spent(), time.perf_counter() + PATIENCE
        os.write(self._ours, keys)
        seen = self._read(PATIENCE)
        first = last = self.spent() - began
        while until not in seen:
            seen, last = seen + self._read(self._left(end, f"did not paint {until!r}")), self.spent() - began
        while came := self._read(quiet, must=False):
            seen, last = seen + came, self.spent() - began
            self._left(end, f"was not quiet after {keys!r}")
        return Answer(first, last, len(seen))

    def type(self, words: str) -> None:
        """Type words letter by letter, each once the one before was taken in."""
        for letter in words:
            self.press(letter.encode(), quiet=0.05)

    def nothing(self, seconds: float) -> Idle:
        """Do nothing for so many seconds, and return what came of it."""
        end, written, busy = time.perf_counter() + seconds, 0, self._processor()
        while (left := end - time.perf_counter()) > 0:
            written += len(self._read(left, must=False))
        return Idle(written, self._processor() - busy)

    def settle(self) -> None:
        """Wait until nothing was written for a while; of what never is quiet, not for long."""
        end = time.perf_counter() + _RESTLESS
        while time.perf_counter() < end and self._read(0.4, must=False):
            pass

    def memory(self) -> float:
        """Return how many MiB of memory it holds, shared libraries included."""
        status = Path(f"/proc/{self._program.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmRSS:\s+(\d+)", status)
        assert found is not None
        return int(found[1]) / 1024

    def _left(self, end: float, otherwise: str) -> float:
        """Return the seconds until a time; raise where it has come: what goes on painting would be read for ever."""
        left = end - time.perf_counter()
        if left <= 0:
            raise RuntimeError(f"{self._program.args!r} {otherwise} within {PATIENCE:.0f} s")
        return left

    def _read(self, seconds: float, *, must: bool = True) -> bytes:
        if select.select([self._ours], [], [], seconds)[0]:
            try:
                return os.read(self._ours, 1 << 16)
            except OSError:
                raise RuntimeError(f"{self._program.args!r} ended with {self._program.wait()}") from None
        if must:
            raise RuntimeError(f"{self._program.args!r} wrote nothing for {seconds:.0f} s")
        return b""

    def end(self) -> None:
        """End it."""
        self._program.kill()
        self._program.wait()
        os.close(self._ours)
