"""What this plugin offers: `trustcrm priority`, `goal`, `checkin` and `strategy`, a paper, and a panel on every tie."""

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
        summary="Strategy: priorities, goals and ties that serve them; where the time goes; then and now; check-ins",
        tables=TablesSpec(
            steps="trustcrm_strategy.steps",
            journaled=("goal", "priority", "serves", "share", "check_in"),
        ),
    )


@hookimpl
def register_commands() -> Iterable[CommandSpec]:
    """Offer the commands."""
    yield CommandSpec(name="priority", summary="What the city wants, and which ties serve it", load=_priority)
    yield CommandSpec(name="goal", summary="Global goals, and goals of the office's own", load=_goal)
    yield CommandSpec(
        name="checkin", summary="Six questions a year about a tie, beside what is computed", load=_checkin
    )
    yield CommandSpec(name="strategy", summary="Where the time went, and ties then and now", load=_strategy)


@hookimpl
def register_reports() -> Iterable[ReportSpec]:
    """Offer the paper."""
    yield ReportSpec(
        name="strategy",
        summary="What the city wants: priorities, goals, ties, time spent, then and now, and what colleagues say",
        build=_report,
        parameters=(
            Option(name="from", summary="the first day of the time spent; a year where nobody says"),
            Option(name="to", summary="its last day; the day of the report where nobody says"),
            Option(name="on", summary="days to compare, with commas; before the latest crisis and now if not said"),
        ),
    )


@hookimpl
def register_panels() -> Iterable[PanelSpec]:
    """Offer the panel."""
    yield PanelSpec(
        name="strategy",
        summary="Which priorities a tie serves, and the last check-in beside what is computed",
        subjects=("city", "organisation", "tie"),
        build=_panel,
    )


@hookimpl
def register_demos() -> Iterable[DemoSpec]:
    """Offer what there is to see in the demo office."""
    yield DemoSpec(name="strategy", summary="Four priorities after the crisis, and check-ins (invented)", furnish=_demo)


def _priority() -> click.Command:
    from trustcrm_strategy.priority_commands import priority

    return priority


def _goal() -> click.Command:
    from trustcrm_strategy.goal_commands import goal

    return goal


def _checkin() -> click.Command:
    from trustcrm_strategy.check_in_commands import checkin

    return checkin


def _strategy() -> click.Command:
    from trustcrm_strategy.strategy_commands import strategy

    return strategy


def _report(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    from trustcrm_strategy.report import strategy_report

    return strategy_report(context, subject, settings)


def _panel(context: PluginContext, subject: Subject) -> Document | None:
    from trustcrm_strategy.panel import panel

    return panel(context, subject)


def _demo(context: PluginContext) -> None:
    from trustcrm_strategy.demo import furnish

    furnish(context)
