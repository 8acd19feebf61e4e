from __future__ import annotations

from pathlib import Path

import pytest

from trustcrm.plugin import Importer
from trustcrm.testing import ImporterConformance, PluginConformance
from trustcrm_vcard.importer import VCardImporter

SAMPLES = Path(__file__).parent / "samples"


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "vcard"


class TestVCard(ImporterConformance):
    @pytest.fixture
    def importer(self) -> Importer:
        return VCardImporter()

    @pytest.fixture
    def samples(self) -> list[Path]:
        return sorted(SAMPLES.glob("*.vcf"))

    @pytest.fixture
    def broken(self) -> list[Path]:
        return sorted((SAMPLES / "broken").glob("*.vcf"))

    @pytest.fixture
    def large(self, tmp_path: Path) -> Path:
        path = tmp_path / "large.vcf"
        with path.open("w", encoding="utf-8") as file:
            for number in range(4_000):
                file.write(f"BEGIN:VCARD\nVERSION:3.0\nN:{number};Person\nFN:Person {number}\n")
                file.write(f"EMAIL:person{number}@city.example\nEND:VCARD\n")
        return path
