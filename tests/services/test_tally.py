"""What went on is counted by the database, each interaction once, what is withdrawn or of another day never."""

from __future__ import annotations

from datetime import date

import pytest

from trustcrm.domain.nouns import City, Interaction, Tag
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.record import record, withdraw
from trustcrm.services.tally import tally

FIRST, LAST = date(2020, 1, 1), date(2020, 6, 15)


@pytest.fixture
def sides(desk: Desk) -> tuple[int, int, int]:
    """Return our own city, Nagoya and Genoa."""
    with desk.database.reading() as connection:
        home = home_of(connection)
    nagoya, genoa = record(
        desk, "add", "sides", City(name="Nagoya", country="JP"), City(name="Genoa", country="IT")
    ).ids
    return home, nagoya, genoa


def met(desk: Desk, giver: int, receiver: int, on: date, kind: str = "call", tag: str = "", **told: object) -> int:
    records = [Interaction(kind=kind, giver=giver, receiver=receiver, on=on, **told)]  # type: ignore[arg-type]
    row = record(desk, "add", kind, *records).ids[0]
    if tag:
        record(desk, "add", tag, Tag(name=tag, about_noun="interaction", about_row=row))
    return row


def test_each_interaction_is_counted_once_by_side_and_kind(desk: Desk, sides: tuple[int, int, int]) -> None:
    home, nagoya, genoa = sides
    met(desk, home, nagoya, FIRST, minutes=30)
    met(desk, nagoya, home, LAST, confidentiality="restricted")
    met(desk, nagoya, home, date(2020, 6, 1), "letter", minutes=5)
    met(desk, nagoya, genoa, FIRST)
    met(desk, home, nagoya, date(2019, 12, 31))
    met(desk, home, nagoya, date(2020, 6, 16))
    withdraw(desk, "interaction", met(desk, home, genoa, FIRST), "never took place")
    found = tally(desk, FIRST, LAST)
    told = [(one.kind, one.interactions, one.timed, one.minutes, one.restricted) for one in found.counted]
    assert told == [("call", 2, 1, 30, 1), ("letter", 1, 1, 5, 0)]
    assert (found.counted[0].last_on, found.interactions, found.whole) == (LAST, 3, True)
    assert found.names == {nagoya: "Nagoya (JP)"}
    assert (found.tagged, found.untagged) == ({}, 3)


def test_tags_are_counted_as_names_are_compared(desk: Desk, sides: tuple[int, int, int]) -> None:
    home, nagoya, _ = sides
    both = met(desk, home, nagoya, FIRST, tag="Arts")
    record(desk, "add", "culture", Tag(name="culture", about_noun="interaction", about_row=both))
    met(desk, home, nagoya, FIRST, "letter", tag="youth")
    met(desk, home, nagoya, FIRST, "email", tag="ARTS")
    met(desk, home, nagoya, FIRST, "meeting", tag="weather")
    groups = {"arts": ("arts", "culture"), "youth": ("youth",), "trade": ("trade",), "all": ("arts", "youth")}
    found = tally(desk, FIRST, LAST, groups)
    assert found.tagged == {"arts": 2, "youth": 1, "trade": 0, "all": 3}
    assert found.untagged == 1


def test_an_office_in_which_nothing_happened_counts_nothing(desk: Desk) -> None:
    found = tally(desk, FIRST, LAST, {"arts": ("arts",)})
    assert (found.counted, found.interactions, found.tagged, found.untagged) == ((), 0, {"arts": 0}, 0)


def test_what_was_with_one_side_is_counted_by_itself(desk: Desk, sides: tuple[int, int, int]) -> None:
    home, nagoya, genoa = sides
    met(desk, home, nagoya, FIRST, tag="arts")
    met(desk, genoa, home, FIRST, tag="arts")
    met(desk, genoa, nagoya, FIRST, tag="arts")
    found = tally(desk, FIRST, LAST, {"arts": ("arts",)}, genoa)
    assert [(one.them, one.interactions) for one in found.counted] == [(genoa, 1)]
    assert (found.tagged, found.untagged) == ({"arts": 1}, 0)
