from __future__ import annotations

from pathlib import Path

import pytest

from trustcrm.plugin import Importer, Source
from trustcrm.testing import ImporterConformance, PluginConformance
from trustcrm_events.importer import EventsImporter

SAMPLES = Path(__file__).parent / "samples"
IDS = {
    "start": "2017-01-01",
    "entities": str(SAMPLES / "ids" / "entity2id.txt"),
    "relations": str(SAMPLES / "ids" / "relation2id.txt"),
}
WHOLE = [
    Source(path=SAMPLES / "harbour.tab"),
    Source(path=SAMPLES / "harbour.txt"),
    Source(path=SAMPLES / "ids" / "harbour.txt", options=IDS),
    Source(path=SAMPLES / "gdelt-1.0-duckdb-2.0.csv"),
    Source(path=SAMPLES / "gdelt-2.0-sqlite-3.40.csv"),
    Source(path=SAMPLES / "harbour-r-4.2.csv"),
]
BROKEN = [
    Source(path=SAMPLES / "broken" / "harbour.tab"),
    Source(path=SAMPLES / "broken" / "harbour.txt"),
    Source(path=SAMPLES / "ids" / "broken" / "harbour.txt", options=IDS),
    Source(path=SAMPLES / "broken" / "gdelt-1.0-duckdb-2.0.csv"),
    Source(path=SAMPLES / "broken" / "gdelt-2.0-sqlite-3.40.csv"),
    Source(path=SAMPLES / "broken" / "harbour-r-4.2.csv"),
]


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "events"


class TestEvents(ImporterConformance):
    @pytest.fixture
    def importer(self) -> Importer:
        return EventsImporter()

    @pytest.fixture(params=range(len(WHOLE)), ids=["a table", "texts", "ids", "GDELT 1.0", "GDELT 2.0", "of R"])
    def form(self, request: pytest.FixtureRequest) -> int:
        return int(request.param)

    @pytest.fixture
    def samples(self, form: int) -> list[Source]:
        return [WHOLE[form]]

    @pytest.fixture
    def broken(self, form: int) -> list[Source]:
        return [BROKEN[form]]

    @pytest.fixture
    def large(self, tmp_path: Path) -> Source:
        path = tmp_path / "large.txt"
        path.write_text("".join(f"{n % 8}\t{n % 11}\t{(n + 1) % 8}\t{24 * n}\t-1\n" for n in range(4_800)), "ascii")
        return Source(path=path, options=IDS)
