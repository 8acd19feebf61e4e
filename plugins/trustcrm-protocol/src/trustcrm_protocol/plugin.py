"""What this plugin offers: `trustcrm protocol`, two papers, and a panel beside every tie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from trustcrm.plugin import CommandSpec, DemoSpec, Option, PanelSpec, PluginSpec, ReportSpec, TablesSpec, hookimpl
from trustcrm_protocol.settings import ProtocolSettings

if TYPE_CHECKING:
    import click

    from trustcrm.plugin import Document, PluginContext, Subject


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(
        summary="The protocol office: corps, calls and their requests, flags, gifts, who changed, what opens",
        config=ProtocolSettings,
        tables=TablesSpec(
            steps="trustcrm_protocol.steps",
            journaled=("visit", "request", "honour", "decision", "gift", "disposition", "threshold", "election"),
        ),
    )


@hookimpl
def register_commands() -> Iterable[CommandSpec]:
    """Offer the commands."""
    yield CommandSpec(name="protocol", summary="Corps, calls, flags, gifts, turnover and openings", load=_protocol)


@hookimpl
def register_reports() -> Iterable[ReportSpec]:
    """Offer the papers."""
    yield ReportSpec(
        name="protocol",
        summary="What opens within 180 days, who changed on both sides and was not met, which ties hang on one person",
        build=_watch,
        parameters=(Option(name="days", summary="how far ahead openings are looked for; 180 where not given"),),
    )
    yield ReportSpec(
        name="gifts",
        summary="The gift register of a year, with what each donor gave currency by currency and against the threshold",
        build=_gifts,
        parameters=(Option(name="year", summary="the year; that of the report's day where not given"),),
    )


@hookimpl
def register_panels() -> Iterable[PanelSpec]:
    """Offer the panel."""
    yield PanelSpec(
        name="protocol",
        summary="Whether a tie hangs on one person, who changed there, and what opens next",
        subjects=("city", "organisation", "tie"),
        build=_panel,
    )


@hookimpl
def register_demos() -> Iterable[DemoSpec]:
    """Offer what there is to see in the demo office."""
    yield DemoSpec(name="protocol", summary="Two gifts, a threshold (invented) and an election", furnish=_demo)


def _protocol() -> click.Command:
    from trustcrm_protocol.commands import protocol

    return protocol


def _watch(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    from trustcrm_protocol.watch_paper import watch_paper

    return watch_paper(context, subject, settings)


def _gifts(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    from trustcrm_protocol.gift_paper import gift_paper

    return gift_paper(context, subject, settings)


def _panel(context: PluginContext, subject: Subject) -> Document | None:
    from trustcrm_protocol.panel import panel

    return panel(context, subject)


def _demo(context: PluginContext) -> None:
    from trustcrm_protocol.demo import furnish

    furnish(context)
