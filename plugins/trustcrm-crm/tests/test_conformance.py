from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path

import pytest

from trustcrm.plugin import Importer, PluginContext, Source
from trustcrm.testing import ImporterConformance, PluginConformance
from trustcrm_crm.civicrm import civicrm
from trustcrm_crm.espocrm import espocrm
from trustcrm_crm.hubspot import hubspot
from trustcrm_crm.monica import MonicaImporter

SAMPLES = Path(__file__).parent / "samples"
CONTEXT = PluginContext(name="crm")
HOME = {"home": "Homeville, US", "with": "Nagoya, JP"}


def _sources(program: str, folder: str = "") -> list[Source]:
    place = SAMPLES / program
    settings = tomllib.loads((place / "options.toml").read_text("utf-8"))
    files = sorted(path for path in (place / folder).iterdir() if path.suffix in (".csv", ".json"))
    return [Source(path=path, options=settings.get(path.name, {})) for path in files]


def _table(path: Path, headings: list[str], lines: int, line: str) -> Source:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(headings)
        file.writelines(line.format(number=number) + "\n" for number in range(lines))
    return Source(path=path, options=HOME)


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "crm"


class TestCiviCrm(ImporterConformance):
    @pytest.fixture
    def importer(self) -> Importer:
        return civicrm(CONTEXT)

    @pytest.fixture
    def samples(self) -> list[Source]:
        return _sources("civicrm")

    @pytest.fixture
    def broken(self) -> list[Source]:
        return _sources("civicrm", "broken")

    @pytest.fixture
    def large(self, tmp_path: Path) -> Source:
        headings = ["Contact ID", "Contact Type", "First Name", "Last Name", "Activity ID", "Activity Type"]
        line = "{number},Individual,Ann,Berg,{number},Meeting,2024-03-04 10:00:00"
        return _table(tmp_path / "large.csv", [*headings, "Activity Date"], 4_000, line)


class TestEspoCrm(ImporterConformance):
    @pytest.fixture
    def importer(self) -> Importer:
        return espocrm(CONTEXT)

    @pytest.fixture
    def samples(self) -> list[Source]:
        return _sources("espocrm")

    @pytest.fixture
    def broken(self) -> list[Source]:
        return _sources("espocrm", "broken")

    @pytest.fixture
    def large(self, tmp_path: Path) -> Source:
        headings = ["id", "firstName", "lastName", "accountId", "accountName", "title"]
        return _table(tmp_path / "large.csv", headings, 1_400, "{number},Ann,Berg {number},a,Port Authority,Pilot")


class TestHubSpot(ImporterConformance):
    @pytest.fixture
    def importer(self) -> Importer:
        return hubspot(CONTEXT)

    @pytest.fixture
    def samples(self) -> list[Source]:
        by_calc, by_gnumeric = (_sources("hubspot", folder) for folder in ("libreoffice-7.4", "gnumeric-1.12"))
        return [*_sources("hubspot"), *by_calc[:2], *by_gnumeric[2:]]

    @pytest.fixture
    def broken(self) -> list[Source]:
        return _sources("hubspot", "broken")

    @pytest.fixture
    def large(self, tmp_path: Path) -> Source:
        headings = ["Record ID", "Call title", "Call notes", "Activity date", "Associated Company"]
        line = "{number},Call {number},,2025-02-12 14:05,Port Authority"
        return _table(tmp_path / "large.csv", headings, 4_000, line)


class TestMonica(ImporterConformance):
    @pytest.fixture
    def importer(self) -> Importer:
        return MonicaImporter(CONTEXT)

    @pytest.fixture
    def samples(self) -> list[Source]:
        return _sources("monica")

    @pytest.fixture
    def broken(self) -> list[Source]:
        return _sources("monica", "broken")

    @pytest.fixture
    def large(self, tmp_path: Path) -> Source:
        contacts = [
            {
                "uuid": f"c{number}",
                "properties": {"first_name": f"Ann {number}", "company": "Port Authority"},
                "data": [{"type": "activity", "values": [f"a{number}"]}],
            }
            for number in range(2_000)
        ]
        activities = [
            {"uuid": f"a{number}", "properties": {"happened_at": "2024-03-04T00:00:00.000000Z"}}
            for number in range(2_000)
        ]
        path = tmp_path / "large.json"
        data = [{"type": "contact", "values": contacts}, {"type": "activity", "values": activities}]
        path.write_text(json.dumps({"version": "1.0", "app_version": "3.7.0", "account": {"data": data}}), "utf-8")
        return Source(path=path, options=HOME)
