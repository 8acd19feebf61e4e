from __future__ import annotations

import pytest

from trustcrm.plugin import ExporterSpec, ReportSpec
from trustcrm.testing import ExporterConformance, PluginConformance, ReportConformance
from trustcrm_report.plugin import register_exporters, register_reports

BRIEFING, LEDGER, PORTFOLIO, VALUE = register_reports()
PAGE, PAPER = register_exporters()


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "report"


class TestBriefing(ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return BRIEFING


class TestLedger(ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return LEDGER


class TestPortfolio(ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return PORTFOLIO


class TestValue(ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return VALUE


class TestPaper(ExporterConformance):
    @pytest.fixture
    def spec(self) -> ExporterSpec:
        return PAPER


class TestPage(ExporterConformance):
    @pytest.fixture
    def spec(self) -> ExporterSpec:
        return PAGE
