"""How many records of each noun stand, kept beside them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

NOUNS = (
    "city", "organisation", "office", "kind", "colleague", "person", "post", "tenure", "tie", "custody", "agreement",
    "window", "need", "interaction", "participant", "contribution", "step", "signal", "engagement", "seat", "follow-up",
    "tag", "note", "rate", "retention-class", "retention", "hold", "snooze",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "standing",
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("records", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("noun", name=op.f("standing_pk")),
    )
    for noun in NOUNS:
        op.execute(
            f"INSERT INTO standing (noun, records) SELECT noun, records FROM (SELECT '{noun}' AS noun, COUNT(*) AS "
            f'records FROM "{noun.replace("-", "_")}" WHERE NOT withdrawn) counted WHERE records > 0'
        )
