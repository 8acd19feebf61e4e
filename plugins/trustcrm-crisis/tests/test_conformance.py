from __future__ import annotations

import pytest

from trustcrm.plugin import PanelSpec, ReportSpec
from trustcrm.testing import PanelConformance, PluginConformance, ReportConformance
from trustcrm_crisis.plugin import register_panels, register_reports

HANDOFF, AFTER_ACTION = register_reports()


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "crisis"


class TestHandoff(ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return HANDOFF


class TestAfterAction(ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return AFTER_ACTION


class TestPanel(PanelConformance):
    @pytest.fixture
    def spec(self) -> PanelSpec:
        return next(iter(register_panels()))
