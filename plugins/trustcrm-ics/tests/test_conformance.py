from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from trustcrm.plugin import Importer, PinnedClock, PluginContext, Source
from trustcrm.testing import ImporterConformance, PluginConformance
from trustcrm_ics.importer import CalendarImporter

SAMPLES = Path(__file__).parent / "samples"
SETTINGS = tomllib.loads((SAMPLES / "options.toml").read_text("utf-8"))


def _sources(folder: Path) -> list[Source]:
    return [Source(path=path, options=SETTINGS[path.name]) for path in sorted(folder.glob("*.ics"))]


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "ics"


class TestCalendar(ImporterConformance):
    @pytest.fixture
    def importer(self) -> Importer:
        return CalendarImporter(PluginContext(name="ics", clock=PinnedClock(date(2026, 11, 26))))

    @pytest.fixture
    def samples(self) -> list[Source]:
        return _sources(SAMPLES)

    @pytest.fixture
    def broken(self) -> list[Source]:
        return _sources(SAMPLES / "broken")

    @pytest.fixture
    def large(self, tmp_path: Path) -> Source:
        path = tmp_path / "large.ics"
        with path.open("w", encoding="utf-8") as file:
            file.write("BEGIN:VCALENDAR\nVERSION:2.0\n")
            for number in range(2_000):  # each was held, and is two drafts
                file.write(f"BEGIN:VEVENT\nUID:{number}@city.example\nSUMMARY:Meeting {number}\n")
                file.write("DTSTART;TZID=Europe/Rome:20250310T090000\nDURATION:PT1H\n")
                file.write(f"ATTENDEE;CN=Person {number % 50}:mailto:p{number % 50}@x.example\nEND:VEVENT\n")
            file.write("END:VCALENDAR\n")
        return Source(path=path, options={"home": "Homeville, US", "with": "Nagoya, JP"})
