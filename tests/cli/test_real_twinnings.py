"""Every twinning of the real files comes in, again nothing changes, and undo takes every one back."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.conftest import SHARED, Run

CITIES = SHARED / "sister_cities"
MAPPING = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "mappings" / "twinings_it.toml"

pytest.importorskip("trustcrm_twinnings", reason="the twinnings plugin reads Wikidata's statements")
pytest.importorskip("trustcrm_table", reason="the table plugin reads the Italian file")
pytestmark = pytest.mark.skipif(not CITIES.is_dir(), reason="the public twinnings are not beside this repository")


def counts(run: Run) -> dict[str, int]:
    held: dict[str, int] = json.loads(run("db", "status", "--json").stdout)["counts"]
    return held


def told(run: Run, *arguments: str) -> dict[str, object]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    (content,) = json.loads(result.stdout)
    assert isinstance(content, dict)
    return content


@pytest.fixture
def relations(engine: str, tmp_path: Path) -> Path:
    """Every statement of Wikidata; on a server a tenth of them, where each takes longer."""
    every = CITIES / "wikidata_p190_2016_relations.tsv"
    assert len(every.read_text("utf-8").splitlines()) == 34_182
    if engine == "sqlite":
        return every
    tenth = tmp_path / every.name
    tenth.write_text("".join(every.read_text("utf-8").splitlines(keepends=True)[::10]), "utf-8")
    return tenth


@pytest.mark.both_engines
def test_every_statement_of_wikidata_becomes_a_tie_and_is_taken_back_whole(run: Run, relations: Path) -> None:
    with relations.open(encoding="utf-8", newline="") as file:
        statements = [tuple(row[:2]) for row in csv.reader(file, delimiter="\t")]
    pairs = {frozenset(statement) for statement in statements}
    cities = {city for statement in statements for city in statement}
    importing = ("import", "twinnings", str(relations), "--names", str(CITIES / "wikidata_p190_2016_names.tsv"))
    before = counts(run)
    first = told(run, *importing)
    assert first["read"] == len(statements)
    after = counts(run)
    assert after["tie"] == len(pairs)
    assert after["city"] == len(cities), "Los Angeles is here already and known by its Wikidata id"
    again = told(run, *importing)
    assert again["earlier_batch"] == first["batch"]
    assert counts(run) == after
    assert run("batches", "undo", str(first["batch"])).exit_code == 0
    assert counts(run) == before


def test_the_italian_file_comes_in_by_its_mapping_and_doubtful_cities_wait(run: Run) -> None:
    pytest.importorskip("trustcrm_gazetteer", reason="the gazetteer knows which names are shared")
    content = told(run, "import", "table", str(CITIES / "twinings_it.csv"), "--map", str(MAPPING), "--dry-run")
    assert content["read"] == 4_415
    assert content["waiting"], "some partners could be several cities"
    assert counts(run)["tie"] == 0, "a dry run keeps nothing"
