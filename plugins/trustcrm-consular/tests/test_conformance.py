from __future__ import annotations

from pathlib import Path

import pytest

from trustcrm.plugin import Importer, PanelSpec
from trustcrm.testing import ImporterConformance, PanelConformance, PluginConformance
from trustcrm_consular.importer import ConsularImporter
from trustcrm_consular.plugin import register_panels

SAMPLES = Path(__file__).parent / "samples"
BROKEN = SAMPLES / "broken"
HEADINGS = "Country,City,Name,Title,Since,E-mail\n"


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "consular"


class TestColumns(ImporterConformance):
    @pytest.fixture
    def importer(self) -> Importer:
        return ConsularImporter()

    @pytest.fixture
    def samples(self) -> list[Path]:
        return sorted(SAMPLES.glob("*.csv"))

    @pytest.fixture
    def broken(self) -> list[Path]:
        return [BROKEN / "corps-2024-10-01.csv"]

    @pytest.fixture
    def large(self, tmp_path: Path) -> Path:
        path = tmp_path / "large-2024-10-01.csv"
        rows = (
            f"Japan,City {number % 300},Officer {number},Consul,12 March 2024,o{number}@jp.example\n"
            for number in range(2_000)
        )
        path.write_text(HEADINGS + "".join(rows), "utf-8")
        return path


class TestText(ImporterConformance):
    @pytest.fixture
    def importer(self) -> Importer:
        return ConsularImporter()

    @pytest.fixture
    def samples(self) -> list[Path]:
        return sorted(SAMPLES.glob("*.txt"))

    @pytest.fixture
    def broken(self) -> list[Path]:
        return [BROKEN / "corps-2024-10-01.txt"]

    @pytest.fixture
    def large(self, tmp_path: Path) -> Path:
        path = tmp_path / "large-2024-10-01.txt"
        officers = (f"Mr. Officer {number}, Consul (12 March 2024)\n" for number in range(2_000))
        path.write_text(f"JAPAN\nConsulate General, Los Angeles\n{''.join(officers)}", "utf-8")
        return path


class TestCorps(PanelConformance):
    @pytest.fixture
    def spec(self) -> PanelSpec:
        return next(iter(register_panels()))
