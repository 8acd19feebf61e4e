"""The place of each ask, and the offers of strangers with what was checked of them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "plugin_crisis_ask",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("window_id", sa.BigInteger(), sa.ForeignKey("window.id", ondelete="CASCADE"), nullable=False),
        sa.Column("side_id", sa.BigInteger(), sa.ForeignKey("side.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "contribution_id", sa.BigInteger(), sa.ForeignKey("contribution.id", ondelete="CASCADE"), nullable=False
        ),
    )
    op.create_index("plugin_crisis_ask_place", "plugin_crisis_ask", ["window_id", "side_id", "number"], unique=True)
    op.create_index("plugin_crisis_ask_contribution", "plugin_crisis_ask", ["contribution_id"])
    op.create_table(
        "plugin_crisis_lead",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("supplier_id", sa.BigInteger(), sa.ForeignKey("side.id", ondelete="CASCADE"), nullable=False),
        sa.Column("window_id", sa.BigInteger(), sa.ForeignKey("window.id", ondelete="CASCADE"), nullable=False),
        sa.Column("need_id", sa.BigInteger(), sa.ForeignKey("need.id", ondelete="SET NULL"), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("quantity", sa.String(), nullable=True),
        sa.Column("price", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("terms", sa.String(), nullable=True),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("offered_on", sa.Date(), nullable=False),
        sa.Column(
            "contribution_id", sa.BigInteger(), sa.ForeignKey("contribution.id", ondelete="SET NULL"), nullable=True
        ),
        sa.Column("dropped_on", sa.Date(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
    )
    op.create_index("plugin_crisis_lead_window", "plugin_crisis_lead", ["window_id"])
    op.create_table(
        "plugin_crisis_check",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("lead_id", sa.Integer(), sa.ForeignKey("plugin_crisis_lead.id", ondelete="CASCADE"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
    )
    op.create_index("plugin_crisis_check_lead", "plugin_crisis_check", ["lead_id"])
