"""Indexes that a bulk write puts off are there again for whoever reads, whatever becomes of the write."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from tests.conftest import Dump
from trustcrm.domain.nouns import City, Interaction
from trustcrm.store import late_indexes
from trustcrm.store.derive.checked import wrong_reckonings
from trustcrm.store.derive.derivation import rebuild
from trustcrm.store.engine import Database
from trustcrm.store.series import Series
from trustcrm.store.soundness import lost_words
from trustcrm.store.writing import Writer

Changing = Callable[[Database], AbstractContextManager[Writer]]

pytestmark = pytest.mark.only_sqlite


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two hundred rows be worth it."""
    monkeypatch.setattr(late_indexes, "FROM", 200)


def indexes(database: Database) -> dict[str, str]:
    with database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'index'").all()
    return {row[0]: row[1] for row in rows}


def is_there(writer: Writer, index: str) -> bool:
    return bool(writer.connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = ?", (index,)).all())


def calls(writer: Writer, count: int) -> list[int]:
    oslo = writer.add(City(name="Oslo"))
    return [
        writer.add(Interaction(kind="call", giver=1, receiver=oslo, on=date(2020, 1, 1), words=f"call {number}"))
        for number in range(count)
    ]


def test_every_index_is_there_after_many_rows(database: Database, change: Changing) -> None:
    before = indexes(database)
    with change(database) as writer:
        calls(writer, 300)
        writer.flush()
        assert not is_there(writer, "interaction_pair")
    assert indexes(database) == before


def test_a_correction_among_many_rows_finds_every_index(database: Database, change: Changing) -> None:
    before = indexes(database)
    with change(database) as writer:
        rows = calls(writer, 300)
        writer.correct("interaction", rows[7], {"words": "corrected"})
        calls(writer, 300)
        writer.remove("interaction", rows[8:9])
    assert indexes(database) == before
    with database.reading() as connection:
        assert [*lost_words(connection), *wrong_reckonings(connection)] == []


def test_a_write_that_fails_leaves_every_index(database: Database, dump: Dump, change: Changing) -> None:
    before, rows = indexes(database), dump(database)
    with pytest.raises(RuntimeError), change(database) as writer:  # noqa: PT012
        calls(writer, 300)
        writer.flush()
        raise RuntimeError
    assert (indexes(database), dump(database)) == (before, rows)


def test_few_rows_beside_many_put_nothing_off(database: Database, change: Changing) -> None:
    with change(database) as writer:
        calls(writer, 1_000)
    with change(database) as writer:
        calls(writer, 300)
        writer.flush()
        assert is_there(writer, "interaction_pair")


def test_what_is_made_anew_has_every_index(database: Database, change: Changing) -> None:
    with change(database) as writer:
        calls(writer, 300)
    before = indexes(database)
    with database.writing() as connection:
        rebuild(connection, Series(connection))
    assert indexes(database) == before
    with database.reading() as connection:
        assert [*lost_words(connection), *wrong_reckonings(connection)] == []


def test_every_index_is_there_after_most_rows_went(database: Database, change: Changing) -> None:
    with change(database) as writer:
        rows = calls(writer, 300)
    before = indexes(database)
    with change(database) as writer:
        writer.will_remove("interaction", 250)
        assert not is_there(writer, "interaction_pair")
        writer.remove("interaction", rows[:250])
        assert not is_there(writer, "interaction_pair")
    assert indexes(database) == before
    with database.reading() as connection:
        assert [*lost_words(connection), *wrong_reckonings(connection)] == []


def test_taking_most_rows_out_that_fails_leaves_every_index(database: Database, dump: Dump, change: Changing) -> None:
    with change(database) as writer:
        rows = calls(writer, 300)
    before, kept = indexes(database), dump(database)
    with pytest.raises(RuntimeError), change(database) as writer:  # noqa: PT012
        writer.will_remove("interaction", 300)
        writer.remove("interaction", rows)
        raise RuntimeError
    assert (indexes(database), dump(database)) == (before, kept)
