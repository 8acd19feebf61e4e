"""Catching what plugins raise; nowhere else in TrustCRM is a plugin's error caught.

What nobody asked for is contained: one line on stderr, and the program goes on. What a user or the configuration named
fails, with the plugin's name. Exception and SystemExit are caught, KeyboardInterrupt never. Hangs, memory, crashes in C
and malice cannot be contained inside one process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from trustcrm.clock import Clock
from trustcrm.errors import PluginFailed, TrustCrmError
from trustcrm.hooks.discovery import Found
from trustcrm.hooks.failures import FailureBook, one_line
from trustcrm.hooks.states import Failure

CAUGHT = (Exception, SystemExit)

Warn = Callable[[str], None]
"""Shows a person one line of talk."""


def log_warning(line: str) -> None:
    """Show `line` by the log, which prints on stderr unless told otherwise."""
    import logging

    logging.getLogger("trustcrm.plugins").warning("%s", line)


@dataclass
class Attempt:
    """How a contained call went: `failure` is None where it went well."""

    failure: Failure | None = None


class Containment:
    """Runs plugin code in `with` blocks and keeps what it raises."""

    def __init__(self, clock: Clock, folder: Path | None = None, warn: Warn = log_warning) -> None:
        self.book = FailureBook(clock, folder)
        self.warn = warn

    @contextmanager
    def contained(self, found: Found, during: str, consequence: str, *, lasting: bool = False) -> Iterator[Attempt]:
        """Let the block fail without harm: note it, say one line that tells the `consequence`, go on after the block.

        Where `consequence` is empty nothing is said: the caller has more to tell. A `lasting` failure is kept on disk.
        """
        attempt = Attempt()
        try:
            yield attempt
        except CAUGHT as error:
            attempt.failure = self.book.note(found, during, error, lasting=lasting)
            if consequence:
                self.warn(f"{titled(found)} failed in {during}: {one_line(error)}; {consequence}; see {show(found)}")

    @contextmanager
    def named(
        self, found: Found, during: str, consequence: str, passing: tuple[type[BaseException], ...] = ()
    ) -> Iterator[None]:
        """Turn whatever the block raises into a `PluginFailed`, but for expected errors and those of `passing`."""
        expected: tuple[type[BaseException], ...] = (TrustCrmError, *passing)
        try:
            yield
        except expected:
            raise
        except CAUGHT as error:
            raise self.failed(found, during, error, consequence) from error

    def failed(self, found: Found, during: str, error: BaseException, consequence: str) -> PluginFailed:
        """Note `error` and return the `PluginFailed` that tells a user of it."""
        self.book.note(found, during, error, lasting=True)
        told = f"; {consequence}" if consequence else ""
        return PluginFailed(f"The {during} of {titled(found)} failed: {one_line(error)}{told}; see {show(found)}.")


def titled(found: Found) -> str:
    """Return a plugin as messages name it: its distribution and version, "trustcrm-mailroom 1.2"."""
    words = ("plugin", found.distribution or found.name, found.version)
    return " ".join(word for word in words if word)


def show(found: Found) -> str:
    """Return the command that shows more of a plugin."""
    return f"`trustcrm plugins show {found.name}`"
