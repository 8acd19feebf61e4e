"""What words say is needed in a crisis and asked of nobody yet: understood, said back, kept in one change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from trustcrm.domain.nouns import City, Need, Window
from trustcrm.errors import Ambiguous
from trustcrm.services.desk import Desk
from trustcrm.services.log_answers import answer_in_words
from trustcrm.services.needed import keep_needs, read_needs, say_back_needs
from trustcrm.services.record import record
from trustcrm.services.undo import undo
from trustcrm.store.queries.rows import records


@pytest.fixture
def flood(desk: Desk) -> int:
    """A crisis that is on, and a city that words may name."""
    record(desk, "add", "Milan", City(name="Milan", country="IT"))
    return record(desk, "add", "Flood", Window(name="Flood", starts_on=date(2020, 6, 20))).ids[0]


def needs(desk: Desk) -> list[Any]:
    with desk.database.reading() as connection:
        return [kept.record for kept in records(connection, "need")]


def understood(desk: Desk, words: str, window: int | None = None) -> Any:
    told = read_needs(desk, words, window)
    assert told is not None, words
    return told


def test_words_of_a_need_are_kept_on_the_board_and_undone_whole(desk: Desk, flood: int) -> None:
    told = understood(desk, "need 300 cots and 2 t of rice by fri, the gym is full")
    assert say_back_needs(desk, told) == [
        "Needed in Flood, asked of nobody yet: 300 cots, by Friday 3 July 2020.",
        "Needed in Flood, asked of nobody yet: 2 t rice, by Friday 3 July 2020.",
        "Note: need 300 cots and 2 t of rice by fri, the gym is full",
    ]
    kept = keep_needs(desk, told)
    assert kept.said == "need of Flood: 300 cots and 2 t rice"
    friday = date(2020, 7, 3)
    assert needs(desk) == [
        Need(what="cots", window=flood, unit="cots", quantity=Decimal(300), by_on=friday, words=told.words),
        Need(what="rice", window=flood, unit="t", quantity=Decimal(2), by_on=friday),
    ]
    again = say_back_needs(desk, understood(desk, "20 Cots"))
    assert "! Need 1 is open there already: 300 cots." in again
    assert understood(desk, "30 tents, \x1b[31mred").words.isprintable()
    undo(desk, kept.change)
    assert needs(desk) == []


@pytest.mark.only_sqlite
@pytest.mark.parametrize(
    ("words", "what", "quantity"),
    [
        ("300 cots", "cots", 300),
        ("300 cots needed by fri", "cots", 300),
        ("We need: interpreters of Somali", "interpreters of Somali", None),
        ("need 12 interpreters for the visit", "interpreters for the visit", 12),
        ("two dozen generators", "generators", 24),
    ],
)
def test_a_need_is_told_by_its_verb_or_by_its_number(
    desk: Desk, flood: int, words: str, what: str, quantity: int | None
) -> None:
    (told,) = understood(desk, words).contributions
    assert (told.what, told.quantity) == (what, quantity)
    assert (told.due_on is not None) == (" by " in words)


@pytest.mark.only_sqlite
@pytest.mark.parametrize(
    "words",
    [
        "need 300 cots from Milan", "need 300 cots from Gdansk", "need to call back", "need 300 cots, friday follow up",
        "got 300 cots", "they need 300 cots", "meeting with 300 people", "300 people at the meeting",
        "need", "300", " ", "—",
    ],
)  # fmt: skip
def test_what_names_somebody_or_says_anything_else_is_no_need(desk: Desk, flood: int, words: str) -> None:
    assert read_needs(desk, words) is None


def test_what_could_be_two_is_asked_before_it_is_kept(desk: Desk, flood: int) -> None:
    told = understood(desk, "5.000 masks by 3/4")
    with pytest.raises(Ambiguous, match="one thing is not certain"):
        keep_needs(desk, told)
    while told.questions:
        assert any(line.startswith(f"? {told.questions[0].text} 1 ") for line in say_back_needs(desk, told))
        told = answer_in_words(desk, told, told.questions[0], "2")
    keep_needs(desk, told)
    (need,) = needs(desk)
    assert (need.quantity, need.by_on) == (Decimal(5), date(2021, 4, 3))


def test_it_is_of_the_crisis_that_was_said_else_of_the_latest_and_without_one_none(desk: Desk, flood: int) -> None:
    storm = record(desk, "add", "Storm", Window(name="Storm", starts_on=date(2020, 6, 28))).ids[0]
    assert understood(desk, "300 cots").window == storm
    assert understood(desk, "300 cots", flood).window == flood
    for window in (flood, storm):
        undo(desk, change_of(desk, window))
    assert read_needs(desk, "300 cots") is None


def change_of(desk: Desk, window: int) -> int:
    from trustcrm.store.queries.history import added_in

    with desk.database.reading() as connection:
        return added_in(connection, "window", [window])[window]
