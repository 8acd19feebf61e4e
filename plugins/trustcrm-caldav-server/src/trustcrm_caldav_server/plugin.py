"""What this plugin offers: `trustcrm calendar serve`, and the passwords of devices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trustcrm.plugin import CommandSpec, PluginSpec, TablesSpec, hookimpl

if TYPE_CHECKING:
    import click


@dataclass(frozen=True, kw_only=True)
class Config:
    """The keys of `[plugins.caldav-server]`.

    `merge_stale` lets an edit of an event that was changed meanwhile be merged, where a program would drop it when told
    that it came too late, as DAVx⁵ does.
    """

    merge_stale: bool = False


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(
        summary="Serves engagements by CalDAV, to phones and calendar programs",
        config=Config,
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
