"""One change is written whole, or not at all; rows come in the order their references need."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.conftest import Dump, Raw
from trustcrm.domain.nouns import Agreement, City, Interaction, Note, Organisation, Participant, Person, Tag, Tie
from trustcrm.errors import NotFound
from trustcrm.store.engine import Database
from trustcrm.store.journal import broken_links
from trustcrm.store.queries.history import history_of, newest_changes
from trustcrm.store.queries.rows import how_many, raw_rows, record_by_id
from trustcrm.store.writing import ROWS_AT_ONCE, Writer

Changing = Callable[[Database], AbstractContextManager[Writer]]
Write = Callable[..., tuple[int, ...]]


@pytest.mark.parametrize("raised", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
@pytest.mark.parametrize("flushed", [False, True])
def test_whatever_is_raised_in_a_change_leaves_nothing_of_it(
    database: Database, dump: Dump, change: Changing, raised: type[BaseException], flushed: bool
) -> None:
    before = dump(database)
    with pytest.raises(raised), change(database) as writer:  # noqa: PT012
        oslo = writer.add(City(name="Oslo"))
        writer.add(Interaction(kind="call", giver=1, receiver=oslo, on=date(2020, 1, 1)))
        writer.correct("city", 1, {"name": "Elsewhere"})
        if flushed:
            writer.flush()
        raise raised
    assert dump(database) == before


def test_a_change_that_writes_nothing_leaves_no_change(database: Database, dump: Dump, change: Changing) -> None:
    before = dump(database)
    with change(database) as writer:
        assert not writer.correct("city", 1, {"name": "Los Angeles"})
    assert dump(database) == before


def test_twelve_thousand_rows_that_refer_to_one_another_are_written_in_order(
    database: Database, change: Changing, raw: Raw
) -> None:
    first = date(2010, 1, 1)
    with change(database) as writer:
        for number in range(4000):
            side = writer.add(City(name=f"City {number}"))
            person = writer.add(Person(name=f"Person {number}", side=side))
            call = writer.add(Interaction(kind="call", giver=1, receiver=side, on=first + timedelta(number % 3000)))
            writer.add(Participant(interaction=call, person=person, side=side))
        assert 2 * ROWS_AT_ONCE < 4 * 4000
    with database.reading() as connection:
        counts = how_many(connection)
        assert list(broken_links(connection)) == []
    assert [counts[noun] for noun in ("city", "person", "interaction", "participant")] == [4001, 4000, 4000, 4000]
    assert raw("SELECT COUNT(*), SUM(weight) FROM act") == [(8000, 8000.0)]
    if database.path is not None:
        assert raw("PRAGMA foreign_key_check") == []


def test_a_row_may_refer_to_an_earlier_one_of_its_own_noun(database: Database, change: Changing) -> None:
    with change(database) as writer:
        tie = writer.add(Tie(one=1, other=writer.add(City(name="Nagoya"))))
        first = writer.add(Agreement(title="1959", tie=tie))
        writer.add(Agreement(title="1989", tie=tie, renews=first))
    with database.reading() as connection:
        assert record_by_id(connection, "agreement", 2).record == Agreement(title="1989", tie=tie, renews=first)


def test_the_version_counts_corrections_that_changed_something(
    database: Database, change: Changing, write: Write
) -> None:
    (oslo,) = write(database, City(name="Oslo", aliases=("Kristiania",)))
    for name in ("Oslo", "Christiania", "Christiania", "Oslo"):
        with change(database) as writer:
            writer.correct("city", oslo, {"name": name, "aliases": ("Kristiania",)})
    with database.reading() as connection:
        assert record_by_id(connection, "city", oslo).version == 3
        assert [entry.after for entry in history_of(connection, "city", oslo)[:2]] == [
            {"name": "Oslo"},
            {"name": "Christiania"},
        ]


def test_correcting_what_is_not_there_is_refused_and_keeps_nothing(
    database: Database, dump: Dump, change: Changing
) -> None:
    before = dump(database)
    with pytest.raises(NotFound, match=r"no city 77"), change(database) as writer:  # noqa: PT012
        writer.add(City(name="Oslo"))
        writer.correct_many("city", {1: {"name": "X"}, 77: {"name": "Y"}})
    assert dump(database) == before


def test_many_corrections_of_unlike_columns_are_each_kept(database: Database, change: Changing, write: Write) -> None:
    rows = write(database, *(Person(name=f"p{number}") for number in range(1200)))
    with change(database) as writer:
        wanted = {row: {"name": f"q{row}"} if row % 2 else {"died_on": date(2000, 1, 1)} for row in rows}
        assert writer.correct_many("person", wanted) == 1200
        assert writer.correct_many("person", wanted) == 0
    with database.reading() as connection:
        assert record_by_id(connection, "person", 1).record == Person(name="q1")
        assert record_by_id(connection, "person", 1200).record == Person(name="p1199", died_on=date(2000, 1, 1))


def test_a_row_removed_and_put_back_is_the_very_row(database: Database, change: Changing, write: Write) -> None:
    (side,) = write(database, Organisation(name="C40", aliases=("C 40",)))
    with database.reading() as connection:
        image = raw_rows(connection, "organisation", [side])[side]
    with change(database) as writer:
        writer.remove("organisation", [side])
    with database.reading() as connection:
        assert raw_rows(connection, "organisation", [side]) == {}
    with change(database) as writer:
        writer.put_back("organisation", [image])
    with database.reading() as connection:
        assert raw_rows(connection, "organisation", [side]) == {side: image}


def test_what_is_gathered_is_present_before_it_is_written(database: Database, change: Changing) -> None:
    with change(database) as writer:
        row = writer.add(Tag(name="press", about_noun="city", about_row=1))
        gathered = writer.present("tag", row)
        writer.flush()
        written = writer.present("tag", row)
        assert gathered is not None
        assert written is not None
        assert {**gathered, "batch_id": None} == dict(written)
        assert writer.present("tag", 99) is None


def test_a_change_tells_what_it_wrote_block_by_block(database: Database, change: Changing) -> None:
    with change(database) as writer:
        writer.add(Note(words="n", about_noun="city", about_row=1))
        writer.correct("city", 1, {"region": "California"})
    assert [(told.noun, told.operation, told.rows) for told in writer.committed] == [
        ("note", "added", (1,)),
        ("city", "changed", (1,)),
    ]
    with database.reading() as connection:
        (newest,) = newest_changes(connection, 1)
    assert {told.change for told in writer.committed} == {newest.id}
    assert (newest.actor, newest.verb, newest.summary) == ("Ana", "test", "for a test")


def test_two_changes_of_one_transaction_are_both_kept_or_none(database: Database, change: Changing, dump: Dump) -> None:
    def begun_twice(fails: bool) -> None:
        with change(database) as writer:
            writer.add(City(name="One"))
            writer.begin(replace(writer.signature, summary="two"))
            writer.begin(replace(writer.signature, summary="three"))
            writer.add(City(name="Three"))
            if fails:
                raise KeyboardInterrupt

    before = dump(database)
    with pytest.raises(KeyboardInterrupt):
        begun_twice(True)
    assert dump(database) == before
    begun_twice(False)
    with database.reading() as connection:
        assert [told.summary for told in newest_changes(connection, 2)] == ["three", "for a test"]
        assert list(broken_links(connection)) == []
