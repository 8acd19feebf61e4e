from __future__ import annotations

from pathlib import Path

import pytest

from trustcrm.plugin import Importer
from trustcrm.testing import ImporterConformance, PluginConformance
from trustcrm_twinnings.importer import TwinningsImporter

SAMPLES = Path(__file__).parent / "samples"


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "twinnings"


class TestTwinnings(ImporterConformance):
    @pytest.fixture
    def importer(self) -> Importer:
        return TwinningsImporter()

    @pytest.fixture
    def samples(self) -> list[Path]:
        return sorted(SAMPLES.glob("*.tsv"))

    @pytest.fixture
    def broken(self) -> list[Path]:
        return sorted((SAMPLES / "broken").glob("*.tsv"))

    @pytest.fixture
    def large(self, tmp_path: Path) -> Path:
        path = tmp_path / "large.tsv"
        path.write_text("".join(f"Q{1 + number}\tQ{900_000 - number}\n" for number in range(4_800)), "ascii")
        return path
