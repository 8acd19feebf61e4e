"""P20: the journal is append-only, chained by hash, and outlives what it describes."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable
from datetime import date

import psycopg
import pytest

from tests.conftest import Raw
from trustcrm.domain.draft import Draft
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import City, Interaction, Person, Tie
from trustcrm.services.desk import Desk
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.merge import merge, unmerge
from trustcrm.services.record import correct, record, withdraw
from trustcrm.services.undo import undo, undo_batch
from trustcrm.store.queries.history import history_of

DAY = date(2020, 3, 1)


def _import(desk: Desk) -> object:
    draft = Draft(key="1", record=Person(name="Li Wei", side=Mention(noun="city", name="Bern")))
    return run_import(desk, Task(importer="t:t", plugin="t", source="t", fingerprint="t", drafts=lambda: [draft]))


VERBS: tuple[Callable[[Desk], object], ...] = (
    lambda desk: record(desk, "add", "cities", City(name="Oslo"), City(name="Oslo2"), Tie(one=1, other=2)),
    lambda desk: record(desk, "log", "call", Interaction(kind="call", giver=1, receiver=2, on=DAY)),
    lambda desk: correct(desk, "city", 2, {"name": "Christiania"}),
    lambda desk: withdraw(desk, "interaction", 1),
    lambda desk: undo(desk),
    lambda desk: merge(desk, "city", 2, 3),
    lambda desk: unmerge(desk, "city", 3),
    _import,
    lambda desk: undo_batch(desk, 1),
)


def _journal(raw: Raw) -> list[tuple[object, ...]]:
    return raw("SELECT * FROM change ORDER BY id") + raw("SELECT * FROM block ORDER BY change_id, position")


def test_p20_whatever_is_done_the_journal_only_grows(desk: Desk, raw: Raw) -> None:
    before = _journal(raw)
    for do in VERBS:
        do(desk)
        after = _journal(raw)
        assert set(before) < set(after)
        before = after


def test_p20_anyone_can_check_the_chain_without_a_program_of_ours(desk: Desk, raw: Raw) -> None:
    for do in VERBS:
        do(desk)
    previous = "0" * 64
    columns = "summary, salt, id, at, actor, verb, summary_digest, batch_id, reverses_id, previous_hash, hash"
    for summary, salt, *row in raw(f"SELECT {columns} FROM change ORDER BY id"):
        assert hashlib.sha256(f"{salt}\n{summary}".encode()).hexdigest() == row[4]
        digests = []
        for digest, payload in raw("SELECT digest, payload FROM block WHERE change_id = ? ORDER BY position", row[0]):
            assert hashlib.sha256(zlib.decompress(payload)).hexdigest() == digest
            digests.append(digest)
        said = json.dumps([*row[:7], *digests], ensure_ascii=False, separators=(",", ":"))
        assert row[7] == previous
        previous = hashlib.sha256(f"{previous}\n{said}".encode()).hexdigest()
        assert row[8] == previous


@pytest.mark.parametrize("table", ["change", "block"])
def test_p20_the_database_itself_refuses_to_rewrite_the_past(desk: Desk, raw: Raw, table: str) -> None:
    VERBS[0](desk)
    before = _journal(raw)
    key = "id" if table == "change" else "change_id"
    for statement in (f"UPDATE {table} SET {key} = {key}", f"DELETE FROM {table}"):
        with pytest.raises((sqlite3.DatabaseError, psycopg.DatabaseError), match="append-only"):
            raw(statement)
    assert _journal(raw) == before


def test_p20_what_was_taken_out_is_still_told_whole(desk: Desk) -> None:
    record(desk, "add", "person", Person(name="Marianne", emails=("m@oslo.no",), died_on=date(2020, 1, 2)))
    correct(desk, "person", 1, {"name": "Marianne B."})
    undo(desk)
    undo(desk)
    with desk.database.reading() as connection:
        entries = history_of(connection, "person", 1)
    assert [(entry.change.verb, entry.operation) for entry in entries] == [
        ("undo", "removed"),
        ("undo", "changed"),
        ("correct", "changed"),
        ("add", "added"),
    ]
    for image in (entries[0].before, entries[-1].after):
        assert (image["name"], image["emails"], image["died_on"]) == ("Marianne", ["m@oslo.no"], "2020-01-02")
    assert {entry.change.actor for entry in entries} == {"Ana"}
