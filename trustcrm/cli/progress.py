"""How far something has come, told on stderr while it lasts longer than a second."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import click


class Count:
    """Counts pieces on one line of a terminal that is written over, at most five times a second."""

    def __init__(self, what: str, *, after: float = 1.0) -> None:
        self._what = what
        self._next = monotonic() + after
        self._shown = False
        self._on = sys.stderr.isatty() and "NO_COLOR" not in os.environ

    def __call__(self, count: int) -> None:
        """Tell how many there are by now."""
        if self._on and monotonic() >= self._next:
            click.echo(f"\r{self._what}: {count:,} ", err=True, nl=False)
            self._next = monotonic() + 0.2
            self._shown = True

    def now(self, what: str) -> None:
        """Tell of something else from here on."""
        self._what = what
        if self._on and monotonic() >= self._next:
            click.echo(f"\r\x1b[K{what} ", err=True, nl=False)
            self._shown = True

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)
            self._shown = False


@contextmanager
def counting(what: str) -> Iterator[Count]:
    """Yield what tells progress, and take its line away at the end."""
    count = Count(what)
    try:
        yield count
    finally:
        count.clear()
