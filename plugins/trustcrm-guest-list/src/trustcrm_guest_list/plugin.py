"""What this plugin offers: the importer `guest-list`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trustcrm.plugin import ImporterSpec, PluginSpec, hookimpl

if TYPE_CHECKING:
    from trustcrm.plugin import Importer, PluginContext


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(summary="Reads guest lists as people of their cities; the example of the tutorial")


@hookimpl
def register_importers() -> Iterable[ImporterSpec]:
    """Offer the importer."""
    yield ImporterSpec(
        name="guest-list",
        summary="Guests, CSV with the columns city, name, role and email",
        suffixes=(".csv",),
        factory=_importer,
    )


def _importer(context: PluginContext) -> Importer:
    from trustcrm_guest_list.importer import GuestListImporter

    return GuestListImporter()
