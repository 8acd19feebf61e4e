"""P29: UTF-8 with and without BOM, UTF-16, cp1252; comma, semicolon, tab; CRLF and newlines in fields round-trip."""

from __future__ import annotations

import csv
import io
import json
from itertools import product
from pathlib import Path

import pytest

from tests.conftest import Run

pytest.importorskip("trustcrm_table", reason="the table plugin reads tables")

SAID = [
    "Plain words",
    "Grüße aus Zürich; 4.500 Masken, „danke“ – café",
    'He said "yes, of course", then\nwent on; line two\tand a tab',
    "O’Brien’s 50 % – naïve, Ærøskøbing, Łódź".replace("Ł", "L").replace("ź", "z"),
    "ends with a backslash \\",
]
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


@pytest.mark.parametrize(
    ("encoding", "delimiter", "newline"), list(product(ENCODINGS, (",", ";", "\t"), ("\n", "\r\n")))
)
def test_p29_a_table_of_any_usual_make_round_trips(
    run: Run, tmp_path: Path, encoding: str, delimiter: str, newline: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL)
    writer.writerow(["kind", "giver", "receiver", "on", "words"])
    for day, words in enumerate(SAID, start=1):
        writer.writerow(["call", "Los Angeles", "Mailand", f"2020-03-0{day}", words])
    path = tmp_path / "calls.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    assert run("city", "add", "Milan", "--country", "IT", "--alias", "Mailand", "--bare").exit_code == 0
    result = run("import", "table", str(path), "--set", "noun=interaction")
    assert result.exit_code == 0, result.output
    kept = json.loads(run("interaction", "list", "--json", "--limit", "0").stdout)
    assert sorted((row["on"], row["words"]) for row in kept) == [
        (f"2020-03-0{day}", words) for day, words in enumerate(SAID, start=1)
    ]
