"""`trustcrm search` answers people in columns and scripts in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from trustcrm.domain.nouns import City
from trustcrm.services.desk import Desk
from trustcrm.services.record import record

Run = Callable[..., Result]


@pytest.fixture
def kyiv(desk: Desk) -> int:
    return record(desk, "add", "Kyiv", City(name="Kyiv", country="UA", aliases=("Kiev",))).ids[0]


def test_search_shows_noun_number_title_and_words(run: Run, kyiv: int) -> None:
    lines = run("search", "kiev").stdout.splitlines()
    assert lines[0].split() == ["noun", "id", "title", "words"]
    assert lines[1].split() == ["city", str(kyiv), "Kyiv", "(UA)", "Kyiv"]


def test_search_answers_scripts(run: Run, kyiv: int) -> None:
    assert json.loads(run("search", "Kiev", "--json").stdout) == [
        {"noun": "city", "id": kyiv, "title": "Kyiv (UA)", "snippet": "Kyiv", "restricted": False}
    ]


def test_search_takes_words_that_look_like_flags_and_operators(run: Run, kyiv: int) -> None:
    result = run("search", "-kiev", '"NEAR(', "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_search_says_that_nothing_was_found(run: Run) -> None:
    result = run("search", "zeppelin")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Nothing here says that" in result.stderr


def test_search_refuses_a_noun_there_is_not(run: Run) -> None:
    assert run("search", "masks", "--noun", "cities").exit_code == 1


def test_search_shows_no_control_character_of_a_name(run: Run, desk: Desk) -> None:
    record(desk, "add", "odd", City(name="Milan\x1b[31m[bold]\u202e", country="IT"))
    shown = run("search", "milan").stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold]" in shown
