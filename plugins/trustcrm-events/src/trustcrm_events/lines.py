"""A text file line by line, however long a line is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

LINE_LIMIT = 16_384
"""Most characters of a line that are kept; one of ICEWS has about 250, never 1,000."""

NOT_UTF8 = "\ufffd"
"""Stands in a line for what is not UTF-8."""


def lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file, each with its line end where it has one, and cut to `LINE_LIMIT` characters."""
    with io.TextIOWrapper(path.open("rb"), "utf-8-sig", "replace") as text:
        while line := text.readline(LINE_LIMIT):
            rest = line
            while not rest.endswith("\n") and (rest := text.readline(LINE_LIMIT)):
                pass
            yield line
