"""Bringing in a file from the screen of imports: its path is typed, and what waits of it is there to decide at once."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from trustcrm.plugin import NOUNS, TrustCrmError, WrongUsage, counted, listed
from trustcrm_tui.ink import Content, ink
from trustcrm_tui.sheets.imports import BatchSheet

if TYPE_CHECKING:
    from trustcrm.plugin import Outcome
    from trustcrm_tui.workplace import Workplace

MOST_NAMED = 12
"""So many files are named that a path could go on to."""
MOST_LOOKED_AT = 5000
"""In a folder of more files than this the rest is not looked at while somebody types."""
FORMAT = "format"
"""The setting that names the importer, where a file could be of several."""
_MARKS = ('"', "'")
_VALUE = re.compile(r"--([a-z][a-z-]*) ([a-z-]+)(?=[;.]| or )")
_OPTION = re.compile(r"--([a-z][a-z-]*)")
HINT = "the path of a table, an address book, a calendar, a mailbox; then settings, such as noun=person ignore=rest"


@dataclass(frozen=True)
class Wanted:
    """The file, the importer, and its settings by name."""

    path: Path
    importer: str
    settings: Mapping[str, str]


class Bringing:
    """A path, completed by Tab; Enter brings the file in as one import, which `u` takes back whole."""

    def __init__(self, app: Workplace) -> None:
        self._app = app
        self._reading = False

    def title(self) -> Sequence[Content]:
        """Return what is typed, and the keys."""
        keys = ("enter brings it in", "tab completes", "esc cancels")
        return ink("Bring in a file", "title"), *(ink(part, "quiet") for part in keys)

    def changed(self, text: str) -> None:
        """Name the files the path could go on to; a folder may be far away, so it is read in the back room."""
        if not self._reading:
            self._app.ask(lambda _: completions(text), lambda found: self._name(text, found), subject="echo")

    def _name(self, text: str, found: Sequence[str]) -> None:
        whole = [text] == list(found)
        named = "  ".join(_last_name(one) for one in found[:MOST_NAMED])
        self._app.bar.echo([ink(named, "field")] if named and text and not whole else [ink(HINT, "quiet")])

    def turned(self) -> None:
        """Complete the path as far as all files agree that it could go on to."""
        text = self._app.bar.words.value
        if not self._reading:
            self._app.ask(lambda _: completions(text), lambda found: self._complete(text, found), subject="complete")

    def _complete(self, text: str, found: Sequence[str]) -> None:
        if found and self._app.bar.words.value == text and len(begun := _common(found)) > len(text):
            self._app.bar.rewrite(begun)

    def moved(self) -> None:
        """There is no field to go to."""

    def submitted(self, text: str) -> None:
        """Bring the file in; the path stays where it cannot be, with the reason."""
        if self._reading:
            return
        if not text.strip():
            self._app.leave_bar("No file was named, so nothing was brought in.")
        elif self._app.may_write():
            try:
                wanted = wanted_of(text)
            except TrustCrmError as error:
                self._refused(error)
                return
            self._reading = True
            self._app.bar.echo([ink(f"Reading {wanted.path.name} …", "quiet")])
            self._app.ask(
                lambda office: office.do.import_file(wanted.path, wanted.settings, importer=wanted.importer),
                self._brought,
                self._refused,
            )

    def _brought(self, outcome: Outcome) -> None:
        batch = outcome.batch if outcome.earlier_batch is None else outcome.earlier_batch
        if self._app.bar.mode is self:
            self._app.leave_bar()
            if outcome.items and outcome.batch is not None:
                self._app.lists.push(BatchSheet(outcome.batch, outcome.source), renew=True)
            else:
                self._app.reload()
        self._app.say(told(outcome, batch), undo=outcome.batch is not None)

    def _refused(self, error: Exception) -> None:
        self._reading = False
        if isinstance(error, TrustCrmError) and self._app.bar.mode is self:
            self._app.bar.echo([ink(f"! {self._app.keys.named_in(_as_settings(str(error)))}", "alert")])
        else:
            self._app.failed(error)

    def cancelled(self, text: str) -> None:
        """Close the bar; what is being read comes in all the same, and is said."""
        self._app.leave_bar("It is still being read; u takes it back once it is in." if self._reading else "")


def told(outcome: Outcome, batch: int | None) -> str:
    """Return what came of a file, in a line."""
    if outcome.earlier_batch is not None:
        return f"{outcome.source} was brought in before, as batch {batch}; nothing changed."
    made = [counted(count, noun, NOUNS[noun].plural) for noun, count in sorted(outcome.created.items())]
    counts = [f"{listed(made, 20)} new"] if made else []
    counts += [f"{outcome.corrected:,} corrected"] if outcome.corrected else []
    counts += [f"{outcome.same:,} as before"] if outcome.same else []
    waiting, rejected = outcome.count("waiting"), outcome.count("rejected")
    counts += [counted(waiting, "piece waits", "pieces wait")] if waiting else []
    counts += [f"{rejected:,} could not be read"] if rejected else []
    return f"{outcome.source}: {', '.join(counts) or 'nothing in it'}."


def wanted_of(text: str) -> Wanted:
    """Return what a line says: a path, in quotes where it has spaces or as an address, then settings.

    Raises `WrongUsage` for quotes that do not end and words that are no setting.
    """
    path, rest = _split(text.strip())
    settings = {}
    for word in rest:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise WrongUsage(
                f"There is no such file, or {word!r} is no setting: after the path come settings such as noun=person; "
                "a path with spaces stands in quotation marks."
            )
        settings[name.lstrip("-")] = value
    return Wanted(path, settings.pop(FORMAT, "auto"), settings)


def _split(text: str) -> tuple[Path, Sequence[str]]:
    """Return a path and the words behind it; one that is there needs no quotes for its spaces."""
    words = text.split(" ")
    for count in range(len(words), 0, -1):
        if _is_there(path := path_of(" ".join(words[:count]))):
            return path, _words(" ".join(words[count:]))
    first, *rest = _words(text)
    return path_of(first), rest


def _words(text: str) -> Sequence[str]:
    try:
        return shlex.split(text)
    except ValueError:
        raise WrongUsage("A quotation mark stands alone; close it, or leave it out.") from None


def path_of(words: str) -> Path:
    """Return the path that is meant: as it is, from home on where it begins with ~, or as a file manager hands it."""
    if words.startswith("file://"):
        words = unquote(urlsplit(words).path)
    try:
        return Path(words).expanduser()
    except RuntimeError:  # nobody is called so
        return Path(words)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # such words are no name of a file
        return False


def completions(text: str) -> Sequence[str]:
    """Return what a path could go on to, whole, after the quotation mark it may begin with; a folder ends with "/"."""
    mark = text[:1] if text[:1] in _MARKS else ""
    before, stroke, begun = text.removeprefix(mark).rpartition(os.sep)
    found = []
    try:
        with os.scandir(path_of(before + stroke)) as entries:
            for _, entry in zip(range(MOST_LOOKED_AT), entries, strict=False):
                if entry.name.startswith(begun) and (begun or not entry.name.startswith(".")):
                    found.append(f"{mark}{before}{stroke}{entry.name}{os.sep if entry.is_dir() else ''}")
    except (OSError, ValueError):
        return ()
    return sorted(found)


def _last_name(path: str) -> str:
    """Return the last name of a path, a folder's with its stroke."""
    return path[path.rstrip(os.sep).rfind(os.sep) + 1 :]


def _common(paths: Sequence[str]) -> str:
    """Return what all begin with, letter by letter."""
    first, last = min(paths), max(paths)
    return next((first[:place] for place, letter in enumerate(first) if last[place : place + 1] != letter), first)


def _as_settings(advice: str) -> str:
    """Return advice for the command line as this line takes it: noun=… for --noun."""
    advice = advice.replace("--set ", "").replace("in place of auto", f"by {FORMAT}=…")
    return _OPTION.sub(r"\1=…", _VALUE.sub(r"\1=\2", advice))
