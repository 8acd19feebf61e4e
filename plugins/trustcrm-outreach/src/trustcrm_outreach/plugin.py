"""What this plugin offers: `trustcrm audience`, `notice` and `outreach`, a report, and a panel on people and sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from trustcrm.plugin import CommandSpec, DemoSpec, PanelSpec, PluginSpec, ReportSpec, TablesSpec, hookimpl
from trustcrm_outreach.settings import OutreachSettings

if TYPE_CHECKING:
    import click

    from trustcrm.plugin import Document, PluginContext, Subject


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(
        summary="Notices in versions and languages, to whom they went, who holds which, and what was asked",
        config=OutreachSettings,
        tables=TablesSpec(
            steps="trustcrm_outreach.steps",
            journaled=("audience", "notice", "edition", "text", "opt_out", "rule", "question"),
        ),
    )


@hookimpl
def register_commands() -> Iterable[CommandSpec]:
    """Offer the commands."""
    yield CommandSpec(name="audience", summary="Who is to hear of something: questions asked anew", load=_audience)
    yield CommandSpec(name="notice", summary="What is made known: versions, languages, release", load=_notice)
    yield CommandSpec(name="outreach", summary="Send what was released; who holds what; questions", load=_outreach)


@hookimpl
def register_reports() -> Iterable[ReportSpec]:
    """Offer the report."""
    yield ReportSpec(
        name="outreach",
        summary="Reach of each audience, versions held, and questions without an answer",
        build=_report,
    )


@hookimpl
def register_panels() -> Iterable[PanelSpec]:
    """Offer the panel."""
    yield PanelSpec(
        name="outreach",
        summary="Which notices somebody holds, in which version, and what they asked",
        subjects=("person", "organisation"),
        build=_panel,
    )


@hookimpl
def register_demos() -> Iterable[DemoSpec]:
    """Offer something to look at in the demo office."""
    yield DemoSpec(
        name="outreach", summary="A notice to the consular corps in two versions (invented)", furnish=_furnish
    )


def _audience() -> click.Command:
    from trustcrm_outreach.audience_commands import audience

    return audience


def _notice() -> click.Command:
    from trustcrm_outreach.notice_commands import notice

    return notice


def _outreach() -> click.Command:
    from trustcrm_outreach.outreach_commands import outreach

    return outreach


def _report(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    from trustcrm_outreach.report import report

    return report(context, subject)


def _panel(context: PluginContext, subject: Subject) -> Document | None:
    from trustcrm_outreach.panel import panel

    return panel(context, subject)


def _furnish(context: PluginContext) -> None:
    from trustcrm_outreach.demo import furnish

    furnish(context)
