"""A quick start: nothing heavy is loaded before a command needs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

HEAVY = ("sqlalchemy", "alembic", "textual", "icalendar", "numpy", "dateparser", "rapidfuzz", "python_calamine")

STARTS = {
    "the program": "from trustcrm.cli import program; import sys; sys.argv[1:] = ['--help']; program()",
    "help": "from trustcrm.cli import main; main(['--help'])",
    "version": "from trustcrm.cli import main; main(['--version'])",
    "plugin": "import trustcrm.plugin",
    "a command's help": "from trustcrm.cli import main; main(['overview', '--help'])",
}


def run_python(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def loaded_by(start: str, names: Sequence[str], folder: Path) -> list[str]:
    """Return which of `names` are imported after a start that went well."""
    code = f"import sys\n{start}\nprint(*[name for name in {names!r} if name in sys.modules], file=sys.stderr)"
    done = run_python(code, folder)
    assert done.returncode == 0, done.stderr
    return done.stderr.split()


@pytest.mark.parametrize("start", STARTS)
def test_starting_loads_nothing_heavy(start: str, tmp_path: Path) -> None:
    assert loaded_by(STARTS[start], HEAVY, tmp_path) == []


@pytest.mark.parametrize("start", ["help", "version"])
def test_starting_makes_no_nouns_and_parses_no_metadata(start: str, tmp_path: Path) -> None:
    slow = ("trustcrm.domain.nouns", "importlib.metadata", "tomllib", "logging", "anyascii", "zoneinfo")
    assert loaded_by(STARTS[start], slow, tmp_path) == []


def test_the_collector_waits_until_an_office_is_open(tmp_path: Path) -> None:
    path = str(tmp_path / "office.db")
    code = (
        "import gc, sys; from trustcrm.cli import program; from trustcrm.cli.session import Session\n"
        "entered = Session._entered\n"
        "def watch(session, office):\n"
        "    before = gc.isenabled()\n"
        "    kept = entered(session, office)\n"
        "    print(before, gc.isenabled(), file=sys.stderr)\n"
        "    return kept\n"
        "Session._entered = watch\n"
        f"sys.argv[1:] = ['--db', {path!r}, 'city', 'list']\n"
        "program()"
    )
    run_python(f"from trustcrm.cli import main; main(['--db', {path!r}, 'init', '--home', 'Milan'])", tmp_path)
    assert "False True" in run_python(code, tmp_path).stderr.splitlines()


def test_logging_a_contact_loads_only_what_it_needs(tmp_path: Path) -> None:
    path = str(tmp_path / "office.db")
    start = f"from trustcrm.cli import main; main(['--db', {path!r}, 'init', '--home', 'Milan, IT'])"
    assert run_python(start, tmp_path).returncode == 0
    words = ["--db", path, "log", "call with Turin re masks", "--yes", "--json"]
    log = f"from trustcrm.cli import main; main({words!r})"
    assert run_python(log, tmp_path).returncode == 0  # from here on the office knows Turin, and asks no gazetteer
    other_rooms = (
        "trustcrm.services.readings", "trustcrm.services.importing", "trustcrm.services.undo",
        "trustcrm.domain.readings.beta_habit", "trustcrm.store.queries.evidence", "trustcrm.store.transfer",
        "sqlalchemy.orm", "sqlalchemy.dialects.postgresql", "alembic", "psycopg", "rapidfuzz", "numpy",
    )  # fmt: skip
    assert loaded_by(log, ("trustcrm.services.log", *other_rooms), tmp_path) == ["trustcrm.services.log"]
