from __future__ import annotations

import json
from pathlib import Path

import pytest

from trustcrm.plugin import Importer, Source
from trustcrm.testing import ImporterConformance, PluginConformance
from trustcrm_networks.members import MembersImporter
from trustcrm_networks.signatures import SignaturesImporter

SAMPLES = Path(__file__).parent / "samples"
SETTINGS = {"on": "2025-03-24", "towards": "Istanbul", "statement": "Bridges stay open"}


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "networks"


class TestMembers(ImporterConformance):
    @pytest.fixture
    def importer(self) -> Importer:
        return MembersImporter()

    @pytest.fixture
    def samples(self) -> list[Path]:
        return sorted((SAMPLES / "members").glob("*.json"))

    @pytest.fixture
    def broken(self) -> list[Path]:
        return [SAMPLES / "members" / "broken" / "bridges__members.json"]

    @pytest.fixture
    def large(self, tmp_path: Path) -> Path:
        members = [{"name_on_website": f"City {number}", "wikidata_id": f"Q{1 + number}"} for number in range(4_000)]
        path = tmp_path / "large__members.json"
        path.write_text(json.dumps({"members": members}), "utf-8")
        return path


class TestSignatures(ImporterConformance):
    @pytest.fixture
    def importer(self) -> Importer:
        return SignaturesImporter()

    @pytest.fixture
    def samples(self) -> list[Source]:
        files = [path for path in sorted((SAMPLES / "signatures").iterdir()) if path.suffix in (".csv", ".json")]
        return [Source(path=path, options=SETTINGS) for path in files]

    @pytest.fixture
    def broken(self) -> list[Source]:
        broken = SAMPLES / "signatures" / "broken"
        return [Source(path=broken / name, options=SETTINGS) for name in ("votes.json", "signatures.csv")]

    @pytest.fixture
    def large(self, tmp_path: Path) -> Source:
        path = tmp_path / "large.csv"
        lines = (f"City {number % 900},Italy,,Signer {number},Mayor {number}\n" for number in range(4_000))
        path.write_text(f"city_name,country,wikidata_id,mayor_name,mayor_title\n{''.join(lines)}", "utf-8")
        return Source(path=path, options=SETTINGS)
