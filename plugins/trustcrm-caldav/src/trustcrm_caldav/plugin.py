"""What this plugin offers: the backend `caldav`, and a command that finds what calendars a server has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trustcrm.plugin import CalendarBackendSpec, CommandSpec, PluginSpec, Secret, hookimpl

if TYPE_CHECKING:
    import click

    from trustcrm.plugin import CalendarBackend, PluginContext


@dataclass(frozen=True, kw_only=True)
class Account:
    """The keys of a calendar kept by `caldav`.

    `url` is the calendar's address, or the server's; then `calendar` says which of its calendars, by name or by the
    last part of its address. `password` says where the password of `user` is kept and never spells it out; where it
    is not given the system's keyring is asked. `ca` is a file of certificates to trust in place of the system's.
    """

    url: str
    user: str = ""
    password: Secret | None = None
    calendar: str = ""
    ca: Path | None = None


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(summary="Keeps calendars on Nextcloud, iCloud or any other CalDAV server")


@hookimpl
def register_calendar_backends() -> Iterable[CalendarBackendSpec]:
    """Offer the backend."""
    yield CalendarBackendSpec(
        name="caldav", summary="A calendar on a CalDAV server", factory=_caldav, settings=Account, rewrites=True
    )


@hookimpl
def register_commands() -> Iterable[CommandSpec]:
    """Offer the command."""
    yield CommandSpec(name="caldav", summary="Find the calendars of a CalDAV server", load=_command)


def _caldav(context: PluginContext, settings: Account) -> CalendarBackend:
    from trustcrm_caldav.calendar import CalDav
    from trustcrm_caldav.credentials import login_of
    from trustcrm_caldav.server import Server

    def server(url: str) -> Server:
        return Server(url, lambda: login_of(settings.url, settings.user, settings.password), ca=settings.ca)

    return CalDav(server(settings.url), settings.calendar, elsewhere=server)


def _command() -> click.Command:
    from trustcrm_caldav.command import caldav

    return caldav
