"""The journal keeps every value exactly, cannot be rewritten, and shows when somebody rewrote it all the same."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from decimal import Decimal
from functools import partial
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DatabaseError, IntegrityError

from tests.conftest import Raw
from tests.offices import ask
from trustcrm.domain.nouns import City, Contribution, Engagement, FollowUp, Interaction, Note, Step
from trustcrm.store.engine import Database
from trustcrm.store.journal import Block, blocks_of, broken_links
from trustcrm.store.plain import kept, plain
from trustcrm.store.queries.rows import raw_rows
from trustcrm.store.tables import TABLES
from trustcrm.store.writing import Writer

Changing = Callable[[Database], AbstractContextManager[Writer]]
Write = Callable[..., tuple[int, ...]]

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)

EXAMPLES: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "city": {
        "name": WORDS,
        "latitude": st.none() | st.floats(-90, 90),
        "aliases": st.lists(WORDS, max_size=4),
        "merged_into_id": st.none() | st.integers(1, 2**53),
    },
    "interaction": {
        "on": DAYS,
        "at": st.none() | st.times(),
        "tone": st.none() | st.integers(-2, 2),
        "withdrawn": st.booleans(),
    },
    "contribution": {"value": st.none() | DECIMALS, "value_on": st.none() | DAYS, "words": st.none() | WORDS},
    "step": {"quantity": st.none() | DECIMALS, "on": DAYS},
    "kind": {"intensity": st.floats(-10, 10), "name": WORDS},
}


@given(st.data())
def test_every_value_comes_back_from_a_block_as_it_went_in(data: st.DataObject) -> None:
    noun = data.draw(st.sampled_from(sorted(EXAMPLES)))
    row = data.draw(st.fixed_dictionaries(EXAMPLES[noun]))
    block = Block(noun=noun, operation="added", columns=tuple(row), ids=[7], after=[list(row.values())])
    said = _through_the_journal(block)
    (image,) = said.images("after")
    assert image[0] == 7
    back = kept(TABLES[noun], image[1])
    assert back == row
    assert [type(value) for value in back.values()] == [type(value) for value in row.values()]
    assert said.payload() == block.payload()


def _through_the_journal(block: Block) -> Block:
    import json

    content = json.loads(block.payload())
    return Block(**{**content, "columns": tuple(content["columns"])})


def test_columns_that_a_later_schema_no_longer_has_are_left_out() -> None:
    assert kept(TABLES["tag"], {"name": "a", "colour": "red"}) == {"name": "a"}


@given(st.one_of(DAYS, st.times(), DECIMALS, st.booleans(), st.integers(), st.none(), st.lists(WORDS)))
def test_plain_values_are_what_json_holds(value: Any) -> None:
    assert plain(plain(value)) == plain(value)
    assert isinstance(plain(value), (str, int, float, bool, list, type(None)))


def test_rows_in_the_database_equal_their_journal(database: Database, write: Write) -> None:
    city, other = write(database, City(name="Milan", aliases=("Mailand", "ミラノ"), latitude=45.1), City(name="Oslo"))
    write(
        database,
        Interaction(kind="call", giver=city, receiver=other, on=date(1999, 2, 28), at=time(9, 30), tone=-1),
        Contribution(what="masks", giver=city, receiver=other, unit="masks", value=Decimal("10.50")),
        Engagement(title="Call", starts_on=date(2021, 1, 1), starts_at=time(23, 59, 59)),
        FollowUp(what="thank", due_on=date(2020, 7, 1)),
        Step(contribution=1, state="received", on=date(2020, 4, 1), quantity=Decimal("0.10")),
    )
    with database.reading() as connection:
        for number in (2, 3):
            for block in blocks_of(connection, number):
                present = raw_rows(connection, block.noun, block.ids)
                for row, image in block.images("after"):
                    assert kept(TABLES[block.noun], image) == present[row]


def test_blocks_are_read_in_the_order_they_were_written_or_against_it(database: Database, write: Write) -> None:
    write(database, City(name="Oslo"), Note(words="n", about_noun="city", about_row=1))
    with database.reading() as connection:
        forth = [block.noun for block in blocks_of(connection, 2)]
        assert forth == ["city", "note"]
        assert [block.noun for block in blocks_of(connection, 2, newest_first=True)] == forth[::-1]


@pytest.fixture
def three_changes(database: Database, write: Write, change: Changing) -> Database:
    """An office with three changes after its first: two additions and a correction."""
    write(database, City(name="Milan"), City(name="Oslo"))
    write(database, Interaction(kind="call", giver=1, receiver=2, on=date(2020, 1, 1)))
    with change(database) as writer:
        writer.correct("city", 2, {"name": "Milano"})
    return database


def _broken(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(broken_links(connection))


def test_an_untouched_journal_is_whole(three_changes: Database) -> None:
    assert _broken(three_changes) == []


@pytest.mark.parametrize("table", ["change", "block"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_rewrite_the_journal(
    three_changes: Database, raw: Raw, table: str, statement: str
) -> None:
    column: Literal["actor", "noun"] = "actor" if table == "change" else "noun"
    with pytest.raises((DatabaseError, IntegrityError, Exception), match="append-only"):
        raw(statement.format(table, column, column))
    assert _broken(three_changes) == []


@pytest.fixture
def forge(three_changes: Database, address: str) -> Raw:
    """Tamper with the journal as somebody can who holds the file, or owns the server: its guards are off."""
    if "://" in address:
        return partial(ask, f"{address}&options=-csession_replication_role%3Dreplica")
    for (name,) in ask(address, "SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        ask(address, f"DROP TRIGGER {name}")
    return partial(ask, address)


@pytest.mark.parametrize("number", [1, 2, 4])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2019-01-01T00:00:00+00:00"),
        ("actor", "Nobody"),
        ("verb", "undo"),
        ("summary", ""),
        ("batch_id", 9),
        ("reverses_id", 1),
        ("previous_hash", "f" * 64),
        ("hash", "f" * 64),
    ],
)
def test_any_altered_word_of_a_change_is_found(
    three_changes: Database, forge: Raw, number: int, column: str, value: object
) -> None:
    forge(f"UPDATE change SET {column} = ? WHERE id = ?", value, number)
    assert any(f"Change {number} " in sentence for sentence in _broken(three_changes))


@pytest.mark.parametrize(
    ("column", "value"),
    [("noun", "person"), ("operation", "removed"), ("first_id", 0), ("last_id", 99), ("row_count", 5), ("digest", "0")],
)
def test_any_altered_word_of_a_block_is_found(three_changes: Database, forge: Raw, column: str, value: object) -> None:
    forge(f"UPDATE block SET {column} = ? WHERE change_id = 2 AND position = 0", value)
    assert any("change 2" in sentence.lower() for sentence in _broken(three_changes))


@pytest.mark.parametrize("stride", range(8))
def test_any_altered_byte_of_a_block_is_found(three_changes: Database, forge: Raw, stride: int) -> None:
    ((payload,),) = forge("SELECT payload FROM block WHERE change_id = 2 AND position = 0")
    for place in range(stride, len(payload), 8):
        altered = bytearray(payload)
        altered[place] ^= 1 << (place % 8)
        forge("UPDATE block SET payload = ? WHERE change_id = 2 AND position = 0", bytes(altered))
        try:
            same = zlib.decompress(bytes(altered)) == zlib.decompress(payload)
        except zlib.error:
            same = False
        assert bool(_broken(three_changes)) is not same, f"byte {place}"


def test_a_block_packed_anew_with_other_content_is_found(three_changes: Database, forge: Raw) -> None:
    ((payload,),) = forge("SELECT payload FROM block WHERE change_id = 2 AND position = 0")
    forged = zlib.compress(zlib.decompress(payload).replace(b"Milan", b"Turin"))
    forge("UPDATE block SET payload = ? WHERE change_id = 2 AND position = 0", forged)
    assert _broken(three_changes) == ["Block 0 of change 2 does not match its digest."]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_removed_change_is_found(three_changes: Database, forge: Raw, number: int) -> None:
    forge("DELETE FROM block WHERE change_id = ?", number)
    forge("DELETE FROM change WHERE id = ?", number)
    assert _broken(three_changes) == [f"Change {number + 1} does not follow the change before it."]


def test_a_removed_newest_change_is_found_by_what_it_wrote(three_changes: Database, forge: Raw) -> None:
    forge("DELETE FROM change WHERE id = 4")
    assert _broken(three_changes) == ["Change 4 is gone, but what it wrote is still there."]


def test_a_removed_block_is_found(three_changes: Database, forge: Raw) -> None:
    forge("DELETE FROM block WHERE change_id = 3")
    assert _broken(three_changes) == ["Change 3 does not match its hash."]


def test_changes_put_in_another_order_are_found(three_changes: Database, forge: Raw) -> None:
    for old, new in ((2, 102), (3, 2), (102, 3)):
        forge("UPDATE block SET change_id = ? WHERE change_id = ?", new, old)
        forge("UPDATE change SET id = ? WHERE id = ?", new, old)
    assert len(_broken(three_changes)) >= 2


def test_a_forged_change_at_the_end_must_name_the_one_before_it(three_changes: Database, forge: Raw) -> None:
    columns = "at, actor, verb, summary, batch_id, reverses_id, previous_hash, hash, salt, summary_digest"
    forge(f"INSERT INTO change (id, {columns}) SELECT 5, {columns} FROM change WHERE id = 4")
    assert any("Change 5" in sentence for sentence in _broken(three_changes))
