"""Export, backup, restore and verify on the command line: what they say, and how they end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

pytestmark = pytest.mark.only_sqlite


@pytest.fixture
def run_rich(run: Run, rich_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line on the rich office."""
    monkeypatch.setenv("TRUSTCRM_DB", str(rich_path))
    return run


def test_leaving_and_coming_back_by_command(run_rich: Run, tmp_path: Path) -> None:
    folder, fresh = tmp_path / "out", str(tmp_path / "fresh.db")
    told = run_rich("export", str(folder))
    assert told.stdout == f"{folder}\n"
    assert "tables were written" in told.stderr
    assert run_rich("--db", fresh, "db", "restore", str(folder)).exit_code == 0
    assert run_rich("--db", fresh, "db", "verify").exit_code == 0
    again = json.loads(run_rich("--db", fresh, "export", str(tmp_path / "again"), "--json").stdout)
    assert again["complete"] is True
    assert again["rows"]["note"] > 40
    for path in folder.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "again" / path.relative_to(folder)).read_bytes()


def test_an_export_goes_into_a_new_folder_only(run_rich: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear")
    result = run_rich("export", str(tmp_path / "mine"))
    assert (result.exit_code, [path.name for path in (tmp_path / "mine").iterdir()]) == (1, ["letter.txt"])
    assert "is not empty" in result.stderr
    (tmp_path / "empty").mkdir()
    assert run_rich("export", str(tmp_path / "empty")).exit_code == 0
    assert run_rich("export", str(tmp_path / "none"), "--no-csv", "--no-json").exit_code == 2
    assert not (tmp_path / "none").exists()
    assert not list(tmp_path.glob(".*"))


def test_one_form_may_be_left_out(run_rich: Run, tmp_path: Path) -> None:
    run_rich("export", str(tmp_path / "csv"), "--no-json")
    run_rich("export", str(tmp_path / "json"), "--no-csv")
    assert sorted(path.name for path in (tmp_path / "csv").iterdir() if path.is_dir()) == ["csv"]
    assert sorted(path.name for path in (tmp_path / "json").iterdir() if path.is_dir()) == ["json"]


@pytest.mark.parametrize("most", ["open", "internal"])
def test_an_export_for_others_says_that_it_is_not_whole(run_rich: Run, tmp_path: Path, most: str) -> None:
    folder = tmp_path / "out"
    told = json.loads(run_rich("export", str(folder), "--confidentiality", most, "--json").stdout)
    assert told["complete"] is False
    assert {"change", "block", "batch_item", "pair_sum", "plugin_value"} & set(told["rows"]) == set()
    assert most in json.loads((folder / "datapackage.json").read_text())["description"]
    assert most in (folder / "README.txt").read_text()
    back = run_rich("--db", str(tmp_path / "new.db"), "db", "restore", str(folder))
    assert (back.exit_code, (tmp_path / "new.db").exists()) == (1, False)
    assert "is not whole and cannot be restored" in back.stderr
    assert run_rich("db", "verify", str(folder)).exit_code == 0


def test_a_restore_takes_the_place_of_an_office_only_when_asked(run_rich: Run, tmp_path: Path, rich_path: Path) -> None:
    kept = str(tmp_path / "kept.db")
    assert run_rich("db", "backup", kept).stdout == f"{kept}\n"
    run_rich("note", "add", "--words", "since then", "--about", "city 1")
    before = run_rich("history", "--json").stdout
    refused = run_rich("db", "restore", kept)
    assert (refused.exit_code, run_rich("history", "--json").stdout) == (1, before)
    assert "--replace" in refused.stderr
    done = json.loads(run_rich("db", "restore", kept, "--replace", "--json").stdout)
    assert "since then" not in run_rich("history", "--json").stdout
    assert run_rich("db", "verify").exit_code == 0
    assert Path(done["former"]["path"]).parent == rich_path.parent
    assert run_rich("--db", done["former"]["path"], "history", "--json").stdout == before


def test_a_damaged_source_changes_nothing_and_ends_with_six(run_rich: Run, tmp_path: Path) -> None:
    kept, folder = tmp_path / "kept.db", tmp_path / "out"
    run_rich("db", "backup", str(kept))
    run_rich("export", str(folder))
    for path in (kept, folder / "json" / "tie.jsonl"):
        path.write_bytes(path.read_bytes().replace(b"sister", b"sistar", 1))
    before = run_rich("history", "--json").stdout
    for source in (kept, folder):
        assert run_rich("db", "verify", str(source)).exit_code == 6
        for target in (("--db", str(tmp_path / "new.db")), ()):
            result = run_rich(*target, "db", "restore", str(source), *(() if target else ("--replace",)))
            assert result.exit_code == 6
            assert "damaged and was not restored" in result.stderr
    assert not (tmp_path / "new.db").exists()
    assert run_rich("history", "--json").stdout == before
    assert not list(tmp_path.glob("*before-restore*"))


def test_what_is_no_backup_and_no_export_is_told(run_rich: Run, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letter.txt").write_text("Dear colleagues, " * 100)
    for name in ("letters", "letter.txt", "absent"):
        for command in (("--db", str(tmp_path / "new.db"), "db", "restore"), ("db", "verify")):
            result = run_rich(*command, str(tmp_path / name))
            assert result.exit_code == 6, (name, command)
            assert "Traceback" not in result.stderr
    assert not (tmp_path / "new.db").exists()


def test_verify_tells_check_by_check(run_rich: Run) -> None:
    told = json.loads(run_rich("db", "verify", "--json").stdout)
    assert (told["kind"], told["sound"]) == ("database", True)
    names = [check["name"] for check in told["checks"]]
    assert names[:4] == ["pages", "references", "schema", "journal"]
    assert "journal" in run_rich("db", "verify").stdout


def test_a_backup_without_a_name_stands_beside_the_database(run_rich: Run, rich_path: Path) -> None:
    first, second = (json.loads(run_rich("db", "backup", "--json").stdout) for _ in range(2))
    assert Path(first["path"]).parent == rich_path.parent
    assert first["path"] != second["path"]
    assert Path(first["path"] + ".sha256").read_text().startswith(first["sha256"])


def test_an_office_in_a_synced_folder_is_warned_of_once_a_command_and_works(run: Run, office_path: Path) -> None:
    folder = office_path.parent / "Dropbox"
    folder.mkdir()
    shutil.copy(office_path, folder / "office.db")
    told = run("--db", str(folder / "office.db"), "city", "add", "--name", "Oslo", "--country", "NO")
    assert told.exit_code == 0
    assert told.stderr.count("Dropbox keeps equal with a cloud") == 1
    assert "Warning" not in run("--db", str(folder / "office.db"), "city", "list").stderr
    started = run("--db", str(folder / "new.db"), "init", "--home", "Oslo, NO")
    assert (started.exit_code, started.stderr.count("Dropbox keeps equal with a cloud")) == (0, 1)
    assert "Warning" not in run("city", "add", "--name", "Bergen", "--country", "NO").stderr
