"""Tables of plugins' own: made by steps, held apart from core's, and used by nobody else."""

from __future__ import annotations

import dataclasses
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, closing, suppress
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import DBAPIError

from tests.conftest import Dump, Raw
from tests.diary import FIRST, LINE, PAGE, STEPS, at_nobody, steps_in
from tools.blocks import ROOT, blocks_of
from trustcrm.domain.nouns import City, Colleague, Engagement
from trustcrm.errors import DatabaseNewer, DatabaseOutdated, DatabaseUnusable, PluginFailed, Refused
from trustcrm.hooks.config import Settings
from trustcrm.hooks.host import Host, Surroundings
from trustcrm.plugin import PluginContext, TablesSpec
from trustcrm.services.deeds import Deeds
from trustcrm.services.desk import Desk, seated
from trustcrm.services.keeping.backup import back_up
from trustcrm.services.keeping.restore import restore
from trustcrm.services.keeping.upgrade import bring_up_to_date
from trustcrm.services.own_tables import OwnTables
from trustcrm.services.plugin_tables import make_tables, pending, standing
from trustcrm.services.record import record
from trustcrm.services.undo import undo
from trustcrm.store.engine import open_database
from trustcrm.store.plugin_tables.access import Access
from trustcrm.store.plugin_tables.carried import NotCarried
from trustcrm.store.plugin_tables.guard import NotItsOwn
from trustcrm.store.plugin_tables.steps import Steps
from trustcrm.store.queries.rows import how_many
from trustcrm.store.revisions import HEAD
from trustcrm.store.tables import METADATA

HOW_TO = ROOT / "docs" / "how-to" / "plugin-tables.md"
TEA = {"words": "tea", "kept": True}


@pytest.fixture
def diary(desk: Desk, tmp_path: Path) -> OwnTables:
    """The tables of the plugin "diary", made."""
    steps = steps_in(tmp_path / "steps", STEPS)
    make_tables(desk.database, [steps], at_nobody)
    return OwnTables(desk, "diary", steps)


@pytest.fixture
def meeting(desk: Desk) -> int:
    """An engagement of the office."""
    record(desk, "add", "a city", City(name="Nagoya"))
    return record(desk, "add", "a meeting", Engagement(title="Tea", side=2, starts_on=date(2020, 7, 1))).ids[-1]


def run_step(desk: Desk, folder: Path, body: str) -> Steps:
    """Run a step of the plugin "diary" whose `upgrade` holds `body`, and return it."""
    head = 'import sqlalchemy as sa\nfrom alembic import op\nrevision = "0001"\ndown_revision = None\ndef upgrade():\n'
    steps = steps_in(folder / "steps", {"0001_first.py": head + "".join(f"    {line}\n" for line in body.splitlines())})
    make_tables(desk.database, [steps], at_nobody)
    return steps


def test_steps_make_tables_and_a_version_of_their_own(desk: Desk, tmp_path: Path, raw: Raw) -> None:
    steps = steps_in(tmp_path / "steps", {"0001_pages.py": FIRST})
    assert pending(desk.database, [steps]) == [steps]
    (made,) = make_tables(desk.database, [steps], at_nobody)
    assert (made.plugin, made.step, made.failure) == ("diary", "0001", "")
    assert raw("SELECT version_num FROM plugin_diary_version") == [("0001",)]
    assert pending(desk.database, [steps]) == []
    assert desk.database.revision() == HEAD


def test_what_was_written_is_read_again(diary: OwnTables, meeting: int) -> None:
    with diary.writing() as tables:
        told = {
            "engagement_id": meeting, "side_id": 2, "words": "tea 茶", "octets": b"\xff\x00", "heft": 0.1, "kept": True,
            "day": date(2020, 7, 1), "at": datetime(2020, 7, 1, 12, 30, 0, 5),
        }  # fmt: skip
        tables.execute(insert(PAGE), told)
        tables.execute(insert(LINE), [{"page_id": 1, "number": n, "text": f"line {n}"} for n in range(3)])
    with diary.reading() as tables:
        (row,) = tables.execute(select(PAGE)).mappings()
        assert {name: row[name] for name in told} == told
        lines = tables.execute(select(LINE.c.text).join(PAGE, PAGE.c.id == LINE.c.page_id).order_by(LINE.c.number))
        assert lines.scalars().all() == ["line 0", "line 1", "line 2"]


def test_a_block_that_raises_keeps_nothing(diary: OwnTables) -> None:
    with pytest.raises(ZeroDivisionError), diary.writing() as tables:
        _ = tables.execute(insert(PAGE), TEA).rowcount // 0
    with diary.reading() as tables:
        assert tables.execute(select(PAGE)).all() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE city SET name = 'Gotham'",
        "DELETE FROM change",
        "INSERT INTO trustcrm_version VALUES ('9999')",
        "INSERT INTO plugin_value VALUES ('diary', 'a', 'b')",
        "INSERT INTO plugin_diary_page (words, kept) SELECT name, withdrawn FROM city",
        "SELECT name FROM city",
        "UPDATE plugin_other_page SET words = 'ours'",
        "CREATE TABLE plugin_diary_more (id INTEGER)",
        "DROP TABLE plugin_diary_line",
    ],
)
def test_a_plugin_writes_and_reads_no_table_but_its_own(
    desk: Desk, diary: OwnTables, dump: Dump, statement: str
) -> None:
    with desk.database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE plugin_other_page (id INTEGER PRIMARY KEY, words VARCHAR)")
        connection.exec_driver_sql("INSERT INTO plugin_other_page VALUES (1, 'theirs')")
    before = dump(desk.database)
    if "CREATE" in statement or "DROP TABLE" in statement:
        pytest.skip("a server lets whoever owns tables change them") if desk.database.path is None else None
    asks: tuple[Callable[[Access], object], ...] = (
        lambda tables: tables.execute(text(statement)), lambda tables: tables.fetched(statement),
    )  # fmt: skip
    for ask in asks:
        with (
            pytest.raises((NotItsOwn, DBAPIError), match=r"tables of its own alone|append-only"),
            diary.writing() as tables,
        ):
            ask(tables)
    assert dump(desk.database) == before


def test_a_fixed_text_is_carried_out_by_the_driver_within_the_block(diary: OwnTables) -> None:
    new = "INSERT INTO plugin_diary_page (words, kept) VALUES (?, ?) RETURNING id"
    with diary.writing() as tables:
        ((first,),) = tables.fetched(new, ("100 % tea?", True))
        assert tables.fetched("UPDATE plugin_diary_page SET heft = ? WHERE id = ?", (0.5, first)) == []
    with pytest.raises(ZeroDivisionError), diary.writing() as tables:
        _ = len(tables.fetched(new, ("milk", False))) // 0
    with diary.reading() as tables:
        told = tables.execute(select(PAGE.c.id, PAGE.c.words, PAGE.c.kept)).all()
        assert [tuple(row) for row in told] == [(first, "100 % tea?", True)]
        assert [
            tuple(row) for row in tables.fetched("SELECT id FROM plugin_diary_page WHERE words = ?", ("milk",))
        ] == []


def _write_and_swallow(tables: Access, statement: str) -> None:
    tables.execute(insert(PAGE), TEA)
    with suppress(DBAPIError):
        tables.execute(text(statement))


def test_no_table_of_cores_can_be_read_or_emptied(desk: Desk, diary: OwnTables, dump: Dump) -> None:
    before = dump(desk.database)
    for name in METADATA.tables:
        for statement in (f'SELECT 1 FROM "{name}"', f'DELETE FROM "{name}"', f'DELETE FROM "{name}" WHERE 1 = 0'):
            with pytest.raises((NotItsOwn, DBAPIError)), diary.writing() as tables:
                tables.execute(text(statement))
    assert dump(desk.database) == before


def test_swallowing_the_refusal_saves_nothing_either(desk: Desk, diary: OwnTables, dump: Dump) -> None:
    before = dump(desk.database)
    with pytest.raises(NotItsOwn), diary.writing() as tables:
        _write_and_swallow(tables, "UPDATE city SET name = 'Gotham'")
    assert dump(desk.database) == before


def test_reading_reads_no_other_table_and_writes_none(desk: Desk, diary: OwnTables, dump: Dump) -> None:
    before = dump(desk.database)
    for statement in ("SELECT name FROM city", "DELETE FROM plugin_diary_page"):
        with pytest.raises((NotItsOwn, DatabaseUnusable)) as caught, diary.reading() as tables:
            tables.execute(text(statement))
        assert "city" not in statement or isinstance(caught.value, NotItsOwn)
    assert dump(desk.database) == before


@pytest.mark.only_sqlite
def test_what_was_prepared_for_others_or_for_more_is_not_carried_out_for_a_plugin(
    desk: Desk, diary: OwnTables, dump: Dump
) -> None:
    cities, page = text("SELECT name FROM city"), text("INSERT INTO plugin_diary_page (words, kept) VALUES ('tea', 1)")
    with desk.database.writing() as connection:
        assert connection.execute(cities).all()
    with diary.writing() as tables:
        tables.execute(page)
    before = dump(desk.database)
    for statement in (cities, page):
        with pytest.raises(NotItsOwn), diary.reading() as tables:
            tables.execute(statement)
    with desk.database.reading() as connection:
        assert connection.execute(cities).all()
    assert dump(desk.database) == before


@pytest.mark.only_sqlite
def test_the_transaction_is_not_the_plugins_to_end(desk: Desk, diary: OwnTables, dump: Dump) -> None:
    before = dump(desk.database)
    for statement in ("COMMIT", "ROLLBACK", "PRAGMA foreign_keys = OFF", "ATTACH ':memory:' AS other"):
        with pytest.raises(NotItsOwn), diary.writing() as tables:
            _write_and_swallow(tables, statement)
    assert dump(desk.database) == before


STRAYING = {
    "writes core's rows": "op.execute(\"UPDATE city SET name = 'Gotham'\")",
    "adds a column to core's": 'op.add_column("city", sa.Column("mayor", sa.String()))',
    "drops core's": 'op.drop_table("plugin_value")',
    "indexes core's": 'op.create_index("x", "person", ["name"])',
    "takes core's over": 'op.rename_table("plugin_value", "plugin_diary_value")',
    "makes a table of no name of its own": 'op.create_table("diary", sa.Column("id", sa.Integer(), primary_key=True))',
    "makes another plugin's": 'op.create_table("plugin_other_x", sa.Column("id", sa.Integer(), primary_key=True))',
    "makes a view": 'op.execute("CREATE VIEW plugin_diary_all AS SELECT 1 AS one")',
    "changes core's version": "op.execute(\"UPDATE trustcrm_version SET version_num = '0001'\")",
}


@pytest.mark.parametrize("body", STRAYING.values(), ids=STRAYING)
def test_a_step_that_touches_what_is_not_the_plugins_is_refused(
    desk: Desk, tmp_path: Path, dump: Dump, body: str
) -> None:
    before = dump(desk.database)
    made = 'op.create_table("plugin_diary_page", sa.Column("id", sa.Integer(), primary_key=True))\n'
    with pytest.raises(NotItsOwn):
        run_step(desk, tmp_path, made + body)
    assert dump(desk.database) == before


def test_no_trigger_is_laid_on_cores_tables(desk: Desk, tmp_path: Path, dump: Dump) -> None:
    before = dump(desk.database)
    body = {
        "sqlite": "op.execute('CREATE TRIGGER plugin_diary_t AFTER INSERT ON city BEGIN SELECT 1; END')",
        "postgresql": (
            "op.execute('CREATE FUNCTION plugin_diary_f() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RETURN NEW; END $$')\n"
            "op.execute('CREATE TRIGGER plugin_diary_t AFTER INSERT ON city "
            "FOR EACH ROW EXECUTE FUNCTION plugin_diary_f()')"
        ),
    }[desk.database.engine.dialect.name]
    with pytest.raises(NotItsOwn):
        run_step(desk, tmp_path, body)
    assert dump(desk.database) == before


def page(*columns: str) -> str:
    own = ["sa.Column('id', sa.Integer(), primary_key=True)", *columns]
    return f"op.create_table('plugin_diary_page', {', '.join(own)})"


LOST = {
    "an instant with a zone": (page("sa.Column('at', sa.DateTime(timezone=True))"), "at keeps a time zone"),
    "an instant with a zone added later": (
        page() + "\nop.add_column('plugin_diary_page', sa.Column('at', sa.DateTime(timezone=True)))",
        "at keeps a time zone",
    ),
    "one of few words": (page("sa.Column('w', sa.Enum('a', 'b', name='w'))"), "w is of the type Enum"),
    "an identifier": (page("sa.Column('u', sa.Uuid())"), "u is of the type Uuid"),
    "a decimal": (page("sa.Column('price', sa.Numeric(10, 2))"), "price is a decimal; keep exact"),
    "a default": (page("sa.Column('n', sa.Integer(), server_default='3')"), "has a default of the database's"),
    "a check": (page("sa.CheckConstraint('id > 0', name='positive')"), "has the check plugin_diary_page_positive"),
    "a computed column": (page("sa.Column('n', sa.Integer(), sa.Computed('id + 1', persisted=True))"), "is computed"),
    "an index of some": (
        page("sa.Column('n', sa.Integer())") + "\nop.create_index('some', 'plugin_diary_page', ['n'], "
        "sqlite_where=sa.text('n > 3'), postgresql_where=sa.text('n > 3'))",
        "the index some of some rows",
    ),
    "an index of an expression": (
        page("sa.Column('n', sa.String())") + "\nop.create_index('low', 'plugin_diary_page', [sa.text('lower(n)')])",
        "expression; index whole columns",
    ),
    "a reference that holds core": (page("sa.Column('a', sa.BigInteger(), sa.ForeignKey('tie.id'))"), "points at tie"),
    "a reference into the journal": (
        page("sa.Column('a', sa.BigInteger(), sa.ForeignKey('change.id', ondelete='CASCADE'))"), "points at change",
    ),
    "a long name": (page().replace("_page", "_" + "x" * 51), "more than 63 letters"),
    "the name of a step": (page().replace("_page", "_page_version"), "kept for the step"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "fault"), LOST.values(), ids=LOST)
def test_what_no_restore_would_bring_back_is_refused(
    desk: Desk, tmp_path: Path, dump: Dump, body: str, fault: str
) -> None:
    if "more than 63" in fault and desk.database.path is None:
        pytest.skip("a server cuts the name itself, and SQLAlchemy refuses it first")
    before = dump(desk.database)
    with pytest.raises(NotCarried, match=fault):
        run_step(desk, tmp_path, body)
    assert dump(desk.database) == before


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({}, "no step such as"),
        ({"0001_a.py": FIRST.replace('"0001"', '"0007"')}, "not as their files are numbered"),
        ({"0001_a.py": FIRST, "0002_b.py": FIRST.replace('"0001"', '"0002"')}, "numbered|head"),
        ({"0001_a.py": FIRST + "    raise RuntimeError('out of sorts')"}, "out of sorts"),
        ({"0001_a.py": "def ("}, "never closed|invalid syntax"),
    ],
)
def test_steps_that_cannot_be_change_nothing(
    desk: Desk, tmp_path: Path, dump: Dump, told: dict[str, str], error: str
) -> None:
    before = dump(desk.database)
    with pytest.raises(Exception, match=error):
        make_tables(desk.database, [steps_in(tmp_path / "steps", told)], at_nobody)
    assert dump(desk.database) == before


def test_a_second_step_that_fails_leaves_the_tables_of_the_first_with_their_rows(
    desk: Desk, tmp_path: Path, dump: Dump
) -> None:
    make_tables(desk.database, [steps_in(tmp_path / "steps", {"0001_pages.py": FIRST})], at_nobody)
    with desk.database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO plugin_diary_page (id, words, kept) VALUES (7, 'tea', TRUE)")
    before = dump(desk.database)
    steps = steps_in(tmp_path / "steps", {**STEPS, "0002_lines.py": STEPS["0002_lines.py"] + "    _ = 1 // 0\n"})
    with pytest.raises(ZeroDivisionError):
        make_tables(desk.database, [steps], at_nobody)
    assert dump(desk.database) == before
    steps = steps_in(tmp_path / "steps", STEPS)
    (again,) = make_tables(desk.database, [steps], at_nobody)
    assert again.step == "0002"
    with OwnTables(desk, "diary", steps).reading() as tables:
        assert list(map(tuple, tables.execute(select(PAGE.c.id, PAGE.c.words)))) == [(7, "tea")]


def test_remaking_a_table_lets_go_of_nothing_that_points_at_it(desk: Desk, tmp_path: Path, diary: OwnTables) -> None:
    with diary.writing() as tables:
        tables.execute(insert(PAGE), TEA)
        tables.execute(insert(LINE), {"page_id": 1, "number": 1, "text": "green"})
    third = (
        'import sqlalchemy as sa\nfrom alembic import op\nrevision = "0003"\ndown_revision = "0002"\ndef upgrade():\n'
        '    with op.batch_alter_table("plugin_diary_page") as page:\n'
        '        page.alter_column("words", nullable=True, existing_type=sa.String())\n'
    )
    steps = steps_in(tmp_path / "steps", {**STEPS, "0003_loose.py": third})
    make_tables(desk.database, [steps], at_nobody)
    with OwnTables(desk, "diary", steps).reading() as tables:
        assert tables.execute(select(LINE.c.text)).scalars().all() == ["green"]


def test_tables_that_are_not_made_or_of_another_version_say_what_to_do(desk: Desk, tmp_path: Path, raw: Raw) -> None:
    steps = steps_in(tmp_path / "steps", STEPS)
    with pytest.raises(DatabaseOutdated, match="are not made yet; run `trustcrm db upgrade`"):
        OwnTables(desk, "diary", steps).reading().__enter__()
    make_tables(desk.database, [steps_in(tmp_path / "old", {"0001_pages.py": FIRST})], at_nobody)
    with pytest.raises(DatabaseOutdated, match="of an older version of it; run `trustcrm db upgrade`"):
        OwnTables(desk, "diary", steps).writing().__enter__()
    raw("UPDATE plugin_diary_version SET version_num = '0009'")
    with pytest.raises(DatabaseNewer, match="newer version of it; install that version"):
        OwnTables(desk, "diary", steps).reading().__enter__()
    with pytest.raises(Refused, match="has no tables of its own"):
        OwnTables(desk, "vcard", None).reading().__enter__()


def test_core_takes_back_what_a_plugins_row_points_at(diary: OwnTables, desk: Desk, meeting: int) -> None:
    with diary.writing() as tables:
        tables.execute(insert(PAGE), {"engagement_id": meeting, "words": "tea", "kept": True})
    undo(desk)
    with desk.database.reading() as connection:
        assert how_many(connection)["engagement"] == 0
    with diary.reading() as tables:
        assert tables.execute(select(PAGE)).all() == []


def test_a_reader_reads_and_writes_nothing(desk: Desk, diary: OwnTables, tmp_path: Path) -> None:
    record(
        desk, "add", "roles", Colleague(name="Ana Lima", login="Ana", role="steward"),
        Colleague(name="Ben", login="ben", role="reader"),
    )  # fmt: skip
    at = seated(dataclasses.replace(desk, actor="ben"))
    ben = OwnTables(at, "diary", diary._steps)
    with closing(at.database):
        with ben.reading() as tables:
            assert tables.execute(select(PAGE)).all() == []
        with pytest.raises(Refused), ben.writing() as tables:
            tables.execute(insert(PAGE), TEA)


def test_rows_of_restricted_ones_are_hidden_from_who_is_not_cleared(desk: Desk, diary: OwnTables, meeting: int) -> None:
    secret = record(
        desk, "add", "roles and a secret", Colleague(name="Ana Lima", login="Ana", role="steward"),
        Colleague(name="Ben", login="ben", role="reader"),
        Engagement(title="Quiet tea", side=2, starts_on=date(2020, 7, 2), confidentiality="restricted"),
    ).ids[-1]  # fmt: skip
    with diary.writing() as tables:
        for number, engagement in enumerate((meeting, secret, None), 1):
            told = {"id": number, "engagement_id": engagement, "words": f"page {number}", "kept": True}
            tables.execute(insert(PAGE), told)
            tables.execute(insert(LINE), {"page_id": number, "number": 1, "text": f"line {number}"})

    def seen(desk: Desk) -> list[Any]:
        at = seated(desk)
        with closing(at.database), OwnTables(at, "diary", diary._steps).reading() as tables:
            pages = tables.execute(select(PAGE.c.words).order_by(PAGE.c.id)).scalars().all()
            return [*pages, *tables.execute(select(LINE.c.text).order_by(LINE.c.page_id)).scalars()]

    assert seen(desk) == ["page 1", "page 2", "page 3", "line 1", "line 2", "line 3"]
    assert seen(dataclasses.replace(desk, actor="ben")) == ["page 1", "page 3", "line 1", "line 3"]


def test_a_row_about_a_restricted_one_is_hidden_too(desk: Desk, tmp_path: Path, meeting: int) -> None:
    secret = record(
        desk, "add", "roles and a secret", Colleague(name="Ana Lima", login="Ana", role="steward"),
        Colleague(name="Ben", login="ben", role="reader"),
        Engagement(title="Quiet tea", side=2, starts_on=date(2020, 7, 2), confidentiality="restricted"),
    ).ids[-1]  # fmt: skip
    columns = "sa.Column('about_noun', sa.String()), sa.Column('about_row', sa.BigInteger())"
    steps = run_step(desk, tmp_path, page(columns))
    rows = [{"noun": noun, "row": row} for noun, row in (("engagement", meeting), ("engagement", secret), ("city", 2))]
    with OwnTables(desk, "diary", steps).writing() as tables:
        tables.execute(text("INSERT INTO plugin_diary_page (about_noun, about_row) VALUES (:noun, :row)"), rows)
    at = seated(dataclasses.replace(desk, actor="ben"))
    with closing(at.database), OwnTables(at, "diary", steps).reading() as tables:
        seen = tables.execute(text("SELECT about_noun, about_row FROM plugin_diary_page ORDER BY id"))
        assert list(map(tuple, seen)) == [("engagement", meeting), ("city", 2)]


def test_the_tables_of_the_how_to_can_be_made_and_used(desk: Desk, tmp_path: Path, meeting: int) -> None:
    told, step, use = (
        block.text for block in blocks_of(HOW_TO.read_text(encoding="utf-8")) if block.language == "python"
    )
    spec: dict[str, Any] = {}
    exec(told, spec)
    assert spec["describe_plugin"]().tables == TablesSpec(steps="trustcrm_guest_book.steps", journaled=("line",))
    steps = dataclasses.replace(
        steps_in(tmp_path / "steps", {"0001_first.py": step}, "guest-book"),
        journaled=spec["describe_plugin"]().tables.journaled,
    )
    make_tables(desk.database, [steps], at_nobody)
    page: dict[str, Any] = {}
    exec(use, page)
    context = PluginContext(name="guest-book", tables=OwnTables(desk, "guest-book", steps))
    page["note"](context, meeting, "We came with twelve.")
    assert page["notes"](context, meeting) == ["We came with twelve."]
    assert undo(desk).change.summary == "the guest book: We came with twelve."
    assert page["notes"](context, meeting) == []


@pytest.mark.only_postgresql
def test_a_plugin_finds_its_rows_unchanged_on_another_engine_and_back(
    desk: Desk, diary: OwnTables, meeting: int, tmp_path: Path, make_empty: Callable[[], str]
) -> None:
    told = {
        "engagement_id": meeting, "side_id": 2, "words": "tea 茶", "octets": b"\xff\x00", "heft": 0.1, "kept": True,
        "day": date(2020, 7, 1), "at": datetime(2020, 7, 1, 12, 30, 0, 5), "more": {"a": ["é", 1.5, None]},
    }  # fmt: skip
    with diary.writing() as tables:
        tables.execute(insert(PAGE), told)
        tables.execute(insert(LINE), {"page_id": 1, "number": 1, "text": "green"})
    back_up(desk.database, tmp_path / "kept.db", lambda count: None)
    again = make_empty()
    restore(tmp_path / "kept.db", again, lambda count: None)
    restore(tmp_path / "kept.db", str(tmp_path / "office.db"), lambda count: None)
    for address in (str(tmp_path / "office.db"), again):
        with closing(open_database(address)) as database:
            moved = OwnTables(dataclasses.replace(desk, database=database), "diary", diary._steps)
            with moved.reading() as tables:
                (row,) = tables.execute(select(PAGE)).mappings()
                assert {name: row[name] for name in told} == told
            with moved.writing() as tables:
                tables.execute(insert(PAGE), TEA)
                tables.execute(delete(PAGE).where(PAGE.c.id == 1))
                assert tables.execute(select(LINE)).all() == []
                assert tables.execute(select(PAGE.c.id)).scalars().all() == [2]


def test_nothing_else_is_written_within_a_block_that_writes(desk: Desk, diary: OwnTables) -> None:
    with pytest.raises(Refused, match="another cannot begin within it"), diary.writing():
        record(desk, "add", "a city", City(name="Oslo"))
    assert record(desk, "add", "a city", City(name="Oslo")).ids


def test_tables_are_told_by_plugin_whether_it_is_there_or_not(desk: Desk, diary: OwnTables, tmp_path: Path) -> None:
    other = steps_in(tmp_path / "other", {"0001_a.py": FIRST.replace("diary", "diary_two")}, "diary-two", ["diary"])
    steps = diary._steps
    assert isinstance(steps, Steps)
    with desk.database.reading() as connection:
        told = standing(connection, {"diary": steps, "diary-two": other}, ["diary", "diary-two"])
        assert [(one.plugin, one.fit, one.step, one.newest, one.rows) for one in told] == [
            ("diary", "current", "0002", "0002", 1), ("diary-two", "none", None, "0001", 0),
        ]  # fmt: skip
        (left,) = standing(connection, {}, ["diary", "diary-two"])
        assert (left.plugin, left.fit, left.newest) == ("diary", "left", None)
        assert left.tables == ("plugin_diary_line", "plugin_diary_page", "plugin_diary_version")


def test_a_plugin_whose_name_begins_like_anothers_does_not_own_its_tables(desk: Desk, tmp_path: Path) -> None:
    two = steps_in(tmp_path / "two", {"0001_a.py": FIRST.replace("diary", "diary_two")}, "diary-two", ["diary"])
    make_tables(desk.database, [two], at_nobody)
    body = (
        'import sqlalchemy as sa\nfrom alembic import op\nrevision = "0001"\ndown_revision = None\n'
        'def upgrade():\n    op.drop_table("plugin_diary_two_page")\n'
    )
    one = steps_in(tmp_path / "one", {"0001_a.py": body}, "diary", ["diary-two"])
    with pytest.raises(NotItsOwn):
        make_tables(desk.database, [one], at_nobody)


def test_one_plugins_failure_hinders_no_other(desk: Desk, tmp_path: Path) -> None:
    class Laid:
        def __init__(self, plugin: str) -> None:
            self.plugin = plugin

        def __enter__(self) -> None: ...

        def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
            if error is not None:
                raise PluginFailed(f"{self.plugin}: {error}") from error

    def at(plugin: str) -> AbstractContextManager[None]:
        return Laid(plugin)

    broken = steps_in(tmp_path / "broken", {}, "broken")
    good = steps_in(tmp_path / "good", STEPS)
    told = make_tables(desk.database, [broken, good], at)
    assert [(one.plugin, one.step, bool(one.failure)) for one in told] == [
        ("broken", None, True),
        ("diary", "0002", False),
    ]


_KILLED = """
import os, signal
from pathlib import Path
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0001", None
def upgrade():
    op.create_table("plugin_later_note", sa.Column("id", sa.Integer, primary_key=True))
    if Path({there!r}).exists():
        os.kill(os.getpid(), signal.SIGKILL)
"""
_UPGRADES = """
import sys
from pathlib import Path
from tests.diary import STEPS, at_nobody, steps_in
from trustcrm.services.plugin_tables import make_tables
from trustcrm.store.engine import open_database
folder = Path(sys.argv[2])
plans = [steps_in(folder / "diary", STEPS), steps_in(folder / "later", {"0001_note.py": sys.argv[3]}, "later")]
make_tables(open_database(sys.argv[1]), plans, at_nobody)
"""


@pytest.mark.only_sqlite
def test_an_upgrade_that_is_killed_between_plugins_is_finished_by_the_next(desk: Desk, tmp_path: Path) -> None:
    there = tmp_path / "kill"
    there.touch()
    body = _KILLED.format(there=str(there))
    program = [sys.executable, "-c", _UPGRADES, str(desk.database.path), str(tmp_path), body]
    assert subprocess.run(program, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    there.unlink()
    plans = [steps_in(tmp_path / "diary", STEPS), steps_in(tmp_path / "later", {"0001_note.py": body}, "later")]
    with desk.database.reading() as connection:
        found = [(one.plugin, one.fit) for one in standing(connection, {one.plugin: one for one in plans}, ())]
    assert found == [("diary", "current"), ("later", "none")]
    done = bring_up_to_date(str(desk.database.path), tmp_path, lambda count: None, plans, at_nobody)
    assert [(one.plugin, one.step) for one in done.tables] == [("later", "0001")]
    assert not pending(desk.database, plans)


def deeds_at(desk: Desk) -> Deeds:
    return Deeds(desk, Host(Settings(), surroundings=Surroundings(core=SimpleNamespace())), "diary")


def pages(diary: OwnTables) -> list[tuple[Any, ...]]:
    with diary.reading() as tables:
        return [tuple(row) for row in tables.execute(select(PAGE.c.engagement_id, PAGE.c.words))]


def test_a_deed_and_what_a_plugin_writes_along_are_saved_together(desk: Desk, diary: OwnTables) -> None:
    def write(tables: Access, rows: Mapping[str, Sequence[int]]) -> None:
        number = len(tables.execute(select(PAGE)).all()) + 1
        tables.execute(insert(PAGE), TEA | {"engagement_id": rows["engagement"][0], "words": f"tea {number}"})

    deeds = diary.along(deeds_at(desk), write)
    row = deeds.add(Engagement(title="Tea", starts_on=date(2020, 7, 1))).ids[0]
    assert pages(diary) == [(row, "tea 1")]
    deeds.correct("engagement", row, {"title": "Green tea"})
    assert pages(diary) == [(row, "tea 1"), (row, "tea 2")]


def test_where_either_fails_nothing_of_both_is_kept(desk: Desk, diary: OwnTables, dump: Dump) -> None:
    def fails(tables: Access, rows: Mapping[str, Sequence[int]]) -> None:
        tables.execute(insert(PAGE), TEA)
        raise Refused("not so")

    def strays(tables: Access, rows: Mapping[str, Sequence[int]]) -> None:
        tables.execute(insert(PAGE), TEA)
        tables.execute(text("UPDATE city SET name = 'Gotham'"))

    before = dump(desk.database)
    for write, error in ((fails, Refused), (strays, NotItsOwn)):
        with pytest.raises(error):
            diary.along(deeds_at(desk), write).add(Engagement(title="Tea", starts_on=date(2020, 7, 1)))
        assert (dump(desk.database), pages(diary)) == (before, [])
