"""What this plugin offers: memberships, convenings, lessons, warm paths and trails, with two papers and a panel."""

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
        summary="Networks and what came back, lessons with credit, warm paths, and what led to what",
        tables=TablesSpec(
            steps="trustcrm_networks_and_lessons.steps",
            journaled=("lesson", "finding", "adoption", "dues", "link"),
        ),
    )


@hookimpl
def register_commands() -> Iterable[CommandSpec]:
    """Offer the commands."""
    yield CommandSpec(name="membership", summary="Networks: dues by year, and what came back", load=_membership)
    yield CommandSpec(name="convening", summary="Convenings: seats, roles, and what was born there", load=_convening)
    yield CommandSpec(name="lesson", summary="Lessons of other cities: evidence, adoption, credit", load=_lesson)
    yield CommandSpec(name="paths", summary="Say who could introduce us to a city or a person", load=_paths)
    yield CommandSpec(name="trail", summary="What a deed goes back to, backwards in time only", load=_trail)


@hookimpl
def register_reports() -> Iterable[ReportSpec]:
    """Offer the papers."""
    yield ReportSpec(
        name="lessons",
        summary="What other cities taught us: evidence, who adopted it, what came of it, credit given and owed",
        build=_lessons_paper,
        subjects=("office", "city", "organisation"),
    )
    yield ReportSpec(
        name="networks",
        summary="Dues of each membership beside what came back: services, offers, lessons, asks, convenings",
        build=_networks_paper,
        subjects=("office", "organisation"),
        parameters=(Option(name="year", summary="a year, such as 2020; all of them where empty"),),
    )


@hookimpl
def register_panels() -> Iterable[PanelSpec]:
    """Offer the panel."""
    yield PanelSpec(
        name="paths",
        summary="Through whom of ours a city, an organisation or a person is reached",
        subjects=("city", "organisation", "person"),
        build=_panel,
    )


@hookimpl
def register_demos() -> Iterable[DemoSpec]:
    """Offer what the demo office shows of it."""
    yield DemoSpec(
        name="networks-and-lessons", summary="Lessons of March 2020, dues, and the trail from a choir", furnish=_furnish
    )


def _membership() -> click.Command:
    from trustcrm_networks_and_lessons.membership_commands import membership_group

    return membership_group


def _convening() -> click.Command:
    from trustcrm_networks_and_lessons.convening_commands import convening_group

    return convening_group


def _lesson() -> click.Command:
    from trustcrm_networks_and_lessons.lesson_commands import lesson_group

    return lesson_group


def _paths() -> click.Command:
    from trustcrm_networks_and_lessons.path_commands import paths_command

    return paths_command


def _trail() -> click.Command:
    from trustcrm_networks_and_lessons.trail_commands import trail_group

    return trail_group


def _lessons_paper(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    from trustcrm_networks_and_lessons.lessons_paper import lessons_paper

    return lessons_paper(context, subject)


def _networks_paper(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    from trustcrm_networks_and_lessons.networks_paper import networks_paper

    return networks_paper(context, subject, settings)


def _panel(context: PluginContext, subject: Subject) -> Document | None:
    from trustcrm_networks_and_lessons.panel import panel

    return panel(context, subject)


def _furnish(context: PluginContext) -> None:
    from trustcrm_networks_and_lessons.demo import furnish

    furnish(context)
