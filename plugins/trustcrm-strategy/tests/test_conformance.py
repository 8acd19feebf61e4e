from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copy
from typing import TYPE_CHECKING, Any

import pytest

from trustcrm.office import Premises, Wishes
from trustcrm.plugin import PanelSpec, PluginContext, ReportSpec
from trustcrm.testing import PanelConformance, PluginConformance, ReportConformance
from trustcrm_strategy.plugin import register_panels, register_reports

if TYPE_CHECKING:
    from trustcrm.office import OpenOffice


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "strategy"


class Furnished:
    """Tries it in the demo office with what the plugin adds to it."""

    @pytest.fixture
    def full(self, demo_file: Path, tmp_path: Path) -> Iterator[OpenOffice]:
        wishes = Wishes(database=copy(demo_file, tmp_path), actor="kit", environ={"TRUSTCRM_PLUGINS": "strategy"})
        with closing(Premises(wishes).enter()) as office:
            yield office

    @pytest.fixture
    def context(self, full: OpenOffice) -> PluginContext:
        full.desk  # noqa: B018 - opens the office to plugins
        found: PluginContext = full.host.context("strategy")
        return found


class TestReport(Furnished, ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return next(iter(register_reports()))


class TestPanel(Furnished, PanelConformance):
    @pytest.fixture
    def spec(self) -> PanelSpec:
        return next(iter(register_panels()))


def test_it_says_nothing_beside_somebody_with_no_part_in_it(context: Any) -> None:
    from trustcrm.plugin import Subject

    build = next(iter(register_panels())).build
    milan = context.ask.found("city", "Milan")
    assert build(context, Subject(noun="city", id=milan, name="Milan", day=context.clock.today())) is None
