"""What this plugin offers: the importer `events`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trustcrm.plugin import ImporterSpec, Option, PluginSpec, hookimpl

if TYPE_CHECKING:
    from trustcrm.plugin import Importer, PluginContext

_OPTIONS = (
    Option(name="start", summary="the day that time 0 of a file of ids stands for, such as 2014-01-01"),
    Option(name="step", summary="how many hours a unit of time is in a file of ids: 1, or 24 for days", default="1"),
    Option(name="entities", summary="a file of actors and their ids; otherwise entity2id.txt beside the events"),
    Option(name="relations", summary="a file of relations and their ids; otherwise relation2id.txt beside the events"),
    Option(name="actor", summary="only events from or towards this actor; several are parted by semicolons"),
    Option(name="country", summary="only events with an actor of this country; several are parted by semicolons"),
    Option(name="least", summary="only events of at least this intensity, kind or unkind, such as 3", default="0"),
    Option(name="source", summary="where events are known from; ICEWS or GDELT otherwise, by the file"),
)


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(
        summary="Reads events coded by CAMEO, as ICEWS and GDELT publish them, as interactions with intensities"
    )


@hookimpl
def register_importers() -> Iterable[ImporterSpec]:
    """Offer the importer."""
    yield ImporterSpec(
        name="events",
        summary="Events coded by CAMEO (of ICEWS or GDELT, or quadruples of text or ids), as one-way interactions",
        suffixes=(".tab", ".txt", ".tsv", ".csv"),
        factory=_events,
        options=_OPTIONS,
    )


def _events(context: PluginContext) -> Importer:
    from trustcrm_events.importer import EventsImporter

    return EventsImporter()
