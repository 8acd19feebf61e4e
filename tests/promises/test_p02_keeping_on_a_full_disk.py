"""P2 for what keeps an office: on a full disk nothing half-done is left that looks whole, and later it is done."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from tests.promises.full_disk import fill, one_sentence, runs_in, starts_in
from tests.promises.octets import everything_written
from tests.promises.offices_at_work import assert_whole, content
from tests.promises.real_processes import Ended, Runner
from tests.promises.test_p14_older_databases_open import make_old
from trustcrm.errors import DatabaseFull
from trustcrm.services.keeping.verify import verify_copy
from trustcrm.store.engine import open_database
from trustcrm.store.revisions import known_revisions
from trustcrm.store.soundness import refused_steps

LEFT = (0, 300 << 10, 1100 << 10)
"""How much of the disk is left over: nothing at all, and less or about as much as one copy of the office needs."""
KEEPING: dict[str, tuple[str, ...]] = {
    "upgrade": ("db", "upgrade"),
    "export": ("export", "{disk}/out"),
    "backup": ("db", "backup", "{disk}/copy.db"),
    "restore": ("--db", "{disk}/new.db", "db", "restore", "{kept}/copy.db"),
    "restore an export": ("--db", "{disk}/new.db", "db", "restore", "{kept}/out"),
    "replace": ("db", "restore", "{kept}/copy.db", "--replace"),
}
LOGS = ("-wal", "-shm")
"""What SQLite keeps beside a database and takes away itself."""


def left_behind(disk: Path) -> set[str]:
    """Return the names of what lies on the disk beside the office and what fills it up."""
    names = {path.name for path in disk.iterdir() if not path.name.endswith(LOGS)}
    return names - {"office.db", "filler"}


def assert_nothing_half_done(ended: Ended, disk: Path) -> None:
    """A command that found no room says so in a sentence, and leaves nothing but a backup that is whole."""
    assert (ended.code, one_sentence(ended)) == (6, True), ended.stderr
    assert "room" in ended.stderr or "No space left" in ended.stderr
    former = {name for name in left_behind(disk) if ".before-" in name}
    assert left_behind(disk) == former
    for name in (name for name in former if not name.endswith(".sha256")):
        assert name in ended.stderr
        assert verify_copy(disk / name, lambda name: lambda count: None).sound


@pytest.fixture(scope="module")
def kept(forks: Runner, rich_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a backup and an export of the rich office, made once."""
    folder = tmp_path_factory.mktemp("kept")
    source = Path(shutil.copy(rich_template, folder / "office.db"))
    run = runs_in(forks, source, folder)
    assert (run("db", "backup", str(folder / "copy.db")).code, run("export", str(folder / "out")).code) == (0, 0)
    return folder


@pytest.mark.parametrize("what", list(KEEPING))
def test_p02_what_keeps_an_office_leaves_nothing_half_done_on_a_full_disk(
    forks: Runner, what: str, small_disk: Path, kept: Path, rich_path: Path, tmp_path: Path
) -> None:
    source = rich_path
    if what == "upgrade":
        source = tmp_path / "old.db"
        make_old(str(source), known_revisions()[0], rich_path)
    command = [word.format(disk=small_disk, kept=kept) for word in KEEPING[what]]
    path = small_disk / "office.db"
    failed = 0
    for left in LEFT:
        shutil.copy(source, path)
        before = content(path)
        fill(small_disk, left)
        ended = runs_in(forks, path, tmp_path)(*command)
        (small_disk / "filler").unlink()
        if ended.code == 0:
            break
        failed += 1
        assert_nothing_half_done(ended, small_disk)
        assert content(path) == before
        for file in small_disk.iterdir():
            file.unlink()
    else:
        shutil.copy(source, path)
        assert runs_in(forks, path, tmp_path)(*command).code == 0
    assert failed >= 2
    assert_whole(small_disk / "new.db" if "--db" in command else path)


def erased(forks: Runner, disk: Path, path: Path, source: Path, folder: Path, left: int) -> Ended:
    """Erase the first person of an office on a disk with so much room left."""
    for file in disk.iterdir():
        file.unlink()
    shutil.copy(source, path)
    fill(disk, left)
    ended = runs_in(forks, path, folder)("person", "erase", "1", "--why", "asked", "--yes")
    (disk / "filler").unlink()
    return ended


def test_p02_an_erasure_that_finds_no_room_says_what_it_did(
    forks: Runner, small_disk: Path, office_path: Path, tmp_path: Path
) -> None:
    assert runs_in(forks, office_path, tmp_path)("log", "call with Milan +Giulia Bianchi re kits", "--yes").code == 0
    path = small_disk / "office.db"
    nothing, half, whole = 0, 0, 0
    for left in (*LEFT, 4 << 20):
        shutil.copy(office_path, path)
        before = content(path)
        ended = erased(forks, small_disk, path, office_path, tmp_path, left)
        if ended.code == 0:
            whole += 1
        elif "nothing was saved" in ended.stderr:
            nothing += 1
            assert content(path) == before
            assert ended.stdout == ""
        else:
            half += 1
            assert "The erasure is saved, but" in ended.stderr
            assert "Erased person 1" in ended.stdout
            assert runs_in(forks, path, tmp_path)("db", "scrub").code == 0
        assert ended.code in (0, 6)
        if ended.code == 0 or half:
            with closing(open_database(str(path))) as database:
                assert "bianchi" not in everything_written(database)
            assert (small_disk / "office.db.erasures").exists()
        assert_whole(path)
    assert min(nothing, half, whole) > 0, (nothing, half, whole)


def test_p02_verifying_without_room_for_its_copy_calls_nothing_damaged(
    small_disk: Path, rich_path: Path, tmp_path: Path
) -> None:
    for left in LEFT[1:]:  # on a disk with no room at all Python chooses another folder for temporary files
        fill(small_disk, left)
        ended = starts_in(rich_path, tmp_path, TMPDIR=str(small_disk))("db", "verify")
        assert (ended.code, one_sentence(ended)) == (6, True), ended.stderr
        assert f"{small_disk}, has no room for the copy" in ended.stderr
        assert "damaged" not in ended.stdout + ended.stderr
        assert [path.name for path in small_disk.iterdir()] == ["filler"]
        (small_disk / "filler").unlink()


def steps_refused_without_room(path: Path) -> list[str]:
    """Return what refuses a database this release's schema while it may not grow by a page, as on a full disk."""
    with closing(open_database(str(path))) as database, database.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        return list(refused_steps(connection))


def test_p02_a_schema_that_finds_no_room_to_be_tried_is_not_called_broken(rich_path: Path, tmp_path: Path) -> None:
    make_old(str(tmp_path / "old.db"), known_revisions()[0], rich_path)
    with pytest.raises(DatabaseFull):
        steps_refused_without_room(tmp_path / "old.db")
