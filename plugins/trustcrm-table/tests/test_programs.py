"""What spreadsheets and databases write of one and the same table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from trustcrm.plugin import Draft, Interaction, Mention, Source
from trustcrm.testing.sources import flat
from trustcrm_table.importer import TableImporter

SAMPLES = Path(__file__).parent / "samples"
FORMULA = "=SUM(A1:A9) is what they wrote"
CALLS = [
    (date(2020, 1, 11), "letter", "Milan", 5, "asked for masks, beds and tests"),
    (date(2020, 2, 12), "meeting", "Seoul", 10, "line one\nline two; with a semicolon"),
    (date(2020, 3, 13), "call", "Bogotá", 15, '„danke“ – said "thanks"'),
    (date(2020, 4, 14), "letter", "Łódź", 20, FORMULA),
    (date(2020, 5, 15), "meeting", "Nagoya", 25, "+49 30 555 is the number"),
    (date(2020, 6, 16), "call", "Zürich", 30, "ends with a backslash \\"),
    (date(2020, 7, 17), "letter", "São Paulo", 35, "a \u2028 b and a no-break\u00a0space"),
    (date(2020, 8, 18), "meeting", "Reykjavík", 40, "über 4.500 Stück, naïve"),
]


@pytest.mark.parametrize(
    "name",
    [
        "libreoffice-7.4.csv",
        "libreoffice-7.4.xlsx",
        "gnumeric-1.12.csv",
        "gnumeric-1.12.xlsx",
        "sqlite-3.40.csv",
        "pandas-3.1.csv",
        "openpyxl-3.1.xlsx",
    ],
)
def test_whichever_program_wrote_a_table_it_says_the_same(name: str) -> None:
    pieces = list(flat(TableImporter().read(Source(path=SAMPLES / name, options={"noun": "interaction"}))))
    calls = [piece.record for piece in pieces if isinstance(piece, Draft)]
    lost = {FORMULA} if name.startswith("openpyxl") else set()  # it made a formula of it, without a value
    assert len(pieces) == len(calls)
    assert [_told(call) for call in calls] == [(*call[:4], None if call[4] in lost else call[4]) for call in CALLS]


def _told(call: object) -> tuple[object, ...]:
    assert isinstance(call, Interaction)
    assert isinstance(call.receiver, Mention)
    return call.on, call.kind, call.receiver.name, call.minutes, call.words
