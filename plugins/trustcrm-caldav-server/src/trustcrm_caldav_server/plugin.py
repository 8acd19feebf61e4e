"""What this plugin offers: `trustcrm calendar serve`, and the passwords of devices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trustcrm.plugin import CommandSpec, PluginSpec, TablesSpec, hookimpl
from trustcrm_caldav_server.settings import CaldavServerSettings

if TYPE_CHECKING:
    import click


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(
        summary="Serves engagements by CalDAV, to phones and calendar programs",
        config=CaldavServerSettings,
        tables=TablesSpec(steps="trustcrm_caldav_server.steps"),
    )


@hookimpl
def register_commands() -> Iterable[CommandSpec]:
    """Offer the commands."""
    yield CommandSpec(name="calendar serve", summary="Serve engagements to calendar programs", load=_serve)
    yield CommandSpec(name="calendar password", summary="Passwords of phones and other devices", load=_password)
    yield CommandSpec(name="calendar deleted", summary="What devices deleted, and bringing it back", load=_deleted)


def _serve() -> click.Command:
    from trustcrm_caldav_server.serve_command import serve

    return serve


def _password() -> click.Command:
    from trustcrm_caldav_server.password_command import password

    return password


def _deleted() -> click.Command:
    from trustcrm_caldav_server.deleted_command import deleted

    return deleted
