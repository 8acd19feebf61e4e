"""The calendars that the configuration names, opened through whichever plugin keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from trustcrm.errors import ConfigError, NotFound
from trustcrm.hooks.calendar_specs import (
    CalendarBackend,
    CalendarBackendSpec,
    CalendarChanges,
    CalendarObject,
    Closes,
    TracksChanges,
)
from trustcrm.hooks.config import parse
from trustcrm.text import nearest, visible

if TYPE_CHECKING:
    from trustcrm.hooks.host import Host
    from trustcrm.hooks.offers import Offer


class ConfiguredCalendars:
    """Opens the calendars of the tables `[calendars.NAME]`."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def names(self) -> tuple[str, ...]:
        """Return what the calendars are called, in the order of the file."""
        return tuple(self._host.settings.calendars)

    def spec(self, name: str) -> CalendarBackendSpec:
        """Return what is said of the backend that keeps a calendar. Raises `NotFound` or `ConfigError`."""
        return self._offer(name).spec

    def open(self, name: str) -> CalendarBackend:
        """Open a calendar. Raises `NotFound`, `ConfigError`, or `PluginFailed` where its plugin fails, now or later."""
        offer = self._offer(name)
        told = {key: value for key, value in self._host.settings.calendars[name].items() if key != "backend"}
        table, file = f"calendars.{name}", self._host.settings.file
        kind = offer.spec.settings
        if kind is None and told:
            raise ConfigError(f"[{table}] knows no key {next(iter(told))!r}; {offer.title} has nothing to set.")
        settings = parse(told, kind, table, file) if kind is not None else None
        backend: CalendarBackend = self._host.build(offer, settings)
        return (
            _Tracking(self._host, offer, backend)
            if isinstance(backend, TracksChanges)
            else _Named(self._host, offer, backend)
        )

    def _offer(self, name: str) -> Offer[CalendarBackendSpec]:
        calendars = self._host.settings.calendars
        if name not in calendars:
            near = nearest(name, tuple(calendars))
            hint = f"did you mean {near!r}?" if near else "put a table [calendars.NAME] into trustcrm.toml."
            raise NotFound(f"The configuration names no calendar {visible(name)!r}; {hint}")
        backend = calendars[name].get("backend")
        if not isinstance(backend, str):
            raise ConfigError(f'[calendars.{name}] does not say what keeps it; add backend = "vdir", say.')
        return self._host.offer(CalendarBackendSpec, backend)


class _Named:
    """A backend whose errors bear the name of the plugin that made it."""

    def __init__(self, host: Host, offer: Offer[CalendarBackendSpec], backend: CalendarBackend) -> None:
        self._host, self._offer, self._backend = host, offer, backend

    def list(self) -> Iterable[tuple[str, str]]:
        with self._host.named(self._offer):
            found = self._backend.list()
        return self._host.each(self._offer, found, (tuple,))

    def get(self, hrefs: Iterable[str]) -> Iterator[CalendarObject]:
        with self._host.named(self._offer):
            found = self._backend.get(hrefs)
        return self._host.each(self._offer, found, (CalendarObject,))

    def create(self, ics: bytes) -> tuple[str, str]:
        with self._host.named(self._offer):
            return self._backend.create(ics)

    def replace(self, href: str, ics: bytes, etag: str) -> str:
        with self._host.named(self._offer):
            return self._backend.replace(href, ics, etag)

    def remove(self, href: str, etag: str) -> None:
        with self._host.named(self._offer):
            self._backend.remove(href, etag)

    def close(self) -> None:
        if isinstance(self._backend, Closes):
            with self._host.named(self._offer):
                self._backend.close()


class _Tracking(_Named):
    """One that tells what has changed, too."""

    def changes_since(self, token: str | None) -> CalendarChanges:
        backend: Any = self._backend
        with self._host.named(self._offer):
            return cast("CalendarChanges", backend.changes_since(token))
