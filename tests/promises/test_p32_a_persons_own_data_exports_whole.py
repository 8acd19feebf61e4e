"""P32: a person's own data exports whole: every row that refers to them, every word that names them, every change."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, insert, select

from tests.conftest import Run
from trustcrm.domain.draft import Draft
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import (
    ABOUT,
    City,
    Engagement,
    FollowUp,
    Interaction,
    Note,
    Participant,
    Person,
    Seat,
    Tag,
)
from trustcrm.services.desk import Desk
from trustcrm.services.dossier import Dossier, dossier_of
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.merge import merge
from trustcrm.services.record import correct, record
from trustcrm.store.free_words import NOT_FREE, free_columns
from trustcrm.store.plugin_values import PluginKeys
from trustcrm.store.references import pointing_at
from trustcrm.store.tables.nouns import TABLES

DAY = date(2020, 3, 1)


def _keys(data: Dossier) -> set[tuple[str, int]]:
    return {(row.noun, row.id) for row in (*data.rows, *data.concerning, *data.mentions)}


def _required(table: Table) -> dict[str, Any]:
    """Return values for every column of a table that must have one."""
    by_type: dict[str, Any] = {
        "BIGINT": 1,
        "INTEGER": 1,
        "VARCHAR": "x",
        "JSON": [],
        "DATE": DAY,
        "BOOLEAN": False,
        "FLOAT": 1.0,
        "NUMERIC": Decimal(1),
    }
    return {column.name: by_type[str(column.type).split("(")[0]] for column in table.columns if not column.nullable}


def _pointing() -> Iterator[tuple[str, str]]:
    yield from pointing_at("person")
    yield from ((noun, "about_row") for noun in ABOUT)


@pytest.mark.parametrize(("noun", "column"), list(_pointing()))
def test_p32_every_column_that_can_refer_to_a_person_is_told(desk: Desk, noun: str, column: str) -> None:
    record(
        desk, "add", "ground", City(name="Milan"), Person(name="Somebody Else"), Person(name="Giulia Rossi"),
        Interaction(kind="call", giver=1, receiver=2, on=DAY), Engagement(title="e", starts_on=DAY),
    )  # fmt: skip
    table = TABLES[noun]
    row = _required(table) | {"id": 77, column: 2} | ({"about_noun": "person"} if noun in ABOUT else {})
    with desk.database.writing() as connection:
        if noun == "tenure":
            connection.execute(insert(TABLES["post"]), _required(TABLES["post"]) | {"id": 1})
        if noun == "retention":
            connection.execute(insert(TABLES["retention-class"]), _required(TABLES["retention-class"]) | {"id": 1})
        connection.execute(insert(table), row)
    assert (noun, 77) in _keys(dossier_of(desk, 2))
    assert (noun, 77) not in _keys(dossier_of(desk, 1))


@pytest.mark.parametrize("noun", TABLES)
def test_p32_every_column_of_words_is_looked_at_or_known_to_name_nobody(noun: str) -> None:
    words = {column.name for column in TABLES[noun].columns if str(column.type) in ("VARCHAR", "JSON")}
    listed = {column.name for column in TABLES[noun].columns} - words
    assert set(free_columns(noun)) <= words
    assert not NOT_FREE.get(noun, frozenset()) & listed
    assert not NOT_FREE.get(noun, frozenset()) & set(free_columns(noun))


@pytest.mark.parametrize(("noun", "column"), [(noun, name) for noun in TABLES for name in free_columns(noun)])
def test_p32_every_column_of_free_words_is_searched_for_the_name(desk: Desk, noun: str, column: str) -> None:
    record(desk, "add", "person", Person(name="Giulia Rossi"))
    table = TABLES[noun]
    told = ["with Giulia Rossi"] if str(table.c[column].type) == "JSON" else "with Giulia Rossi"
    with desk.database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # no foreign keys
        else:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.execute(insert(table), _required(table) | {"id": 77, column: told})
        found = (row.noun for row in _without_committing(desk, connection))
        assert noun in found
        connection.rollback()


def _without_committing(desk: Desk, connection: Any) -> Any:
    """Return the rows that name person 1 as an open transaction sees them."""
    from trustcrm.domain.erasing import Traces
    from trustcrm.services.dossier import HeldRow
    from trustcrm.store.free_words import changed_words

    traces = Traces(names=frozenset({"Giulia Rossi"}))
    for noun, row, columns in changed_words(connection, lambda noun, row, value: traces.out_of(value)):
        yield HeldRow(noun=noun, id=row, title="", columns=columns, refers_to={})


def _office(desk: Desk) -> None:
    record(desk, "add", "city", City(name="Milan"))
    draft = Draft(key="g", record=Person(name="Giulia Rossi", side=Mention(noun="city", name="Milan")), where="line 2")
    waits = Draft(
        key="h", where="line 3", raw={"who": "Giulia Rossi"},
        record=Interaction(kind="call", giver=Mention(noun="city", name="Nowhere", create=False), receiver=2, on=DAY),
    )  # fmt: skip
    task = Task(importer="t:t", plugin="t", source="people.csv", fingerprint="f", drafts=lambda: [draft, waits])
    run_import(desk, task)
    record(desk, "add", "person", Person(name="G. Rossi", emails=("g@milano.it",)))
    merge(desk, "person", 1, 2)
    correct(desk, "person", 1, {"languages": ("it",)})
    record(
        desk, "log", "call", Interaction(kind="call", giver=1, receiver=2, on=DAY, words="masks"),
        Participant(interaction=1, person=1), FollowUp(what="thank her", due_on=DAY, person=1),
        Engagement(title="Lunch", starts_on=date(2020, 8, 1)), Seat(engagement=1, person=1),
        Note(words="tea", about_noun="person", about_row=1), Tag(name="press", about_noun="person", about_row=1),
        Note(words="Giulia Rossi introduced us", about_noun="city", about_row=2),
        Interaction(kind="letter", giver=1, receiver=2, on=DAY, words="of somebody else"),
    )  # fmt: skip
    PluginKeys(desk.database, "t").put("k", "Giulia Rossi")


def test_p32_everything_is_there_and_nobody_elses(desk: Desk) -> None:
    _office(desk)
    data = dossier_of(desk, 1)
    assert data.people == (1, 2)
    assert _keys(data) == {
        ("person", 1), ("person", 2), ("participant", 1), ("interaction", 1), ("follow-up", 1), ("engagement", 1),
        ("seat", 1), ("note", 1), ("tag", 1), ("note", 2),
    }  # fmt: skip
    assert [(one.source, one.importer) for one in data.came_by] == [("people.csv", "t:t")]
    assert [piece["raw"] for piece in data.waiting] == [{"who": "Giulia Rossi"}]
    assert list(data.plugins) == [("t", "k", "Giulia Rossi")]


def test_p32_who_else_was_there_is_not_handed_out(run: Run, desk: Desk) -> None:
    _office(desk)
    record(
        desk, "log", "the others", Person(name="Sakura Ito"), Participant(interaction=1, person=3),
        Seat(engagement=1, person=3), Note(words="likes jazz", about_noun="person", about_row=3),
        FollowUp(what="send the plan", due_on=DAY, interaction=1, person=3),
        FollowUp(what="send the minutes", due_on=DAY, interaction=1),
    )  # fmt: skip
    mine, hers = _keys(dossier_of(desk, 1)), _keys(dossier_of(desk, 3))
    assert {("participant", 2), ("seat", 2), ("note", 3), ("follow-up", 2)}.isdisjoint(mine)
    assert {("participant", 1), ("seat", 1), ("note", 1), ("follow-up", 1)}.isdisjoint(hers)
    assert {("participant", 2), ("seat", 2), ("note", 3), ("follow-up", 2), ("interaction", 1)} <= hers
    assert ("follow-up", 3) in mine & hers  # what is to be done about the shared call, and names nobody
    told = json.loads(run("person", "data", "1", "--json").stdout)
    assert "Sakura" not in json.dumps(told)
    assert not [one for one in told["history"] if (one["noun"], one["id"]) == ("participant", 2)]


def test_p32_every_column_is_told_as_it_stands(desk: Desk) -> None:
    _office(desk)
    told = {(row.noun, row.id): row.columns for row in dossier_of(desk, 1).rows}
    table = TABLES["person"]
    with desk.database.reading() as connection:
        kept = connection.execute(select(table).where(table.c.id == 1)).mappings().one()
    assert dict(told["person", 1]) == dict(kept)


def test_p32_the_history_tells_who_wrote_what_and_when(desk: Desk) -> None:
    _office(desk)
    mine = [one for one in dossier_of(desk, 1).history if (one.noun, one.id) == ("person", 1)]
    assert [(one.verb, one.actor) for one in mine] == [("import", "Ana"), ("merge", "Ana"), ("correct", "Ana")]
    assert mine[-1].after == {"languages": ["it"]}
    assert str(mine[0].at.tzinfo) == "America/Los_Angeles"


def test_p32_it_is_handed_out_as_text_and_as_json_for_its_owner_alone(run: Run, desk: Desk, tmp_path: Path) -> None:
    _office(desk)
    assert run("person", "data", "1", "--into", str(tmp_path / "out")).exit_code == 0
    text, told = tmp_path / "out" / "person-1.txt", tmp_path / "out" / "person-1.json"
    assert {stat.S_IMODE(path.stat().st_mode) for path in (text, told)} == {0o600}
    content = json.loads(told.read_text("utf-8"))
    assert content == json.loads(run("person", "data", "Giulia Rossi", "--json").stdout)
    assert [row["noun"] for row in content["rows"]] == ["person", "person"]
    for words in ("Giulia Rossi", "g@milano.it", "people.csv", "introduced us", "Ana, import"):
        assert words in text.read_text("utf-8")
    assert "of somebody else" not in text.read_text("utf-8")
