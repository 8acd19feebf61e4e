"""Reports are read on the screen and written by Enter; one that fails is a line."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import PluginContext
from trustcrm_tui.folders import folder_of
from trustcrm_tui.opening import begin
from trustcrm_tui.settings import TuiSettings
from trustcrm_tui.sheets.reports import Paper, written


def pages(context: PluginContext) -> list[Path]:
    folder = folder_of(context)
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_a_briefing_before_a_call_is_two_keys(show: Any, context: PluginContext, size: tuple[int, int]) -> None:
    async def act(seat: Any) -> None:
        await seat.press("b", "enter")
        assert "Wrote" in seat.text()

    assert show(act, size).pressed == 2
    page, paper = pages(context)
    assert paper.read_bytes().startswith(b"%PDF-")
    assert page.name.startswith("briefing-")
    assert page.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_a_briefing_is_read_over_the_whole_window_and_esc_goes_back(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("2", "b")
        assert "Looked after by" in seat.text()
        assert "What it rests on" not in seat.text()
        await seat.press("pagedown", "pagedown", "pagedown", "pagedown")
        assert "What it rests on" in seat.text()
        await seat.press("escape")
        assert "[2 Ties]" in seat.text()

    show(act)


def test_every_report_that_a_plugin_offers_is_listed_with_its_preview(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await seat.press("7")
        assert "the whole office" in seat.text()
        place = next(n for n, one in enumerate(seat.app.listing.rows.rows) if one.report == "ledger")
        seat.app.listing.go(place)
        await seat.settle()
        assert "Ledger: Office of International Affairs" in seat.text()
        names = {paper.report for paper in seat.app.listing.rows.rows}
        assert names == set(context.ask.reports())
        await seat.press("f", "b")
        assert {paper.report for paper in seat.app.listing.rows.rows} == {"briefing"}
        await seat.press("enter")
        assert "Wrote" in seat.text()

    show(act)
    assert [page.suffix for page in pages(context)] == [".html", ".pdf"]


def test_a_report_about_the_office_says_which_of_two_crises_it_tells_of(show: Any, context: PluginContext) -> None:
    begin(context, "Flood 2020")

    async def act(seat: Any) -> None:
        await seat.press("7")
        place = next(n for n, one in enumerate(seat.app.listing.rows.rows) if one.report == "crisis-handoff")
        seat.app.listing.go(place)
        await seat.settle()
        assert "Flood 2020, the latest" in seat.text()
        assert "Hand-off sheet: Flood 2020" in seat.text()

    show(act)


def test_in_a_narrow_window_enter_shows_it_before_it_writes(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await seat.press("7", "enter")
        assert "as of 2020-06-30" in seat.text()
        assert pages(context) == []
        await seat.press("enter")
        assert "Wrote" in seat.text()

    show(act, (80, 24))
    assert len(pages(context)) == 2


def test_the_folder_is_the_one_of_the_settings(context: PluginContext, tmp_path: Path) -> None:
    from dataclasses import replace

    told = replace(context, config=TuiSettings(reports=str(tmp_path / "papers")))
    assert {path.parent for path in written(told, Paper("ledger", ""))} == {tmp_path / "papers"}


def test_where_papers_cannot_be_set_the_page_is_written_all_the_same(
    context: PluginContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    assert [path.suffix for path in written(context, Paper("briefing", "", "Nagoya"))] == [".html"]


FAILING = """
from trustcrm.plugin import ReportSpec, hookimpl


def build(context, subject, settings):
    raise KeyError("no such thing")


@hookimpl
def register_reports():
    yield ReportSpec(name="broken", summary="Fails", build=build)
    yield ReportSpec(name="texts", summary="About cities and agreements", build=build, subjects=("city", "agreement"))
"""


@pytest.fixture
def failing(install: Any) -> None:
    """A plugin whose report raises."""
    install("failing", FAILING)


def test_a_report_that_fails_is_a_line_and_the_rest_goes_on(failing: None, show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("7")
        place = next(n for n, one in enumerate(seat.app.listing.rows.rows) if one.report == "broken")
        seat.app.listing.go(place)
        await seat.settle()
        assert "The report 'broken' of plugin trustcrm-failing 1.2 failed" in " ".join(seat.text().split())
        await seat.press("1")
        assert "late" in seat.text()

    show(act)


def test_a_report_is_listed_with_everything_that_it_can_be_about(
    failing: None, show: Any, context: PluginContext
) -> None:  # fmt: skip
    async def act(seat: Any) -> None:
        await seat.press("7")
        told = {paper.about for paper in seat.app.listing.rows.rows if paper.report == "texts"}
        agreements = {f"agreement {row.kept.id}" for row in context.ask.page("agreement").rows}
        assert agreements
        assert agreements <= told
        cities = {row.kept.id for row in context.ask.page("city", limit=1000).rows}
        sides = {int(about) for about in told - agreements}
        assert sides == {glance.them for glance in context.ask.overview()} & cities

    show(act)
