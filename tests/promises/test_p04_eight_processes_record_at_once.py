"""P4: eight processes at work in one office at once: none fails, nothing is lost, no id is given twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.offices import SqliteOffices
from tests.promises.offices_at_work import WARM, assert_whole, changes, home, stand_still
from tests.promises.real_processes import Ended, Runner, runner_of
from trustcrm.store.engine import open_database

EIGHT, ROUNDS = 8, 4
ANSWER = re.compile(r"Logged .*\(change (\d+)\)")


@pytest.fixture
def runner(address: str, sqlite_offices: SqliteOffices, tmp_path: Path) -> Iterator[Runner]:
    """Fork processes of the command line that work in the office of this test."""
    stand_still(address)
    folder = tmp_path / "spare"
    folder.mkdir()
    spare = sqlite_offices.take(folder)
    with runner_of(home(address, tmp_path), [("--db", spare, *told) for told in WARM]) as made:
        yield made


def at_once(runner: Runner, *commands: tuple[str, ...]) -> list[Ended]:
    """Run commands in as many processes at the same time."""
    return [process.ended() for process in [runner.start(*command) for command in commands]]


def test_p04_eight_processes_record_at_once(runner: Runner, address: str) -> None:
    before = changes(address)
    told = [
        [f"call with Milan +Anna{who} re kits no {turn} of {who}, they offer 5 masks #a" for who in range(EIGHT)]
        for turn in range(ROUNDS)
    ]
    ended = [one for entries in told for one in at_once(runner, *(("log", entry, "--yes") for entry in entries))]
    assert [one.code for one in ended] == [0] * EIGHT * ROUNDS, [one.stderr for one in ended if one.code]
    answered = [int(found[1]) for one in ended if (found := ANSWER.search(one.stdout))]
    new = {change: summary for change, summary in changes(address).items() if change not in before}
    assert sorted(new) == sorted(answered) == sorted(set(answered))
    assert sorted(new.values()) == sorted(entry for entries in told for entry in entries)
    with closing(open_database(address)) as database, database.engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name FROM city WHERE name = 'Milan'").all()
        calls = connection.exec_driver_sql("SELECT id FROM interaction").all()
    assert len(names) == 1, "what all of them met for the first time was made once"
    assert len(calls) == EIGHT * ROUNDS
    assert_whole(address)


def test_p04_the_same_file_brought_by_eight_at_once_is_imported_once(
    runner: Runner, address: str, tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    table.write_text("name\n" + "".join(f"Person {number}\n" for number in range(300)), encoding="utf-8")
    ended = at_once(runner, *[("import", "table", str(table), "--set", "noun=person")] * EIGHT)
    assert [one.code for one in ended] == [0] * EIGHT, [one.stderr for one in ended if one.code]
    assert sorted("was imported before" in one.stderr for one in ended) == [False] + [True] * (EIGHT - 1)
    with closing(open_database(address)) as database, database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM person").scalar() == 300
    assert_whole(address)


def test_p04_a_change_that_eight_take_back_at_once_is_taken_back_once(runner: Runner, address: str) -> None:
    logged = runner.run("log", "call with Milan re kits, they offer 5 masks", "--yes")
    found = ANSWER.search(logged.stdout)
    assert found
    ended = at_once(runner, *[("undo", found[1])] * EIGHT)
    assert sorted(one.code for one in ended) == [0] + [1] * (EIGHT - 1), [one.stderr for one in ended]
    assert sum(summary.startswith(f"of change {found[1]},") for summary in changes(address).values()) == 1
    assert_whole(address)


def test_p04_who_records_while_a_long_import_runs_waits_and_is_saved(
    runner: Runner, address: str, tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    table.write_text("name\n" + "".join(f"Person {number}\n" for number in range(4000)), encoding="utf-8")
    before = changes(address)
    importing = runner.start("import", "table", str(table), "--set", "noun=person")
    others = at_once(runner, *(("log", f"call with Milan re kits {who}", "--yes") for who in range(4)))
    imported = importing.ended()
    assert [one.code for one in (imported, *others)] == [0] * 5, [one.stderr for one in (imported, *others)]
    assert len(changes(address)) == len(before) + 5
    assert_whole(address)


@pytest.mark.only_sqlite
def test_p04_eight_that_start_an_office_in_one_place_start_one(address: str, tmp_path: Path) -> None:
    place = tmp_path / "new" / "office.db"
    with runner_of(home(place, tmp_path), [("--db", address, "init", "--home", "Milan, IT")]) as runner:
        ended = at_once(runner, *[("init", "--home", "Los Angeles, US")] * EIGHT)
    assert sorted(one.code for one in ended) == [0] + [1] * (EIGHT - 1), [one.stderr for one in ended]
    assert list(changes(place)) == [1]
    assert_whole(place)
