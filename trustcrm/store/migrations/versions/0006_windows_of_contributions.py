"""Which crisis a contribution belongs to, where several are on at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    # Alembic adds no column that refers to another table in SQLite; both engines can.
    kind = "BIGINT" if op.get_context().dialect.name == "postgresql" else "INTEGER"
    op.execute(
        f"ALTER TABLE contribution ADD COLUMN window_id {kind} "
        'CONSTRAINT contribution_window_id_fk REFERENCES "window" (id)'
    )
    there = sa.text("window_id IS NOT NULL")
    op.create_index("contribution_window", "contribution", ["window_id"], sqlite_where=there, postgresql_where=there)
