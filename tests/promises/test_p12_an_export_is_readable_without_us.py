"""P12: an export is readable with no program of ours: by csv, json, DuckDB and any reader of data packages."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pytest

from trustcrm.domain.nouns import FollowUp
from trustcrm.services.desk import Desk
from trustcrm.services.keeping.export import export
from trustcrm.services.record import record
from trustcrm.store.engine import open_database


@pytest.fixture(scope="module")
def folder(rich_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of the rich office."""
    made = tmp_path_factory.mktemp("export") / "office"
    with closing(open_database(str(rich_template))) as database:
        export(database, made, lambda count: None)
    return made


def stored(path: Path, statement: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def undone(cell: str) -> str | None:
    """Undo a cell as README.txt tells it, with nothing of ours."""
    if not cell:
        return None
    after = cell.lstrip("'")
    return cell[1:] if cell[0] == "'" and (not after or after[0] in "=+-@\t\r\n＝＋－＠") else cell


def test_p12_every_table_and_row_is_there_in_both_forms(folder: Path, rich_template: Path) -> None:
    tables = stored(
        rich_template, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_index%'"
    )
    names = {name for (name,) in tables} - {"trustcrm_version", "sqlite_sequence"}
    assert names == {path.stem for path in (folder / "csv").iterdir()}
    for name in names:
        count = stored(rich_template, f'SELECT COUNT(*) FROM "{name}"')[0][0]
        with (folder / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert len(list(csv.DictReader(file))) == count, name
        lines = folder / "json" / f"{name}.jsonl"
        rows = lines.read_text(encoding="utf-8").split("\n")[:-1] if lines.exists() else []
        assert len([json.loads(row) for row in rows]) == count, name


def test_p12_texts_days_and_exact_numbers_are_what_was_recorded(folder: Path, rich_template: Path) -> None:
    with (folder / "csv" / "note.csv").open(encoding="utf-8", newline="") as file:
        cells = [(int(row["id"]), undone(row["words"]), undone(row["author"])) for row in csv.DictReader(file)]
    assert cells == stored(rich_template, "SELECT id, words, author FROM note ORDER BY id")
    with (folder / "csv" / "plugin_value.csv").open(encoding="utf-8", newline="") as file:
        values = [(row["key"], undone(row["value"])) for row in csv.DictReader(file)]
    assert values == stored(rich_template, "SELECT key, value FROM plugin_value ORDER BY plugin, key")
    assert ("empty", "") in values
    with (folder / "csv" / "contribution.csv").open(encoding="utf-8", newline="") as file:
        given = [(row["value"] or None, row["value_on"] or None) for row in csv.DictReader(file)]
    assert given == stored(rich_template, "SELECT value, value_on FROM contribution ORDER BY id")
    assert any(value == "12345678901234567890.123456789" for value, _ in given)


def test_p12_the_journal_tells_who_changed_what_in_plain_json(folder: Path) -> None:
    lines = (folder / "json" / "block.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    blocks = [json.loads(line) for line in lines]
    corrected = [block for block in blocks if block["noun"] == "person" and block["operation"] == "changed"]
    assert any(["Jo"] in block["payload"]["before"] or "Jo" in block["payload"]["before"][0] for block in corrected)


def test_p12_duckdb_reads_either_form_and_joins_them(folder: Path, rich_template: Path) -> None:
    with duckdb.connect() as connection:
        for table in ("city", "interaction", "step", "act", "plugin_gone_item"):
            count = stored(rich_template, f"SELECT COUNT(*) FROM {table}")[0][0]
            for reader in (
                f"read_csv('{folder}/csv/{table}.csv', header = true, quote = '\"')",
                f"read_json('{folder}/json/{table}.jsonl')",
            ):
                assert connection.execute(f"SELECT COUNT(*) FROM {reader}").fetchall() == [(count,)], reader
        found = connection.execute(
            f"SELECT c.name, COUNT(*) FROM read_csv('{folder}/csv/interaction.csv', header = true) i "
            f"JOIN read_json('{folder}/json/city.jsonl') c ON c.id = i.receiver_id GROUP BY ALL ORDER BY 2 DESC, 1"
        ).fetchall()
    told = (
        "SELECT c.name, COUNT(*) FROM interaction i JOIN city c ON c.id = i.receiver_id GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    assert found == stored(rich_template, told)


@pytest.mark.filterwarnings("ignore")
def test_p12_it_is_a_data_package_whose_every_row_fits_its_schema(folder: Path) -> None:
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "row_number", "field_name", "type", "message"])[:10]
    assert len(report.tasks) > 60


@pytest.mark.filterwarnings("ignore")
def test_p12_it_is_one_too_where_a_table_referred_to_is_empty(office_path: Path, desk: Desk, tmp_path: Path) -> None:
    record(desk, "add", "follow-up", FollowUp(what="ask for the list", due_on=date(2020, 7, 1)))
    export(desk.database, tmp_path / "office", lambda count: None)
    report = frictionless.validate(str(tmp_path / "office" / "datapackage.json"))
    assert report.valid, report.flatten(["name", "row_number", "field_name", "type", "message"])[:10]


def test_p12_every_field_of_a_noun_is_told_in_words(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    interaction = next(one for one in package["resources"] if one["name"] == "interaction")
    told = {field["name"]: field for field in interaction["schema"]["fields"]}
    assert told["giver_id"]["description"] == "the side that acted first: who called, wrote, came"
    assert [name for name, field in told.items() if not field.get("description")] == []
    assert {"fields": ["giver_id"], "reference": {"resource": "side", "fields": ["id"]}} in interaction["schema"][
        "foreignKeys"
    ]


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="this machine has no sha256sum")
def test_p12_its_sums_are_checked_by_a_program_of_the_system(folder: Path) -> None:
    done = subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stdout.count(b": OK\n") == len([path for path in folder.rglob("*") if path.is_file()]) - 1
