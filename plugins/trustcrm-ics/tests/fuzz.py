"""Try the reader on octets that atheris makes up, led by what they reach: run by hand, for as long as it is told.

    cd plugins/trustcrm-ics
    uv run --with atheris python tests/fuzz.py FOUND tests/samples -max_total_time=60

FOUND is an empty folder; what leads further is added there.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

from trustcrm.plugin import Draft, PluginContext, Source

with atheris.instrument_imports(include=["trustcrm_ics", "icalendar", "recurring_ical_events", "dateutil"]):
    from trustcrm_ics.entries import BEGIN
    from trustcrm_ics.importer import CalendarImporter

IMPORTER = CalendarImporter(PluginContext(name="ics"))
SETTINGS = {"home": "Homeville, US", "with": "Nagoya, JP", "today": "2026-11-26"}
FILE = Path(tempfile.mkdtemp()) / "made-up.ics"


def read(octets: bytes) -> None:
    """Read octets as a calendar: whatever they are, nothing is raised, and what is told keeps to its contract."""
    FILE.write_bytes(octets if octets.startswith(BEGIN.encode()) else BEGIN.encode() + b"\n" + octets)
    keys = []
    for piece in IMPORTER.read(Source(path=FILE, options=SETTINGS)):
        assert piece.where
        if isinstance(piece, Draft):
            keys.append(piece.key)
        else:
            assert 0 < len(piece.reason) < 500
            assert "\n" not in piece.reason
    assert len(keys) == len(set(keys))


if __name__ == "__main__":
    warnings.simplefilter("error")
    atheris.Setup([*sys.argv, "-timeout=20", "-max_len=4000"], read)
    atheris.Fuzz()
