"""What this plugin offers: reports, and the formats `html` and `pdf`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from trustcrm.plugin import ExporterSpec, Option, PluginSpec, ReportSpec, hookimpl
from trustcrm_report.settings import ReportSettings

if TYPE_CHECKING:
    from trustcrm.plugin import Document, Exporter, PluginContext, Subject


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(
        summary="Briefing, ledger, portfolio and value report, as pages of the web and on paper", config=ReportSettings
    )


@hookimpl
def register_reports() -> Iterable[ReportSpec]:
    """Offer the reports."""
    yield ReportSpec(
        name="briefing",
        summary="One page before a call: what to say, ask and know; who gave what; people and last contacts",
        build=_briefing,
        subjects=("city", "organisation"),
        parameters=(Option(name="most", summary="how many statements stand under a heading", default="6"),),
    )
    yield ReportSpec(
        name="ledger",
        summary="What was asked, promised, received and thanked for, both ways",
        build=_ledger,
        subjects=("office", "city", "organisation"),
        parameters=(Option(name="open", summary="yes for what something is still to come of", default="no"),),
    )
    yield ReportSpec(
        name="portfolio",
        summary="Every tie on two days side by side, on a map and by closeness",
        build=_portfolio,
        parameters=(Option(name="then", summary="the earlier day; a year before where nobody says"),),
    )
    yield ReportSpec(
        name="value",
        summary="What our ties brought, for a council: every sentence with its records, and what cannot be shown",
        build=_value,
        parameters=(
            Option(name="from", summary="the first day; a year before the last where nobody says"),
            Option(name="to", summary="the last day; the day of the report where nobody says"),
        ),
    )


@hookimpl
def register_exporters() -> Iterable[ExporterSpec]:
    """Offer the formats of the web and of paper."""
    yield ExporterSpec(
        name="html",
        summary="One page of the web, without scripts, to print or to send",
        suffix=".html",
        media_type="text/html",
        factory=_page,
    )
    yield ExporterSpec(
        name="pdf",
        summary="A paper to hand out, A4 or Letter, that screen readers read too",
        suffix=".pdf",
        media_type="application/pdf",
        factory=_paper,
    )


def _briefing(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    from trustcrm_report.briefing import briefing
    from trustcrm_report.matter import matter_of

    return briefing(matter_of(context, subject), settings)


def _ledger(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    from trustcrm_report.ledger import ledger

    return ledger(context.ask.ledger(_number(subject)), subject, settings)


def _portfolio(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    from trustcrm_report.portfolio import portfolio, portfolio_of

    return portfolio(portfolio_of(context, subject, settings), subject)


def _value(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    from trustcrm_report.value.gathered import gathered
    from trustcrm_report.value.period import period_of
    from trustcrm_report.value.report import value_report

    return value_report(gathered(context, period_of(settings, subject.day)), subject.day)


def _number(subject: Subject) -> str | None:
    return None if subject.noun == "office" else str(subject.id)


def _page(context: PluginContext) -> Exporter:
    from trustcrm_report.page import Page

    return Page()


def _paper(context: PluginContext) -> Exporter:
    from trustcrm_report.paper import Paper
    from trustcrm_report.sizes import paper_of

    settings = context.config or ReportSettings()
    return Paper(settings, settings.paper or paper_of(context))
