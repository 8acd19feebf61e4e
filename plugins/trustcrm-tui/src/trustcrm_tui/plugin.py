"""What this plugin offers: the command `tui`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trustcrm.plugin import CommandSpec, PluginSpec, hookimpl
from trustcrm_tui.settings import TuiSettings

if TYPE_CHECKING:
    import click


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(summary="The terminal UI: what an office opens every morning", config=TuiSettings)


@hookimpl
def register_commands() -> Iterable[CommandSpec]:
    """Offer the command `tui`."""
    yield CommandSpec(
        name="tui", summary="Open the terminal UI: who needs us, every tie, the ledger", load=_command, stays=True
    )


def _command() -> click.Command:
    from trustcrm_tui.command import tui

    return tui
