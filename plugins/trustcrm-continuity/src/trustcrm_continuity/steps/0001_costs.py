"""What was spent on a tie, and the most that may be in a year."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "plugin_continuity_cost",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("side_id", sa.BigInteger(), sa.ForeignKey("side.id", ondelete="CASCADE"), nullable=False),
        sa.Column(
            "interaction_id", sa.BigInteger(), sa.ForeignKey("interaction.id", ondelete="SET NULL"), nullable=True
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("amount", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("dropped_on", sa.Date(), nullable=True),
    )
    op.create_index("plugin_continuity_cost_side", "plugin_continuity_cost", ["side_id"])
    op.create_index("plugin_continuity_cost_interaction", "plugin_continuity_cost", ["interaction_id"])
    op.create_table(
        "plugin_continuity_cap",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("side_id", sa.BigInteger(), sa.ForeignKey("side.id", ondelete="CASCADE"), nullable=False),
        sa.Column("of", sa.String(), nullable=False),
        sa.Column("most", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
    )
    op.create_index("plugin_continuity_cap_of", "plugin_continuity_cap", ["side_id", "of"], unique=True)
