from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.plugin_site import install, site
from trustcrm.hooks.specs import Source
from trustcrm.testing.check import Subject, Tried, run_kit

__all__ = ["install", "site"]

GOOD = """#calls
2020-03-01;Milan;masks
2020-03-02;Seoul;test kits, half a million
2020-03-04;Bogotá;how they count
2020-03-09;Łódź;a letter of thanks
2020-03-11;Nagoya;the exchange is put off
2020-03-12;Milan;what they learned
2020-03-15;Seoul;the plane lands on Friday
2020-03-17;Zürich;how the border is
2020-03-19;Milan;more masks
2020-03-23;Berlin;beds
"""
BROKEN = GOOD.replace("2020-03-09;Łódź;a letter of thanks", "9 March;Łódź;a letter of thanks")


def large(count: int = 6_000) -> str:
    days = (f"20{1 + number % 20:02d}-0{1 + number % 9}-1{number % 9}" for number in range(count))
    return "#calls\n" + "".join(f"{day};City {number % 50};words of call {number}\n" for number, day in enumerate(days))


TryOn = Callable[..., dict[str, Tried]]


@pytest.fixture
def try_importer(tmp_path: Path) -> TryOn:
    """Try the importer kit on an object, and return what came of each test by its name."""

    def tried(
        importer: Any, files: Mapping[str, str] | None = None, large_file: bool = False, only: str = ""
    ) -> dict[str, Tried]:
        content = {"a.calls": GOOD, "broken/a.calls": BROKEN} | dict(files or {})
        if large_file:
            content["large/a.calls"] = large()
        for name, text in content.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
        places = {
            place: [Source(path=path) for path in sorted((tmp_path / place).glob("*.calls"))]
            for place in ("", "broken", "large")
        }
        subject = Subject(
            plugin="t", build=lambda: importer() if isinstance(importer, type) else importer, samples=places[""],
            broken=places["broken"], large=places["large"],
        )  # fmt: skip
        return {one.test: one for one in run_kit("importer", "TestImporter", subject, only=only)}

    return tried
