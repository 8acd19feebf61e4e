"""What this plugin offers: the importer `twinnings`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trustcrm.plugin import ImporterSpec, Option, PluginSpec, hookimpl

if TYPE_CHECKING:
    from trustcrm.plugin import Importer, PluginContext


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(summary="Reads town twinnings of Wikidata (property P190) as ties between cities")


@hookimpl
def register_importers() -> Iterable[ImporterSpec]:
    """Offer the importer `twinnings`."""
    yield ImporterSpec(
        name="twinnings",
        summary="Statements of Wikidata's P190, two ids a line parted by a tab, as sister-city ties",
        suffixes=(".tsv",),
        factory=_importer,
        options=(
            Option(name="names", summary="a file of ids and names parted by a tab; an id without a name names itself"),
            Option(name="source", summary="where a tie is known from; told by the file's name otherwise"),
        ),
    )


def _importer(context: PluginContext) -> Importer:
    from trustcrm_twinnings.importer import TwinningsImporter

    return TwinningsImporter()
