"""Keeping an office's memory, and letting go of it lawfully: roles, confidentiality, redaction, retention, holds."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from trustcrm.store.derive.restricted import Restrictions

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _roles()
    _journal()
    _order()
    _retention()
    _snooze()
    _confidentiality()
    _numbers()
    _contacts()
    _acts()
    _indexes()
    _words()


def _acts() -> None:
    """Keep acts in the order of the rows they come from, and tell which two sides each is between."""
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    forth = "giver_id < receiver_id"
    lower = f"CASE WHEN {forth} THEN giver_id ELSE receiver_id END"
    higher = f"CASE WHEN {forth} THEN receiver_id ELSE giver_id END"
    op.execute("CREATE TEMPORARY TABLE former_act AS SELECT * FROM act")
    op.drop_table("act")
    op.create_table(
        "act",
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("row_id", whole, nullable=False),
        sa.Column("giver_id", whole, nullable=False),
        sa.Column("receiver_id", whole, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("intensity", sa.Float(precision=53), nullable=False),
        sa.Column("weight", sa.Float(precision=53), nullable=False),
        sa.Column("one_id", whole, nullable=False),
        sa.Column("other_id", whole, nullable=False),
        sa.PrimaryKeyConstraint("row_id", "noun", "giver_id", "receiver_id", name=op.f("act_pk")),
        sqlite_with_rowid=False,
    )
    columns = "noun, row_id, giver_id, receiver_id, day, kind, root, intensity, weight"
    op.execute(
        f"INSERT INTO act ({columns}, one_id, other_id) "
        f"SELECT {columns}, {lower}, {higher} FROM former_act ORDER BY row_id, noun"
    )
    op.drop_table("former_act")


def _indexes() -> None:
    unkind = sa.text("intensity < 0")
    op.create_index("act_day", "act", ["day", "row_id", "root", "intensity", "weight"])
    op.create_index("act_unkind", "act", ["day"], sqlite_where=unkind, postgresql_where=unkind)
    op.create_index("pair_sum_receiver", "pair_sum", ["receiver_id"])
    op.drop_index("origin_batch", "origin")
    op.drop_index("change_batch", "change")
    op.drop_index("change_reverses", "change")
    op.create_index("act_pair", "act", ["one_id", "other_id", "day", "root", "intensity", "weight"])
    for table, columns in _SELDOM.items():
        for column in columns:
            there = sa.text(f"{column} IS NOT NULL")
            name = f"{table}_{column.removesuffix('_id')}"
            op.create_index(name, table, [column], sqlite_where=there, postgresql_where=there)


def _words() -> None:
    """Index words without what only ranking and phrases need; nothing asks for either."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("DROP TABLE search_index")
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_text', content_rowid='id', "
        "prefix='2 3', tokenize='unicode61', detail='none', columnsize=0)"
    )
    op.execute("INSERT INTO search_index (search_index) VALUES ('rebuild')")


_SELDOM = {
    "change": ("batch_id", "reverses_id"),
    "city": ("merged_into_id",),
    "organisation": ("merged_into_id",),
    "person": ("merged_into_id",),
    "step": ("interaction_id",),
    "signal": ("interaction_id",),
    "engagement": ("interaction_id",),
    "seat": ("person_id", "side_id"),
    "follow_up": ("interaction_id", "person_id", "contribution_id"),
}
"""References that few rows have, yet that are looked through for every row of their target that goes."""


def _numbers() -> None:
    """Give every whole number 64 bits, as in SQLite; after every step that makes a column, before any view."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    named = connection.execute(
        sa.text(
            "SELECT table_name, string_agg(format('ALTER COLUMN %I TYPE bigint', column_name), ', ') "
            "FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) "
            "WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND data_type = 'integer' "
            "GROUP BY table_name ORDER BY table_name"
        )
    )
    for table, changes in named.all():
        op.execute(f'ALTER TABLE "{table}" {changes}')


def _roles() -> None:
    op.add_column("colleague", sa.Column("login", sa.String(), nullable=True))
    op.add_column("colleague", sa.Column("role", sa.String(), nullable=True))
    op.add_column("colleague", sa.Column("role_until", sa.Date(), nullable=True))


def _order() -> None:
    """Compare names by their characters, as SQLite does, and let the index serve a search by beginnings."""
    if op.get_context().dialect.name == "postgresql":
        op.execute('ALTER TABLE folded_name ALTER COLUMN folded TYPE varchar COLLATE "C"')


def _confidentiality() -> None:
    op.create_table(
        "restricted_row",
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("noun", "row_id", name=op.f("restricted_row_pk")),
    )
    op.create_table(
        "restricted_block",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("change_id", "position", name=op.f("restricted_block_pk")),
    )
    Restrictions(op.get_bind()).rebuild()


def _contacts() -> None:
    op.execute(
        'CREATE VIEW contact AS SELECT id AS interaction_id, giver_id, receiver_id, "on" FROM interaction '
        "WHERE direction = 'mutual' AND NOT withdrawn"
    )
    op.execute(
        'CREATE VIEW seated_contact AS SELECT c.interaction_id, c.giver_id, c.receiver_id, c."on", p.side_id '
        "FROM contact c JOIN participant p ON p.interaction_id = c.interaction_id "
        "WHERE NOT p.withdrawn AND p.side_id IS NOT NULL"
    )


def _journal() -> None:
    op.add_column("change", sa.Column("salt", sa.String(), nullable=True))
    op.add_column("change", sa.Column("summary_digest", sa.String(), nullable=True))
    for table in ("change", "block"):
        op.add_column(table, sa.Column("redacted_by_id", sa.Integer(), nullable=True))
    op.add_column("batch_item", sa.Column("settled", sa.JSON(), nullable=False, server_default="[]"))
    if op.get_context().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _retention() -> None:
    op.create_table(
        "retention_class",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("for_noun", sa.String(), nullable=True),
        sa.Column("for_kind", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        *_of_every_noun(),
        sa.PrimaryKeyConstraint("id", name=op.f("retention_class_pk")),
    )
    op.create_table(
        "retention",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("retention_class_id", sa.Integer(), nullable=False),
        sa.Column("about_noun", sa.String(), nullable=False),
        sa.Column("about_row", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        *_of_every_noun(),
        sa.ForeignKeyConstraint(
            ["retention_class_id"], ["retention_class.id"], name=op.f("retention_retention_class_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("retention_pk")),
    )
    op.create_index("retention_about", "retention", ["about_noun", "about_row"], unique=False)
    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("about_noun", sa.String(), nullable=False),
        sa.Column("about_row", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        *_of_every_noun(),
        sa.PrimaryKeyConstraint("id", name=op.f("hold_pk")),
    )
    op.create_index("hold_about", "hold", ["about_noun", "about_row"], unique=False)
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=True),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["change.id"], name=op.f("certificate_change_id_fk"), deferrable=True, initially="DEFERRED"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("certificate_pk")),
    )
    op.create_table(
        "erased_origin",
        sa.Column("importer", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("importer", "digest", name=op.f("erased_origin_pk")),
    )
    op.create_index("erased_origin_row", "erased_origin", ["noun", "row_id"], unique=False)
    op.create_table(
        "office_secret",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("office_secret_pk")),
    )


def _snooze() -> None:
    op.create_table(
        "snooze",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about_noun", sa.String(), nullable=False),
        sa.Column("about_row", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("arose_on", sa.Date(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        *_of_every_noun(),
        sa.PrimaryKeyConstraint("id", name=op.f("snooze_pk")),
    )
    op.create_index("snooze_about", "snooze", ["about_noun", "about_row"], unique=False)
    op.create_index("snooze_until", "snooze", ["until"], unique=False)


def _of_every_noun() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
    )


_KEPT = {
    "change": ("id", "at", "actor", "verb", "batch_id", "reverses_id", "previous_hash", "hash", "summary_digest"),
    "block": ("change_id", "position", "noun", "operation", "first_id", "last_id", "row_count", "digest"),
}
"""What not even a redaction may touch: all but the content itself, its salt, and who redacted it."""

_NUMBER = {"change": "id", "block": "change_id"}


def _is_redaction(table: str, same: str) -> str:
    """Return the condition under which a row of the journal may be updated; `same` is the engine's null-safe equal.

    Only by a change that has begun to write down what it redacts and is not sealed yet: never by one of the past, and
    never what an earlier one wrote down.
    """
    conditions = [f"NEW.{column} {same} OLD.{column}" for column in _KEPT[table]]
    conditions += [
        f"COALESCE(NEW.redacted_by_id, 0) > COALESCE(OLD.redacted_by_id, OLD.{_NUMBER[table]})",
        "EXISTS (SELECT 1 FROM block b WHERE b.change_id = NEW.redacted_by_id AND b.operation = 'redacted')",
        "NOT EXISTS (SELECT 1 FROM change c WHERE c.id = NEW.redacted_by_id)",
    ]
    if table == "block":
        conditions.append("OLD.operation <> 'redacted'")
    return " AND ".join(conditions)


def _guard_sqlite() -> None:
    for table in _KEPT:
        op.execute(f"DROP TRIGGER {table}_no_update")
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN NOT ({_is_redaction(table, 'IS')}) "
            "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )


def _guard_postgresql() -> None:
    for table in _KEPT:
        op.execute(
            f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF TG_OP = 'UPDATE' THEN "
            f"IF {_is_redaction(table, 'IS NOT DISTINCT FROM')} THEN RETURN NEW; END IF; END IF; "
            "RAISE EXCEPTION 'the journal is append-only'; END $$"
        )
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()"
        )
    op.execute("DROP FUNCTION journal_is_append_only()")
