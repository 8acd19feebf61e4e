"""What this plugin offers: `trustcrm crisis` and `trustcrm who-can`, two papers, and a panel on every tie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from trustcrm.plugin import CommandSpec, DemoSpec, Option, PanelSpec, PluginSpec, ReportSpec, TablesSpec, hookimpl

if TYPE_CHECKING:
    import click

    from trustcrm.plugin import Document, PluginContext, Subject


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(
        summary="Crises: needs and who meets them, whom to ask and whom not, supplier checks, what came of it",
        tables=TablesSpec(steps="trustcrm_crisis.steps", journaled=("ask", "lead", "check")),
    )


@hookimpl
def register_commands() -> Iterable[CommandSpec]:
    """Offer the commands."""
    yield CommandSpec(name="crisis", summary="A crisis: needs board, asks, suppliers, seats, papers", load=_crisis)
    yield CommandSpec(name="who-can", summary="Say who could help with something and is awake, and why", load=_who_can)


@hookimpl
def register_reports() -> Iterable[ReportSpec]:
    """Offer the papers."""
    yield ReportSpec(
        name="crisis-handoff",
        summary="One page for the emergency centre: needs, what is on its way, whom to call, what must not be done",
        build=_handoff,
        subjects=("office", "window"),
        parameters=(Option(name="most", summary="how many are named to call for each need", default="3"),),
    )
    yield ReportSpec(
        name="crisis-after-action",
        summary="What came of a crisis: timeline, response times, promises kept and not, thanks still owed",
        build=_after_action,
        subjects=("office", "window"),
    )


@hookimpl
def register_panels() -> Iterable[PanelSpec]:
    """Offer the panel."""
    yield PanelSpec(
        name="crisis",
        summary="Where a city or organisation stands in the crisis that is on",
        subjects=("city", "organisation"),
        build=_panel,
    )


@hookimpl
def register_demos() -> Iterable[DemoSpec]:
    """Offer something to look at in the demo office."""
    yield DemoSpec(
        name="crisis", summary="Four offers of strangers, and what was checked of them (invented)", furnish=_furnish
    )


def _furnish(context: PluginContext) -> None:
    from trustcrm_crisis.demo import furnish

    furnish(context)


def _crisis() -> click.Command:
    from trustcrm_crisis.commands import crisis

    return crisis


def _who_can() -> click.Command:
    from trustcrm_crisis.who_can_command import who_can_command

    return who_can_command


def _handoff(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    from trustcrm_crisis.handoff import handoff

    return handoff(context, subject, settings)


def _after_action(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    from trustcrm_crisis.after_action import after_action

    return after_action(context, subject)


def _panel(context: PluginContext, subject: Subject) -> Document | None:
    from trustcrm_crisis.panel import panel

    return panel(context, subject)
