"""What a command says, and keeps, on a bad day: real processes, real locks, and the database looked at after."""

from __future__ import annotations

import csv
import hashlib
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.offices import ask, everything_in
from trustcrm.store import turns
from trustcrm.store.engine import Database

pytestmark = pytest.mark.both_engines

TRUSTCRM = (sys.executable, "-c", "import sys; from trustcrm.cli import main; sys.exit(main())")


def content_of(address: str | Path) -> str:
    """Return a fingerprint of everything an office's database holds, its journal included."""
    return hashlib.sha256("\n".join(everything_in(str(address))).encode()).hexdigest()


def one_sentence(stderr: str) -> bool:
    return len(stderr.strip().splitlines()) == 1 and "Traceback" not in stderr


@pytest.fixture
def quiet_home(tmp_path: Path, address: str) -> dict[str, str]:
    return os.environ | {
        "TRUSTCRM_DB": address,
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
    }


@pytest.fixture
def many_partners(tmp_path: Path) -> Path:
    path = tmp_path / "partners.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "website"])
        for number in range(60_000):
            writer.writerow([f"Partner {number}", f"https://partner{number}.example/{'about-us/' * 40}"])
    return path


def is_being_written(office_path: Path) -> bool:
    """Return whether somebody is in the middle of a change: nobody else gets to write then."""
    with closing(sqlite3.connect(office_path, timeout=0, isolation_level=None)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        database.execute("ROLLBACK")
        return False


def test_ctrl_c_in_mid_import_keeps_nothing(office_path: Path, quiet_home: dict[str, str], many_partners: Path) -> None:
    pytest.importorskip("trustcrm_table", reason="the table plugin reads the file")
    ask(str(office_path), "PRAGMA wal_checkpoint(TRUNCATE)")
    before = content_of(office_path)
    importing = subprocess.Popen(
        [*TRUSTCRM, "import", "table", str(many_partners), "--set", "noun=organisation"],
        env=quiet_home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's job in the background ignores it
    )  # fmt: skip
    started = time.monotonic()
    while not is_being_written(office_path):
        assert importing.poll() is None, importing.communicate()
        assert time.monotonic() - started < 120, "the import never began to write"
        time.sleep(0.01)
    importing.send_signal(signal.SIGINT)
    _, said = importing.communicate(timeout=60)
    assert importing.returncode == 130, said
    assert "Stopped" in said
    assert content_of(office_path) == before


def test_a_full_disk_is_said_plainly_and_changes_nothing(office_path: Path, quiet_home: dict[str, str]) -> None:
    before = content_of(office_path)
    limit = 128 * 1024  # no file may grow beyond: the log, in which these words alone take more

    def fill_the_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    words = "x" * 99_000
    result = subprocess.run(
        [*TRUSTCRM, "interaction", "add", "call", "--with", "Milan", "--on", "2019-05-06", "--words", words],
        env=quiet_home | {"PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, text=True, preexec_fn=fill_the_disk,
    )  # fmt: skip
    assert result.returncode == 6, result.stderr
    assert one_sentence(result.stderr), result.stderr
    assert "nothing was saved" in result.stderr
    assert content_of(office_path) == before


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv takes the right to overrule permissions away")
def test_a_read_only_database_can_be_read_and_says_why_it_cannot_be_written(
    office_path: Path, quiet_home: dict[str, str]
) -> None:
    office_path.chmod(0o400)
    office_path.parent.chmod(0o500)
    ordinary = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] if os.getuid() == 0 else []
    try:
        read = subprocess.run([*ordinary, *TRUSTCRM, "city", "list"], env=quiet_home, capture_output=True, text=True)
        wrote = subprocess.run(
            [*ordinary, *TRUSTCRM, "window", "add", "Flood", "--starts-on", "2020-01-01"],
            env=quiet_home, capture_output=True, text=True,
        )  # fmt: skip
    finally:
        office_path.parent.chmod(0o700)
        office_path.chmod(0o600)
    assert (read.returncode, "Los Angeles" in read.stdout) == (0, True), read.stderr
    assert wrote.returncode == 6, wrote.stderr
    assert one_sentence(wrote.stderr), wrote.stderr


def test_a_locked_database_is_waited_for_and_then_said(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "BUSY_SECONDS", 0.2)
    with database.writing():
        result = run("window", "add", "Flood", "--starts-on", "2020-01-01")
    assert result.exit_code == 6
    assert "in use by another program" in result.stderr
    assert run("window", "add", "Flood", "--starts-on", "2020-01-01").exit_code == 0


def test_a_database_of_a_newer_release_is_left_alone(run: Run, address: str) -> None:
    ask(address, "UPDATE trustcrm_version SET version_num = '9999'")
    before = content_of(address)
    result = run("city", "list")
    assert result.exit_code == 6
    assert "newer release" in result.stderr
    assert one_sentence(result.stderr)
    assert content_of(address) == before


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("show", "Atlantis"), 3, "Atlantis"),
        (("explain", "Atlantis"), 3, "Atlantis"),
        (("city", "show", "999"), 3, "999"),
        (("city", "add", "Springfield"), 1, "Springfield"),
        (("interaction", "add", "call", "--with", "Milan", "--on", "2031-01-01"), 1, "ahead of today"),
        (("interaction", "add", "call", "--with", "Milan", "--on", "2020-02-31"), 2, "2020-02-31"),
        (("interaction", "add", "cal", "--with", "Milan", "--on", "2020-02-03"), 1, "'call'"),
        (("signal", "add", "praised us", "--with", "Milan", "--on", "2020-02-03"), 1, "witness"),
        (("import", "table", "/nonexistent.csv"), 2, "/nonexistent.csv"),
        (("undo", "999"), 3, "999"),
        (("batches", "undo", "999"), 3, "999"),
        (("plugins", "show", "nobody"), 3, "nobody"),
        (("import", "nosuchformat", __file__), 3, "nosuchformat"),
    ],
)
def test_bad_input_gets_one_sentence_and_the_documented_code(
    run: Run, address: str, arguments: tuple[str, ...], code: int, says: str
) -> None:
    before = content_of(address)
    result = run(*arguments)
    assert result.exit_code == code, result.output
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert content_of(address) == before


def test_units_are_never_mixed(run: Run) -> None:
    run(
        "contribution",
        "add",
        "masks",
        "--with",
        "Milan, IT",
        "--unit",
        "masks",
        "--state",
        "offered",
        "--on",
        "2020-03-01",
    )
    result = run(
        "contribution", "step", "1", "--state", "received", "--on", "2020-03-02", "--quantity", "5", "--unit", "t"
    )
    assert result.exit_code == 1
    assert "never mixed" in result.stderr
