"""What one currency is worth in another, by the office's own word."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from trustcrm.store.tables.types import Exact

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "rate",
        sa.Column("id", whole, autoincrement=False, nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("into", sa.String(), nullable=False),
        sa.Column("worth", Exact(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("version", whole, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", whole, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("rate_pk")),
    )
