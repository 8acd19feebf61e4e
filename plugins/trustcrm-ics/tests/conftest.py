from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import PinnedClock, PluginContext, Source
from trustcrm_ics.importer import CalendarImporter


@pytest.fixture
def calendar(tmp_path: Path) -> Callable[..., Path]:
    """Writes a calendar of entries, each the lines within a VEVENT; `head` are lines of the calendar's own."""

    def write(*entries: Sequence[str], head: Sequence[str] = (), name: str = "c.ics") -> Path:
        events = [line for lines in entries for line in ("BEGIN:VEVENT", *lines, "END:VEVENT")]
        path = tmp_path / name
        text = "\r\n".join(["BEGIN:VCALENDAR", *head, *events, "END:VCALENDAR", ""])
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        return path

    return write


@pytest.fixture
def read(calendar: Callable[..., Path]) -> Callable[..., list[Any]]:
    """Reads such a calendar on 26 November 2026 in Homeville, of meetings with Nagoya where no guest tells it."""

    def reading(*entries: Sequence[str], head: Sequence[str] = (), **options: str) -> list[Any]:
        settings = {"home": "Homeville, US", "with": "Nagoya, JP"} | options
        importer = CalendarImporter(PluginContext(name="ics", clock=PinnedClock(date(2026, 11, 26))))
        return list(importer.read(Source(path=calendar(*entries, head=head), options=settings)))

    return reading
