from __future__ import annotations

from pathlib import Path

import pytest

from trustcrm.plugin import Importer, Source
from trustcrm.testing import ImporterConformance, PluginConformance
from trustcrm_table.importer import TableImporter

SAMPLES = Path(__file__).parent / "samples"
AS_CALLS = {"noun": "interaction"}


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "table"


class TestTable(ImporterConformance):
    @pytest.fixture
    def importer(self) -> Importer:
        return TableImporter()

    @pytest.fixture
    def samples(self) -> list[Source]:
        files = [path for path in sorted(SAMPLES.iterdir()) if path.suffix in (".csv", ".xlsx")]
        return [Source(path=path, options=AS_CALLS) for path in files]

    @pytest.fixture
    def broken(self) -> list[Source]:
        return [Source(path=SAMPLES / "broken" / "interactions.csv", options=AS_CALLS)]

    @pytest.fixture
    def large(self, tmp_path: Path) -> Source:
        path = tmp_path / "large.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("on,kind,giver,receiver,words\n")
            for number in range(4_800):
                file.write(f"2019-0{1 + number % 9}-1{number % 9},call,Homeville,City {number % 40},call {number}\n")
        return Source(path=path, options=AS_CALLS)
