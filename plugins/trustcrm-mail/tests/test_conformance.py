from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from trustcrm.plugin import Importer, Source
from trustcrm.testing import ImporterConformance, PluginConformance
from trustcrm_mail.importer import MailImporter

SAMPLES = Path(__file__).parent / "samples"
OPTIONS = tomllib.loads((SAMPLES / "options.toml").read_text("utf-8"))


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "mail"


class TestMail(ImporterConformance):
    @pytest.fixture
    def importer(self) -> Importer:
        return MailImporter()

    @pytest.fixture
    def samples(self) -> list[Source]:
        return [Source(path=SAMPLES / name, options=options) for name, options in OPTIONS.items()]

    @pytest.fixture
    def broken(self) -> list[Source]:
        return [Source(path=path, options=OPTIONS[path.name]) for path in sorted((SAMPLES / "broken").iterdir())]

    @pytest.fixture
    def large(self, tmp_path: Path) -> Source:
        path = tmp_path / "large.mbox"
        text = "Nothing to add.\n" * 40
        with path.open("w", encoding="utf-8") as file:
            for number in range(4_000):
                file.write(
                    f"From x@y.example Mon Jan  1 00:00:00 2024\nFrom: Writer {number} <w{number}@milano.example>\n"
                    f"To: desk@city.example\nDate: Mon, 1 Jan 2024 00:00:00 +0000\nMessage-ID: <{number}@x.example>\n"
                    f"Subject: Letter {number}\n\n{text}\n"
                )
        return Source(path=path, options={**OPTIONS["s-nail.mbox"], "body": "yes"})
