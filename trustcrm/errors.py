"""Every error TrustCRM expects, in one tree; each knows its exit code and words its message once.

A message is one plain sentence: what happened, to which thing, and what to do next. Anything that is not a
`TrustCrmError` is a bug of ours or of a plugin, never something a user is asked to understand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from trustcrm.values import dataclass


class TrustCrmError(Exception):
    """Something expected went wrong; `exit_code` is what the command line ends with."""

    exit_code = 1


class Refused(TrustCrmError):
    """A rule of the office forbids this (exit code 1)."""


class InvalidValue(Refused):
    """A value cannot be: an impossible date, a unit that does not fit, a word outside a closed list."""


class Ambiguous(Refused):
    """A name could mean several things; `candidates` are their descriptions."""

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


class UnreadableSource(Refused):
    """A file is not what an importer can read; nothing of it was taken."""


class WrongUsage(TrustCrmError):
    """The command was called in a way it does not understand (exit code 2)."""

    exit_code = 2


class ConfigError(WrongUsage):
    """The configuration file says something that cannot be; the message names the file and the key."""


class NotFound(TrustCrmError):
    """There is no such thing in this office (exit code 3)."""

    exit_code = 3


class PluginFailed(TrustCrmError):
    """A plugin somebody named has failed (exit code 4); the message names it and its version."""

    exit_code = 4


@dataclass(frozen=True, kw_only=True)
class Contested:
    """One field of a record that was changed meanwhile: as it was seen, as it stands, as it was to become.

    Values are as JSON holds them. `titles` names what references mean, by id. Where only somebody else set the field,
    `mine` is the original.
    """

    name: str
    original: Any
    theirs: Any
    mine: Any
    titles: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Meanwhile:
    """A change of the journal that was made since a record was seen: its number, when (ISO 8601), by whom and how."""

    change: int
    at: str
    actor: str
    verb: str


class Conflict(TrustCrmError):
    """Somebody else changed the same thing meanwhile (exit code 5); nothing was written.

    `noun` and `row` say which; `seen` and `present` are the version it was seen at and the one it stands at,
    `meanwhile` the changes made in between, oldest first, `fields` what they and the refused change are about.
    """

    exit_code = 5

    def __init__(
        self, message: str, *, noun: str = "", row: int = 0, seen: int = 0, present: int = 0,
        meanwhile: Sequence[Meanwhile] = (), fields: Sequence[Contested] = (),
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.noun, self.row, self.seen, self.present = noun, row, seen, present
        self.meanwhile, self.fields = tuple(meanwhile), tuple(fields)


class NoSuchEvent(NotFound):
    """A calendar holds no object of this href, or no more."""


class StaleEtag(Conflict):
    """An object of a calendar was changed since it was read; nothing was written."""


class EventExists(Conflict):
    """A calendar holds an object of this UID already; nothing was written."""


class ReadOnly(Refused):
    """A calendar can be read only; nothing was written."""


class TokenExpired(TrustCrmError):
    """A calendar cannot tell any more what has changed since then; whoever asked lists all of it anew."""

    exit_code = 4


class NotifyError(TrustCrmError):
    """A notifier cannot say that a message left; which error it is tells what became of it."""

    exit_code = 4


class TryLater(NotifyError):
    """A message surely did not leave, and may leave later."""


class Bounced(NotifyError):
    """A message was refused for good: it did not leave, and would be refused again."""


class Unanswered(NotifyError):
    """It is not known whether a message left: nobody answered. It is never sent again unless a person says so."""


class DatabaseUnusable(TrustCrmError):
    """The database cannot be opened, read or written as it is (exit code 6)."""

    exit_code = 6


class DatabaseMissing(DatabaseUnusable):
    """There is no office at this address yet."""


class DatabaseNewer(DatabaseUnusable):
    """The database was made by a newer release than this one."""


class DatabaseOutdated(DatabaseUnusable):
    """The database needs `trustcrm db upgrade` first."""


class DatabaseBusy(DatabaseUnusable):
    """Another program has kept the database locked for too long."""


class DatabaseFull(DatabaseUnusable):
    """There is no room left on the disk of the database."""


class DatabaseUnreachable(DatabaseUnusable):
    """The server of the database does not answer, or broke off."""


class Unreachable(TrustCrmError):
    """Something outside this machine did not answer (raised by plugins; the host asks the next one)."""

    exit_code = 4
