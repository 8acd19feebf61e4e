from __future__ import annotations

import pytest

from trustcrm.plugin import PanelSpec, ReportSpec
from trustcrm.testing import PanelConformance, PluginConformance, ReportConformance
from trustcrm_continuity.plugin import register_panels, register_reports

HANDOVER, COSTS = register_reports()


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "continuity"


class TestHandover(ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return HANDOVER


class TestCosts(ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return COSTS


class TestPanel(PanelConformance):
    @pytest.fixture
    def spec(self) -> PanelSpec:
        return next(iter(register_panels()))
