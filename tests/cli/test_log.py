"""`trustcrm log` shows what it understood, keeps it, and asks only what it must."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from click.testing import Result

from tests.cli.conftest import OnTerminal
from trustcrm.domain.nouns import City
from trustcrm.services.desk import Desk
from trustcrm.services.record import record
from trustcrm.store.queries.rows import records

Run = Callable[..., Result]


@pytest.fixture
def milan(desk: Desk) -> int:
    return record(desk, "add", "Milan", City(name="Milan", country="IT")).ids[0]


def test_log_says_what_it_understood_and_how_to_take_it_back(run: Run, milan: int) -> None:
    result = run("log", "call with Milan re test kits, they offer 5000 masks, 3 july follow up")
    assert result.exit_code == 0
    assert "Milan offers 5,000 masks." in result.stderr
    assert result.stdout == "Logged call with Milan (change 3). `trustcrm undo` takes it back.\n"


def test_log_joins_its_words(run: Run, milan: int, desk: Desk) -> None:
    assert run("log", "call", "with", "Milan", "-", "lovely").exit_code == 0
    with desk.database.reading() as connection:
        assert len(records(connection, "interaction")) == 1


def test_a_slip_in_a_flag_never_becomes_words(run: Run, milan: int) -> None:
    result = run("log", "call re budget", "--wiht", "Milan")
    assert result.exit_code == 2
    assert "--with" in result.stderr


def test_log_answers_scripts_with_what_it_made(run: Run, milan: int) -> None:
    result = run("log", "call with Milan +Marco, they offer 5000 masks", "--json", "--on", "2020-06-01")
    told = json.loads(result.stdout)
    assert told["change"] == 3
    assert {noun: len(ids) for noun, ids in told["ids"].items()} == {
        "interaction": 1, "person": 1, "participant": 1, "contribution": 1, "step": 1,
    }  # fmt: skip
    assert told["understood"]["on"] == "2020-06-01"
    assert told["understood"]["contributions"][0]["quantity"] == 5000
    assert result.stderr == ""


def test_log_refuses_in_one_sentence_what_is_not_certain(run: Run, milan: int, desk: Desk) -> None:
    result = run("log", "--yes", "call with Milan tomorrow")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "lies ahead" in result.stderr
    assert "a follow-up due on Wednesday 1 July 2020" in result.stderr
    assert result.stderr.count("\n") == 1
    with desk.database.reading() as connection:
        assert records(connection, "interaction") == []


def test_log_never_asks_without_a_terminal(run: Run) -> None:
    assert run("log", "call with Nobodytown", input="1\n").exit_code == 1


def test_an_arrival_told_twice_is_said_to_be(run: Run, milan: int) -> None:
    assert "says the same" not in run("log", "Milan pledged 500 gowns", "--yes").stderr
    assert "says the same" not in run("log", "received 300 gowns from Milan", "--yes").stderr
    assert "! Step 2 of that day says the same" in run("log", "300 gowns from Milan arrived", "--yes").stderr


def test_log_takes_the_side_and_the_day_from_flags(run: Run, milan: int, desk: Desk) -> None:
    assert run("log", "call re budget", "--with", "milan", "--on", "yesterday").exit_code == 0
    with desk.database.reading() as connection:
        (kept,) = records(connection, "interaction")
    assert (vars(kept.record)["receiver"], vars(kept.record)["on"]) == (milan, date(2020, 6, 29))


def test_undo_takes_back_what_was_logged(run: Run, milan: int, desk: Desk) -> None:
    run("log", "call with Milan, they offer 5000 masks")
    assert run("undo").exit_code == 0
    with desk.database.reading() as connection:
        assert records(connection, "interaction") == records(connection, "contribution") == []


def test_log_asks_on_a_terminal_and_enter_takes_the_first_answer(
    on_terminal: OnTerminal, milan: int, desk: Desk
) -> None:
    """A real terminal: the question is asked with numbered answers, an answer out of range asked again."""
    talk = on_terminal("log", "call with Nobodytown re choir", typed=("9", ""))
    assert talk.code == 0, talk.shown
    assert talk.answer.startswith("Logged call with Nobodytown")
    assert "1  a new city called Nobodytown" in talk.shown
    assert "none of the answers" in talk.shown
    with desk.database.reading() as connection:
        assert [vars(kept.record)["name"] for kept in records(connection, "city")][-1] == "Nobodytown"
