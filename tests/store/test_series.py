"""Ids are given out in order and never twice, whatever is undone, fails or is written by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from trustcrm.domain.nouns import City, Organisation, Person
from trustcrm.services.desk import Desk
from trustcrm.services.record import record
from trustcrm.services.undo import undo
from trustcrm.store.engine import Database, open_database
from trustcrm.store.writing import Writer

Write = Callable[..., tuple[int, ...]]
Changing = Callable[[Database], AbstractContextManager[Writer]]


def test_ids_follow_one_another_within_and_across_changes(database: Database, write: Write) -> None:
    assert write(database, Person(name="a"), Person(name="b")) == (1, 2)
    assert write(database, Person(name="c")) == (3,)


def test_cities_and_organisations_share_one_series(database: Database, write: Write) -> None:
    assert write(database, City(name="Oslo"), Organisation(name="C40"), City(name="Milan")) == (2, 3, 4)


def test_an_id_is_never_used_again_after_undo(desk: Desk) -> None:
    (first,) = record(desk, "add", "a", Person(name="a")).ids
    undo(desk)
    (second,) = record(desk, "add", "b", Person(name="b")).ids
    assert second == first + 1


def test_ids_taken_in_a_change_that_failed_were_never_given_out(
    database: Database, write: Write, change: Changing
) -> None:
    with pytest.raises(ZeroDivisionError), change(database) as writer:  # noqa: PT012
        writer.add(Person(name="lost"))
        _ = 1 // 0
    assert write(database, Person(name="kept")) == (1,)


def test_several_ids_are_taken_at_once(database: Database, change: Changing) -> None:
    with change(database) as writer:
        assert [writer.series.take("batch", 5), writer.series.take("batch")] == [1, 6]


def test_two_programs_never_get_the_same_id(database: Database, address: str, write: Write) -> None:
    other = open_database(address)
    given = [row for turn in range(6) for row in write((database, other)[turn % 2], Person(name=str(turn)))]
    other.close()
    assert given == [1, 2, 3, 4, 5, 6]
