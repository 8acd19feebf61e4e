"""The whole kit, tried on this plugin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from trustcrm.plugin import CalendarBackend
from trustcrm.testing import CalendarConformance, PluginConformance
from trustcrm_calendar.vdir import Vdir


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "calendar"


class TestVdir(CalendarConformance):
    @pytest.fixture
    def opened(self, tmp_path: Path) -> Callable[[], CalendarBackend]:
        (tmp_path / "calendar").mkdir()
        return lambda: Vdir(tmp_path / "calendar")

    @pytest.fixture
    def unreachable(self, tmp_path: Path) -> CalendarBackend:
        return Vdir(tmp_path / "no such folder")
