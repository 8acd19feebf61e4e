"""Undo takes back what was done and never what was done since; it says which is which."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from typing import Any

import pytest

from tests.conftest import Dump
from tests.offices import address_of
from trustcrm.domain.nouns import Agreement, City, Colleague, Contribution, Interaction, Note, Person, Step, Tie
from trustcrm.errors import NotFound, Refused
from trustcrm.hooks.host import Host
from trustcrm.services.deeds import Deeds
from trustcrm.services.desk import Desk
from trustcrm.services.fates import UndoReport
from trustcrm.services.record import add_step, correct, record, withdraw
from trustcrm.services.undo import bring_back_batch, undo, undo_batch
from trustcrm.store.journal import broken_links
from trustcrm.store.queries.batches import batch_by_id
from trustcrm.store.queries.history import newest_changes, newest_standing, reversal_of
from trustcrm.store.queries.rows import how_many, record_by_id

DAY = date(2020, 3, 1)


def kept(desk: Desk, noun: str, row: int) -> Any:
    with desk.database.reading() as connection:
        return record_by_id(connection, noun, row)


def newest(desk: Desk) -> int:
    with desk.database.reading() as connection:
        return newest_changes(connection, 1)[0].id


def told(report: UndoReport) -> tuple[list[Any], list[Any], list[Any]]:
    def lines(fates: list[Any]) -> list[tuple[str, int, str]]:
        return [(fate.noun, fate.id, fate.reason) for fate in fates]

    return lines(report.reversed), lines(report.kept), lines(report.impossible)


@pytest.fixture
def oslo(desk: Desk) -> Desk:
    """An office that has just added Oslo (city 2) and a tie with it."""
    record(desk, "add", "Oslo", City(name="Oslo"), Tie(one=1, other=2))
    return desk


def test_what_was_added_goes_and_is_listed_as_reversed(oslo: Desk) -> None:
    assert told(undo(oslo)) == ([("tie", 1, ""), ("city", 2, "")], [], [])
    with pytest.raises(NotFound):
        kept(oslo, "city", 2)


def test_what_was_corrected_stands_as_before(oslo: Desk) -> None:
    correct(oslo, "city", 2, {"name": "Christiania", "aliases": ("Oslo",)})
    assert told(undo(oslo)) == ([("city", 2, "aliases and name")], [], [])
    assert kept(oslo, "city", 2).record == City(name="Oslo")
    assert kept(oslo, "city", 2).version == 3


def test_what_was_withdrawn_stands_again(oslo: Desk) -> None:
    withdraw(oslo, "tie", 1)
    assert told(undo(oslo)) == ([("tie", 1, "withdrawn")], [], [])
    assert not kept(oslo, "tie", 1).withdrawn


def test_a_row_edited_since_is_kept_and_the_rest_goes(oslo: Desk) -> None:
    added = newest(oslo)
    correct(oslo, "city", 2, {"region": "Østlandet"})
    assert told(undo(oslo, added)) == ([("tie", 1, "")], [("city", 2, "region was edited since")], [])
    assert kept(oslo, "city", 2).record == City(name="Oslo", region="Østlandet")


def test_an_edit_that_was_itself_taken_back_holds_nothing(oslo: Desk) -> None:
    added = newest(oslo)
    correct(oslo, "city", 2, {"region": "Østlandet"})
    undo(oslo)
    assert told(undo(oslo, added)) == ([("tie", 1, ""), ("city", 2, "")], [], [])


def test_a_row_built_upon_since_is_kept(oslo: Desk) -> None:
    added = newest(oslo)
    record(oslo, "log", "call", Interaction(kind="call", giver=1, receiver=2, on=DAY))
    record(oslo, "note", "n", Note(words="n", about_noun="tie", about_row=1))
    assert told(undo(oslo, added)) == (
        [],
        [("tie", 1, "note 1 refers to it"), ("city", 2, "tie 1 and interaction 1 refers to it")],
        [],
    )


def test_a_column_corrected_again_since_is_kept_and_the_others_go_back(oslo: Desk) -> None:
    correct(oslo, "city", 2, {"name": "Christiania", "region": "East"})
    change = newest(oslo)
    correct(oslo, "city", 2, {"name": "Kristiania"})
    assert told(undo(oslo, change)) == ([("city", 2, "region")], [("city", 2, "name was edited since")], [])
    assert kept(oslo, "city", 2).record == City(name="Kristiania")


def test_a_correction_of_a_row_that_is_gone_cannot_be_reversed(desk: Desk) -> None:
    record(desk, "add", "a", Person(name="a"))
    correct(desk, "person", 1, {"name": "b"})
    change = newest(desk)
    with desk.writing("test", "remove") as writer:
        writer.remove("person", [1])
    assert told(undo(desk, change)) == ([], [], [("person", 1, "the row is gone")])


def test_a_removed_row_whose_target_is_gone_cannot_come_back(oslo: Desk) -> None:
    record(oslo, "log", "call", Interaction(kind="call", giver=1, receiver=2, on=DAY))
    undo(oslo)
    removal = newest(oslo)
    undo(oslo)
    assert told(undo(oslo, removal)) == ([], [], [("interaction", 1, "side 2 is gone")])


def test_rows_of_one_change_that_refer_to_one_another_go_together(desk: Desk) -> None:
    record(
        desk, "add", "pacts",
        City(name="Nagoya"), Tie(one=1, other=2), Agreement(title="1959", tie=1),
        Agreement(title="1989", tie=1, renews=1), Agreement(title="2019", tie=1, renews=2),
    )  # fmt: skip
    reversed_, others, impossible = told(undo(desk))
    assert [row[:2] for row in reversed_] == [
        ("agreement", 3), ("agreement", 2), ("agreement", 1), ("tie", 1), ("city", 2)
    ]  # fmt: skip
    assert (others, impossible) == ([], [])
    with desk.database.reading() as connection:
        counts = how_many(connection)
    assert (counts["agreement"], counts["tie"], counts["city"]) == (0, 0, 1)


def test_an_undo_undone_restores_what_was_there(oslo: Desk, dump: Dump) -> None:
    def facts() -> list[str]:
        derived = ("journal", "change", "block", "series", "search_")
        return [line for line in dump(oslo.database) if not any(word in line.split("VALUES")[0] for word in derived)]

    before = facts()
    undo(oslo)
    assert facts() != before
    undo(oslo, newest(oslo))
    assert facts() == before


def test_undo_and_redo_may_go_on_for_ever(oslo: Desk) -> None:
    added = newest(oslo)
    undo(oslo)
    for turn in range(5):
        with oslo.database.reading() as connection:
            stands = reversal_of(connection, added) is None
            count = how_many(connection)["tie"]
            top = newest_standing(connection)
        assert stands is (turn % 2 == 1)
        assert count == turn % 2
        assert top is not None
        assert (top.id == added) is stands
        undo(oslo, newest(oslo))


def test_undo_without_a_number_goes_back_change_by_change(desk: Desk) -> None:
    for name in ("a", "b", "c"):
        record(desk, "add", name, Colleague(name=name))
    assert [undo(desk).change.summary for _ in range(3)] == ["c", "b", "a"]


def test_a_change_is_taken_back_once(oslo: Desk) -> None:
    added = newest(oslo)
    undo(oslo)
    with pytest.raises(Refused, match=f"Change {added} was already taken back by change {added + 1}; undo that"):
        undo(oslo, added)


def test_an_undo_that_can_do_nothing_leaves_no_change_and_may_be_tried_again(oslo: Desk, dump: Dump) -> None:
    added = newest(oslo)
    correct(oslo, "tie", 1, {"why": "x"})
    correct(oslo, "city", 2, {"region": "x"})
    before = dump(oslo.database)
    assert undo(oslo, added).reversed == []
    assert dump(oslo.database) == before
    undo(oslo, newest(oslo))
    undo(oslo, newest(oslo) - 2)
    assert [fate.noun for fate in undo(oslo, added).reversed] == ["tie", "city"]


def test_what_was_never_done_cannot_be_undone(desk: Desk) -> None:
    with pytest.raises(NotFound, match="no change 99"):
        undo(desk, 99)
    with pytest.raises(Refused, match="Batch 5 was already taken back, or changed nothing"):
        undo_batch(desk, 5)


def test_a_batch_that_was_taken_back_is_here_again_as_often_as_somebody_wants(oslo: Desk) -> None:
    run = Deeds(oslo, Host(), "p").batch("calendar")
    run.add(City(name="Milan", country="IT"))
    run.correct("city", 2, {"region": "x"})
    batch = run.number or 0
    with pytest.raises(Refused, match="Nothing of batch 1 was taken back"):
        bring_back_batch(oslo, batch)
    whole = how_many_cities(oslo)
    for _ in range(2):
        undo_batch(oslo, batch)
        assert how_many_cities(oslo) == whole - 1
        assert bring_back_batch(oslo, batch).changes == 2
        assert how_many_cities(oslo) == whole
    with pytest.raises(Refused, match="Nothing of batch 1 was taken back"):
        bring_back_batch(oslo, batch)


def how_many_cities(desk: Desk) -> int:
    with desk.database.reading() as connection:
        return how_many(connection)["city"]


def test_a_step_is_taken_back_and_its_contribution_stays(oslo: Desk) -> None:
    record(oslo, "add", "masks", Contribution(what="masks", giver=2, receiver=1))
    add_step(oslo, Step(contribution=1, state="received", on=DAY))
    assert told(undo(oslo)) == ([("step", 1, "")], [], [])
    assert kept(oslo, "contribution", 1).record.what == "masks"


LATER = """
import json, sys
from datetime import date
from trustcrm.clock import PinnedClock
from trustcrm.services.desk import Desk
from trustcrm.services.undo import undo
from trustcrm.store.engine import open_database

database = open_database(sys.argv[1])
report = undo(Desk(database=database, clock=PinnedClock(date(2020, 7, 1)), actor="Ben"))
print(json.dumps([[fate.noun, fate.id] for fate in report.reversed]))
database.close()
"""


def test_undo_works_in_another_process_and_under_another_name(oslo: Desk) -> None:
    address = address_of(oslo.database)
    oslo.database.close()
    done = subprocess.run([sys.executable, "-c", LATER, address], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [["tie", 1], ["city", 2]]
    with oslo.database.reading() as connection:
        (change,) = newest_changes(connection, 1)
    assert (change.actor, change.verb, change.reverses) == ("Ben", "undo", change.id - 1)


def test_an_edit_back_to_the_same_word_is_an_edit_all_the_same(oslo: Desk) -> None:
    correct(oslo, "city", 2, {"name": "Christiania"})
    change = newest(oslo)
    correct(oslo, "city", 2, {"name": "Kristiania"})
    correct(oslo, "city", 2, {"name": "Christiania"})
    assert told(undo(oslo, change)) == ([], [("city", 2, "name was edited since")], [])
    assert kept(oslo, "city", 2).record == City(name="Christiania")


def test_a_correction_whose_old_target_is_gone_goes_back_but_for_that(oslo: Desk) -> None:
    record(oslo, "add", "Bern", City(name="Bern"))
    record(oslo, "log", "call", Interaction(kind="call", giver=1, receiver=3, on=DAY, words="then"))
    correct(oslo, "interaction", 1, {"receiver": 2, "words": "now"})
    correction = newest(oslo)
    undo(oslo, correction - 2)
    report = undo(oslo, correction)
    assert told(report)[2] == [("interaction", 1, "side 3, its receiver_id, is gone")]
    assert (kept(oslo, "interaction", 1).record.receiver, kept(oslo, "interaction", 1).record.words) == (2, "then")


def test_a_note_about_what_is_gone_cannot_come_back(desk: Desk) -> None:
    record(desk, "add", "Bern", City(name="Bern"))
    record(desk, "note", "of Bern", Note(words="n", about_noun="city", about_row=2))
    noted = newest(desk)
    undo(desk)
    undo(desk, noted - 1)
    assert told(undo(desk, noted + 1))[2] == [("note", 1, "city 2 is gone")]


def test_what_a_plugin_did_as_one_is_taken_back_as_one_and_nobody_elses(desk: Desk) -> None:
    host = Host()
    deeds = Deeds(desk, host, "screens")
    run = deeds.batch("log with 2 at once")
    for name in ("Milan", "Turin"):
        run.add(City(name=name, country="IT"))
    assert len(Deeds(desk, host, "another").undo().reversed) == 1
    report = deeds.undo()
    assert report.change.batch == run.number
    assert [one.noun for one in report.reversed] == ["city"]


def test_what_was_added_in_one_go_is_several_changes_and_one_batch(desk: Desk) -> None:
    run = Deeds(desk, Host(), "p").batch("a sync")
    rows = run.add_each([City(name=name, country="IT") for name in ("Milan", "Turin", "Genoa")])
    with desk.database.reading() as connection:
        changes = newest_changes(connection, 3)
        assert list(broken_links(connection)) == []
        assert batch_by_id(connection, run.number or 0).read == 3
    assert [(one.summary, one.batch) for one in changes] == [
        (f"city {name}", run.number) for name in ("Genoa", "Turin", "Milan")
    ]
    assert told(undo(desk, changes[1].id)) == ([("city", rows[1], "")], [], [])
    with pytest.raises(Refused, match="is here already"):
        run.add_each([City(name="Bari", country="IT"), City(name="Milan", country="IT")])
    assert sorted(one.id for one in undo_batch(desk, run.number or 0).reversed) == [rows[0], rows[2]]
    assert how_many_cities(desk) == 1
