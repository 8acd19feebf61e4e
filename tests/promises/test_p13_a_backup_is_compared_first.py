"""P13: a backup is restored and compared before it is called a backup."""

from __future__ import annotations

import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.rich_office import build_rich, desk_of
from trustcrm.domain.nouns import Note
from trustcrm.errors import DatabaseUnusable, Refused
from trustcrm.services.keeping.backup import back_up
from trustcrm.services.keeping.export import export
from trustcrm.services.keeping.private import sum_beside
from trustcrm.services.keeping.restore import restore
from trustcrm.services.keeping.verify import verify_copy
from trustcrm.services.record import record
from trustcrm.store.engine import Database, open_database

PROGRAM = (sys.executable, "-c", "import sys; from trustcrm.cli import main; sys.exit(main())")


def quietly(count: int) -> None:
    """Tell nobody how far it has come."""


def octets_of(database: Database, folder: Path) -> dict[str, bytes]:
    export(database, folder, quietly)
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_p13_a_backup_restores_to_the_same_office(rich: Database, tmp_path: Path) -> None:
    made = back_up(rich, tmp_path / "kept.db", quietly)
    assert made.doubts == ()
    assert verify_copy(made.path, lambda name: quietly).sound
    restore(made.path, str(tmp_path / "new.db"), quietly)
    with closing(open_database(str(tmp_path / "new.db"))) as again:
        assert octets_of(again, tmp_path / "b") == octets_of(rich, tmp_path / "a")


@pytest.mark.postgresql
def test_p13_a_backup_of_a_server_is_a_file_and_restores_into_either(
    tmp_path: Path, blank_on_server: Callable[[], str]
) -> None:
    address, other = blank_on_server(), blank_on_server()
    with closing(open_database(address)) as database:
        build_rich(database)
        made = back_up(database, tmp_path / "kept.db", quietly)
        wanted = octets_of(database, tmp_path / "a")
    assert verify_copy(made.path, lambda name: quietly).sound
    for place, target in enumerate((other, str(tmp_path / "new.db"))):
        restore(made.path, target, quietly)
        with closing(open_database(target)) as again:
            assert octets_of(again, tmp_path / f"b{place}") == wanted


@pytest.mark.parametrize(("old", "new"), [(b"Nagoya", b"Nagoyo"), (b"SQLite format 3\0", b"SQLite format 4\0")])
def test_p13_a_copy_damaged_before_it_is_compared_is_no_backup(
    rich: Database, tmp_path: Path, old: bytes, new: bytes
) -> None:
    """The disk writes something else than it was given, just before the copy is read again."""
    written = tmp_path / ".kept.db.writing"

    def damage(count: int) -> None:
        content = written.read_bytes()
        if old in content:
            written.write_bytes(content.replace(old, new, 1))

    with pytest.raises(DatabaseUnusable):
        back_up(rich, tmp_path / "kept.db", damage)
    assert not list(tmp_path.glob("*kept*"))


def test_p13_a_damaged_office_gives_no_backup(rich_path: Path, tmp_path: Path) -> None:
    content = bytearray(rich_path.read_bytes())
    for page in range(40, 80):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    rich_path.write_bytes(content)
    with closing(open_database(str(rich_path))) as database, pytest.raises(DatabaseUnusable):
        back_up(database, tmp_path / "kept.db", quietly)
    assert not list(tmp_path.glob("*kept*"))


def test_p13_no_room_on_the_disk_leaves_nothing_that_looks_like_a_backup(rich_path: Path, tmp_path: Path) -> None:
    """The system lets no file grow beyond 200,000 octets: what a disk with no more room does to a writer."""
    done = subprocess.run(
        [*PROGRAM, "--db", str(rich_path), "db", "backup", str(tmp_path / "kept.db")],
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)),
    )  # fmt: skip
    assert done.returncode == 6, done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("*kept*"))
    assert done.stdout == ""


def test_p13_a_backup_never_overwrites(rich: Database, tmp_path: Path) -> None:
    (tmp_path / "kept.db").write_bytes(b"something")
    with pytest.raises(Refused, match="there already"):
        back_up(rich, tmp_path / "kept.db", quietly)
    assert (tmp_path / "kept.db").read_bytes() == b"something"
    (tmp_path / "other.db.sha256").write_bytes(b"a sum")
    with pytest.raises(Refused, match="there already"):
        back_up(rich, tmp_path / "other.db", quietly)
    assert (tmp_path / "other.db.sha256").read_bytes() == b"a sum"


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_p13_a_backup_taken_while_others_write_is_one_state_of_the_office(
    rich_path: Path, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    address = str(rich_path)
    if kind == "postgresql":
        address = request.getfixturevalue("blank_on_server")()
        restore_from(rich_path, address, tmp_path)
    stop = threading.Event()
    failed: list[Exception] = []
    written: list[tuple[int, ...]] = []

    def write() -> None:
        with closing(open_database(address)) as database:
            try:
                while not stop.is_set():
                    both = (Note(words=f"note {len(written)}", about_noun="city", about_row=row) for row in (1, 2))
                    written.append(record(desk_of(database, "Bo"), "add", "notes", *both).ids)
            except Exception as error:
                failed.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with closing(open_database(address)) as database:
            for turn in range(2):
                before = len(written)
                made = back_up(database, tmp_path / f"kept{turn}.db", quietly)
                assert len(written) > before or turn == 0
                with closing(sqlite3.connect(f"{made.path.as_uri()}?mode=ro", uri=True)) as copy:
                    sums = "SELECT COUNT(*), COUNT(*) FILTER (WHERE about_row = 1) FROM note WHERE words LIKE 'note %'"
                    notes, half = copy.execute(sums).fetchone()
                assert notes == 2 * half >= 2 * before
    finally:
        stop.set()
        writer.join()
    assert failed == []
    assert all(verify_copy(tmp_path / f"kept{turn}.db", lambda name: quietly).sound for turn in range(2))


def restore_from(path: Path, address: str, folder: Path) -> None:
    with closing(open_database(str(path))) as database:
        made = back_up(database, folder / "first.db", quietly)
    restore(made.path, address, quietly)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="this machine has no sha256sum")
def test_p13_its_sum_is_checked_by_a_program_of_the_system(rich: Database, tmp_path: Path) -> None:
    made = back_up(rich, tmp_path / "kept.db", quietly)
    done = subprocess.run(
        ["sha256sum", "-c", sum_beside(made.path).name], cwd=tmp_path, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"kept.db: OK\n")
    assert made.path.stat().st_mode & 0o777 == 0o600
