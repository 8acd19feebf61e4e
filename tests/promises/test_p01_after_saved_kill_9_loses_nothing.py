"""P1: after "saved", kill -9 at any moment loses nothing, and what was not yet saved is whole or absent.

Real processes are ended by SIGKILL: at moments spread over their whole life, and gathered where they write. What a
process had answered, or ended well after, is acknowledged.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.promises.offices_at_work import WARM, assert_sound, assert_whole, changes, content, home, stand_still
from tests.promises.real_processes import Ended, Process, Runner, runner_of, start_whole
from tests.promises.test_p14_older_databases_open import make_old
from trustcrm.store.revisions import known_revisions

LOGS, KILLS, WHOLE_STARTS = (80, 24, 20) if "TRUSTCRM_TESTS_THOROUGH" in os.environ else (24, 6, 5)
"""How often the running log is killed, each other verb, and a process that starts its interpreter."""
IMPORTED = 2500
CITIES = ("Nagoya", "Bordeaux", "Berlin", "Eilat", "Lusaka", "Mumbai", "Busan", "Vilnius", "Tehran", "Taipei")

Start = Callable[..., Process]


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Draw moments; the same ones in every run, up to the machine's own haste."""
    return random.Random(request.node.name)


@pytest.fixture
def still_office(office_path: Path) -> Path:
    """An office whose clock stands still, so that the same command always comes to the same."""
    stand_still(str(office_path))
    return office_path


@pytest.fixture
def runner(still_office: Path, tmp_path: Path) -> Iterator[Runner]:
    """Fork processes of the command line that work in the office of this test."""
    spare = tmp_path / "spare.db"
    shutil.copy(still_office, spare)
    with runner_of(home(still_office, tmp_path), [("--db", str(spare), *told) for told in WARM]) as made:
        yield made


@dataclass(frozen=True)
class Pace:
    """How long a command lives, and how long before its end it begins to write, in seconds."""

    life: float
    writing: float

    @classmethod
    def of(cls, process: Process, log: Path) -> Pace:
        """Watch a process from its start to its end; it must end well."""
        began = time.monotonic()
        wrote, already = None, _touched(log)
        while not process.has_said():
            if wrote is None and _touched(log) not in (already, (0, 0)):
                wrote = time.monotonic()
            time.sleep(0.0005)
        ended = process.ended()
        assert ended.code == 0, ended.stderr
        now = time.monotonic()
        return cls(now - began, now - (wrote or began))

    def after(self, ended: Ended) -> Pace:
        """Return a quicker one after a kill that came too late, else a slower one: machines have other things to do."""
        change = 0.9 if ended.code == 0 else 1.05
        return Pace(change * self.life, change * self.writing)


def _touched(path: Path) -> tuple[int, int]:
    """Return what tells whether a file was written to since."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def kill_at_some_moment(process: Process, pace: Pace, log: Path, chance: random.Random) -> Ended:
    """End a process by SIGKILL somewhere in its life or, every other time, from where its log begins to grow."""
    already = _touched(log)
    moment = chance.uniform(0, 1.1 * pace.life)
    if chance.random() < 0.5:
        moment = chance.uniform(0, 1.2 * pace.writing)
        limit = time.monotonic() + 3 * pace.life
        while _touched(log) in (already, (0, 0)) and not process.has_said() and time.monotonic() < limit:
            time.sleep(0.0002)
    until = time.monotonic() + moment
    while time.monotonic() < until:
        time.sleep(0.0002)
    return process.killed()


def kills(count: int, fates: dict[str, int]) -> Iterator[int]:
    """Number so many kills, and some more where almost all of them came too late to find anything undone."""
    yield from range(count)
    for number in range(count, 5 * count):
        if fates["absent"] > count // 10:
            return
        yield number


def write_calls(path: Path, count: int) -> Path:
    """Write a table of calls with cities the office does not know yet."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["kind", "giver", "receiver", "on", "words"])
        for number in range(count):
            rows.writerow(["call", "Los Angeles", CITIES[number % len(CITIES)], "2019-05-06", f"call {number}"])
    return path


ENTRY = "call with Milan +Giulia Conti re kits no {}, they offer 5000 masks, friday follow up #health"
ANSWER = re.compile(r"Logged .*\(change (\d+)\)")


def log_and_kill(start: Start, path: Path, count: int, chance: random.Random) -> None:
    """Log again and again into one office, killed each time; nothing acknowledged is ever missing afterwards."""
    log = path.with_name(path.name + "-wal")
    pace = Pace.of(start("log", ENTRY.format("first"), "--yes"), log)
    saved = changes(path)
    fates = {"saved and said": 0, "saved unsaid": 0, "absent": 0}
    for number in kills(count, fates):
        summary = ENTRY.format(number)[:80]
        ended = kill_at_some_moment(start("log", ENTRY.format(number), "--yes"), pace, log, chance)
        said = ANSWER.search(ended.stdout)
        now = changes(path)
        new = {change: told for change, told in now.items() if change not in saved}
        assert now == saved | new, "something acknowledged is gone"
        assert list(new.values()) in ([], [summary]), "something else than the command in flight was saved"
        if said or ended.code == 0:
            assert list(new) == ([int(said[1])] if said else list(new)) != []
        fates["saved and said" if said else "saved unsaid" if new else "absent"] += 1
        assert_whole(path)
        saved = now
        pace = pace.after(ended)
    assert fates["absent"] > count // 10, fates
    assert start("log", ENTRY.format("last"), "--yes").ended().code == 0
    assert len(changes(path)) == len(saved) + 1


def test_p01_what_was_called_saved_outlives_every_kill(
    runner: Runner, still_office: Path, chance: random.Random
) -> None:
    log_and_kill(runner.start, still_office, LOGS, chance)


def test_p01_a_kill_while_python_starts_loses_nothing(
    still_office: Path, tmp_path: Path, chance: random.Random
) -> None:
    def start(*arguments: str) -> Process:
        return start_whole(home(still_office, tmp_path), *arguments)

    log_and_kill(start, still_office, WHOLE_STARTS, chance)


def _log(run: Callable[..., Ended], folder: Path) -> tuple[str, ...]:
    run("log", ENTRY.format(0), "--yes")
    return "log", ENTRY.format(1), "--yes"


def _import(run: Callable[..., Ended], folder: Path) -> tuple[str, ...]:
    return "import", "table", str(write_calls(folder / "calls.csv", IMPORTED)), "--set", "noun=interaction"


def _undo(run: Callable[..., Ended], folder: Path) -> tuple[str, ...]:
    run(*_log(run, folder))
    return ("undo",)


def _batches_undo(run: Callable[..., Ended], folder: Path) -> tuple[str, ...]:
    run(*_import(run, folder))
    return "batches", "undo", "1"


def _merge(run: Callable[..., Ended], folder: Path) -> tuple[str, ...]:
    for entry in range(8):
        whom = ("Milan +Giulia", "Turin +Marco")[entry % 2]
        run("log", f"call with {whom} re kits {entry}, friday follow up", "--yes")
    return "city", "merge", "Milan", "Turin"


def _unmerge(run: Callable[..., Ended], folder: Path) -> tuple[str, ...]:
    command = _merge(run, folder)
    shown = json.loads(run("city", "show", "Turin", "--json").stdout)
    run(*command)
    return "city", "unmerge", str(shown["id"])


def _upgrade(run: Callable[..., Ended], folder: Path) -> tuple[str, ...]:
    """Put a database in the office's place as the first release left it."""
    for entry in range(6):
        run("log", f"call with Milan +Giulia re kits {entry}, they offer 5 masks", "--yes")
    rich = folder / "rich.db"
    (folder / "office.db").rename(rich)
    make_old(str(folder / "office.db"), known_revisions()[0], rich)
    return "db", "upgrade"


def _erase(run: Callable[..., Ended], folder: Path) -> tuple[str, ...]:
    for entry in range(6):
        run("log", f"call with Milan +Giulia re kits {entry}, friday follow up", "--yes")
    return "person", "erase", "Giulia", "--why", "asked to be", "--yes"


VERBS = {
    "import": _import, "undo": _undo, "batches undo": _batches_undo, "merge": _merge, "unmerge": _unmerge,
    "upgrade": _upgrade, "erase": _erase,
}  # fmt: skip


def parts_of(*contents: dict[str, list[str]]) -> list[list[dict[str, list[str]]]]:
    """Return contents owner by owner: an upgrade saves core's tables as a whole, and then those of each plugin."""
    versions = {name for one in contents for name in one if name.startswith("plugin_") and name.endswith("_version")}
    owners = tuple(sorted((name.removesuffix("version") for name in versions), key=len, reverse=True))
    found = {
        owner: [{name: rows for name, rows in one.items() if name.startswith(owner)} for one in contents]
        for owner in owners
    }
    core = [{name: rows for name, rows in one.items() if not name.startswith(owners)} for one in contents]
    return [core, *found.values()]


@pytest.mark.parametrize("verb", VERBS)
def test_p01_a_command_that_is_killed_is_whole_or_absent(
    runner: Runner, still_office: Path, tmp_path: Path, chance: random.Random, verb: str
) -> None:
    def run(*arguments: str) -> Ended:
        ended = runner.run(*arguments)
        assert ended.code == 0, ended.stderr
        return ended

    command = VERBS[verb](run, tmp_path)
    killed = tmp_path / "killed.db"
    log = killed.with_name("killed.db-wal")
    before = content(still_office)
    shutil.copy(still_office, killed)
    pace = Pace.of(runner.start(*command, TRUSTCRM_DB=str(killed)), log)
    after = content(killed)
    assert_whole(killed)
    if verb != "upgrade":
        assert_whole(still_office)
    assert after != before
    fates = {"whole": 0, "absent": 0}
    for _ in kills(KILLS, fates):
        for left in tmp_path.glob("killed.db*"):
            left.unlink()
        shutil.copy(still_office, killed)
        ended = kill_at_some_moment(runner.start(*command, TRUSTCRM_DB=str(killed)), pace, log, chance)
        now = content(killed)
        for part in parts_of(before, now, after):
            assert part[1] in (part[0], part[2]), "half of it was saved"
        assert verb == "upgrade" or now in (before, after), "half of it was saved"
        if ended.stdout or ended.code == 0:
            assert now == after, "it had answered"
        fates["absent" if now == before else "whole"] += 1
        if verb == "upgrade":
            assert runner.run(*command, TRUSTCRM_DB=str(killed)).code == 0, "it goes on from where it was"
            assert content(killed) == after
        assert_sound(killed)
        pace = pace.after(ended)
    assert fates["absent"] > KILLS // 10, fates


def test_p01_a_killed_backup_leaves_a_whole_one_or_none(
    runner: Runner, still_office: Path, tmp_path: Path, chance: random.Random
) -> None:
    runner.run(*_import(runner.run, tmp_path))
    before = content(still_office)
    place = tmp_path / "kept"
    began = time.monotonic()
    for number in range(-1, KILLS // 2):
        place.mkdir()
        process = runner.start("db", "backup", str(place / "kept.db"))
        if number < 0:
            assert process.ended().code == 0
            life = time.monotonic() - began
        else:
            time.sleep(chance.uniform(0, 1.1 * life))
            ended = process.killed()
            assert (place / "kept.db").exists() or not ended.stdout
        if (place / "kept.db").exists():
            verified = runner.run("db", "verify", str(place / "kept.db"))
            assert verified.code == 0 or not (place / "kept.db.sha256").exists(), verified.stderr
        assert content(still_office) == before
        shutil.rmtree(place)
