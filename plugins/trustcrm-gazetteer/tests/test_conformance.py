from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from trustcrm.plugin import Gazetteer
from trustcrm.testing import GazetteerConformance, PluginConformance
from trustcrm_gazetteer.gazetteer import Places

KNOWN = Path(__file__).parent / "samples" / "known.toml"


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "gazetteer"


class TestPlaces(GazetteerConformance):
    @pytest.fixture
    def gazetteer(self) -> Gazetteer:
        return Places()

    @pytest.fixture
    def known(self) -> Mapping[str, str]:
        return tomllib.loads(KNOWN.read_text("utf-8"))
