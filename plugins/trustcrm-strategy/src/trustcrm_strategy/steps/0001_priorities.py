"""Priorities, the goals they serve, the ties that serve them, and yearly check-ins."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "plugin_strategy_goal",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
    )
    op.create_index("plugin_strategy_goal_code", "plugin_strategy_goal", ["code"], unique=True)
    op.create_table(
        "plugin_strategy_priority",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
    )
    op.create_index("plugin_strategy_priority_name", "plugin_strategy_priority", ["name"], unique=True)
    op.create_table(
        "plugin_strategy_serves",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "priority_id",
            sa.Integer(),
            sa.ForeignKey("plugin_strategy_priority.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("code", sa.String(), nullable=False),
    )
    op.create_index("plugin_strategy_serves_pair", "plugin_strategy_serves", ["priority_id", "code"], unique=True)
    op.create_table(
        "plugin_strategy_share",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "priority_id",
            sa.Integer(),
            sa.ForeignKey("plugin_strategy_priority.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("tie_id", sa.BigInteger(), sa.ForeignKey("tie.id", ondelete="CASCADE"), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
    )
    op.create_index("plugin_strategy_share_tie", "plugin_strategy_share", ["tie_id"])
    op.create_index("plugin_strategy_share_priority", "plugin_strategy_share", ["priority_id"])
    op.create_table(
        "plugin_strategy_check_in",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("note_id", sa.BigInteger(), sa.ForeignKey("note.id", ondelete="CASCADE"), nullable=False),
        sa.Column("tie_id", sa.BigInteger(), sa.ForeignKey("tie.id", ondelete="CASCADE"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("control_mutuality", sa.Integer(), nullable=False),
        sa.Column("trust", sa.Integer(), nullable=False),
        sa.Column("satisfaction", sa.Integer(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=False),
        sa.Column("exchange", sa.Integer(), nullable=False),
        sa.Column("communal", sa.Integer(), nullable=False),
    )
    op.create_index("plugin_strategy_check_in_note", "plugin_strategy_check_in", ["note_id"], unique=True)
    op.create_index("plugin_strategy_check_in_tie", "plugin_strategy_check_in", ["tie_id", "year"])
