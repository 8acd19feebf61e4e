"""Importing on the command line: what is told, what is kept, what is refused, and that twice is once."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from trustcrm.services.desk import Desk
from trustcrm.store.queries.rows import how_many

Run = Callable[..., Result]

READS = """
from trustcrm.plugin import Draft, City, ImporterSpec, Option, Rejected, UnreadableSource, hookimpl

class Lines:
    def read(self, source):
        for number, line in enumerate(source.path.read_text().splitlines(), 1):
            if line == "unreadable":
                raise UnreadableSource("This is no list of cities.")
            if line == "break":
                raise RuntimeError("out of sorts")
            if line == "stop":
                raise KeyboardInterrupt
            if line.startswith("!"):
                yield Rejected(where=f"line {number}", reason="it begins with !", raw={"city": line[1:]})
            else:
                country = source.option("in", "") or None
                yield Draft(key=line, record=City(name=line, country=country), where=f"line {number}")

    def sniff(self, head, name):
        return 1.0 if head.startswith(b"CITIES") else 0.0

@hookimpl
def register_importers():
    yield ImporterSpec(
        name="lines", summary="one city a line", factory=lambda context: Lines(),
        options=(Option(name="in", summary="the country's code"),),
    )
    yield ImporterSpec(
        name="folder", summary="one city a file", factory=lambda context: Files(), folders=True,
    )

class Files:
    def read(self, source):
        for path in sorted(source.path.iterdir()):
            yield Draft(key=path.name, record=City(name=path.read_text()), where=path.name)
"""


@pytest.fixture
def lines_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A plugin "lines" with an importer that also fails when told to."""
    site = tmp_path / "site"
    metadata = site / "trustcrm_lines-1.0.dist-info"
    metadata.mkdir(parents=True)
    (site / "trustcrm_lines.py").write_text(READS)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: trustcrm-lines\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[trustcrm]\nlines = trustcrm_lines\n")
    monkeypatch.syspath_prepend(site)
    yield
    sys.modules.pop("trustcrm_lines", None)


@pytest.fixture
def cities(tmp_path: Path) -> Path:
    path = tmp_path / "cities.txt"
    path.write_text("CITIES of the north\nTurku\n!=1+1\nOulu\n")
    return path


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


pytestmark = pytest.mark.usefixtures("lines_plugin")


def test_a_file_becomes_a_batch_told_in_counts(run: Run, cities: Path) -> None:
    result = run("import", "lines", str(cities), "--in", "FI")
    assert result.exit_code == 0, result.stderr
    assert "created: city" in result.stdout
    assert "batches undo 1" in result.stderr
    assert "Rejected at line 3: it begins with !" in result.stderr


def test_json_keys_are_stable(run: Run, cities: Path) -> None:
    outcome = told(run("import", "lines:lines", str(cities), "--json"))[0]
    assert set(outcome) == {
        "source", "importer", "dry_run", "batch", "earlier_batch", "read", "created", "corrected", "same",
        "remembered", "waiting", "possible_duplicates", "rejected", "rejected_file", "items",
    }  # fmt: skip
    assert (outcome["read"], outcome["created"], outcome["rejected"], outcome["batch"]) == (4, {"city": 3}, 1, 1)


def test_rejected_pieces_are_written_so_that_no_spreadsheet_runs_them(run: Run, cities: Path) -> None:
    outcome = told(run("import", "lines", str(cities), "--json"))[0]
    written = Path(outcome["rejected_file"])
    assert written.name == "cities.txt.rejected.csv"
    assert written.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(written.read_text(encoding="utf-8-sig").splitlines()))
    assert rows == [{"city": "'=1+1", "rejected at": "line 3", "rejected because": "it begins with !"}]


def test_a_dry_run_keeps_nothing_and_says_what_the_real_one_does(run: Run, cities: Path, desk: Desk) -> None:
    dry = told(run("import", "lines", str(cities), "--dry-run", "--json"))[0]
    with desk.database.reading() as connection:
        assert how_many(connection)["city"] == 1
    assert not list(cities.parent.glob("*.rejected.csv"))
    real = told(run("import", "lines", str(cities), "--json"))[0]
    same = ("read", "created", "corrected", "same", "waiting", "possible_duplicates", "rejected", "items")
    assert {name: dry[name] for name in same} == {name: real[name] for name in same}


def test_importing_twice_changes_nothing(run: Run, cities: Path) -> None:
    run("import", "lines", str(cities))
    again = run("import", "lines", str(cities))
    assert (again.exit_code, again.stdout) == (0, "")
    assert "imported before, as batch 1; nothing changed" in again.stderr


def test_a_setting_can_be_a_flag_or_set_and_is_part_of_what_is_known(run: Run, cities: Path) -> None:
    assert told(run("import", "lines", str(cities), "--in", "FI", "--json"))[0]["batch"] == 1
    assert told(run("import", "lines", str(cities), "--set", "in=FI", "--json"))[0]["earlier_batch"] == 1


def test_a_folder_is_one_batch_and_known_by_what_stands_in_it(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "cities"
    folder.mkdir()
    for name in ("Turku", "Oulu"):
        (folder / name).write_text(name)
    first, again = (told(run("import", "folder", str(folder), "--json"))[0] for _ in range(2))
    assert (first["source"], first["created"], again["earlier_batch"]) == ("cities", {"city": 2}, first["batch"])
    (folder / "Espoo").write_text("Espoo")
    more = told(run("import", "folder", str(folder), "--json"))[0]
    assert (more["created"], more["same"]) == ({"city": 1}, 2)


def test_a_folder_is_called_by_its_own_name_where_one_stands_in_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cities"
    folder.mkdir()
    (folder / "Turku").write_text("Turku")
    monkeypatch.chdir(folder)
    assert told(run("import", "folder", ".", "--json"))[0]["source"] == "cities"


@pytest.mark.parametrize("format_", ["lines", "auto"])
def test_a_folder_is_refused_where_files_alone_are_read(run: Run, tmp_path: Path, format_: str) -> None:
    result = run("import", format_, str(tmp_path))
    assert (result.exit_code, "is a folder, not a file" in result.stderr) == (2, True)


def test_auto_finds_the_importer_by_looking_at_the_file(run: Run, cities: Path) -> None:
    assert told(run("import", "auto", str(cities), "--json"))[0]["importer"] == "lines:lines"


@pytest.mark.parametrize(
    ("code", "words", "arguments"),
    [
        (3, "no importer", ["linez", "cities.txt"]),
        (2, "does not exist", ["lines", "absent.txt"]),
        (2, "is a folder", ["lines", "."]),
        (1, "no list of cities", ["lines", "unreadable.txt"]),
        (4, "trustcrm-lines 1.0", ["lines", "break.txt"]),
        (130, "", ["lines", "stop.txt"]),
        (2, "no setting 'noun'", ["lines", "cities.txt", "--set", "noun=city"]),
        (2, "NAME=VALUE", ["lines", "cities.txt", "--set", "noun"]),
        (2, "twice", ["lines", "cities.txt", "--set", "in=FI", "--in", "SE"]),
        (2, "--rejected", ["lines", "cities.txt", "--rejected", "cities.txt"]),
        (2, "", ["lines"]),
    ],
)
def test_what_cannot_be_imported_keeps_nothing(
    run: Run, cities: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch, code: int, words: str, arguments: list[str]
) -> None:
    monkeypatch.chdir(cities.parent)
    for word in ("unreadable", "break", "stop"):
        (cities.parent / f"{word}.txt").write_text(f"Turku\n{word}\n")
    result = run("import", *arguments)
    assert result.exit_code == code, result.stderr
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    with desk.database.reading() as connection:
        assert how_many(connection)["city"] == 1


def test_help_names_every_format_and_setting(run: Run) -> None:
    helped = run("import", "--help")
    assert helped.exit_code == 0
    assert "one city a line" in helped.stdout
    assert "--in " in helped.stdout
