from __future__ import annotations

from collections.abc import Callable

import pytest

from trustcrm.plugin import PanelSpec, PluginContext, ReportSpec
from trustcrm.testing import PanelConformance, PluginConformance, ReportConformance
from trustcrm_networks_and_lessons.demo import furnish
from trustcrm_networks_and_lessons.plugin import register_panels, register_reports

LESSONS, NETWORKS = register_reports()


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "networks-and-lessons"


class Furnished:
    """Tries it in the demo office, with what the plugin adds to it."""

    @pytest.fixture
    def plugin(self) -> str:
        return "networks-and-lessons"

    @pytest.fixture
    def worked_in(self) -> Callable[[PluginContext], None]:
        return furnish


class TestLessons(Furnished, ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return LESSONS


class TestNetworks(Furnished, ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return NETWORKS


class TestPaths(Furnished, PanelConformance):
    @pytest.fixture
    def spec(self) -> PanelSpec:
        return next(iter(register_panels()))
