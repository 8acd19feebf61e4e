"""What this plugin offers: the importer `vcard`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trustcrm.plugin import ImporterSpec, PluginSpec, hookimpl

if TYPE_CHECKING:
    from trustcrm.plugin import Importer, PluginContext


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(summary="Reads address books, vCards 2.1 to 4.0, as people and organisations")


@hookimpl
def register_importers() -> Iterable[ImporterSpec]:
    """Offer the importer `vcard`."""
    yield ImporterSpec(
        name="vcard",
        summary="Cards of an address book: people with what reaches them, and the bodies they belong to",
        suffixes=(".vcf", ".vcard"),
        factory=_importer,
    )


def _importer(context: PluginContext) -> Importer:
    from trustcrm_vcard.importer import VCardImporter

    return VCardImporter()
