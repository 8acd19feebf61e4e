"""What this plugin offers: the importer `table`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trustcrm.plugin import ImporterSpec, Option, PluginSpec, Refused, hookimpl

if TYPE_CHECKING:
    from trustcrm.plugin import Importer, Mention, PluginContext


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(summary="Reads CSV and XLSX tables into any noun, with a mapping file per source")


@hookimpl
def register_importers() -> Iterable[ImporterSpec]:
    """Offer the importer `table`."""
    yield ImporterSpec(
        name="table",
        summary="CSV (any usual encoding and delimiter) and XLSX; columns found by name or by a mapping file",
        suffixes=(".csv", ".tsv", ".txt", ".xlsx"),
        factory=_importer,
        options=(
            Option(name="noun", summary="what each row is: city, person, interaction, …"),
            Option(name="map", summary="a mapping file (TOML) that says which column is which field"),
            Option(name="save-map", summary="where to write the mapping that was used, to edit and use it again"),
            Option(name="key", summary="columns, parted by commas, that name a row within its source"),
            Option(name="ignore", summary='columns, parted by commas, to leave aside; "rest" for all that are unknown'),
            Option(name="dates", summary="how the dates are written, such as %d/%m/%Y"),
            Option(name="encoding", summary="the text's encoding, such as cp1252; found out where not given"),
            Option(name="delimiter", summary='what parts the cells: "," ";" "|" or "tab"; found out where not given'),
            Option(name="sums", summary='"keep" where a row that begins with a word such as "Total" is a record'),
            Option(name="sheet", summary="the sheet of a workbook; the first where not given"),
            Option(name="header", summary="the line, or sheet row, of the column names; found out where not given"),
        ),
    )


def _importer(context: PluginContext) -> Importer:
    from trustcrm_table.importer import TableImporter

    def home() -> Mention | None:
        try:
            return context.ask.home().mention
        except Refused:
            return None  # where no office is open

    return TableImporter(home)
