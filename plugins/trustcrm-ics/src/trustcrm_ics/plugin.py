"""What this plugin offers: the importer `ics`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trustcrm.plugin import ImporterSpec, Option, PluginSpec, hookimpl

if TYPE_CHECKING:
    from trustcrm.plugin import Importer, PluginContext


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(summary="Reads calendar files: meetings held become interactions, meetings ahead engagements")


@hookimpl
def register_importers() -> Iterable[ImporterSpec]:
    """Offer the importer `ics`."""
    yield ImporterSpec(
        name="ics",
        summary="Meetings of a calendar (.ics): engagements, and interactions once they were held",
        suffixes=(".ics", ".ical", ".icalendar"),
        factory=_importer,
        options=(
            Option(name="with", summary='the city or organisation met where no guest tells it, such as "Nagoya, JP"'),
            Option(name="home", summary="our own city; the office's otherwise"),
            Option(name="ours", summary="our own mail domains, parted by commas: whoever has one is no guest"),
            Option(
                name="unknown", summary="keep: meetings of which nothing tells with whom are engagements, not rejected"
            ),
            Option(
                name="uids", summary="change: know meetings by title and beginning, the UIDs being others each time"
            ),
            Option(name="since", summary="first day wanted, such as 2024-01-01; what was over before is left aside"),
            Option(name="until", summary="last day up to which a repeated meeting is told; a year ahead otherwise"),
            Option(name="today", summary="the day on which what ended before it is past; the office's today otherwise"),
        ),
    )


def _importer(context: PluginContext) -> Importer:
    from trustcrm_ics.importer import CalendarImporter

    return CalendarImporter(context)
