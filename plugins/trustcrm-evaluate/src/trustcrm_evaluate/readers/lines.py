"""Lines of a file, however long, and a count of those that tell nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from trustcrm.plugin import UnreadableSource, visible

LINE_LIMIT = 4096
"""Most characters of a line that are kept; the longest of the published sets has 190."""


class LeftOut:
    """The lines that could not be read, counted, with where and why of the first."""

    def __init__(self) -> None:
        self._read = self._left = 0
        self._first = ""

    def read(self) -> None:
        """Count a line that told an act, or nothing at all."""
        self._read += 1

    def leave(self, path: Path, line: int, reason: str) -> None:
        """Count a line that could not be read."""
        self._left += 1
        self._first = self._first or f"line {line} of {path.name}: {visible(reason)}"

    def remarks(self) -> Sequence[str]:
        """Return a sentence about what was left out, if anything was.

        Raises `UnreadableSource` where more was left out than was read.
        """
        if self._left > self._read:
            raise UnreadableSource(f"Most lines cannot be read, the first being {self._first}.")
        lines = "One line was" if self._left == 1 else f"{self._left:,} lines were"
        return [f"{lines} left out, the first being {self._first}."] if self._left else []


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file with their numbers, without their ends, cut to `LINE_LIMIT` characters.

    Raises `UnreadableSource` where the file cannot be read.
    """
    try:
        with io.TextIOWrapper(path.open("rb"), "utf-8-sig", "replace") as text:
            number = 0
            while line := text.readline(LINE_LIMIT):
                number += 1
                rest = line
                while not rest.endswith("\n") and (rest := text.readline(LINE_LIMIT)):
                    pass
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except OSError as problem:
        raise UnreadableSource(f"{path} cannot be read: {problem.strerror}.") from None
