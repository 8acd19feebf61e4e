"""P14: every release opens every older release's database; a failed migration leaves the old one untouched."""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from sqlalchemy import Connection, text

from trustcrm.domain.nouns import NOUNS
from trustcrm.errors import DatabaseOutdated, DatabaseUnusable
from trustcrm.services.keeping.restore import restore
from trustcrm.services.keeping.status import status_of
from trustcrm.services.keeping.upgrade import Upgrade, bring_up_to_date
from trustcrm.services.keeping.verify import verify_copy, verify_database
from trustcrm.store.engine import Database, open_database
from trustcrm.store.migrations import upgrade
from trustcrm.store.revisions import HEAD, known_revisions
from trustcrm.store.tables import table_name
from trustcrm.store.transfer.loading import load, make_table, settle_loaded
from trustcrm.store.transfer.office import Lying
from trustcrm.store.transfer.plain_rows import plain_rows
from trustcrm.store.transfer.shapes import shapes_of

OLDER = known_revisions()[:-1]
ON_A_SERVER = OLDER if "TRUSTCRM_TESTS_THOROUGH" in os.environ else (OLDER[0], OLDER[-1])
"""The releases tried on a server: from the oldest a database goes through every migration there is."""
ENGINES = pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
NewAddress = Callable[[str], str]


def quietly(count: int) -> None:
    """Tell nobody how far it has come."""


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path) -> NewAddress:
    """Name an empty database of an engine."""

    def name(kind: str) -> str:
        return str(tmp_path / "old.db") if kind == "sqlite" else str(request.getfixturevalue("blank_on_server")())

    return name


def make_old(address: str, revision: str, rich_path: Path) -> None:
    """Make a database as the release of a revision left it: its migrations only, and the rich office's facts.

    Its journal is one change that added every row, hashed as the first release did it.
    """
    with (
        closing(open_database(str(rich_path))) as rich,
        closing(open_database(address, create=True)) as old,
        rich.reading() as source,
        old.writing() as connection,
    ):
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        upgrade(connection, OLDER[0])
        made = {shape.name for shape in shapes_of(connection)}
        for shape in shapes_of(source):
            if not shape.of_core:
                make_table(connection, shape)
        for shape in shapes_of(connection):
            if shape.name not in ("change", "block") and (shape.name in made or not shape.of_core):
                load(connection, shape, plain_rows(source, shape))
        for noun in (noun for noun in NOUNS if table_name(noun) not in made):  # of a later release
            connection.execute(text("DELETE FROM search_text WHERE noun = :noun"), {"noun": noun})
        settle_loaded(connection, shapes_of(connection))
        write_first_journal(connection)
    if revision != OLDER[0]:
        with closing(open_database(address)) as old, old.writing() as connection:
            upgrade(connection, revision)


def write_first_journal(connection: Connection) -> None:
    shapes = {shape.name: shape for shape in shapes_of(connection)}
    digests: list[str] = []
    for noun in (noun for noun in NOUNS if table_name(noun) in shapes):
        shape = shapes[table_name(noun)]
        rows = list(plain_rows(connection, shape))
        if not rows:
            continue
        ids = [row[shape.names.index("id")] for row in rows]
        content = {"noun": noun, "operation": "added", "columns": shape.names, "ids": ids, "before": [], "after": rows}
        payload = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        digest = hashlib.sha256(payload).hexdigest()
        values = {
            "change": 1, "position": len(digests), "noun": noun, "first": min(ids), "last": max(ids),
            "count": len(ids), "digest": digest, "payload": zlib.compress(payload, 1),
        }  # fmt: skip
        connection.execute(
            text(
                "INSERT INTO block (change_id, position, noun, operation, first_id, last_id, row_count, digest, "
                "payload) VALUES (:change, :position, :noun, 'added', :first, :last, :count, :digest, :payload)"
            ),
            values,
        )
        digests.append(digest)
    at = datetime(2020, 6, 30, 12, tzinfo=UTC).isoformat()
    said = json.dumps([1, at, "Ana", "init", "an office", None, None, *digests], separators=(",", ":"))
    whole = hashlib.sha256(f"{'0' * 64}\n{said}".encode()).hexdigest()
    connection.execute(
        text(
            "INSERT INTO change (id, at, actor, verb, summary, previous_hash, hash) "
            "VALUES (1, :at, 'Ana', 'init', 'an office', :previous, :hash)"
        ),
        {"at": at, "previous": "0" * 64, "hash": whole},
    )


def everything(address: str) -> dict[str, Any]:
    """Return the digest of every table, and the revision."""
    with closing(open_database(address)) as database, database.reading() as connection:
        lying = Lying(connection, database.where)
        return {"revision": lying.revision, "shapes": lying.shapes, **lying.digests(quietly)}


@dataclass(frozen=True, kw_only=True)
class BroughtUp:
    """A database of an older release: what it held and said of itself, and what bringing it up to date came to."""

    before: dict[str, Any]
    fit: str
    refusal: str
    done: Upgrade
    address: str
    after: dict[str, Any]

    @property
    def backup(self) -> Path:
        """The backup that was made before."""
        assert self.done.backup is not None
        return self.done.backup.path


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((kind, revision), id=f"{kind}-{revision}", marks=marks)
        for kind, older, marks in (("sqlite", OLDER, ()), ("postgresql", ON_A_SERVER, pytest.mark.postgresql))
        for revision in older
    ],
)
def brought_up(
    request: pytest.FixtureRequest, rich_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BroughtUp]:
    """Each older release's database in each engine, brought up to date once and then only looked at."""
    kind, revision = request.param
    folder = tmp_path_factory.mktemp("old")
    with ExitStack() as lasting:
        address = str(folder / "old.db")
        if kind == "postgresql":
            server = request.getfixturevalue("postgres_server")
            name = f"old_{revision}"
            server.create(name)
            lasting.callback(server.drop, name)
            address = server.url(name)
        make_old(address, revision, rich_template)
        before, fit = everything(address), status_of(address).fit
        with closing(open_database(address)) as database, pytest.raises(DatabaseOutdated) as refused:
            database.require_current()
        done = bring_up_to_date(address, folder, quietly)
        yield BroughtUp(
            before=before, fit=fit, refusal=str(refused.value), done=done, address=address, after=everything(address)
        )


def but_shapes(told: dict[str, Any]) -> dict[str, Any]:
    """Return what was told of a database but how its tables are declared, which engines do differently."""
    return {name: digest for name, digest in told.items() if name != "shapes"}


def test_p14_an_older_database_is_told_and_then_upgraded_whole(brought_up: BroughtUp) -> None:
    assert brought_up.fit == "older"
    assert "db upgrade" in brought_up.refusal
    assert brought_up.done.done
    assert status_of(brought_up.address).fit == "current"
    verdict = verify_database(brought_up.address, lambda name: quietly)
    assert verdict.sound, verdict.checks
    before, after = brought_up.before, brought_up.after
    same_columns = [
        shape.name
        for shape in before["shapes"]
        if shape.names == next(other.names for other in after["shapes"] if other.name == shape.name)
    ]
    assert len(same_columns) > 25
    assert [name for name in same_columns if before[name] != after[name]] == []


def test_p14_the_backup_before_an_upgrade_is_the_old_database(brought_up: BroughtUp, tmp_path: Path) -> None:
    backup = brought_up.backup
    assert backup.name.endswith(f".before-{HEAD}")
    assert verify_copy(backup, lambda name: quietly).sound
    opened = str(copy(backup, tmp_path / "opened.db"))  # opening it writes into it
    assert status_of(opened).fit == "older"
    assert but_shapes(everything(opened)) == but_shapes(brought_up.before)


def test_p14_a_backup_of_an_older_release_restores_into_this_one(brought_up: BroughtUp, tmp_path: Path) -> None:
    restored = str(tmp_path / "new.db")
    restore(brought_up.backup, restored, quietly)
    assert but_shapes(everything(restored)) == but_shapes(brought_up.after)
    assert verify_database(restored, lambda name: quietly).sound


OBSTRUCTED = "0002"
OBSTACLE = "CREATE INDEX contribution_need ON contribution (id)"
"""What makes a step of the migration after that revision fail, after others of it were done."""


@ENGINES
def test_p14_a_migration_that_fails_midway_leaves_the_database_as_it_was(
    kind: str, address: NewAddress, rich_path: Path, tmp_path: Path
) -> None:
    where = address(kind)
    make_old(where, OBSTRUCTED, rich_path)
    with closing(open_database(where)) as database, database.writing() as connection:
        connection.exec_driver_sql(OBSTACLE)
    before = everything(where)
    with pytest.raises(DatabaseUnusable, match=f"could not be brought to schema {HEAD} and is as it was"):
        bring_up_to_date(where, tmp_path, quietly)
    assert everything(where) == before
    assert before["revision"] == OBSTRUCTED
    (kept,) = tmp_path.glob(f"*.before-{HEAD}")
    assert {**everything(str(kept)), "shapes": None} == {**before, "shapes": None}


@ENGINES
def test_p14_where_no_backup_can_be_made_nothing_is_upgraded(
    kind: str, address: NewAddress, rich_path: Path, tmp_path: Path
) -> None:
    where = address(kind)
    make_old(where, OLDER[-1], rich_path)
    before = everything(where)
    (tmp_path / "no folder").write_text("a file stands where the folder should be")
    with pytest.raises(DatabaseUnusable, match="cannot be written"):
        bring_up_to_date(where, tmp_path / "no folder", quietly)
    assert everything(where) == before


def test_p14_a_current_database_is_left_alone(rich: Database, rich_path: Path, tmp_path: Path) -> None:
    assert not bring_up_to_date(str(rich_path), tmp_path, quietly).done
    assert not list(tmp_path.glob("*.before*"))
