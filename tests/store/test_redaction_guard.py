"""The journal's guards let one update through, a redaction by the change that is open, and nothing else."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from trustcrm.domain.nouns import City
from trustcrm.store.engine import Database
from trustcrm.store.journal import Block, broken_links
from trustcrm.store.writing import Writer

Changing = Callable[[Database], AbstractContextManager[Writer]]
Write = Callable[..., tuple[int, ...]]

REST = b'{"salt":"s","noun":"city","operation":"added","columns":["id"],"ids":[2],"before":[],"after":[null]}'


def _redact(writer: Writer, setting: str = "", where: str = "change_id = 2 AND position = 0") -> None:
    """Write down that block 0 of change 2 is redacted, and update it, with whatever else is asked for."""
    (before,) = writer.connection.execute(text("SELECT digest FROM block WHERE change_id = 2 AND position = 0")).one()
    told = [0, before, hashlib.sha256(REST).hexdigest()]
    columns = ("position", "digest_before", "digest")
    writer.change.keep(Block(noun="change", operation="redacted", columns=columns, ids=[2], after=[told]))
    writer.connection.execute(
        text(f"UPDATE block SET payload = :rest, redacted_by_id = :by {setting} WHERE {where}"),
        {"rest": zlib.compress(REST), "by": writer.change.id},
    )


@pytest.fixture
def oslo(database: Database, write: Write) -> Database:
    write(database, City(name="Oslo"))
    return database


def test_the_open_change_may_redact_and_the_chain_stays_whole(oslo: Database, change: Changing) -> None:
    with change(oslo) as writer:
        _redact(writer)
    with oslo.reading() as connection:
        assert list(broken_links(connection)) == []


@pytest.mark.parametrize(
    "setting",
    [
        ", digest = 'x'", ", noun = 'person'", ", operation = 'removed'", ", first_id = 0", ", row_count = 7",
        ", position = 9", ", change_id = 1",
    ],
)  # fmt: skip
def test_a_redaction_that_changes_anything_else_is_refused(oslo: Database, change: Changing, setting: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), change(oslo) as writer:
        _redact(writer, setting)
    with oslo.reading() as connection:
        assert list(broken_links(connection)) == []


@pytest.mark.parametrize("by", ["NULL", "1", "2", "3", "4", "99"])
def test_an_update_without_a_change_that_is_redacting_is_refused(oslo: Database, change: Changing, by: str) -> None:
    with change(oslo) as writer:
        _redact(writer)
    for table, content in (("block", "payload = payload"), ("change", "summary = 'x'")):
        with pytest.raises(DBAPIError, match="append-only"), oslo.writing() as connection:
            connection.execute(text(f"UPDATE {table} SET {content}, redacted_by_id = {by}"))


def test_what_a_redaction_wrote_down_cannot_be_redacted(oslo: Database, change: Changing) -> None:
    with change(oslo) as writer:
        _redact(writer)
    with pytest.raises(DBAPIError, match="append-only"), change(oslo) as writer:
        _redact(writer, where="change_id = 3")


def test_a_block_that_is_not_what_its_redaction_says_is_found(oslo: Database, change: Changing) -> None:
    with change(oslo) as writer:
        _redact(writer)
        off = "DROP TRIGGER block_no_update"
        if writer.connection.dialect.name == "postgresql":
            off = "DROP TRIGGER block_append_only ON block"
        writer.connection.execute(text(off))
        writer.connection.execute(text("UPDATE block SET payload = :other WHERE change_id = 2"), {
            "other": zlib.compress(REST.replace(b"null", b"[2]")),
        })  # fmt: skip
    with oslo.reading() as connection:
        assert list(broken_links(connection)) == ["Block 0 of change 2 does not match its digest."]
