"""What this plugin offers: the importer `consular`, the command `trustcrm corps` and the panel of a city's corps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trustcrm.plugin import CommandSpec, ImporterSpec, Option, PanelSpec, PluginSpec, hookimpl

if TYPE_CHECKING:
    import click

    from trustcrm.plugin import Document, Importer, PluginContext, Subject


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(summary="Reads published consular lists: consulates, their posts, and who holds them")


@hookimpl
def register_importers() -> Iterable[ImporterSpec]:
    """Offer the importer."""
    yield ImporterSpec(
        name="consular",
        summary="A consular list, CSV or text, as consulates, posts, people and tenures; with --former also who left",
        suffixes=(".csv", ".tsv", ".txt"),
        factory=_importer,
        options=(
            Option(name="on", summary="the day of the list, such as 2025-04-01; told by its head or name otherwise"),
            Option(name="former", summary="the list before this one: whoever is missing now has left"),
            Option(name="city", summary="the city of consulates for which the list names none"),
            Option(name="host", summary="the country that publishes the list, which tells its cities from namesakes"),
            Option(name="order", summary="dmy or mdy: what 03/04/2025 means"),
            Option(name="source", summary="what the list is called", default="consular list"),
        ),
    )


@hookimpl
def register_commands() -> Iterable[CommandSpec]:
    """Offer the command `trustcrm corps`."""
    yield CommandSpec(name="corps", summary="Say who arrived, left or was promoted between two lists", load=_command)


@hookimpl
def register_panels() -> Iterable[PanelSpec]:
    """Offer the panel."""
    yield PanelSpec(
        name="corps",
        summary="The consular corps of a city: posts, holders, since when, and when that was checked",
        subjects=("city", "organisation"),
        build=_corps,
    )


def _importer(context: PluginContext) -> Importer:
    from trustcrm_consular.importer import ConsularImporter

    return ConsularImporter()


def _command() -> click.Command:
    from trustcrm_consular.command import corps

    return corps


def _corps(context: PluginContext, subject: Subject) -> Document | None:
    from trustcrm_consular.panel import corps

    return corps(context, subject)
