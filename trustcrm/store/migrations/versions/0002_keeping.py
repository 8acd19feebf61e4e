"""Keeping an office's memory, and letting go of it lawfully: roles, redaction of the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _roles()
    _journal()
    _indexes()


def _indexes() -> None:
    unkind = sa.text("intensity < 0")
    op.create_index("act_day", "act", ["day", "giver_id", "receiver_id", "intensity", "weight"])
    op.create_index("act_unkind", "act", ["day"], sqlite_where=unkind, postgresql_where=unkind)
    op.create_index("pair_sum_receiver", "pair_sum", ["receiver_id"])


def _roles() -> None:
    op.add_column("colleague", sa.Column("login", sa.String(), nullable=True))
    op.add_column("colleague", sa.Column("role", sa.String(), nullable=True))
    op.add_column("colleague", sa.Column("role_until", sa.Date(), nullable=True))


def _journal() -> None:
    op.add_column("change", sa.Column("salt", sa.String(), nullable=True))
    op.add_column("change", sa.Column("summary_digest", sa.String(), nullable=True))
    for table in ("change", "block"):
        op.add_column(table, sa.Column("redacted_by_id", sa.Integer(), nullable=True))
    if op.get_context().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


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
