from __future__ import annotations

import pytest

from trustcrm.testing import PluginConformance


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "evaluate"
