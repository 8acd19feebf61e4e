"""The kits for reports and panels are tried by ones that are broken in one way each: every one must be caught."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from html import escape
from typing import Any

import pytest

from trustcrm.domain.document import Block, Citation, Document, Heading, Paragraph, words
from trustcrm.domain.nouns import City, Interaction
from trustcrm.hooks.context import PluginContext
from trustcrm.hooks.specs import Option, PanelSpec, ReportSpec, Subject
from trustcrm.testing import PanelConformance, ReportConformance
from trustcrm.testing.check import Subject as OnTrial
from trustcrm.testing.check import Tried, run_kit

Settings = Mapping[str, str]


def contacts(context: PluginContext, subject: Subject) -> list[Block]:
    """Return a sentence for each interaction of a city until the day."""
    found: list[Block] = []
    for row in context.ask.page("interaction", between=str(subject.id)).rows:
        record = row.kept.record
        assert isinstance(record, Interaction)
        if record.on <= subject.day:
            found.append(Paragraph(words(record.kind, cites=[Citation("interaction", row.kept.id)])))
    return found


def good(context: PluginContext, subject: Subject, settings: Settings) -> Document:
    blocks = (Heading(settings["head"]), *contacts(context, subject))
    return Document(title=f"Contacts with {subject.name}", day=subject.day, blocks=blocks)


def builds_a_text(context: PluginContext, subject: Subject, settings: Settings) -> Any:
    return f"Contacts with {subject.name}"


def knows_one_day(context: PluginContext, subject: Subject, settings: Settings) -> Document:
    return Document(title=subject.name, day=date(2020, 6, 30))


def wants_two_cities(context: PluginContext, subject: Subject, settings: Settings) -> Document:
    assert len(context.ask.page("city").rows) > 1
    return good(context, subject, settings)


def tells_the_future(context: PluginContext, subject: Subject, settings: Settings) -> Document:
    rows = context.ask.page("interaction", between=str(subject.id)).rows
    told = words("met", cites=[Citation("interaction", row.kept.id) for row in rows])
    return Document(title=subject.name, day=subject.day, blocks=(Paragraph(told),))


def cites_what_is_not(context: PluginContext, subject: Subject, settings: Settings) -> Document:
    told = words("met", cites=[Citation("interaction", 1_000_000)])
    return Document(title=subject.name, day=subject.day, blocks=(Paragraph(told),))


def writes_markup(context: PluginContext, subject: Subject, settings: Settings) -> Document:
    head = Heading(f"For {escape(subject.name)}")
    return Document(title=subject.name, day=subject.day, blocks=(head,))


def counts(context: PluginContext, subject: Subject, settings: Settings) -> Document:
    asked.append(subject.name)
    return Document(title=f"{subject.name}, copy {len(asked)}", day=subject.day)


asked: list[str] = []


def reads_the_clock(context: PluginContext, subject: Subject, settings: Settings) -> Document:
    printed = Paragraph(words(f"Printed on {context.clock.today()}"))
    return Document(title=subject.name, day=subject.day, blocks=(printed,))


def keeps_a_note(context: PluginContext, subject: Subject, settings: Settings) -> Document:
    context.keys.put("last", subject.name)
    return good(context, subject, settings)


def records_something(context: PluginContext, subject: Subject, settings: Settings) -> Document:
    context.do.add(City(name="Atlantis"), again=True)
    return good(context, subject, settings)


def asks_the_network(context: PluginContext, subject: Subject, settings: Settings) -> Document:
    with suppress(OSError):
        socket.create_connection(("127.0.0.1", 9), timeout=0.1).close()
    return good(context, subject, settings)


def names_nobody(context: PluginContext, subject: Subject, settings: Settings) -> Document:
    return Document(title="Contacts", day=subject.day, blocks=(Heading(settings["head"]),))


def tells_nothing(context: PluginContext, subject: Subject, settings: Settings) -> None:
    return None


COMMON: dict[Callable[..., Any], str] = {
    builds_a_text: "test_it_tells_a_document_as_of_the_day",
    knows_one_day: "test_it_tells_a_document_as_of_the_day",
    wants_two_cities: "test_an_office_that_was_only_begun_gives_no_error",
    tells_the_future: "test_nothing_later_than_the_day_is_told",
    cites_what_is_not: "test_every_record_it_rests_on_is_there",
    writes_markup: "test_names_stand_in_it_as_they_are",
    counts: "test_the_same_office_gives_the_same_document",
    reads_the_clock: "test_the_same_office_gives_the_same_document",
    keeps_a_note: "test_it_writes_nothing",
    records_something: "test_it_writes_nothing",
    asks_the_network: "test_it_opens_no_network",
}
OF_REPORTS = COMMON | {names_nobody: "test_it_says_what_it_is_about"}
OF_PANELS = COMMON | {tells_nothing: "test_it_has_something_to_tell_of_somebody"}


def _report(build: Callable[..., Any], only: str = "") -> dict[str, Tried]:
    parameters = (Option(name="head", summary="what stands above", default="Contacts"),)
    spec = ReportSpec(name="t", summary="t", build=build, subjects=("city",), parameters=parameters)
    trial = OnTrial(plugin="t", build=lambda: spec)
    return {one.test: one for one in run_kit("report", "TestReport", trial, only=only)}


def _panel(build: Callable[..., Any], only: str = "") -> dict[str, Tried]:
    spec = PanelSpec(
        name="t", summary="t", subjects=("city",), build=lambda context, subject: build(context, subject, {"head": "t"})
    )
    trial = OnTrial(plugin="t", build=lambda: spec)
    return {one.test: one for one in run_kit("panel", "TestPanel", trial, only=only)}


@pytest.mark.parametrize("tried", [_report, _panel])
def test_what_is_good_passes_every_test(tried: Callable[..., dict[str, Tried]]) -> None:
    assert {one.test: one.why for one in tried(good).values() if one.result != "passed"} == {}


@pytest.mark.parametrize("mutant", OF_REPORTS)
def test_every_broken_report_is_caught_by_its_test(mutant: Callable[..., Any]) -> None:
    caught = _report(mutant, OF_REPORTS[mutant])[OF_REPORTS[mutant]]
    assert (caught.result, bool(caught.why)) == ("failed", True), caught


@pytest.mark.parametrize("mutant", OF_PANELS)
def test_every_broken_panel_is_caught_by_its_test(mutant: Callable[..., Any]) -> None:
    caught = _panel(mutant, OF_PANELS[mutant])[OF_PANELS[mutant]]
    assert (caught.result, bool(caught.why)) == ("failed", True), caught


@pytest.mark.parametrize(("kit", "mutants"), [(ReportConformance, OF_REPORTS), (PanelConformance, OF_PANELS)])
def test_every_test_of_the_kit_has_a_mutant(kit: type[Any], mutants: Mapping[Any, str]) -> None:
    assert {name for name in dir(kit) if name.startswith("test_")} == set(mutants.values())
