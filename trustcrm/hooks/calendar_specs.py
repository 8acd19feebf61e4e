"""What keeps a calendar: the contract of a backend, what it hands over, and what it says of itself on offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from trustcrm.values import dataclass

if TYPE_CHECKING:
    from trustcrm.hooks.context import PluginContext


@dataclass(frozen=True, kw_only=True)
class CalendarObject:
    """One object of a calendar: what it is called there, which version it is, and its octets (RFC 5545)."""

    href: str
    etag: str
    ics: bytes


@dataclass(frozen=True, kw_only=True)
class CalendarChanges:
    """What has changed in a calendar: `changed` as pairs of href and present etag, `removed` as hrefs.

    `token` stands for the calendar as it is now, to ask with the next time.
    """

    token: str
    changed: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()


@runtime_checkable
class CalendarBackend(Protocol):
    """Keeps one calendar: objects, each of one UID, with whatever overrides and time zones belong to it.

    An *href* names an object within its calendar: the backend's own text, the same as long as the object is there,
    never a way to anything outside the calendar. A UID may be any text. An *etag* stands for the octets of an object:
    it changes whenever they do and at no other time. Both are compared and never looked into by others.

    The octets given are the octets read back, properties that nobody knows among them; one that cannot promise this
    says so by `CalendarBackendSpec.rewrites`, and its etags stand for what it made of them. What is written is there
    for whoever opens the calendar next.

    Every method raises `Unreachable` where the calendar cannot be read or written as a whole just now; one that cannot
    be reached is never taken for an empty one. One that can be read only raises `ReadOnly` from the three that write.
    """

    def list(self) -> Iterable[tuple[str, str]]:
        """Return href and etag of every object, each once."""

    def get(self, hrefs: Iterable[str]) -> Iterator[CalendarObject]:
        """Yield the objects asked for, in that order; one that is not there is left out."""

    def create(self, ics: bytes) -> tuple[str, str]:
        """Keep a new object and return its href and etag, as `list` then tells them.

        Raises `EventExists` where an object of its UID is there; that one stays as it is. One that was removed is not
        there any more, and its UID is free.
        """

    def replace(self, href: str, ics: bytes, etag: str) -> str:
        """Put other octets in place of an object that still stands at `etag`, and return its new etag.

        Raises `StaleEtag` where it stands at another, `NoSuchEvent` where it is not there; nothing is changed then. Of
        two who replace the same object at once, one alone succeeds.
        """

    def remove(self, href: str, etag: str) -> None:
        """Remove an object that still stands at `etag`.

        Raises `StaleEtag` where it stands at another, `NoSuchEvent` where it is not there; nothing is changed then.
        """


@runtime_checkable
class TracksChanges(Protocol):
    """A backend that can tell what has changed since it was last asked."""

    def changes_since(self, token: str | None) -> CalendarChanges:
        """Return what was created, replaced or removed since `token`, each object once; all there is where it is None.

        An object that came and went in between may be told as removed. Raises `TokenExpired` where it cannot tell from
        `token`, as from one it never gave: never an answer that leaves something out.
        """


@runtime_checkable
class Closes(Protocol):
    """A backend that holds something open: a connection, say."""

    def close(self) -> None:
        """Let go of it; the calendar stays as it is, and closing again does nothing."""


@dataclass(frozen=True, kw_only=True)
class CalendarBackendSpec:
    """A place for calendars on offer; `factory` opens one, given the settings of that calendar.

    `settings` is a frozen dataclass whose fields are the keys of `[calendars.NAME]` beside `backend`, or None where
    there is nothing to set; `factory` is then given None. One that is `read_only` takes nothing in; one that `rewrites`
    may keep other octets than it was given.
    """

    name: str
    summary: str
    factory: Callable[[PluginContext, Any], CalendarBackend]
    settings: type[Any] | None = None
    read_only: bool = False
    rewrites: bool = False
