"""People's records in plugins' tables: kept in the journal whatever statement writes them, and taken back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, delete, insert, select, text, update

from tests.conftest import Dump, Raw
from tests.diary import at_nobody
from tests.logbook import CACHE, FIRST, SECOND, SEEN, STOP, TRIP, logbook_steps
from trustcrm.domain.nouns import City, Colleague, Engagement, Person
from trustcrm.errors import Refused
from trustcrm.services.deeds import Deeds
from trustcrm.services.desk import Desk, seated
from trustcrm.services.dispose import _RowsOut
from trustcrm.services.erase import Ask, erase_person
from trustcrm.services.fates import UndoReport
from trustcrm.services.history import change_whole, newest
from trustcrm.services.own_tables import OwnTables
from trustcrm.services.plugin_tables import make_tables
from trustcrm.services.record import correct, record
from trustcrm.services.undo import undo
from trustcrm.store.derive.checked import wrong_reckonings
from trustcrm.store.journal import broken_links
from trustcrm.store.plugin_tables.access import Access
from trustcrm.store.plugin_tables.carried import NotCarried
from trustcrm.store.plugin_tables.recording import NotRecorded
from trustcrm.store.plugin_tables.returning import RecordsOfPlugins
from trustcrm.store.plugin_tables.rows import drop_table
from trustcrm.store.redaction import redact

Rows = Callable[[], dict[str, list[tuple[Any, ...]]]]
LAKE = {"title": "The lake", "done": False}


@pytest.fixture
def logbook(desk: Desk, tmp_path: Path) -> OwnTables:
    """The tables of the plugin "logbook", made."""
    steps = logbook_steps(tmp_path / "steps", {"0001_first.py": FIRST})
    make_tables(desk.database, [steps], at_nobody)
    return OwnTables(desk, "logbook", steps)


@pytest.fixture
def meeting(desk: Desk, logbook: OwnTables) -> int:
    """An engagement of the office."""
    record(desk, "add", "a city", City(name="Nagoya"))
    return record(desk, "add", "a meeting", Engagement(title="Tea", side=2, starts_on=date(2020, 7, 1))).ids[-1]


@pytest.fixture
def rows(logbook: OwnTables) -> Rows:
    """Read all rows of the logbook, by what each table is called."""

    def read() -> dict[str, list[tuple[Any, ...]]]:
        with logbook.reading() as tables:
            return {
                table.name.removeprefix("plugin_logbook_"): list(
                    map(tuple, tables.execute(select(table).order_by(table.c.id)))
                )
                for table in (TRIP, STOP, SEEN, CACHE)
            }

    return read


def write(logbook: OwnTables, *statements: Any) -> None:
    with logbook.writing() as tables:
        for statement in statements:
            tables.execute(*statement) if isinstance(statement, tuple) else tables.execute(statement)


def told(report: UndoReport) -> dict[str, list[str]]:
    lists = {"reversed": report.reversed, "kept": report.kept, "impossible": report.impossible}
    return {
        name: [f"{fate.noun} {fate.id}{f': {fate.reason}' if fate.reason else ''}" for fate in fates]
        for name, fates in lists.items()
        if fates
    }


WHOLE = {
    "title": "湖", "day": date(2020, 7, 1), "at": datetime(2020, 7, 1, 12, 30, 0, 5), "done": True,
    "more": {"crew": ["Ana", "ベン"]}, "side_id": 1,
}  # fmt: skip
BEGUN = (
    (insert(TRIP), WHOLE),
    (insert(TRIP), {"title": "The hill", "done": False}),
    (insert(STOP), [{"trip_id": 1, "words": "first"}, {"trip_id": 1, "words": "second"}, {"trip_id": 2, "words": "x"}]),
    (insert(SEEN), {"trip_id": 1, "words": "a heron"}),
    (insert(CACHE), {"words": "not a record"}),
)
WRITES: dict[str, tuple[Any, ...]] = {
    "an insert": ((insert(TRIP), LAKE),),
    "an insert of values": (insert(TRIP).values(**LAKE),),
    "an insert of many": ((insert(TRIP), [LAKE, {"title": "The sea", "done": True}]),),
    "an insert of many values": (insert(TRIP).values([LAKE, {"title": "The sea", "done": True}]),),
    "an insert with its number": (insert(TRIP).values(id=7, **LAKE), (insert(TRIP), LAKE | {"id": 5, "title": "n"})),
    "an insert of a query": (insert(STOP).from_select(["trip_id", "words"], select(TRIP.c.id, TRIP.c.title)),),
    "an insert that returns": (insert(TRIP).values(**LAKE).returning(TRIP.c.id),),
    "an update": (update(TRIP).where(TRIP.c.id == 1).values(title="The pond", more=None, done=False, at=None),),
    "an update of all": (update(STOP).values(words="here"),),
    "an update of many": (
        (
            update(STOP).where(STOP.c.id == bindparam("row")).values(words=bindparam("said")),
            [{"row": 1, "said": "one"}, {"row": 3, "said": "three"}],
        ),
    ),
    "an update that another table settles": (
        update(STOP).where(STOP.c.trip_id == TRIP.c.id, TRIP.c.title == "The hill").values(words="y"),
    ),
    "two updates of a row": (
        update(STOP).where(STOP.c.id == 1).values(words="one"), update(STOP).where(STOP.c.id == 1).values(words="two"),
    ),
    "a delete": (delete(STOP).where(STOP.c.words == "first"),),
    "a delete that takes others along": (delete(TRIP).where(TRIP.c.id == 1),),
    "a delete of all": (delete(TRIP),),
    "one in place of another": (delete(TRIP).where(TRIP.c.id == 2), (insert(TRIP), LAKE | {"title": "The hill"})),
    "parents and children by turns": tuple(
        statement
        for number in (11, 12, 13)
        for statement in (
            (insert(TRIP), {"id": number, "title": f"Trip {number}", "done": False}),
            (insert(STOP), [{"trip_id": number, "words": "a"}, {"trip_id": number, "words": "b"}]),
        )
    ),
    "a row that comes, changes and goes": (
        (insert(STOP), {"id": 9, "trip_id": 1, "words": "a"}), update(STOP).where(STOP.c.id == 9).values(words="b"),
        delete(STOP).where(STOP.c.id == 9), (insert(STOP), {"id": 9, "trip_id": 2, "words": "c"}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("statements", WRITES.values(), ids=WRITES)
def test_whatever_is_written_is_one_change_and_is_taken_back_and_done_again(
    desk: Desk, logbook: OwnTables, rows: Rows, statements: tuple[Any, ...]
) -> None:
    write(logbook, *BEGUN)
    before, earlier = rows(), newest(desk, 1)[0].change.id
    write(logbook, *statements)
    after = rows()
    assert after != before
    change = newest(desk, 1)[0].change
    assert (change.id, change.actor) == (earlier + 1, desk.actor)
    report = undo(desk)
    assert rows() == before
    assert told(report).keys() == {"reversed"}
    undo(desk, change.id + 1)
    assert rows() == after
    with desk.database.reading() as connection:
        assert not list(broken_links(connection))


def test_what_changes_nothing_or_is_no_record_is_no_change(desk: Desk, logbook: OwnTables, rows: Rows) -> None:
    write(logbook, *BEGUN)
    before = newest(desk, 1)[0].change.id
    write(logbook, (insert(CACHE), {"words": "more"}), update(STOP).where(STOP.c.id == 1).values(words="first"))
    write(logbook, delete(STOP).where(STOP.c.id == 99))
    assert newest(desk, 1)[0].change.id == before
    assert [words for _, words in rows()["cache"]] == ["not a record", "more"]


def test_a_block_that_raises_leaves_neither_rows_nor_a_change(desk: Desk, logbook: OwnTables, dump: Dump) -> None:
    before = dump(desk.database)
    with pytest.raises(ZeroDivisionError), logbook.writing() as tables:
        _ = tables.execute(insert(TRIP), LAKE).rowcount // 0
    assert dump(desk.database) == before


def test_history_tells_of_the_rows_in_words(desk: Desk, logbook: OwnTables) -> None:
    write(logbook, *BEGUN[:3])
    write(logbook, update(STOP).where(STOP.c.id == 1).values(words="one"))
    write(logbook, delete(STOP).where(STOP.c.id == 2))
    with logbook.writing("check", "trip 2: the brakes") as tables:
        tables.execute(update(TRIP).where(TRIP.c.id == 2).values(done=True))
    said = [(one.change.verb, one.change.summary) for one in newest(desk, 4)]
    assert said == [
        ("check", "trip 2: the brakes"), ("remove", "logbook stop 2: second"), ("correct", "logbook stop 1: words"),
        ("add", "logbook trip 1: 湖 and 4 more"),
    ]  # fmt: skip
    one, (row,) = change_whole(desk, newest(desk, 3)[2].change.id)
    assert dict(one.wrote) == {"logbook stop changed": 1}
    assert (row.noun, row.id, row.before, row.after) == ("logbook stop", 1, {"words": "first"}, {"words": "one"})


def test_a_later_edit_is_never_lost(desk: Desk, logbook: OwnTables, rows: Rows) -> None:
    write(logbook, *BEGUN)
    write(logbook, update(TRIP).where(TRIP.c.id == 1).values(title="The pond", done=False))
    change = newest(desk, 1)[0].change.id
    write(logbook, update(TRIP).where(TRIP.c.id == 1).values(title="The marsh"))
    assert told(undo(desk, change)) == {
        "kept": ["logbook trip 1: title was edited since"], "reversed": ["logbook trip 1: done"],
    }  # fmt: skip
    assert rows()["trip"][0][3:7:3] == ("The marsh", True)
    assert told(undo(desk, change - 1))["kept"] == ["logbook trip 1: title was edited since"]
    assert [row[3] for row in rows()["trip"]] == ["The marsh"]


def test_what_something_was_built_on_stays(desk: Desk, logbook: OwnTables, meeting: int, rows: Rows) -> None:
    write(logbook, (insert(TRIP), LAKE | {"engagement_id": meeting, "side_id": 2}))
    change = newest(desk, 1)[0].change.id
    write(logbook, (insert(STOP), {"trip_id": 1, "words": "first"}))
    before = rows()
    assert told(undo(desk, change)) == {"kept": ["logbook trip 1: logbook stop 1 refers to it"]}
    assert told(undo(desk, change - 1)) == {"kept": [f"engagement {meeting}: logbook trip 1 refers to it"]}
    assert rows() == before


def test_a_row_that_outlives_a_record_points_at_it_again_when_that_comes_back(
    desk: Desk, logbook: OwnTables, rows: Rows
) -> None:
    city = record(desk, "add", "a city", City(name="Oslo")).ids[0]
    added = newest(desk, 1)[0].change.id
    write(logbook, (insert(TRIP), LAKE | {"side_id": city}))
    before = rows()
    undo(desk, added)
    assert [row[2] for row in rows()["trip"]] == [None]
    undo(desk, added + 2)
    assert rows() == before


def test_a_deed_and_the_rows_along_with_it_are_one_change(
    desk: Desk, logbook: OwnTables, rows: Rows, deeds: Deeds, raw: Raw
) -> None:
    def link(tables: Access, written: Mapping[str, Sequence[int]]) -> None:
        tables.execute(insert(TRIP), LAKE | {"engagement_id": written["engagement"][0]})

    before, facts = rows(), raw("SELECT COUNT(*) FROM engagement")
    logbook.along(deeds, link).add(Engagement(title="Tea", starts_on=date(2020, 7, 1)))
    assert rows() != before
    number = newest(desk, 1)[0].change.id
    undo(desk)
    assert (rows(), raw("SELECT COUNT(*) FROM engagement")) == (before, facts)
    undo(desk, number + 1)
    assert [row[3] for row in rows()["trip"]] == ["The lake"]


def test_a_run_of_which_a_deed_wrote_plugins_rows_alone_is_a_batch_that_can_be_taken_back(
    desk: Desk, logbook: OwnTables, rows: Rows, deeds: Deeds, meeting: int
) -> None:
    before = rows()
    batch = deeds.batch("a sync")

    def link(tables: Access, written: Mapping[str, Sequence[int]]) -> None:
        tables.execute(insert(TRIP), LAKE)

    logbook.along(batch, link).correct("engagement", meeting, {"title": "Tea"})
    assert rows() != before
    assert batch.number is not None
    deeds.undo_batch(batch.number)
    assert rows() == before


@pytest.fixture
def deeds(desk: Desk) -> Deeds:
    """The deeds of whoever is at work."""
    from trustcrm.hooks.host import Host

    return Deeds(desk, Host(), "logbook")


def test_a_number_that_was_given_again_is_another_row(desk: Desk, logbook: OwnTables, rows: Rows) -> None:
    write(logbook, (insert(TRIP), {"id": 1, **LAKE}))
    added = newest(desk, 1)[0].change.id
    write(logbook, delete(TRIP).where(TRIP.c.id == 1))
    write(logbook, (insert(TRIP), {"id": 1, **LAKE}))
    before = rows()
    assert told(undo(desk, added)) == {"kept": ["logbook trip 1: it was written anew since"]}
    assert told(undo(desk, added + 1)) == {"reversed": ["logbook trip 1: it is there already"]}
    assert rows() == before
    write(logbook, update(TRIP).where(TRIP.c.id == 1).values(title="The pond"))
    assert told(undo(desk, added + 1)) == {"impossible": ["logbook trip 1: another row has its number now"]}


def test_what_cannot_come_back_is_told_and_hinders_nothing_else(desk: Desk, logbook: OwnTables, rows: Rows) -> None:
    write(logbook, *BEGUN)
    write(logbook, delete(TRIP))
    removed = newest(desk, 1)[0].change.id
    write(logbook, (insert(TRIP), {"id": 8, "title": "The hill", "done": True}))
    report = told(undo(desk, removed))
    assert report["impossible"] == [
        "logbook trip 2: another row stands in its place", "logbook stop 3: logbook trip 2 is gone",
    ]  # fmt: skip
    assert report["reversed"] == [
        "logbook trip 1", "logbook stop 1", "logbook stop 2", "logbook seen 1: trip_id",
    ]  # fmt: skip
    write(logbook, (insert(TRIP), {"title": "The sea", "done": False}))
    assert [row[0] for row in rows()["trip"]] == [1, 8, 9]


def test_what_points_at_a_record_that_is_gone_does_not_come_back(desk: Desk, logbook: OwnTables, rows: Rows) -> None:
    record(desk, "add", "a meeting", Engagement(title="Tea", starts_on=date(2020, 7, 1)))
    added = newest(desk, 1)[0].change.id
    write(
        logbook,
        (insert(TRIP), LAKE | {"engagement_id": 1}),
        (insert(SEEN), {"about_noun": "engagement", "about_row": 1, "words": "a"}),
    )
    write(logbook, delete(TRIP), delete(SEEN))
    undo(desk, added)
    assert told(undo(desk, added + 2)) == {
        "impossible": ["logbook seen 1: engagement 1 is gone", "logbook trip 1: engagement 1 is gone"]
    }


def test_rows_are_taken_back_after_an_upgrade_as_far_as_they_can(
    desk: Desk, logbook: OwnTables, tmp_path: Path, raw: Raw
) -> None:
    write(logbook, *BEGUN[:3])
    write(logbook, update(TRIP).where(TRIP.c.id == 1).values(title="The pond", day=None))
    write(logbook, delete(TRIP).where(TRIP.c.id == 2))
    steps = logbook_steps(tmp_path / "steps", {"0001_first.py": FIRST, "0002_moods.py": SECOND})
    make_tables(desk.database, [steps], at_nobody)
    assert told(undo(desk)) == {"reversed": ["logbook trip 2", "logbook stop 3"]}
    assert told(undo(desk)) == {
        "reversed": ["logbook trip 1: title"], "impossible": ["logbook trip 1: its table has no day any more"],
    }  # fmt: skip
    assert raw("SELECT id, title, mood FROM plugin_logbook_trip ORDER BY id") == [
        (1, "湖", None),
        (2, "The hill", None),
    ]


def test_without_its_tables_a_change_is_told_as_what_cannot_be_taken_back(desk: Desk, logbook: OwnTables) -> None:
    write(logbook, (insert(TRIP), LAKE))
    with desk.database.writing() as connection:
        for table in (SEEN, STOP, TRIP):
            drop_table(connection, table.name)
    assert told(undo(desk)) == {"impossible": ["logbook trip 1: its table is gone, with what the plugin kept there"]}


def test_what_has_gone_out_cannot_be_called_back_nor_what_it_rests_on(
    desk: Desk, logbook: OwnTables, rows: Rows
) -> None:
    write(logbook, *BEGUN)
    write(logbook, update(STOP).where(STOP.c.id == 1).values(words="checked"))
    with logbook.writing("send", "the letter", lasting=True) as tables:
        tables.execute(update(TRIP).where(TRIP.c.id == 1).values(done=False))
        tables.execute(update(STOP).where(STOP.c.trip_id == 1).values(words=STOP.c.words))
    before, sent = rows(), newest(desk, 1)[0].change.id
    with pytest.raises(Refused, match=f"Change {sent}, send: the letter, has gone out and cannot be called back"):
        undo(desk)
    assert told(undo(desk, sent - 1)) == {"kept": ["logbook stop 1: words was edited since"]}
    assert rows() == before


UNTOLD = {
    "a text": text("UPDATE plugin_logbook_trip SET title = 'x'"),
    "a new number": update(TRIP).where(TRIP.c.id == 1).values(id=50),
    "an insert or else": insert(TRIP).prefix_with("OR REPLACE").values(id=1, **LAKE),
}


@pytest.mark.parametrize("statement", UNTOLD.values(), ids=UNTOLD)
def test_what_could_not_be_told_is_refused_and_leaves_nothing(
    desk: Desk, logbook: OwnTables, dump: Dump, statement: Any
) -> None:
    write(logbook, (insert(TRIP), LAKE))
    before = dump(desk.database)
    with pytest.raises(NotRecorded):
        write(logbook, (insert(TRIP), {"title": "more", "done": True}), statement)
    with pytest.raises(NotRecorded), logbook.writing() as tables:
        tables.fetched(str(UNTOLD["a text"]))
    assert dump(desk.database) == before


UNFIT = {
    "no step makes": (FIRST.replace("plugin_logbook_seen", "plugin_logbook_sight"), "is made by no step"),
    "two keys": (
        FIRST.replace('"words", sa.String(), nullable=False', '"words", sa.String(), primary_key=True', 1),
        "one whole number",
    ),
    "octets": (FIRST.replace("sa.JSON()", "sa.LargeBinary()"), "has octets in more"),
}


@pytest.mark.parametrize(("step", "fault"), UNFIT.values(), ids=UNFIT)
def test_tables_that_the_journal_cannot_tell_of_are_not_made(
    desk: Desk, tmp_path: Path, dump: Dump, step: str, fault: str
) -> None:
    before = dump(desk.database)
    with pytest.raises(NotCarried, match=fault):
        make_tables(desk.database, [logbook_steps(tmp_path / "steps", {"0001_first.py": step})], at_nobody)
    assert dump(desk.database) == before


def test_who_may_not_read_a_row_does_not_read_it_in_the_journal(
    desk: Desk, logbook: OwnTables, meeting: int, raw: Raw
) -> None:
    record(
        desk, "add", "roles", Colleague(name="Ana Lima", login="Ana", role="steward"),
        Colleague(name="Ben", login="ben", role="reader"),
    )  # fmt: skip
    trips = ((meeting, "The lake"), (None, "The hill"))
    write(logbook, (insert(TRIP), [LAKE | {"engagement_id": one, "title": title} for one, title in trips]))
    write(logbook, (insert(STOP), [{"trip_id": 1, "words": "of the lake"}, {"trip_id": 2, "words": "of the hill"}]))
    write(logbook, (insert(SEEN), {"about_noun": "engagement", "about_row": meeting, "words": "of the meeting"}))

    def seen() -> str:
        at = seated(dataclasses.replace(desk, actor="ben"))
        with closing(at.database):
            return repr([(one.change.summary, change_whole(at, one.change.id)[1]) for one in newest(at, 30)])

    secrets = ("The lake", "of the lake", "of the meeting")
    assert all(words in seen() for words in secrets)
    correct(desk, "engagement", meeting, {"confidentiality": "restricted"})
    assert [words for words in secrets if words in seen()] == []
    write(logbook, update(STOP).where(STOP.c.id == 1).values(words="quiet"))
    write(logbook, update(STOP).where(STOP.c.id == 2).values(words="loud"))
    assert ("quiet" in seen(), "loud" in seen()) == (False, True)
    correct(desk, "engagement", meeting, {"confidentiality": "internal"})
    assert all(words in seen() for words in (*secrets, "quiet"))


def test_an_erased_person_is_taken_out_of_what_the_journal_keeps(
    desk: Desk, logbook: OwnTables, rows: Rows, raw: Raw
) -> None:
    person = record(desk, "add", "someone", Person(name="Giulia Rossi")).ids[0]
    write(logbook, (insert(TRIP), LAKE | {"more": {"crew": ["Giulia Rossi"]}}))
    write(logbook, (insert(STOP), {"trip_id": 1, "words": "a stop"}))
    write(logbook, update(STOP).values(words="With Giulia Rossi"))
    erase_person(desk, person, Ask(why="asked us to"))
    with desk.database.reading() as connection:
        told_now = repr([(one.change.summary, change_whole(desk, one.change.id)[1]) for one in newest(desk, 30)])
        assert "Giulia" not in told_now
        assert not list(broken_links(connection))
    changed = next(one.change.id for one in newest(desk, 9) if one.change.verb == "correct")
    assert told(undo(desk, changed)) == {"reversed": ["logbook stop 1: words"]}
    assert rows()["stop"] == [(1, 1, "a stop")]
    assert [row[7] for row in rows()["trip"]] == [{"crew": ["[erased]"]}]


def test_what_goes_with_a_record_that_is_disposed_of_goes_from_the_journal_too(
    desk: Desk, logbook: OwnTables, meeting: int
) -> None:
    write(logbook, (insert(TRIP), LAKE | {"engagement_id": meeting}), (insert(STOP), {"trip_id": 1, "words": "ashore"}))
    with desk.writing("dispose", "x", role="steward") as writer:
        going = RecordsOfPlugins(writer).going_with({"engagement": [meeting]})
        assert going == {"plugin_logbook_trip": {1}, "plugin_logbook_stop": {1}}
        writer.remove("engagement", [meeting], unseen=True)
        redact(writer.change, _RowsOut(going))
    told_now = repr([change_whole(desk, one.change.id)[1] for one in newest(desk, 30)])
    assert not [words for words in ("The lake", "ashore") if words in told_now]


@pytest.mark.only_sqlite
def test_what_is_restricted_is_reckoned_anew_alike(desk: Desk, logbook: OwnTables, meeting: int) -> None:
    write(logbook, (insert(TRIP), LAKE | {"engagement_id": meeting}))
    correct(desk, "engagement", meeting, {"confidentiality": "restricted"})
    with desk.database.writing() as connection:
        assert list(wrong_reckonings(connection)) == []
