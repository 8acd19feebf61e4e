"""What a side lacks in a crisis, and which contributions answer it; intensities summed with every repetition whole."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from trustcrm.store.tables.types import Exact

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "need",
        sa.Column("id", whole, autoincrement=False, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("window_id", whole, nullable=False),
        sa.Column("side_id", whole, nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("quantity", Exact(), nullable=True),
        sa.Column("by_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("version", whole, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", whole, nullable=True),
        sa.ForeignKeyConstraint(["window_id"], ["window.id"], name=op.f("need_window_id_fk")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("need_side_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("need_pk")),
    )
    op.create_index("need_window", "need", ["window_id"])
    op.create_index("need_side", "need", ["side_id"])
    # Alembic adds no column that refers to another table in SQLite; both engines can.
    kind = "BIGINT" if op.get_context().dialect.name == "postgresql" else "INTEGER"
    op.execute(
        f"ALTER TABLE contribution ADD COLUMN need_id {kind} CONSTRAINT contribution_need_id_fk REFERENCES need (id)"
    )
    there = sa.text("need_id IS NOT NULL")
    op.create_index("contribution_need", "contribution", ["need_id"], sqlite_where=there, postgresql_where=there)
    _sum_intensities_anew()


def _sum_intensities_anew() -> None:
    """Let repetitions of a week count whole for expected intensity; sums that are so already stay as they are."""
    lower, higher = ("LEAST", "GREATEST") if op.get_context().dialect.name == "postgresql" else ("MIN", "MAX")
    sides = "(pair_sum.giver_id, pair_sum.receiver_id)"
    acts = (
        f"FROM act a JOIN day d ON d.day = a.day WHERE a.one_id = {lower}{sides} AND a.other_id = {higher}{sides} "
        "AND a.giver_id = pair_sum.giver_id"
    )
    weight = f"(SELECT COALESCE(SUM(a.weight * d.trust_factor), 0.0) {acts})"
    value = f"(SELECT COALESCE(SUM(a.weight * d.trust_factor * a.intensity), 0.0) {acts})"
    op.execute(
        f"UPDATE pair_sum SET intensity_weight = {weight}, intensity_value = {value} "
        f"WHERE ABS({weight} - intensity_weight) > 1e-9 * intensity_weight"
    )
