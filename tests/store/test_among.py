"""Many keys are asked for, and many rows deleted, by statements of one shape; none is forgotten, none comes twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from trustcrm.domain.nouns import Agreement, City, Person, Tie
from trustcrm.store.among import AT_ONCE, rows_among
from trustcrm.store.engine import Database
from trustcrm.store.queries.rows import plain_rows
from trustcrm.store.writing import Writer

Changing = Callable[[Database], AbstractContextManager[Writer]]
Write = Callable[..., tuple[int, ...]]


@pytest.mark.parametrize("count", [1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE])
def test_each_key_is_found_once_however_many_there_are(database: Database, write: Write, count: int) -> None:
    rows = write(database, *(Person(name=f"p{number}") for number in range(count)))
    with database.reading() as connection:
        found = list(rows_among(connection, "SELECT id, name FROM person WHERE id IN ({among})", rows))
    assert sorted(found) == [(row, f"p{number}") for number, row in enumerate(rows)]


def test_no_key_asks_for_nothing(database: Database) -> None:
    with database.reading() as connection:
        assert list(rows_among(connection, "SELECT id FROM city WHERE id IN ({among})", [])) == []


def test_rows_come_as_the_journal_holds_them(database: Database, write: Write) -> None:
    (side,) = write(database, City(name="Köln", aliases=("Cologne",), latitude=50.9))
    columns = ("id", "name", "aliases", "latitude", "withdrawn")
    with database.reading() as connection:
        found = plain_rows(connection, "city", columns, [side, 999])
    assert found == {side: [side, "Köln", ["Cologne"], 50.9, False]}
    assert found[side][-1] is False


def test_rows_that_refer_to_one_another_go_together(database: Database, change: Changing) -> None:
    with change(database) as writer:
        tie = writer.add(Tie(one=1, other=writer.add(City(name="Nagoya"))))
        pacts = [writer.add(Agreement(title="0", tie=tie))]
        for number in range(1, AT_ONCE + 10):
            pacts.append(writer.add(Agreement(title=str(number), tie=tie, renews=pacts[-1])))
    with change(database) as writer:
        writer.remove("agreement", pacts)
    with database.reading() as connection:
        assert plain_rows(connection, "agreement", ("id",), pacts) == {}
