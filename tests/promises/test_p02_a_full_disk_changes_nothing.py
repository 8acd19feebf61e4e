"""P2: disk full, read-only folder, I/O error: a command fails with one plain sentence, and the database is unchanged.

The full disk is a small file system that really fills up; the input/output error is a limit the kernel sets on the size
of files; the read-only folder is one, for somebody whom its mode concerns.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.promises.full_disk import Run, fill, one_sentence, runs_in, starts_in
from tests.promises.offices_at_work import assert_whole, content, home, stand_still
from tests.promises.real_processes import TRUSTCRM, Ended, Runner

CITIES = ("Nagoya", "Bordeaux", "Berlin", "Eilat", "Lusaka", "Mumbai", "Busan", "Vilnius", "Tehran", "Taipei")
LEFT = (0, 8 << 10, 40 << 10, 200 << 10)
"""How much of the disk is left over: writing fails at its first octet, or anywhere after it."""


def write_calls(path: Path) -> Path:
    lines = [f"call,Los Angeles,{CITIES[number % 10]},2019-05-06,call {number}\n" for number in range(4000)]
    path.write_text("kind,giver,receiver,on,words\n" + "".join(lines), encoding="utf-8")
    return path


def writing_commands(run: Run, folder: Path) -> dict[str, tuple[str, ...]]:
    """Prepare an office and return one command of each sort that writes in it."""
    for entry in ("call with Milan +Giulia re kits, they offer 5 masks", "call with Turin re kits, friday follow up"):
        assert run("log", entry, "--yes").code == 0
    words = "x" * 90_000
    return {
        "add": ("interaction", "add", "call", "--with", "Milan", "--on", "2019-05-06", "--words", words),
        "import": ("import", "table", str(write_calls(folder / "calls.csv")), "--set", "noun=interaction"),
        "merge": ("city", "merge", "Milan", "Turin"),
        "undo": ("undo",),
    }


def assert_refused_or_done(ended: Ended, path: Path, before: dict[str, list[str]], word: str) -> bool:
    """A command that failed says so in one sentence and changed nothing; return whether it failed."""
    if ended.code == 0:
        assert content(path) != before
        return False
    assert ended.code == 6, ended.stderr
    assert one_sentence(ended), ended.stderr
    assert word in ended.stderr, ended.stderr
    assert "nothing was saved" in ended.stderr
    (path.parent / "filler").unlink(missing_ok=True)  # even looking into the file needs some room beside it
    assert content(path) == before
    return True


def test_p02_a_full_disk_changes_nothing(forks: Runner, small_disk: Path, office_path: Path, tmp_path: Path) -> None:
    stand_still(str(office_path))
    prepared = writing_commands(runs_in(forks, office_path, tmp_path), tmp_path)
    assert_whole(office_path)
    path = small_disk / "office.db"
    run = runs_in(forks, path, tmp_path)
    failed = dict.fromkeys(prepared, 0)
    for verb, command in prepared.items():
        for left in LEFT if verb in ("add", "import") else LEFT[:2]:
            shutil.copy(office_path, path)
            before = content(path)
            fill(small_disk, left)
            failed[verb] += assert_refused_or_done(run(*command), path, before, "room")
            (small_disk / "filler").unlink(missing_ok=True)
            assert run("window", "add", "Flood", "--starts-on", "2020-01-01").code == 0
            assert_whole(path)
            for file in small_disk.iterdir():
                file.unlink()
    assert all(failed.values()), failed


def test_p02_on_a_full_disk_no_office_is_begun(forks: Runner, small_disk: Path, tmp_path: Path) -> None:
    for left in (0, 8 << 10, 100 << 10):
        fill(small_disk, left)
        for command in (
            ("--db", str(small_disk / "new.db"), "init", "--home", "Milan, IT"),
            ("demo", "--no-tui", "--into", str(small_disk / "demo.db")),
        ):
            ended = runs_in(forks, small_disk / "none.db", tmp_path)(*command)
            assert (ended.code, one_sentence(ended)) == (6, True), ended.stderr
            assert [file.name for file in small_disk.iterdir()] == ["filler"]
        (small_disk / "filler").unlink()
    done = runs_in(forks, small_disk / "new.db", tmp_path)("init", "--home", "Milan, IT")
    assert done.code == 0, done.stderr


def test_p02_rejected_pieces_that_find_no_room_are_kept_in_the_batch(
    forks: Runner, small_disk: Path, office_path: Path, tmp_path: Path
) -> None:
    table = small_disk / "cities.csv"
    table.write_text("name,country\n" + ",Nowhere\n" * 3000, encoding="utf-8")
    older = table.with_name("cities.csv.rejected.csv")
    older.write_text("an older file", encoding="utf-8")
    fill(small_disk, 0)
    ended = runs_in(forks, office_path, tmp_path)("import", "table", str(table), "--set", "noun=city")
    assert "could not be written" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert older.read_text(encoding="utf-8") == "an older file"
    assert sorted(file.name for file in small_disk.iterdir()) == ["cities.csv", older.name, "filler"]
    shown = runs_in(forks, office_path, tmp_path)("batches", "show", "1", "--json", "--limit", "0")
    assert json.loads(shown.stdout)["items_by_state"]["rejected"] == 3000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.only_sqlite
def test_p02_an_answer_that_finds_no_room_is_told_and_what_was_saved_stays(
    forks: Runner, address: str, tmp_path: Path
) -> None:
    for command in (["city", "list"], ["log", "call with Milan re kits", "--yes"]):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [*TRUSTCRM, *command], env=home(address, tmp_path), stdout=full, stderr=subprocess.PIPE, text=True,
                check=False,
            )  # fmt: skip
        assert done.returncode == 6, done.stderr
        assert done.stderr.strip().splitlines()[-1].startswith("The answer could not be written: No space left")
        assert "Traceback" not in done.stderr
        assert "Exception ignored" not in done.stderr
    assert "Milan" in runs_in(forks, Path(address), tmp_path)("city", "list").stdout
    assert_whole(address)


def test_p02_a_write_the_kernel_refuses_changes_nothing(forks: Runner, office_path: Path, tmp_path: Path) -> None:
    stand_still(str(office_path))
    prepared = writing_commands(runs_in(forks, office_path, tmp_path), tmp_path)
    assert_whole(office_path)
    path = tmp_path / "bound.db"
    failed = 0
    for verb, limit in (("add", 4 << 10), ("add", 64 << 10), ("import", 300 << 10), ("undo", 6 << 10)):
        for left in tmp_path.glob("bound.db*"):
            left.unlink()
        shutil.copy(office_path, path)
        before = content(path)
        failed += assert_refused_or_done(starts_in(path, tmp_path, limit=limit)(*prepared[verb]), path, before, "disk")
        assert runs_in(forks, path, tmp_path)("window", "add", "Flood", "--starts-on", "2020-01-01").code == 0
        assert_whole(path)
    assert failed >= 3


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv takes the right to overrule permissions away")
def test_p02_in_a_read_only_folder_everything_is_read_and_nothing_changes(
    forks: Runner, office_path: Path, tmp_path: Path
) -> None:
    stand_still(str(office_path))
    prepared = writing_commands(runs_in(forks, office_path, tmp_path), tmp_path)
    assert_whole(office_path)
    place = tmp_path / "kept"
    place.mkdir()
    path = place / "office.db"
    shutil.copy(office_path, path)
    before = content(path)
    as_anybody = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override") if os.geteuid() == 0 else ()
    run = starts_in(path, tmp_path, as_anybody)
    path.chmod(0o400)
    place.chmod(0o500)
    try:
        assert "Milan" in run("city", "list").stdout
        for command in (*prepared.values(), ("--db", str(place / "new.db"), "init", "--home", "Milan, IT")):
            ended = run(*command)
            assert (ended.code, one_sentence(ended)) == (6, True), (command, ended.stderr)
        assert [file.name for file in place.iterdir()] == ["office.db"]
    finally:
        place.chmod(0o700)
        path.chmod(0o600)
    assert content(path) == before
    assert run("undo").code == 0
