"""P3: two processes editing one record lose no update; the conflict shows mine, theirs and the original."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner

from tests.conftest import at_desk
from trustcrm.cli.app import main, root
from trustcrm.cli.noun_words import told
from trustcrm.domain.kept import Kept
from trustcrm.domain.noun import Record, fields_of
from trustcrm.domain.nouns import MERGEABLE, NOUNS, City, Organisation, Person, Tie
from trustcrm.services.browse import Listed, one
from trustcrm.services.desk import Desk
from trustcrm.services.record import record
from trustcrm.store.engine import open_database

Trustcrm = Callable[..., subprocess.CompletedProcess[str]]

COUNTER = """
import os, sys
from trustcrm.errors import Conflict
from trustcrm.office import Premises, Wishes
from trustcrm.services.browse import one
from trustcrm.services.record import correct

office = Premises(Wishes(database=sys.argv[1], actor=sys.argv[2], no_plugins=True, environ=os.environ)).enter()
print("ready", flush=True)
sys.stdin.readline()
refused = 0
for _ in range(int(sys.argv[3])):
    while True:
        seen = one(office.desk, "tie", 1).kept
        try:
            correct(office.desk, "tie", 1, {"cadence_days": seen.record.cadence_days + 1}, version=seen.version)
            break
        except Conflict:
            refused += 1
print(refused)
"""
"""Adds one to a number again and again, reading it anew wherever somebody else was faster."""

SETTER = """
import os, sys
from trustcrm.office import Premises, Wishes
from trustcrm.services.record import correct

office = Premises(Wishes(database=sys.argv[1], actor=sys.argv[2], no_plugins=True, environ=os.environ)).enter()
print("ready", flush=True)
sys.stdin.readline()
for turn in range(int(sys.argv[4])):
    correct(office.desk, "tie", 1, {sys.argv[3]: f"{sys.argv[2]} {turn}"})
"""
"""Sets one field again and again without saying which version it saw."""


@contextmanager
def _opened(address: str) -> Iterator[Desk]:
    database = open_database(address)
    try:
        yield at_desk(database)
    finally:
        database.close()


@pytest.fixture
def office(address: str) -> str:
    """An office with a tie that two colleagues work at, and two of each thing that can be merged."""
    with _opened(address) as desk:
        record(
            desk, "add", "all",
            City(name="Nagoya", country="JP"), Tie(one=1, other=2, cadence_days=100),
            City(name="Nagoja"), Organisation(name="Port"), Organisation(name="The Port"),
            Person(name="Ann"), Person(name="Anne"),
        )  # fmt: skip
    return address


@pytest.fixture
def trustcrm(office: str, tmp_path: Path) -> Trustcrm:
    """Run the program in a process of its own, as `trustcrm("Ben", "city", "show", "2")`."""
    environ = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_DATA_HOME": str(tmp_path / "data")}

    program = [sys.executable, "-c", "import sys; from trustcrm.cli import main; sys.exit(main())"]

    def run(actor: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*program, "--db", office, "--as", actor, "--no-plugins", *arguments],
            capture_output=True, text=True, env=environ, check=False,
        )  # fmt: skip

    return run


def _at_once(script: str, office: str, arguments: Sequence[Sequence[str]]) -> list[str]:
    """Run a script in one process for each of `arguments`, none of them before all are ready."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", script, office, *own], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for own in arguments
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    answers = [worker.communicate()[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * len(workers)
    return answers


def test_p03_two_processes_counting_in_one_field_lose_no_count(office: str) -> None:
    refused = _at_once(COUNTER, office, [("Ben", "25"), ("Cleo", "25")])
    with _opened(office) as desk:
        kept = one(desk, "tie", 1).kept
    assert cast(Tie, kept.record).cadence_days == 150
    assert kept.version == 51
    assert all(int(count) >= 0 for count in refused)


def test_p03_fields_set_by_two_processes_at_once_are_both_kept(office: str) -> None:
    _at_once(SETTER, office, [("Ben", "origin", "25"), ("Cleo", "why", "25")])
    with _opened(office) as desk:
        kept = one(desk, "tie", 1).kept
    tie = cast(Tie, kept.record)
    assert (tie.origin, tie.why, kept.version) == ("Ben 24", "Cleo 24", 51)


def test_p03_a_conflict_shows_mine_theirs_and_the_original(trustcrm: Trustcrm) -> None:
    seen = json.loads(trustcrm("Ben", "city", "show", "2", "--json").stdout)["version"]
    assert trustcrm("Cleo", "city", "correct", "2", "--region", "Aichi", "--alias", "名古屋").returncode == 0
    assert trustcrm("Dan", "city", "correct", "2", "--region", "Chubu").returncode == 0
    mine = ("city", "correct", "2", "--region", "Tokai", "--time-zone", "Asia/Tokyo", "--version", str(seen))

    refused = trustcrm("Ben", *mine)
    assert refused.returncode == 5
    assert refused.stdout == ""
    sentence, *table = refused.stderr.splitlines()
    assert sentence.startswith("City 2 was changed meanwhile by Cleo and Dan (it stands at version 3, you saw 1);")
    assert [line.split() for line in table] == [
        ["field", "you", "saw", "now", "you", "wanted"],
        ["region", "nothing", "Chubu", "Tokai"],
        ["aliases", "nothing", "名古屋", "nothing"],
        ["time", "zone", "nothing", "nothing", "Asia/Tokyo"],
    ]

    told = trustcrm("Ben", *mine, "--json")
    assert told.returncode == 5
    conflict = json.loads(told.stdout)
    assert (conflict["noun"], conflict["id"], conflict["seen"], conflict["present"]) == ("city", 2, 1, 3)
    assert [(one["actor"], one["verb"]) for one in conflict["meanwhile"]] == [("Cleo", "correct"), ("Dan", "correct")]
    assert conflict["fields"] == {
        "region": {"original": None, "theirs": "Chubu", "mine": "Tokai"},
        "aliases": {"original": [], "theirs": ["名古屋"], "mine": []},
        "time_zone": {"original": None, "theirs": None, "mine": "Asia/Tokyo"},
    }

    after = json.loads(trustcrm("Ben", "city", "show", "2", "--json").stdout)
    assert (after["region"], after["time_zone"], after["version"]) == ("Chubu", None, 3)
    again = trustcrm("Ben", *mine[:-1], str(after["version"]))
    assert again.returncode == 0


def test_p03_a_reference_in_a_conflict_is_told_by_its_title(trustcrm: Trustcrm) -> None:
    assert trustcrm("Cleo", "tie", "correct", "1", "--other", "3").returncode == 0
    refused = trustcrm("Ben", "tie", "correct", "1", "--other", "Port", "--version", "1")
    assert refused.returncode == 5
    assert "other  2 Nagoya (JP)  3 Nagoja  Port" in refused.stderr


@pytest.mark.parametrize(
    ("changing", "stale"),
    [
        (("tie", "correct", "1", "--why", "x"), ("tie", "withdraw", "1", "--version", "1")),
        (("tie", "withdraw", "1"), ("tie", "correct", "1", "--why", "x", "--version", "1")),
        (("city", "correct", "2", "--region", "x"), ("city", "merge", "2", "3", "--version", "1")),
        (("city", "correct", "3", "--region", "x"), ("city", "merge", "2", "3", "--goes-version", "1")),
        (("organisation", "merge", "4", "5"), ("organisation", "unmerge", "5", "--version", "1")),
        (("person", "merge", "1", "2"), ("person", "correct", "2", "--died-on", "2020-01-01", "--version", "1")),
    ],
    ids=lambda words: " ".join(words),
)
def test_p03_no_verb_goes_over_what_somebody_changed_meanwhile(
    office: str, capsys: pytest.CaptureFixture[str], changing: Sequence[str], stale: Sequence[str]
) -> None:
    def run(actor: str, *arguments: str) -> tuple[int, Any]:
        code = main(["--db", office, "--as", actor, "--no-plugins", *arguments, "--json"])
        return code, json.loads(capsys.readouterr().out)

    assert run("Cleo", *changing)[0] == 0
    before = run("Ben", "history")
    code, conflict = run("Ben", *stale)
    assert (code, conflict["present"]) == (5, 2)
    assert conflict["fields"]
    assert run("Ben", "history") == before


@pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun != "office"])
def test_p03_every_noun_says_its_version_and_takes_it_back(noun: str) -> None:
    for verb in ("correct", "withdraw", *(("merge", "unmerge") if noun in MERGEABLE else ())):
        assert "--version" in CliRunner().invoke(root, [noun, verb, "--help"]).output, verb
    listed = Listed(kept=Kept(id=1, record=_blank(noun), version=7), title="", referred={})
    assert told(listed)["version"] == 7


def _blank(noun: str) -> Record:
    kind = NOUNS[noun]
    return kind(**{name: None for name, field in fields_of(kind).items() if field.required})
