"""P31: erasing a person clears store, index, undo history and journal payload, and is replayed after a restore."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, text

from tests.conftest import NewDesk, Raw, Run
from tests.diary import LINE, PAGE, STEPS, at_nobody, steps_in
from tests.promises.octets import everything_written
from tests.promises.random_facts import alike, facts, keep, of_databases, readings, start
from trustcrm.domain.draft import Draft, Rejected
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import (
    Agreement,
    City,
    Colleague,
    Contribution,
    Engagement,
    FollowUp,
    Hold,
    Interaction,
    Note,
    Participant,
    Person,
    Post,
    Seat,
    Signal,
    Step,
    Tag,
    Tenure,
    Tie,
)
from trustcrm.errors import NotFound, Refused, UnreadableSource
from trustcrm.services.desk import Desk
from trustcrm.services.dossier import dossier_of
from trustcrm.services.erase import _TOMBSTONE, Ask, erase_person
from trustcrm.services.erasures_file import erasures_beside, told
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.leavings import Cleared
from trustcrm.services.merge import merge, unmerge
from trustcrm.services.plugin_tables import make_tables
from trustcrm.services.record import correct, record
from trustcrm.services.replay import replay_erasures
from trustcrm.services.search import search
from trustcrm.services.undo import undo, undo_batch
from trustcrm.store.certificates import added_by, office_mark
from trustcrm.store.engine import open_database
from trustcrm.store.journal import broken_links
from trustcrm.store.plugin_values import PluginKeys
from trustcrm.store.queries.rows import record_by_id
from trustcrm.store.tables.nouns import TABLES

DAY = date(2020, 3, 1)
ASKED = Ask(why="Giulia Rossi asked us to", authority="request 2020-11")
TRACES = ("giulia", "rossi", "rosetti", "milano.it", "555 0199", "likes tea", "mole on the chin")
"""Whatever tells her; each is searched for in every octet."""


def _office_with_giulia(desk: Desk) -> None:
    """Record a person everywhere a person can stand, with her names changed, merged, imported and mentioned."""
    giulia = Person(
        name="Giulia Rosetti", side=2, aliases=("G. Rosetti",), phones=("+39 02 555 0199",), languages=("it",)
    )
    record(desk, "add", "city", City(name="Milan"), Tie(one=1, other=2), Colleague(name="Bea"))
    record(desk, "add", "person Giulia Rosetti", giulia, Person(name="Giulia Rossi", emails=("giulia@milano.it",)))
    merge(desk, "person", 1, 2)
    correct(desk, "person", 1, {"name": "Giulia Rossi"})
    record(
        desk, "log", "call with Milan +Giulia re test kits, Rossi will write",
        Interaction(kind="call", giver=1, receiver=2, on=DAY, words='Rossi said "5000"; giulia@milano.it'),
        Participant(interaction=1, person=1, role="chair"),
        FollowUp(what="call Giulia on +39-02-555 0199", due_on=date(2020, 7, 1), person=1),
        Post(title="Consul", side=2), Tenure(person=1, post=1, source="card of Giulia Rossi"),
        Signal(kind="praised us", giver=2, receiver=1, on=DAY, witness="Giulia Rossi", words="GIULIA\nROSSI spoke"),
        Contribution(what="masks for Giulia Rossi", giver=1, receiver=2, unit="masks", words="giulia_rossi.pdf"),
        Step(contribution=1, state="asked", on=DAY, words="by Rossi, Giulia"),
        Agreement(title="Pact", tie=1, signatories=("Giulia Rossi", "Mayor"), signed_on=DAY),
        Engagement(title="Lunch with Giulia Rossi", starts_on=date(2020, 8, 1), uid="giulia@milano.it"),
        Seat(engagement=1, person=1), Note(words="likes tea", about_noun="person", about_row=1),
        Note(words="Giulia Rossi introduced us", about_noun="tie", about_row=1),
        Tag(name="mole on the chin", about_noun="person", about_row=1),
    )  # fmt: skip
    PluginKeys(desk.database, "t").put("giulia@milano.it", "seen")
    PluginKeys(desk.database, "t").put("last", '{"who": "Giulia Rossi"}')


def _pieces() -> list[Draft | Rejected]:
    here = Mention(noun="city", name="Milan")
    met = Interaction(kind="call", giver=Mention(noun="city", name="Los Angeles"), receiver=here, on=DAY, words="x")
    who = Participant(
        interaction=Mention(noun="interaction", name=""),
        person=Mention(noun="person", name="Giulia Rossi", side=here),
    )
    odd = dataclasses.replace(met, receiver=Mention(noun="city", name="Nowhere", create=False))
    return [
        Draft(key="giulia@milano.it", record=Person(name="Giulia Rossi", side=here), where="card of Giulia Rossi"),
        Draft(key="met 1", record=met, parts=(who,), where="line 2"),
        Draft(key="met 2", record=odd, parts=(who,), where="line 3", raw={"who": "Giulia Rossi"}),
        Rejected(where="line 4", reason="Giulia Rossi has no day", raw={"first": "Giulia", "last": "Rossi", "n": "7"}),
    ]


def _import(desk: Desk, fingerprint: str, pieces: list[Draft | Rejected] | None = None) -> Any:
    drafts = _pieces() if pieces is None else pieces
    source = "giulia_rossi.csv" if pieces is None else "list.csv"
    return run_import(
        desk, Task(importer="t:t", plugin="t", source=source, fingerprint=fingerprint, drafts=lambda: iter(drafts))
    )


def _is_whole(desk: Desk) -> bool:
    with desk.database.reading() as connection:
        return list(broken_links(connection)) == []


def _told_of_her(desk: Desk) -> list[str]:
    written = everything_written(desk.database)
    return [trace for trace in TRACES if trace in written]


def test_p31_nothing_that_tells_a_person_is_left_in_any_octet(desk: Desk) -> None:
    _office_with_giulia(desk)
    _import(desk, "file 1")
    assert _told_of_her(desk) == sorted(TRACES, key=TRACES.index)
    report = erase_person(desk, 1, ASKED)
    assert (report.people, report.cleared) == ((1, 2), Cleared(scrubbed=True))
    assert _told_of_her(desk) == []
    assert _is_whole(desk)
    assert search(desk, "Giulia") == search(desk, "rossi") == []


def test_p31_tables_of_plugins_tell_nothing_of_them_either(desk: Desk, tmp_path: Path, raw: Raw) -> None:
    make_tables(desk.database, [steps_in(tmp_path / "steps", STEPS)], at_nobody)
    _office_with_giulia(desk)
    card = b"BEGIN:VEVENT\r\nSUMMARY:Lunch with Giulia Ro\r\n ssi\r\nX-A:1\r\nEND:VEVENT\r\n"
    with desk.database.writing() as connection:
        connection.execute(
            insert(PAGE),
            [
                {"id": 1, "words": "by giulia@milano.it", "kept": True, "octets": None, "more": None},
                {"id": 2, "words": "a page", "kept": True, "octets": card, "more": {"with": ["Giulia Rossi", 3]}},
                {"id": 3, "words": "another", "kept": True, "octets": b"\xff\x00", "more": None},
            ],
        )
        lines = [
            {"page_id": 1, "number": 1, "text": "x"},
            {"page_id": 2, "number": 1, "text": "Giulia Rossi likes tea"},
        ]
        connection.execute(insert(LINE), lines)
        connection.execute(text("CREATE TABLE plugin_gone_slip (words VARCHAR)"))
        slips = [{"words": words} for words in ("Giulia Rossi", "nobody", "of Giulia Rossi")]
        connection.execute(text("INSERT INTO plugin_gone_slip VALUES (:words)"), slips)
    told = dossier_of(desk, 1).plugins
    assert ("diary", "plugin_diary_line.text", "Giulia Rossi likes tea") in told
    assert {place for _, place, _ in told if place.startswith("plugin_diary")} == {
        "plugin_diary_page.words", "plugin_diary_page.octets", "plugin_diary_page.more", "plugin_diary_line.text",
    }  # fmt: skip
    report = erase_person(desk, 1, ASKED)
    assert report.counts["rows of plugins' tables"] == 5
    assert [trace for trace in ("giulia", "rossi", "milano.it") if trace in everything_written(desk.database)] == []
    assert raw("SELECT id, words FROM plugin_diary_page ORDER BY id") == [(2, "a page"), (3, "another")]
    assert sorted(raw("SELECT words FROM plugin_gone_slip")) == [("[erased]",), ("nobody",), ("of [erased]",)]
    assert raw("SELECT page_id, text FROM plugin_diary_line") == [(2, "[erased] likes tea")]
    (octets,) = raw("SELECT octets FROM plugin_diary_page WHERE id = 2")[0]
    assert bytes(octets) == b"BEGIN:VEVENT\r\nSUMMARY:Lunch with [erased]\r\nX-A:1\r\nEND:VEVENT\r\n"


def test_p31_copies_made_afterwards_hold_nothing_either(desk: Desk, office_path: Path, tmp_path: Path) -> None:
    _office_with_giulia(desk)
    erase_person(desk, 1, ASKED)
    shutil.copy(office_path, tmp_path / "copy.db")
    with closing(sqlite3.connect(office_path)) as one, closing(sqlite3.connect(tmp_path / "backup.db")) as other:
        one.backup(other)
    for name in ("copy.db", "backup.db"):
        octets = (tmp_path / name).read_bytes().decode("utf-8", errors="replace").lower()
        assert [trace for trace in TRACES if trace in octets] == []


def test_p31_an_opaque_number_stays_where_the_person_stood(desk: Desk) -> None:
    _office_with_giulia(desk)
    erase_person(desk, 1, ASKED)
    with desk.database.reading() as connection:
        kept = record_by_id(connection, "person", 1)
        assert kept.record == Person(name="erased person 1")
        assert kept.withdrawn
        assert record_by_id(connection, "participant", 1).record.person == 1  # type: ignore[attr-defined]
        assert record_by_id(connection, "tenure", 1).record.person == 1  # type: ignore[attr-defined]
        words = record_by_id(connection, "interaction", 1).record.words  # type: ignore[attr-defined]
    assert words == '[erased] said "5000"; [erased]'


def test_p31_a_tombstone_empties_every_column_a_person_has() -> None:
    kept = {"id", "name", "version", "batch_id", "merged_into_id"}
    assert set(_TOMBSTONE) == {column.name for column in TABLES["person"].columns} - kept


def test_p31_undo_says_that_it_was_erased_and_brings_nothing_back(desk: Desk) -> None:
    _office_with_giulia(desk)
    _import(desk, "file 1")
    erase_person(desk, 1, ASKED)
    with pytest.raises(Refused, match="what is erased cannot come back"):
        undo(desk)
    with desk.database.reading() as connection:
        numbers = connection.execute(text("SELECT id FROM change WHERE verb NOT IN ('init', 'erase')")).scalars().all()
    reasons = set()
    for number in sorted(numbers, reverse=True):
        report = undo(desk, number)
        reasons |= {fate.reason for fate in (*report.kept, *report.impossible)}
        assert _told_of_her(desk) == []
    assert any("erased here" in reason for reason in reasons)
    with pytest.raises(Refused):
        unmerge(desk, "person", 2)
    assert _is_whole(desk)


def test_p31_importing_her_source_again_does_not_bring_her_back(desk: Desk) -> None:
    _office_with_giulia(desk)
    _import(desk, "file 1")
    erase_person(desk, 1, ASKED)
    outcome = _import(desk, "file 2")
    assert (outcome.items[0].state, outcome.items[0].reason) == ("rejected", "erased here on 2020-06-30")
    with desk.database.reading() as connection:
        names = connection.execute(text("SELECT name FROM person")).scalars().all()
    assert set(names) == {"erased person 1", "erased person 2"}


def test_p31_a_source_that_only_mentioned_her_names_the_number(desk: Desk) -> None:
    record(desk, "add", "city", City(name="Milan"), Tie(one=1, other=2))
    first = cast(Draft, _pieces()[1])
    second = dataclasses.replace(first, key="met 9")
    _import(desk, "file 1", [first])
    erase_person(desk, 1, ASKED)
    assert _import(desk, "file 2", [first, second]).created == {"interaction": 1, "participant": 1}
    with desk.database.reading() as connection:
        people = connection.execute(text("SELECT person_id FROM participant ORDER BY id")).scalars().all()
    assert people == [1, 1]
    assert _told_of_her(desk) == []


def test_p31_a_batch_taken_back_after_an_erasure_leaves_the_number(desk: Desk) -> None:
    record(desk, "add", "city", City(name="Milan"), Tie(one=1, other=2))
    _import(desk, "file 1")
    erase_person(desk, 1, ASKED)
    report = undo_batch(desk, 1)
    assert ("person", 1) in {(fate.noun, fate.id) for fate in report.kept}
    assert ("interaction", 1) in {(fate.noun, fate.id) for fate in report.reversed}
    _import(desk, "file 3")
    assert [trace for trace in ("giulia@milano.it",) if trace in everything_written(desk.database)] == []


def test_p31_others_of_the_same_name_or_mailbox_keep_theirs(desk: Desk) -> None:
    record(
        desk, "add", "people", Person(name="Li Wei", emails=("office@bern.ch",)),
        Person(name="Li Wei", emails=("office@bern.ch",)), City(name="Bern"),
        Interaction(kind="call", giver=1, receiver=2, on=DAY, words="Li Wei called from office@bern.ch"),
        Interaction(kind="call", giver=1, receiver=2, on=DAY, words="Li Wei again"),
        Participant(interaction=2, person=1),
    )  # fmt: skip
    dry = erase_person(desk, 1, Ask(why="asked"), dry_run=True)
    assert dry.doubtful == ("Li Wei", "office@bern.ch")
    erase_person(desk, 1, Ask(why="asked"))
    with desk.database.reading() as connection:
        other = record_by_id(connection, "person", 2).record
        words = [record_by_id(connection, "interaction", row).record.words for row in (1, 2)]  # type: ignore[attr-defined]
    assert other == Person(name="Li Wei", emails=("office@bern.ch",))
    assert words == ["Li Wei called from office@bern.ch", "[erased] again"]


def test_p31_a_hold_beats_erasure_also_of_words_elsewhere(desk: Desk) -> None:
    _office_with_giulia(desk)
    record(desk, "add", "hold", Hold(why="claim 7", authority="court", about_noun="agreement", about_row=1))
    before = everything_written(desk.database)
    with pytest.raises(Refused, match=r"Agreement 1 is held by hold 1 \(claim 7, court\)"):
        erase_person(desk, 1, ASKED)
    assert everything_written(desk.database).count("giulia") == before.count("giulia")
    correct(desk, "hold", 1, {"lifted_on": date(2020, 6, 29)})
    erase_person(desk, 1, ASKED)


def test_p31_a_dry_run_says_what_the_real_run_does_and_changes_nothing(desk: Desk) -> None:
    _office_with_giulia(desk)
    before = _facts(desk)
    dry = erase_person(desk, 1, ASKED, dry_run=True)
    assert _facts(desk) == before
    real = erase_person(desk, 1, ASKED)
    assert (dry.people, dry.rewritten, dry.counts) == (real.people, real.rewritten, real.counts)


def _facts(desk: Desk) -> list[Any]:
    with desk.database.reading() as connection:
        tables = [*TABLES.values()]
        return [connection.execute(table.select().order_by(table.c.id)).all() for table in tables]


def test_p31_whoever_was_taken_back_before_is_erased_from_the_journal(desk: Desk) -> None:
    record(desk, "add", "person", Person(name="Giulia Rossi"))
    undo(desk)
    erase_person(desk, 1, ASKED)
    assert _told_of_her(desk) == []
    with pytest.raises(Refused, match="was erased on 2020-06-30"):
        erase_person(desk, 1, ASKED)
    with pytest.raises(NotFound):
        erase_person(desk, 99, ASKED)


def test_p31_an_erasure_is_replayed_in_an_older_copy_and_only_once(
    desk: Desk, office_path: Path, tmp_path: Path
) -> None:
    _office_with_giulia(desk)
    desk.database.settle()
    older = tmp_path / "older" / "office.db"
    older.parent.mkdir()
    shutil.copy(office_path, older)
    record(desk, "add", "person", Person(name="Somebody Later"))
    erase_person(desk, 3, Ask(why="asked"))
    erase_person(desk, 1, ASKED)
    beside = erasures_beside(desk.database)
    assert beside is not None
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    assert not any(trace in beside.read_text("utf-8").lower() for trace in TRACES)
    restored = dataclasses.replace(desk, database=open_database(str(older)))
    try:
        record(restored, "add", "person", Person(name="Another Third"))
        done = replay_erasures(restored, beside)
        assert [(row.noun, row.id) for row in done.again] == [("person", 1), ("person", 2)]
        assert [(row.noun, row.id) for row in done.absent] == [("person", 3)]
        assert _told_of_her(restored) == []
        assert "another third" in everything_written(restored.database)
        assert replay_erasures(restored, beside).again == []
        assert _is_whole(restored)
    finally:
        restored.database.close()


@pytest.mark.parametrize("how", [(), ("--replace",)])
def test_p31_restoring_an_older_backup_erases_again(
    run: Run, desk: Desk, address: str, tmp_path: Path, how: tuple[str, ...]
) -> None:
    _office_with_giulia(desk)
    backup = str(tmp_path / "backup" / "older.db")
    Path(backup).parent.mkdir()
    assert run("db", "backup", backup).exit_code == 0
    erase_person(desk, 1, ASKED)
    if not how:
        if "://" in address:
            pytest.skip("a server's database is not emptied by moving a file")
        desk.database.close()
        Path(address).unlink()
        for left in Path(address).parent.glob(f"{Path(address).name}-*"):
            left.unlink()
    desk.database.close()
    done = run("db", "restore", backup, *how)
    assert (done.exit_code, "Erased again, as they were here before: 2." in done.stderr) == (0, True), done.stderr
    assert _told_of_her(dataclasses.replace(desk, database=open_database(address))) == []


def test_p31_who_was_erased_is_shown_so_and_not_as_a_mistake(run: Run, desk: Desk) -> None:
    _office_with_giulia(desk)
    certificate = erase_person(desk, 1, ASKED).certificate
    shown = run("person", "show", "1").stdout
    assert f"erased on {desk.today().isoformat()}, certificate {certificate}" in shown
    assert "marked wrong" not in shown


def test_p31_erasures_of_another_office_are_refused(desk: Desk, tmp_path: Path) -> None:
    record(desk, "add", "person", Person(name="Giulia Rossi"))
    erase_person(desk, 1, ASKED)
    kept = tmp_path / "erasures.json"
    kept.write_text(json.dumps(told(desk.database) | {"office": "0" * 64}), encoding="utf-8")
    with pytest.raises(Refused, match="another office"):
        replay_erasures(desk, kept)
    for content in ("", "[]", '{"office": "x"}', '{"office": "x", "certificates": [{"on": "never"}]}'):
        kept.write_text(content, encoding="utf-8")
        with pytest.raises(UnreadableSource, match="no list of erasures"):
            replay_erasures(desk, kept)


def test_p31_what_a_server_answered_is_replayed_where_a_restore_brought_it_back(desk: Desk, tmp_path: Path) -> None:
    _office_with_giulia(desk)
    kept = tmp_path / "erasures.json"
    kept.write_text(_erasures_of_a_copy(desk), encoding="utf-8")
    done = replay_erasures(desk, kept)
    assert [(row.noun, row.id) for row in done.again] == [("person", 1), ("person", 2)]
    assert _told_of_her(desk) == []
    assert replay_erasures(desk, kept).again == []


def _erasures_of_a_copy(desk: Desk) -> str:
    """Return what an office that went on to erase her would answer: its mark, and how her rows are known again."""
    with desk.database.reading() as connection:
        hashes = added_by(connection, "person", [1, 2])
        mark = office_mark(connection)
    rows = [{"noun": "person", "id": row, "added_by": added} for row, added in hashes.items()]
    known = {"id": 1, "verb": "erase", "on": "2020-06-30", "actor": "Bea", "why": "asked", "authority": None}
    return json.dumps({"office": mark, "certificates": [known | {"rows": rows, "counts": {}, "change": 9}]})


def test_p31_no_reading_of_a_full_office_changes(desk: Desk) -> None:
    _office_with_giulia(desk)
    record(desk, "add", "oslo", City(name="Oslo"), Tie(one=1, other=3))
    before = readings(desk, date(2020, 6, 30))
    erase_person(desk, 1, ASKED)
    assert alike(readings(desk, date(2020, 6, 30)), before)


@pytest.mark.only_sqlite  # what a test writes anew cannot be put back between examples on a server
@of_databases
@given(facts(date(2018, 1, 1), date(2020, 6, 30)), st.integers(0, 3))
def test_p31_no_reading_changes_when_anybody_is_erased(new_desk: NewDesk, told: Any, taking_part: int) -> None:
    with new_desk() as desk:
        start(desk)
        keep(desk, told)
        record(desk, "add", "person", Person(name="Giulia Rossi", side=2))
        with desk.database.reading() as connection:
            rows = connection.execute(text("SELECT id FROM interaction ORDER BY id")).scalars().all()
        for row in rows[:taking_part]:
            correct(desk, "interaction", row, {"words": "Giulia Rossi"})
            record(desk, "add", "participant", Participant(interaction=row, person=1))
        before = readings(desk, date(2020, 6, 30))
        erase_person(desk, 1, ASKED)
        assert alike(readings(desk, date(2020, 6, 30)), before)
