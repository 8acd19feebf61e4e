"""No reference is forgotten: every foreign key is known to whoever moves or removes rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trustcrm.domain.noun import fields_of
from trustcrm.domain.nouns import NOUNS, SIDES, City, Note, Tag, Tie
from trustcrm.store.engine import Database
from trustcrm.store.references import missing_targets, pointing_at, points_to, referring
from trustcrm.store.tables import TABLES, table_name


@pytest.mark.parametrize("noun", NOUNS)
def test_every_foreign_key_to_a_noun_points_at_it(noun: str) -> None:
    targets = {table_name(noun)} | ({"side"} if noun in SIDES else set())
    wanted = {
        (other, column.name)
        for other, table in TABLES.items()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in targets and column.name != "id"
    }
    assert set(pointing_at(noun)) == wanted


@pytest.mark.parametrize("noun", NOUNS)
def test_every_told_reference_is_a_foreign_key(noun: str) -> None:
    known = dict(points_to(noun))
    for field in fields_of(NOUNS[noun]).values():
        if field.is_ref:
            assert known[field.column] == table_name(field.about.refers[0]), field.name


def test_tags_and_notes_refer_to_what_they_are_about(database: Database, write: Callable[..., tuple[int, ...]]) -> None:
    (oslo,) = write(database, City(name="Oslo"))
    write(
        database,
        Tie(one=1, other=oslo),
        Tag(name="t", about_noun="city", about_row=oslo),
        Note(words="n", about_noun="city", about_row=oslo),
        Note(words="of another noun", about_noun="person", about_row=oslo),
    )
    with database.reading() as connection:
        assert sorted(referring(connection, "city", [oslo])) == [(oslo, "note", 1), (oslo, "tag", 1), (oslo, "tie", 1)]
        assert missing_targets(connection, "tie", {"one_id": 1, "other_id": oslo}) == {}
        assert missing_targets(connection, "tie", {"one_id": 1, "other_id": 99}) == {"other_id": "side 99"}
        assert missing_targets(connection, "note", {"about_noun": "city", "about_row": 99}) == {"about_row": "city 99"}
        assert missing_targets(connection, "note", {"words": "n"}) == {}
