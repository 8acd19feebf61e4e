"""The schema that migrations make is the one the program speaks of, and a failed one changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from tests.conftest import Dump
from trustcrm.domain.noun import fields_of
from trustcrm.domain.nouns import MERGEABLE, NOUNS
from trustcrm.store import migrations
from trustcrm.store.engine import Database, open_database
from trustcrm.store.migrations import upgrade
from trustcrm.store.revisions import HEAD, VERSION_TABLE, known_revisions
from trustcrm.store.tables import METADATA, TABLES

OF_FULL_TEXT = ("search_index", "search_text_words")


def test_the_newest_script_is_the_one_named_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [HEAD]
    assert known_revisions()[-1] == HEAD
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == known_revisions()


def test_the_schema_that_migrations_make_is_the_told_one(database: Database) -> None:
    def ours(thing: object, name: str | None, kind: str, reflected: bool, compared: object) -> bool:
        return not (kind in ("table", "index") and (name or "").startswith(OF_FULL_TEXT))

    with database.reading() as connection:
        options = {"version_table": VERSION_TABLE, "include_object": ours, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


@pytest.mark.parametrize("noun", NOUNS)
def test_a_table_has_a_column_for_every_told_field_and_no_other(noun: str) -> None:
    told = {field.column for field in fields_of(NOUNS[noun]).values()}
    of_the_store = {"id", "version", "withdrawn", "batch_id"} | ({"merged_into_id"} if noun in MERGEABLE else set())
    assert {column.name for column in TABLES[noun].columns} == told | of_the_store


@pytest.mark.parametrize("noun", NOUNS)
def test_a_column_may_be_empty_exactly_where_its_field_may(noun: str) -> None:
    for field in fields_of(NOUNS[noun]).values():
        optional = not field.required and field.default is None
        assert TABLES[noun].columns[field.column].nullable is optional, field.name


def test_upgrading_a_database_that_stands_at_head_changes_nothing(database: Database, dump: Dump) -> None:
    before = dump(database)
    with database.writing() as connection:
        upgrade(connection)
    assert dump(database) == before


def _fails_at_its_end(connection: Connection) -> None:
    upgrade(connection)
    connection.execute(text("INSERT INTO no_such_table VALUES (1)"))


def test_a_migration_that_fails_leaves_the_database_as_it_was(empty_address: str, dump: Dump) -> None:
    database = open_database(empty_address, create=True)
    with pytest.raises(Exception, match="no_such_table"), database.writing() as connection:
        _fails_at_its_end(connection)
    assert database.revision() is None
    assert dump(database) == []
    database.close()
