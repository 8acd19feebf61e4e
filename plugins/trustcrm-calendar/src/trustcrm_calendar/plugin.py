"""What this plugin offers: the backend `vdir` and the commands under `trustcrm calendar`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trustcrm.plugin import CalendarBackendSpec, CommandSpec, DemoSpec, PluginSpec, TablesSpec, hookimpl
from trustcrm_calendar.settings import CalendarSettings

if TYPE_CHECKING:
    import click

    from trustcrm.plugin import CalendarBackend, PluginContext


@dataclass(frozen=True, kw_only=True)
class Folder:
    """The keys of a calendar kept by `vdir`: `path` is its folder, which must be there."""

    path: Path


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(
        summary="Puts engagements into calendars, and merges what both sides changed",
        config=CalendarSettings,
        tables=TablesSpec(steps="trustcrm_calendar.steps", journaled=("answer",)),
    )


@hookimpl
def register_calendar_backends() -> Iterable[CalendarBackendSpec]:
    """Offer the backend."""
    yield CalendarBackendSpec(
        name="vdir", summary="A folder of .ics files, as khal and vdirsyncer use it", factory=_vdir, settings=Folder
    )


@hookimpl
def register_commands() -> Iterable[CommandSpec]:
    """Offer the commands."""
    yield CommandSpec(name="calendar", summary="Engagements in calendars: export, sync, check, merge", load=_commands)


@hookimpl
def register_demos() -> Iterable[DemoSpec]:
    """Offer something to look at in the demo office."""
    yield DemoSpec(
        name="calendar", summary="A calendar with what both sides changed and what is missing there (invented)",
        furnish=_furnish,
    )  # fmt: skip


def _furnish(context: PluginContext) -> None:
    from trustcrm_calendar.demo import furnish

    furnish(context)


def _vdir(context: PluginContext, settings: Folder) -> CalendarBackend:
    from trustcrm_calendar.vdir import Vdir

    return Vdir(settings.path)


def _commands() -> click.Command:
    from trustcrm_calendar.commands import calendar

    return calendar
