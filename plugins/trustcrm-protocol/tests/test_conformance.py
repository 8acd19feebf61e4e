from __future__ import annotations

import pytest

from trustcrm.plugin import PanelSpec, ReportSpec
from trustcrm.testing import PanelConformance, PluginConformance, ReportConformance
from trustcrm_protocol.plugin import register_panels, register_reports

WATCH, GIFTS = register_reports()


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "protocol"


class TestWatch(ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return WATCH


class TestGifts(ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return GIFTS


class TestPanel(PanelConformance):
    @pytest.fixture
    def spec(self) -> PanelSpec:
        return next(iter(register_panels()))
