from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copy
from typing import TYPE_CHECKING

import pytest

from trustcrm.office import Premises, Wishes
from trustcrm.plugin import PanelSpec, ReportSpec
from trustcrm.testing import PanelConformance, PluginConformance, ReportConformance
from trustcrm_networks_and_lessons.plugin import register_panels, register_reports

if TYPE_CHECKING:
    from trustcrm.office import OpenOffice

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
    def full(self, furnished: Path, tmp_path: Path, plugin: str) -> Iterator[OpenOffice]:
        wishes = Wishes(database=str(copy(furnished, tmp_path)), actor="kit", environ={"TRUSTCRM_PLUGINS": plugin})
        with closing(Premises(wishes).enter()) as office:
            yield office


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
