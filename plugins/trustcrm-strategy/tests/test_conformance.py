from __future__ import annotations

from collections.abc import Callable

import pytest

from trustcrm.plugin import PanelSpec, PluginContext, ReportSpec, Subject
from trustcrm.testing import PanelConformance, PluginConformance, ReportConformance
from trustcrm_strategy.demo import furnish
from trustcrm_strategy.plugin import register_panels, register_reports


class Furnished:
    """Tries it in the demo office with what the plugin adds to it."""

    @pytest.fixture
    def plugin(self) -> str:
        return "strategy"


class TestPackage(Furnished, PluginConformance):
    pass


class TestReport(Furnished, ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return next(iter(register_reports()))

    @pytest.fixture
    def worked_in(self) -> Callable[[PluginContext], None]:
        return furnish


class TestPanel(Furnished, PanelConformance):
    @pytest.fixture
    def spec(self) -> PanelSpec:
        return next(iter(register_panels()))

    @pytest.fixture
    def worked_in(self) -> Callable[[PluginContext], None]:
        return furnish


def test_it_says_nothing_beside_somebody_with_no_part_in_it(context: PluginContext) -> None:
    build = next(iter(register_panels())).build
    milan = context.ask.found("city", "Milan")
    assert build(context, Subject(noun="city", id=milan, name="Milan", day=context.clock.today())) is None
