from __future__ import annotations

from collections.abc import Callable

import pytest

from trustcrm.plugin import PanelSpec, PluginContext, ReportSpec
from trustcrm.testing import PanelConformance, PluginConformance, ReportConformance
from trustcrm_outreach.demo import furnish
from trustcrm_outreach.plugin import register_panels, register_reports


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "outreach"


class TestReport(ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return next(iter(register_reports()))

    @pytest.fixture
    def plugin(self) -> str:
        return "outreach"

    @pytest.fixture
    def worked_in(self) -> Callable[[PluginContext], None]:
        return furnish


class TestPanel(PanelConformance):
    @pytest.fixture
    def spec(self) -> PanelSpec:
        return next(iter(register_panels()))

    @pytest.fixture
    def plugin(self) -> str:
        return "outreach"

    @pytest.fixture
    def worked_in(self) -> Callable[[PluginContext], None]:
        return furnish
