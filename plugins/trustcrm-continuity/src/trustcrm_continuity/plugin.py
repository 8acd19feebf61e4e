"""What this plugin offers: `handover`, `plan`, `hibernate`, `wake` and `cost`, two papers, and a panel on every tie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from trustcrm.plugin import CommandSpec, DemoSpec, Option, PanelSpec, PluginSpec, ReportSpec, TablesSpec, hookimpl
from trustcrm_continuity.settings import ContinuitySettings

if TYPE_CHECKING:
    import click

    from trustcrm.plugin import Document, PluginContext, Subject


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(
        summary="Thin staff: handing ties over, planning few hours, letting a tie sleep, and what ties cost",
        config=ContinuitySettings,
        tables=TablesSpec(steps="trustcrm_continuity.steps", journaled=("cost", "cap")),
    )


@hookimpl
def register_commands() -> Iterable[CommandSpec]:
    """Offer the commands."""
    yield CommandSpec(
        name="handover", summary="Hand a colleague's ties, things to do and promises over", load=_handover
    )
    yield CommandSpec(name="plan", summary="Plan few hours: what keeps most trust and duty, what goes cold", load=_plan)
    yield CommandSpec(name="hibernate", summary="Let a tie sleep, with why and a letter to send", load=_hibernate)
    yield CommandSpec(name="wake", summary="Wake a tie that sleeps, with why and a letter to send", load=_wake)
    yield CommandSpec(name="cost", summary="What ties cost: hours, money, caps", load=_cost)


@hookimpl
def register_reports() -> Iterable[ReportSpec]:
    """Offer the papers."""
    yield ReportSpec(
        name="handover",
        summary="The pack for the next colleague: one page a tie, with what to tick off and to sign",
        build=_pack,
        subjects=("colleague",),
        parameters=(Option(name="to", summary="who takes over: a colleague's name or number"),),
    )
    yield ReportSpec(
        name="costs",
        summary="What ties cost in a year: hours, money by currency, caps, and what cannot be shown",
        build=_costs,
        subjects=("office", "city", "organisation"),
        parameters=(
            Option(name="year", summary="the year; that of the report's day where nobody says"),
            Option(name="in", summary="a currency in which money is also summed, by the office's rates"),
        ),
    )


@hookimpl
def register_panels() -> Iterable[PanelSpec]:
    """Offer the panel."""
    yield PanelSpec(
        name="continuity",
        summary="When a tie goes cold, that it sleeps, and what it cost this year",
        subjects=("city", "organisation"),
        build=_panel,
    )


@hookimpl
def register_demos() -> Iterable[DemoSpec]:
    """Offer something to look at in the demo office."""
    yield DemoSpec(name="continuity", summary="What some ties cost, a cap that is passed, a rate", furnish=_furnish)


def _furnish(context: PluginContext) -> None:
    from trustcrm_continuity.demo import furnish

    furnish(context)


def _handover() -> click.Command:
    from trustcrm_continuity.handover_command import handover_command

    return handover_command


def _plan() -> click.Command:
    from trustcrm_continuity.plan_command import plan_command

    return plan_command


def _hibernate() -> click.Command:
    from trustcrm_continuity.sleep_commands import hibernate_command

    return hibernate_command


def _wake() -> click.Command:
    from trustcrm_continuity.sleep_commands import wake_command

    return wake_command


def _cost() -> click.Command:
    from trustcrm_continuity.cost_commands import cost

    return cost


def _pack(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    from trustcrm_continuity.pack import pack

    return pack(context, subject, settings)


def _costs(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    from trustcrm_continuity.costs_report import costs_report

    return costs_report(context, subject, settings)


def _panel(context: PluginContext, subject: Subject) -> Document | None:
    from trustcrm_continuity.panel import panel

    return panel(context, subject)
