"""What plugins have raised: kept whole for this run, and without its words for the next one.

An error's own words may quote what was being read (a name, a password), so on disk only the kinds of error and the
places in the code are kept.
"""

from __future__ import annotations

import dataclasses
from contextlib import suppress
from pathlib import Path

from trustcrm.clock import Clock
from trustcrm.hooks.discovery import Found
from trustcrm.hooks.states import Failure
from trustcrm.text import visible

LONGEST_LINE = 300


class FailureBook:
    """The failures of this run by plugin, and the last one of each plugin in an earlier run.

    `folder` is where the latter are kept; without one, or where it cannot be written, they are not.
    """

    def __init__(self, clock: Clock, folder: Path | None) -> None:
        self._clock = clock
        self._folder = folder
        self._failures: dict[str, list[Failure]] = {}

    def note(self, found: Found, during: str, error: BaseException, *, lasting: bool) -> Failure:
        """Keep what `error` says; where `lasting`, an earlier run's failure on disk gives way to this one."""
        import traceback

        failure = Failure(
            plugin=found.name,
            version=found.version,
            during=during,
            error=one_line(error),
            traceback="".join(traceback.format_exception(error)),
            at=self._clock.now().isoformat(timespec="seconds"),
        )
        earlier = self.of(found.name) if lasting else ()
        self._failures.setdefault(found.name, list(earlier)).append(failure)
        if lasting:
            self._write(dataclasses.replace(failure, error=type(error).__name__, traceback=wordless(error)))
        return failure

    def of(self, plugin: str) -> tuple[Failure, ...]:
        """Return a plugin's failures, oldest first: the last known of an earlier run, then those of this run."""
        if plugin in self._failures:
            return tuple(self._failures[plugin])
        earlier = self._read(plugin)
        return (earlier,) if earlier else ()

    def _read(self, plugin: str) -> Failure | None:
        if self._folder is None:
            return None
        import json

        try:
            return Failure(**json.loads((self._folder / f"{plugin}.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _write(self, failure: Failure) -> None:
        if self._folder is None:
            return
        import json

        # A failure that cannot be kept must not hide the failure itself.
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = self._folder / f"{failure.plugin}.json"
            file.touch(mode=0o600)
            file.write_text(json.dumps(dataclasses.asdict(failure)), encoding="utf-8")


def one_line(error: BaseException) -> str:
    """Return an error's kind and words as one short line that no terminal acts on."""
    try:
        words = str(error)
    except Exception:
        words = ""
    kind = type(error).__name__
    line = " ".join(visible(f"{kind}: {words}" if words else kind).split())
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def wordless(error: BaseException) -> str:
    """Return an error's traceback, causes first, with the kinds of error and without their words."""
    import traceback

    told = []
    link: BaseException | None = error
    while link is not None:
        told.append("".join(traceback.format_tb(link.__traceback__)) + f"{type(link).__name__}\n")
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "Traceback, the words of the errors left out:\n" + "\n".join(reversed(told))
